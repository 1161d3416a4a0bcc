"""A stack on its way in: files are looked at and kept at once, and read in the background."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from docgen.bundle import File, safe_name
from docgen.errors import DocgenError
from docgen.scanning import count_pages
from tracker.errors import DatabaseError
from tracker.jobs import enqueue
from tracker.lists import choices
from tracker.phrases import day
from tracker.scans import intakes
from tracker.scans.known import known_scans
from tracker.scans.states import ScanState
from web import desk
from web.forms.scans import StackForm
from web.language import gettext as _
from web.repeats import change_once, new_key

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work

_MOST_FILES: Final = 200
_log = logging.getLogger(__name__)


def listed() -> ResponseReturnValue:
    """Stacks that were sent, the newest first."""
    page = intakes.intakes(desk.reading(), after=request.args.get("after"))
    return render_template("scans/stacks.html", page=page, after=request.args.get("after"))


def send() -> ResponseReturnValue:
    """Takes files of the scanner; what cannot be opened is told at once and stops no other."""
    form = StackForm()
    ours = choices.organizations_by_inn(desk.reading())
    form.organization.choices = {"": _("любой нашей"), **dict(ours)}
    if not form.validate_on_submit():
        return _form(form, 422 if form.is_submitted() else 200)
    taken, pages = _opened(form, _given(form))
    if not taken:
        return _form(form, 422)
    for told in form.files.errors:
        flash(told, "warning")

    def change(work: Work) -> str:
        key = intakes.ask(work, taken, pages=pages, inn=form.organization.data or None)
        return url_for("scans.stack", intake_id=key)

    what = "\n".join([form.organization.data or "", *(file.sha256 for file in taken)])
    try:
        target = change_once(form.once.data or "", what, change)
    except DocgenError as error:
        form.take_faults(error)
        return _form(form, 409)
    _leave(int(target.rpartition("/")[2]))
    return redirect(target, 303)


def _form(form: StackForm, code: int) -> ResponseReturnValue:
    return render_template("scans/send.html", form=form, once=new_key()), code


def _given(form: StackForm) -> list[File]:
    """The files that were sent, each by a bare name."""
    sent = [one for one in form.files.data or () if isinstance(one, FileStorage) and one.filename]
    if not sent:
        form.files.errors = [_("Выберите файлы сканера.")]
    elif len(sent) > _MOST_FILES:
        form.files.errors = [_("Слишком много файлов: не больше %(most)s за раз.", most=_MOST_FILES)]
        return []
    return [File(safe_name((one.filename or "").replace("\\", "/").rpartition("/")[2]), one.read()) for one in sent]


def _opened(form: StackForm, given: list[File]) -> tuple[list[File], int]:
    """Files that can be read and are new, and how many pages they have; what is wrong with others goes into the form.

    A stack with nothing wrong in it but some bad files goes in without them: what became of it tells of these too.
    """
    fresh = {file.sha256: file for file in given}
    known = known_scans(desk.reading(), list(fresh))
    told = [
        _("%(name)s: этот файл уже принят %(day)s.", name=fresh[digest].name, day=day(on))
        for digest, on in known.items()
    ]
    left = [file for digest, file in fresh.items() if digest not in known]
    desk.stop_reading()
    counted = count_pages([file.content for file in left]) if left else []
    told += [f"{file.name}: {one.refused}." for file, one in zip(left, counted, strict=True) if one.refused]
    pages = sum(one.pages for one in counted)
    if told:
        form.files.errors = [*form.files.errors, *told]
    return (left if pages else []), pages


def _leave(intake_id: int) -> None:
    """To the worker, who finds it even if it could not be told."""
    try:
        enqueue(desk.house().settings, intakes.JOB, intake_id)
    except DatabaseError as error:
        _log.warning("stack %s waits for a worker to look around: %s", intake_id, error)


def show(intake_id: int) -> ResponseReturnValue:
    """How far a stack is, and what became of it; to htmx, only that."""
    intake = intakes.intake_of(desk.reading(), intake_id)
    template = "scans/state.html" if "HX-Request" in request.headers else "scans/stack.html"
    return render_template(template, intake=intake, **_sorted(intake))


def _sorted(intake: intakes.Intake) -> dict[str, Any]:
    if intake.taken is None:
        return {"refused": [], "known": [], "awaits": 0}
    files = intake.taken.files
    return {
        "refused": [file for file in files if file.problem and not file.is_known],
        "known": [file for file in files if file.is_known],
        "awaits": sum(paper.state is ScanState.AWAITS for paper in intake.taken.papers),
    }


def retry(intake_id: int) -> ResponseReturnValue:
    """A stack that failed is tried again."""
    with desk.changing() as work:
        intakes.retry(work, intake_id)
    _leave(intake_id)
    return redirect(url_for("scans.stack", intake_id=intake_id), 303)


def add_to(blueprint: Blueprint) -> None:
    """Gives the addresses of stacks."""
    blueprint.add_url_rule("/stacks", "stacks", listed)
    blueprint.add_url_rule("/stacks/new", "stack_new", send, methods=["GET", "POST"])
    blueprint.add_url_rule("/stacks/<int:intake_id>", "stack", show)
    blueprint.add_url_rule("/stacks/<int:intake_id>/retry", "stack_retry", retry, methods=["POST"])
