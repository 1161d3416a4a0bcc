"""Copies of the house: how old the last one is, a new one, a check, the way back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import redirect, render_template, send_file, url_for

from tracker.backup.shelf import JOB, OLD_AFTER, Task, ask, copy_path, shelf_of
from tracker.jobs import enqueue
from web import desk
from web.screens.admin.blueprint import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.backup.shelf import Shelf


@blueprint.get("/copies", endpoint="copies")
def show_copies() -> ResponseReturnValue:
    """The shelf."""
    settings = desk.house().settings
    shelf = shelf_of(settings)
    return render_template(
        "admin/copies.html",
        shelf=shelf,
        tasks=Task,
        age=age_of_last(shelf),
        old_after=OLD_AFTER,
        folder=settings.home / "backups",
    )


@blueprint.post("/copies", endpoint="copy_new")
def make_copy() -> ResponseReturnValue:
    """Asks for a copy; pressed twice it is one copy."""
    return _asked(Task.COPY)


@blueprint.post("/copies/<name>/check", endpoint="copy_check")
def check_copy(name: str) -> ResponseReturnValue:
    """Asks for a check of a copy to its last byte."""
    return _asked(Task.LOOK, name)


@blueprint.get("/copies/<name>", endpoint="copy_file")
def get_copy(name: str) -> ResponseReturnValue:
    """The copy itself, to be kept on another machine."""
    path = copy_path(desk.house().settings, name)
    return send_file(path, mimetype="application/x-tar", as_attachment=True, download_name=name, conditional=True)


def age_of_last(shelf: Shelf) -> int | None:
    """Days since the last copy; None if there is none."""
    if not shelf.copies:
        return None
    return max(0, (desk.now() - datetime.fromisoformat(shelf.copies[0].made_at)).days)


def _asked(task: Task, name: str = "") -> ResponseReturnValue:
    ask(desk.house(), task, desk.visitor().login, name)
    enqueue(desk.house().settings, JOB, task.value)
    return redirect(url_for("admin.copies"), 303)
