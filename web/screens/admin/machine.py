"""The state of the machine: what the program finds, and the last check of everything that it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from tracker.backup.shelf import JOB, Task, ask, shelf_of
from tracker.jobs import enqueue
from web import desk
from web.commands.doctor import examine
from web.screens.admin.blueprint import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/machine", endpoint="machine")
def show_machine() -> ResponseReturnValue:
    """Checks of the machine, and of the house."""
    shelf = shelf_of(desk.house().settings)
    return render_template(
        "admin/machine.html", checks=examine(), checked=shelf.checked, is_checking=Task.CHECK in shelf.asked
    )


@blueprint.post("/machine/check", endpoint="machine_check")
def check_house() -> ResponseReturnValue:
    """Asks for a check of everything: the journal, files, papers, numbers."""
    ask(desk.house(), Task.CHECK, desk.visitor().login)
    enqueue(desk.house().settings, JOB, Task.CHECK.value)
    return redirect(url_for("admin.machine"), 303)
