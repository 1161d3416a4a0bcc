"""The front of the room: what wants an administrator's hand today, and where to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from tracker.backup.shelf import OLD_AFTER, shelf_of
from tracker.key_rates import house_rates
from tracker.law_checks import KEY_RATE, checks
from tracker.letters.outbox import count_by_state
from web import access, desk
from web.screens.admin.blueprint import blueprint
from web.screens.admin.copies import age_of_last
from web.screens.admin.law import is_stale
from web.screens.admin.mail import server

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/", endpoint="show")
def show() -> ResponseReturnValue:
    """Warnings first, then every page of the room that the visitor may open."""
    connection = desk.reading()
    rates = house_rates(connection)
    check = checks(connection).get(KEY_RATE)
    shelf = shelf_of(desk.house().settings)
    found, fault = server()
    return render_template(
        "admin/show.html",
        rate=rates.history.on(desk.today()),
        check=check,
        is_stale=is_stale(check),
        age=age_of_last(shelf),
        old_after=OLD_AFTER,
        failed=shelf.failed,
        server=found,
        mail_fault=fault,
        letters=count_by_state(connection),
        is_admin=access.may("admin.copies", desk.visitor().role),
    )
