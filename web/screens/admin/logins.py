"""The audit of logins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from tracker.accounts.audit import AuditFilter, attempts
from tracker.accounts.sessions import Outcome
from tracker.lists.paging import PAGE, storable_key
from web import desk
from web.forms.admin import OUTCOMES, LoginsAsk
from web.screens.admin.blueprint import asked_again, blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/logins", endpoint="logins")
def show_logins() -> ResponseReturnValue:
    """Who came in, went out or was not let in; the newest first."""
    form = LoginsAsk(request.args)
    before = request.args.get("before", type=int)
    is_valid = form.validate()
    rows = attempts(desk.reading(), _wanted(form), before=storable_key(before), size=PAGE + 1) if is_valid else []
    page = render_template(
        "admin/logins.html",
        form=form,
        rows=rows[:PAGE],
        outcomes=OUTCOMES,
        next=asked_again("admin.logins", form, rows[PAGE - 1].id) if len(rows) > PAGE else None,
        first=asked_again("admin.logins", form) if before is not None else None,
    )
    return page, 200 if is_valid else 422


def _wanted(form: LoginsAsk) -> AuditFilter:
    outcome = form.outcome.data
    return AuditFilter(
        login=(form.login.data or "").casefold(),
        outcome=Outcome(outcome) if outcome else None,
        since=form.since.data,
        until=form.until.data,
    )
