"""The last button of the form: the draft becomes a deal, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for

from docgen.errors import DocgenError
from tracker.kit_form.drafts import DraftChangedError, save
from tracker.kit_form.issuing import Issuer, issue_draft
from tracker.people import Person, Role, active_person
from web import desk
from web.forms.kit import typed_of
from web.repeats import change_once
from web.screens.kit import acts
from web.screens.kit.page import own_templates, refused, revision, window

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work
    from tracker.kit_form.drafts import KitDraft
    from tracker.kit_form.typed import Typed


def issue(known: KitDraft) -> ResponseReturnValue:
    """Issues the kit; a second click gets the first one's answer. What is wrong stands beside the fields."""
    if known.issued_as is not None:
        return redirect(url_for("kit.ready", code=known.issued_as), 303)
    typed = known.typed
    try:
        typed = acts.filled(known, typed_of(request.form, known.typed))
        return redirect(_issued(known, typed), 303)
    except DocgenError as error:
        return _refused(known, typed, error)


def _issued(known: KitDraft, typed: Typed) -> str:
    who, labels = desk.visitor(), desk.own_labels()

    def make(work: Work) -> str:
        _save(work, known, typed)
        manager = _manager(work, typed)
        issuer = Issuer(
            person_id=who.id, login=who.login, labels=labels, manager=manager.name, manager_login=manager.login
        )
        made = issue_draft(work, known.id, issuer, lambda order: own_templates(order.documents))
        return url_for("kit.ready", code=made.deal_code)

    return change_once(request.form.get("once", ""), f"kit:{known.id}", make)


def _save(work: Work, known: KitDraft, typed: Typed) -> None:
    save(work, known.id, desk.visitor().id, typed, revision=revision(), author=window())


def _manager(work: Work, typed: Typed) -> Person:
    who = desk.visitor()
    chosen = typed.deal.get("manager", "")
    if who.role is not Role.HEAD or not chosen:
        return who.person
    return active_person(work.connection, chosen)


def _refused(known: KitDraft, typed: Typed, error: DocgenError) -> ResponseReturnValue:
    """The form with the faults; nothing is issued, and what is typed is kept."""
    if not isinstance(error, DraftChangedError):
        with desk.changing() as work:
            _save(work, known, typed)
    return refused(known, typed, error)
