"""The form at work: shown, saved at each pause, changed by its buttons, issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from docgen.errors import DocgenError, InputError
from tracker.kit_form.drafts import KitDraft, draft, save
from web import desk
from web.forms.kit import typed_of
from web.screens.kit import acts, issuing
from web.screens.kit.page import counted, page, refused, revision, shown, window

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.kit_form.typed import Typed

_MOST_BLANKS = 50


def show(draft_id: int) -> ResponseReturnValue:
    """The form as it was left; an issued one leads to its kit."""
    known = draft(desk.reading(), draft_id, desk.visitor().id)
    if known.issued_as is not None:
        return redirect(url_for("kit.ready", code=known.issued_as))
    blanks = request.args.get("blank", 2, type=int)
    return page(
        known,
        known.typed,
        asked=request.args.get("q", "")[:100],
        blanks=max(1, min(blanks, _MOST_BLANKS)),
        window=request.args.get("w", "")[:40],
    )


def edit(draft_id: int) -> ResponseReturnValue:
    """A button of the form: whatever it does, what is typed is kept."""
    known = draft(desk.reading(), draft_id, desk.visitor().id)
    act, _, argument = request.form.get("act", "count").partition(":")
    if act == "issue":
        return issuing.issue(known)
    if known.issued_as is not None:
        return redirect(url_for("kit.ready", code=known.issued_as), 303)
    typed = known.typed
    try:
        typed = typed_of(request.form, known.typed)
        done = acts.perform(known, typed, act, argument)
        _keep(known, done.typed)
    except DocgenError as error:
        return _refused(known, typed, error)
    here = {"draft_id": draft_id, "w": window(), "_anchor": done.anchor, **done.query}
    return redirect(url_for("kit.form", **here), 303)


def live(draft_id: int) -> ResponseReturnValue:
    """A pause of typing: keeps the form, answers sums and rights of it in pieces."""
    known = draft(desk.reading(), draft_id, desk.visitor().id)
    typed = typed_of(request.form, known.typed)
    typed = acts.filled(known, typed)
    revision = _keep(known, typed)
    return render_template("kit/live.html", typed=typed, counted=counted(known, typed), revision=revision, **shown())


def _keep(known: KitDraft, typed: Typed) -> int:
    with desk.changing() as work:
        return save(work, known.id, desk.visitor().id, typed, revision=revision(), author=window())


def _refused(known: KitDraft, typed: Typed, error: DocgenError) -> ResponseReturnValue:
    """The form again with what is wrong. It is kept, but where another window changed the draft."""
    if isinstance(error, InputError):
        _keep(known, typed)
    return refused(known, typed, error)
