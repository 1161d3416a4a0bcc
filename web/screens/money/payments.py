"""«Платежи к разбору»: money of statements that awaits a person, with what is proposed for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from docgen.filters import NBSP
from tracker.facts import Direction
from tracker.lists.paging import Page
from tracker.matching.bulk import ACCEPTED, items_to_accept
from tracker.matching.payment_views import Offered, offered_to
from tracker.matching.register import (
    Confidence,
    ListedPayment,
    PaymentFilter,
    PaymentOrder,
    confidence_of,
    find_payments,
    payments,
)
from tracker.matching.rematching import rematch
from tracker.phrases import roubles
from tracker.recording.operation_states import OperationState
from web import desk
from web.forms.money import CONFIDENCES, STATES, PaymentAsk
from web.forms.registers import offer_organizations
from web.language import gettext as _
from web.screens.registers import Action, Asked, Column, Kind, Register

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from tracker.batches.ledger import NewItem
    from tracker.house import Work
    from web.screens.registers import Labels

TONES = {Confidence.HIGH: "ok", Confidence.MIDDLE: "info", Confidence.LOW: "warn"}
STATE_TONES = {
    OperationState.PROPOSED: "info",
    OperationState.PARTLY: "warn",
    OperationState.FREE: "warn",
    OperationState.UNKNOWN: "bad",
    OperationState.MATCHED: "ok",
    OperationState.IGNORED: "muted",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A payment of the list with the likeliest of what is proposed for it."""

    payment: ListedPayment
    offer: Offered | None

    @property
    def confidence(self) -> Confidence | None:
        """Of the proposal, if there is one to accept."""
        return confidence_of(self.offer.score) if self.offer and self.offer.parts else None

    @property
    def where(self) -> str:
        """«УЦ-1, Счет № 93: 312 400,00 руб.», or why there is nothing to propose."""
        if self.offer is None:
            return ""
        if not self.offer.parts:
            return "; ".join(self.offer.reasons)
        return " + ".join(part_text(*part) for part in self.offer.parts)


def part_text(deal: str, invoice: str, amount: int) -> str:
    """A part of a payment in words."""
    return f"{deal}{f', {invoice}' if invoice else ''}:{NBSP}{roubles(amount)}"


def _prepare(form: PaymentAsk, connection: Connection, labels: Labels) -> None:
    del labels
    offer_organizations(form.organization, connection)


def _resolve(form: PaymentAsk, connection: Connection, labels: Labels) -> None:
    del connection, labels
    since, until = form.since.data, form.until.data
    if since and until and since > until:
        form.until.errors = [_("Раньше, чем «С».")]
    least, most = form.least_sum.data, form.most_sum.data
    if least is not None and most is not None and least > most:
        form.most_sum.errors = [_("Меньше, чем «Сумма от».")]


def _wanted(form: PaymentAsk) -> PaymentFilter:
    return PaymentFilter(
        state=OperationState(form.state.data) if form.state.data else None,
        statement_id=form.statement.data,
        organization=int(form.organization.data) if form.organization.data else None,
        text=form.text.data or None,
        confidence=Confidence(form.confidence.data) if form.confidence.data else None,
        since=form.since.data,
        until=form.until.data,
        least_sum=form.least_sum.data,
        most_sum=form.most_sum.data,
    )


def _read(connection: Connection, asked: Asked) -> Page[Row]:
    page = payments(
        connection,
        wanted=_wanted(asked.form),
        order=PaymentOrder(asked.order),
        after=asked.after,
        size=asked.size,
    )
    return Page(rows=_with_offers(connection, page.rows), next=page.next, total=page.total)


def _with_offers(connection: Connection, found: Sequence[ListedPayment]) -> tuple[Row, ...]:
    offers = offered_to(connection, [one.id for one in found])
    return tuple(Row(one, next(iter(offers.get(one.id, ())), None)) for one in found)


def _find(connection: Connection, keys: Sequence[str], asked: Asked) -> Sequence[Row]:
    del asked
    known = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < len(str(2**63))]
    return _with_offers(connection, find_payments(connection, known))


def _items(work: Work, rows: Sequence[Any]) -> Sequence[NewItem]:
    return items_to_accept(work, [row.payment for row in rows])


def payment_url(row: Row) -> str:
    """The payment's own page, which knows the list it was opened from."""
    listed = request.query_string.decode("ascii", "ignore") if request.endpoint == PAYMENTS.endpoint else ""
    return url_for("money.payment", payment_id=row.payment.id, list=listed or None)


def _amount(row: Row) -> int:
    sign = 1 if row.payment.direction is Direction.IN else -1
    return sign * row.payment.amount


PAYMENTS = Register(
    endpoint="money.payments",
    title="Платежи к разбору",
    noun="платёж|платежа|платежей",
    form=PaymentAsk,
    orders={"newest": "Сначала новые", "largest": "Сначала крупные"},
    read=_read,
    prepare=_prepare,
    resolve=_resolve,
    template="money/payments.html",
    amount="не отнесено",
    key=lambda row: str(row.payment.id),
    find=_find,
    actions=(
        Action(
            name="accept",
            title="Отнести, как предлагается",
            kind=ACCEPTED,
            items=_items,
            hint="Каждый платёж будет отнесён по первому предложению; те, у которых предложений нет, останутся. "
            "Сделанное можно отменить.",
            allowed="money.accept",
        ),
    ),
    columns=(
        Column(title="День", value=lambda row: row.payment.date, kind=Kind.DAY, order="newest", width=12),
        Column(
            title="Плательщик",
            value=lambda row: row.payment.payer,
            href=payment_url,
            note=lambda row: row.payment.purpose,
            width=44,
        ),
        Column(title="Сумма", value=_amount, kind=Kind.MONEY, order="largest", width=18),
        Column(title="Не отнесено", value=lambda row: row.payment.free, kind=Kind.MONEY, width=18),
        Column(
            title="Состояние",
            value=lambda row: STATES[row.payment.state],
            tone=lambda row: STATE_TONES[row.payment.state],
            is_ours=True,
            width=22,
        ),
        Column(
            title="Уверенность",
            value=lambda row: CONFIDENCES[row.confidence] if row.confidence else None,
            tone=lambda row: TONES[row.confidence],
            is_ours=True,
            width=14,
        ),
        Column(title="Куда предлагается", value=lambda row: row.where, width=50),
    ),
    empty=("Разбирать нечего", "Все деньги из выписок отнесены к сделкам или отложены. Загрузите новую выписку банка."),
)


def propose_anew() -> ResponseReturnValue:
    """Makes proposals anew for everything that awaits a person."""
    with desk.changing() as work:
        done = rematch(work)
    told = _("Предложения пересчитаны: просмотрено %(all)s, с предложениями %(some)s.")
    flash(told % {"all": done.payments, "some": done.proposed}, "success")
    return redirect(url_for("money.payments"), 303)


def add_to(blueprint: Blueprint) -> None:
    """Gives the addresses beside the list."""
    blueprint.add_url_rule("/rematch", "rematch", propose_anew, methods=["POST"])
