"""Discounts beyond a right: what managers ask for, the head's answer, and what was answered before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from wtforms import HiddenField

from docgen.errors import DocgenError
from docgen.filters import percent
from tracker.errors import NotFoundError
from tracker.lists.paging import PAGE, storable_key
from tracker.people import list_people
from tracker.prices.queue import looked_up
from tracker.prices.requests import decide, list_requests
from web import access, desk
from web.errors import code_of
from web.forms.base import AtMost, DeskForm, LineField
from web.language import gettext as _
from web.repeats import change_once, new_key
from web.screens.ways import way

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work
    from tracker.prices.queue import Asked

blueprint = Blueprint("approvals", __name__, url_prefix="/approvals")
_MOST_WAITING: Final = 100
_GRANT, _REFUSE = "grant", "refuse"


class DecisionForm(DeskForm):
    """The head's answer. ``decision``: the button that was pressed."""

    answer = LineField("Ответ менеджеру", [AtMost(1000)])
    decision = HiddenField()
    once = HiddenField()

    def check(self) -> bool:
        """Whether it is an answer; a refusal wants words."""
        is_valid = bool(self.validate())
        if self.decision.data not in {_GRANT, _REFUSE}:
            self.form_errors.append(_("Нажмите «Согласовать» или «Отказать»."))
        elif self.decision.data == _REFUSE and not self.answer.data:
            self.answer.errors = [*self.answer.errors, _("Напишите, почему нет: менеджер увидит ответ.")]
        return is_valid and not self.form_errors and not self.answer.errors


@blueprint.get("/", endpoint="show")
def show() -> ResponseReturnValue:
    """The queue; a manager sees what they asked for themselves and what came of it."""
    return _page()


@blueprint.post("/<int:request_id>", endpoint="decide")
def answer(request_id: int) -> ResponseReturnValue:
    """Grants or refuses, once for a form."""
    form = DecisionForm()
    if not form.check():
        return _page((request_id, form)), 422
    is_granted = form.decision.data == _GRANT

    def change(work: Work) -> str:
        decide(work, request_id, is_granted=is_granted, answer=form.answer.data or "")
        return url_for("approvals.show")

    try:
        target = change_once(form.once.data or "", f"{request_id} {is_granted} {form.answer.data}", change)
    except NotFoundError:
        raise
    except DocgenError as error:
        form.form_errors.append(str(error))
        return _page((request_id, form)), code_of(error)
    flash(
        _("Скидка согласована: менеджер может выпускать документы.") if is_granted else _("Отказ записан."), "success"
    )
    return redirect(target, 303)


def _page(answered: tuple[int, DecisionForm] | None = None) -> str:
    connection, who = desk.reading(), desk.visitor()
    whose = who.login if desk.own_labels() is not None else None
    before = request.args.get("before", type=int)
    waiting = list_requests(connection, asked_by=whose, size=_MOST_WAITING) if before is None else []
    past = list_requests(connection, is_waiting=False, asked_by=whose, before=storable_key(before), size=PAGE + 1)
    asked = looked_up(connection, waiting, desk.today())
    failed = answered[0] if answered else None
    return render_template(
        "approvals/show.html",
        asked=asked,
        before=before,
        past=past[:PAGE],
        next=past[PAGE - 1].id if len(past) > PAGE else None,
        names={person.login: person.name for person in list_people(connection)},
        forms_of={one.request.id: _form(one, answered) for one in asked},
        failed=failed,
        lost=answered[1] if answered and failed not in {one.request.id for one in asked} else None,
        percent=percent,
        deal_link=_deal_link,
        sees_internal=who.sees_internal_prices,
        may_decide=access.may("approvals.decide", who.role),
    )


def _form(one: Asked, answered: tuple[int, DecisionForm] | None) -> DecisionForm:
    if answered and answered[0] == one.request.id:
        return _named(answered[1], one.request.id)
    form = DecisionForm(formdata=None)
    form.once.data = new_key()
    return _named(form, one.request.id)


def _named(form: DecisionForm, request_id: int) -> DecisionForm:
    """Several such forms stand on one page, so their fields have ids of their own."""
    form.answer.id = f"answer-{request_id}"
    return form


def _deal_link(code: str) -> str | None:
    return way("deals.show", code=code)
