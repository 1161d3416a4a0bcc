"""Many rows at once: asked whether to, then written into a batch that background work does."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from docgen.errors import DocgenError
from docgen.words import plural
from tracker.batches import ledger
from tracker.errors import DatabaseError, RefusedError
from tracker.jobs import enqueue
from web import access, desk
from web.errors import AccessRefusedError
from web.forms.base import DeskForm
from web.language import gettext as _
from web.repeats import change_once, new_key
from web.screens.registers.asking import Question, question
from web.screens.registers.description import Action, Asked, Register
from web.screens.registers.exporting import every_row

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from tracker.house import Work

MOST_AT_ONCE: Final = 5_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen: everything that the filters let through, or rows by their keys."""

    is_all: bool
    keys: tuple[str, ...]

    def rows(self, register: Register, connection: Connection, asked_for: Asked) -> Sequence[Any]:
        """The rows as they are now, of the visitor's reach alone. Raises RefusedError for too many."""
        if self.is_all:
            return list(every_row(register, asked_for, MOST_AT_ONCE, connection))
        if len(self.keys) > MOST_AT_ONCE:
            raise RefusedError(_("Отмечено слишком много строк: сузьте отбор."))
        return register.find(connection, self.keys, asked_for) if register.find else ()


def act(register: Register) -> ResponseReturnValue:
    """Answers a form of the list's: first asks whether to do it, then does; the batch's page tells how it goes."""
    action = _action(register)
    one = question(register, request.form.get("query", ""))
    if one.asked is None:
        raise RefusedError(_("Отбор списка не прочитан: откройте список заново."))
    choice = Choice(is_all="all" in request.form, keys=tuple(dict.fromkeys(request.form.getlist("key"))))
    if not choice.is_all and not choice.keys:
        flash(_("Отметьте строки, с которыми это сделать."), "warning")
        return redirect(one.url(), 303)
    is_sure = "sure" in request.form
    form = (action.form or DeskForm)() if is_sure else (action.form or DeskForm)(formdata=None)
    if is_sure and form.validate():
        try:
            return _done(register, action, one.asked, choice, form)
        except DocgenError as error:
            form.take_faults(error)
    return _ask_whether(one, one.asked, action, choice, form)


def _action(register: Register) -> Action:
    action = register.action(request.form.get("action", ""))
    if action is None:
        raise NotFound
    who = desk.visitor()
    if not access.may(action.allowed or register.endpoint, who.role, sees_internal_prices=who.sees_internal_prices):
        raise AccessRefusedError(_("Это не входит в ваши права."))
    return action


def _ask_whether(one: Question, asked_for: Asked, action: Action, choice: Choice, form: Any) -> ResponseReturnValue:
    rows = choice.rows(one.register, desk.reading(), asked_for)
    if not rows:
        flash(_("Отмеченных строк в списке больше нет: он показан заново."), "warning")
        return redirect(one.url(), 303)
    page = render_template(
        "registers/sure.html",
        register=one.register,
        ask=one,
        action=action,
        form=form,
        choice=choice,
        count=len(rows),
        gone=0 if choice.is_all else len(choice.keys) - len(rows),
        once=request.form.get("once") or new_key(),
    )
    return page, 422 if "sure" in request.form else 200


def _done(register: Register, action: Action, asked_for: Asked, choice: Choice, form: Any) -> ResponseReturnValue:
    """Writes the batch, once for a key; the rows are read anew inside the change, as they are now."""
    own = {} if asked_for.labels is None else {"own": True}
    params = {**(action.params(form) if action.params else {}), **own}
    told = [action.name, request.form.get("query", ""), choice.is_all, choice.keys, params]

    def ask(work: Work) -> str:
        rows = choice.rows(register, work.connection, asked_for)
        items = action.items(work, rows)
        title = f"{action.title} — {len(rows)} {plural(len(rows), *register.noun.split('|'))}"  # kept in Russian
        return str(ledger.ask(work, action.kind, title, params, items))

    return leave(int(change_once(request.form.get("once", ""), told, ask)))


def leave(batch_id: int) -> ResponseReturnValue:
    """Leaves a batch to background work and shows how it goes. A worker finds it even if it could not be told."""
    try:
        enqueue(desk.house().settings, "batch", batch_id)
    except DatabaseError as error:
        _log.warning("batch %s waits for a worker to look around: %s", batch_id, error)
    return redirect(url_for("control.work", batch_id=batch_id), 303)
