"""One payment: where its money is, what is proposed, and every way to settle it; then the next one of the list."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from tracker.errors import RefusedError
from tracker.matching import sorting
from tracker.matching.candidates import candidates
from tracker.matching.items import Part
from tracker.matching.payment_views import Offered, payment_view
from tracker.matching.places import client_key
from tracker.matching.proposals import kept
from tracker.matching.register import confidence_of
from tracker.recording.operation_states import OperationState
from web import desk
from web.forms.base import read_money
from web.forms.money import CONFIDENCES, STATES, AcceptForm, AsideForm, PayerForm, SortingForm
from web.language import gettext as _
from web.repeats import change_once, new_key
from web.screens.money.payments import PAYMENTS, STATE_TONES, TONES
from web.screens.registers import following, question

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work

_PLACE: Final = re.compile(r"to-(\d{1,18})(?:-(\d{1,18}))?")
_LONGEST_LIST: Final = 4_000


def show(payment_id: int) -> ResponseReturnValue:
    """The payment's page."""
    return _page(payment_id)


def accept(payment_id: int) -> ResponseReturnValue:
    """Accepts a proposal, if it still says what was shown."""
    form = AcceptForm()

    def change(work: Work) -> None:
        offers = kept(work.connection, [payment_id]).get(payment_id, [])
        if form.seen.data not in {one.seal for one in offers if one.number == form.number.data}:
            raise RefusedError(_("Предложения уже другие: посмотрите их заново."))
        sorting.accept(work, payment_id, form.number.data or 0)

    return _settled(payment_id, form, change, _("Платёж отнесён."))


def assign(payment_id: int) -> ResponseReturnValue:
    """Allocates by hand: sums beside deals and invoices."""
    form = SortingForm()
    parts, wrong = _parts()
    if wrong:
        form.form_errors.extend(wrong)
        return _page(payment_id, form, typed=request.form), 422

    def change(work: Work) -> None:
        sorting.assign(work, payment_id, parts)

    return _settled(payment_id, form, change, _("Платёж отнесён."))


def put_aside(payment_id: int) -> ResponseReturnValue:
    """The payment is of no deal."""
    form = AsideForm()
    return _settled(
        payment_id, form, lambda work: sorting.ignore(work, payment_id, form.reason.data), _("Платёж отложен.")
    )


def name_payer(payment_id: int) -> ResponseReturnValue:
    """Says whose money it is; the payment stays open, now with other proposals."""
    form = PayerForm()

    def change(work: Work) -> None:
        sorting.name_payer(work, payment_id, client_key(work.connection, form.client.data))

    return _settled(payment_id, form, change, _("Плательщик назван, предложения пересчитаны."), is_last=False)


def undo(payment_id: int) -> ResponseReturnValue:
    """Takes everything back: the payment is to be sorted again."""
    form = SortingForm()
    return _settled(
        payment_id,
        form,
        lambda work: sorting.undo(work, payment_id),
        _("Отменено: платёж снова ждёт решения."),
        is_last=False,
    )


def _settled(
    payment_id: int, form: SortingForm, change: Callable[[Work], Any], told: str, *, is_last: bool = True
) -> ResponseReturnValue:
    """Makes a change once; then the next payment of the list, if asked for, else this one again."""
    if not form.validate_on_submit():
        return _page(payment_id, form, typed=request.form), 422
    listed = (form.list.data or "")[:_LONGEST_LIST]
    target = _next_url(payment_id, listed) if is_last and "next" in request.form else _url(payment_id, listed)

    def make(work: Work) -> str:
        change(work)
        return target

    what = json.dumps(sorted((name, value) for name, value in request.form.items(multi=True) if name not in _PASSING))
    try:
        answer = change_once(form.once.data or "", f"{request.endpoint} {payment_id} {what}", make)
    except DocgenError as error:
        form.take_faults(error)
        return _page(payment_id, form, typed=request.form), 409
    flash(told, "success")
    return redirect(answer, 303)


_PASSING: Final = {"csrf_token", "list", "next"}


def _url(payment_id: int, listed: str) -> str:
    return url_for("money.payment", payment_id=payment_id, list=listed or None)


def _next_url(payment_id: int, listed: str) -> str:
    """Asked before the payment is settled: after that it may not be in the list any more."""
    one = question(PAYMENTS, listed)
    found = following(desk.reading(), one, str(payment_id))
    if found.next_key is None:
        return one.url() if one.asked else url_for("money.payments")
    return _url(int(found.next_key), listed)


def _parts() -> tuple[list[Part], list[str]]:
    """Sums that were typed beside deals and invoices; what is wrong with them."""
    parts: list[Part] = []
    wrong: list[str] = []
    for name, value in request.form.items():
        place = _PLACE.fullmatch(name)
        if place is None or not value.strip():
            continue
        try:
            amount = read_money(value.strip())
        except ValueError as error:
            wrong.append(f"«{value.strip()[:40]}»: {error}")
            continue
        document = int(place[2]) if place[2] else None
        parts.append(Part(deal_id=int(place[1]), document_id=document, amount=amount))
    if not parts and not wrong:
        wrong.append(_("Впишите сумму хотя бы у одной сделки или счёта."))
    return parts, wrong


def _page(payment_id: int, form: Any = None, typed: Any = None) -> str:
    connection = desk.reading()
    view = payment_view(connection, payment_id)
    search = " ".join((request.values.get("q") or "").split())[:100]
    listed = (request.values.get("list") or "")[:_LONGEST_LIST]
    return render_template(
        "money/payment.html",
        view=view,
        payment=view.payment,
        offers=[_shown(one) for one in view.offered],
        candidates=candidates(connection, payment_id, search) if _is_open(view.payment.state) else [],
        is_open=_is_open(view.payment.state),
        search=search,
        listed=listed,
        once=new_key(),
        form=form,
        typed=typed or {},
        state=(STATES[view.payment.state], STATE_TONES[view.payment.state]),
    )


def _is_open(state: OperationState) -> bool:
    return state not in {OperationState.MATCHED, OperationState.IGNORED}


def _shown(one: Offered) -> dict[str, Any]:
    confidence = confidence_of(one.score)
    return {
        "number": one.number,
        "parts": one.parts,
        "reasons": one.reasons,
        "seen": one.seal,
        "confidence": CONFIDENCES[confidence],
        "tone": TONES[confidence],
    }


def add_to(blueprint: Blueprint) -> None:
    """Gives the addresses of a payment."""
    blueprint.add_url_rule("/payments/<int:payment_id>", "payment", show)
    for name, view in (
        ("accept", accept),
        ("assign", assign),
        ("aside", put_aside),
        ("payer", name_payer),
        ("undo", undo),
    ):
        blueprint.add_url_rule(f"/payments/<int:payment_id>/{name}", name, view, methods=["POST"])
