"""The ladder of a deal: agreed, papers issued, signed, «says paid», received, performed, confirmed, paid again.

Every rung is derived from facts and never set by hand. A client becomes ours only on the last one. A consignment is
shipped before it is paid for, and is not released without a signed contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection, select

from docgen.documents import DealKind
from tracker.errors import NotFoundError
from tracker.evidence import working_day
from tracker.fact_store import CHUNK, read_deals
from tracker.facts import MONEY_IN_HAND, Client, DealFacts, Direction, days_of
from tracker.models import AllocationRow, DealRow, PaymentRow
from tracker.standing import Standing

INVOICE = "proforma_invoice"


class Rung(StrEnum):
    """A stage of a deal."""

    AGREED = "agreed"
    ISSUED = "issued"
    SIGNED = "signed"
    SAYS_PAID = "says_paid"
    RECEIVED = "received"
    PERFORMED = "performed"
    CONFIRMED = "confirmed"
    PAID_AGAIN = "paid_again"


WORDS = {
    Rung.AGREED: "Договорились",
    Rung.ISSUED: "Договор и счёт выставлены",
    Rung.SIGNED: "Договор подписан",
    Rung.SAYS_PAID: "Сообщил об оплате",
    Rung.RECEIVED: "Деньги поступили",
    Rung.PERFORMED: "Исполнено",
    Rung.CONFIRMED: "Подтверждено подписью клиента",
    Rung.PAID_AGAIN: "Заплатил снова: клиент наш",
}
_ORDER = tuple(Rung)
_CONSIGNMENT = (
    Rung.AGREED,
    Rung.ISSUED,
    Rung.SIGNED,
    Rung.PERFORMED,
    Rung.SAYS_PAID,
    Rung.RECEIVED,
    Rung.CONFIRMED,
    Rung.PAID_AGAIN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A rung and the day on which the deal reached it, if it did."""

    rung: Rung
    reached_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Where a deal stands. ``steps`` in the order that deals of its kind go through."""

    steps: tuple[Step, ...]

    @property
    def current(self) -> Rung:
        """The highest rung reached; a deal that is known has at least been agreed."""
        return [step.rung for step in self.steps if step.reached_on or step.rung is Rung.AGREED][-1]

    @property
    def skipped(self) -> tuple[Rung, ...]:
        """Rungs below the current one that were never reached: money or goods went ahead of papers."""
        order = [step.rung for step in self.steps]
        below = self.steps[: order.index(self.current)]
        return tuple(step.rung for step in below if step.reached_on is None and step.rung is not Rung.AGREED)

    @property
    def is_ours(self) -> bool:
        """Whether the client paid again after it had confirmed."""
        return self.current is Rung.PAID_AGAIN


def ladder(facts: DealFacts, today: date, agreed_on: date | None, receipts_of_client: Iterable[date]) -> Ladder:
    """The ladder of a deal on a day.

    agreed_on: if a day is known for it. receipts_of_client: days on which money of this client came in, by any deal.
    """
    reached = _reached(facts, Standing(facts, today, 0), agreed_on)
    since = _paid_and_confirmed_on(reached)
    reached[Rung.PAID_AGAIN] = _first_after(since, receipts_of_client, today)
    return _ladder(facts, reached)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a deal stands by its own facts, so never on «paid again»: that may come of another deal with the client.

    moved_on: when it came there. agreed_on: the day of agreement, or the first known day. confirmed_since: from when
    any money of the client is «paid again», None for not yet. last_receipt_on: when money of this deal last came in.
    """

    rung: Rung
    moved_on: date | None
    agreed_on: date | None
    confirmed_since: date | None
    last_receipt_on: date | None


def place_in(facts: DealFacts, deal: Standing, agreed_on: date | None) -> Place:
    """Where the deal stands on the day of its standing."""
    reached = _reached(facts, deal, agreed_on)
    rung = _ladder(facts, reached).current
    return Place(
        rung=rung,
        moved_on=reached[rung],
        agreed_on=agreed_on or reached[Rung.AGREED],
        confirmed_since=_paid_and_confirmed_on(reached),
        last_receipt_on=deal.receipts[-1].date if deal.receipts else None,
    )


def _reached(facts: DealFacts, deal: Standing, agreed_on: date | None) -> dict[Rung, date | None]:
    """The day of each rung, without «paid again»."""
    today = deal.today
    return {
        Rung.AGREED: agreed_on if agreed_on and agreed_on <= today else _first_day(facts, today),
        Rung.ISSUED: _issued_on(deal),
        Rung.SIGNED: deal.contract.signed_by_client_on if deal.contract else None,
        Rung.SAYS_PAID: min((one.date for one in deal.payments if one.direction is Direction.IN), default=None),
        Rung.RECEIVED: deal.receipts[0].date if deal.receipts and deal.received > 0 else None,
        Rung.PERFORMED: _performed_on(deal),
        Rung.CONFIRMED: _confirmed_on(facts, deal),
        Rung.PAID_AGAIN: None,
    }


def _ladder(facts: DealFacts, reached: Mapping[Rung, date | None]) -> Ladder:
    order = _CONSIGNMENT if facts.kind is DealKind.CONSIGNMENT else _ORDER
    return Ladder(steps=tuple(Step(rung=rung, reached_on=reached[rung]) for rung in order))


def _first_day(facts: DealFacts, today: date) -> date | None:
    return min((day for day in days_of(facts) if day <= today), default=None)


def _issued_on(deal: Standing) -> date | None:
    """The later of contract and invoice; handing goods over on consignment needs no invoice."""
    if deal.contract is None:
        return None
    if deal.kind is DealKind.CONSIGNMENT:
        return deal.contract.date
    invoices = [paper.document.date for paper in deal.papers if paper.document.kind == INVOICE]
    return max(deal.contract.date, min(invoices)) if invoices else None


def _performed_on(deal: Standing) -> date | None:
    """When the last of our obligations was performed; not while any is open."""
    days = [item.obligation.performed_on for item in deal.performances]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _is_confirmed(deal: Standing) -> bool:
    return _performed_on(deal) is not None and all(item.unconfirmed <= 0 for item in deal.performances)


def _confirmed_on(facts: DealFacts, deal: Standing) -> date | None:
    """Since when all that was performed is confirmed, without a break until the day of the standing."""
    if not _is_confirmed(deal):
        return None
    since = today = deal.today
    proofs = _proofs(facts)
    for day in sorted(_turning_days(proofs, today), reverse=True):
        if not _is_confirmed(Standing(proofs, day, 0)):
            break
        since = day
    return since


def _proofs(facts: DealFacts) -> DealFacts:
    """What confirmation depends on: money and letters neither confirm anything nor turn it."""
    client = Client(id=facts.client.id, name=facts.client.name)
    return replace(facts, client=client, payments=(), claims=(), demands=())


def _turning_days(facts: DealFacts, today: date) -> set[date]:
    """Days on which confirmation can have changed: something became known, or a silence became an answer."""
    days = {*days_of(facts), *_silence_ends(facts)}
    return {day for day in days if day <= today}


def _silence_ends(facts: DealFacts) -> Iterator[date]:
    """Days from which a delivered paper could be one-sided under any contract that the deal ever had."""
    for paper in facts.documents:
        for contract in facts.contracts:
            if paper.delivered_on and contract.acceptance_days:
                yield working_day(paper.delivered_on + timedelta(contract.acceptance_days)) + timedelta(1)


def _paid_and_confirmed_on(reached: Mapping[Rung, date | None]) -> date | None:
    """Since when the client both confirmed and had paid once: money after that is «paid again»."""
    confirmed_on, received_on = reached[Rung.CONFIRMED], reached[Rung.RECEIVED]
    return None if confirmed_on is None or received_on is None else max(confirmed_on, received_on)


def _first_after(since: date | None, receipts: Iterable[date], today: date) -> date | None:
    """The first money after that day: the rest of this deal, or another deal."""
    return None if since is None else min((day for day in receipts if since < day <= today), default=None)


def ladder_of(connection: Connection, deal_id: int, today: date) -> Ladder:
    """The ladder of a stored deal. Raises NotFoundError."""
    deal = next(iter(read_deals(connection, [deal_id])), None)
    if deal is None:
        raise NotFoundError("Такой сделки в базе нет: проверьте идентификатор.")
    agreed_on = connection.execute(select(DealRow.agreed_on).where(DealRow.id == deal_id)).scalar()
    receipts = _receipts(connection, deal.organization_id, deal.counterparty_id)
    return ladder(deal.facts, today, agreed_on, receipts)


def is_client_ours(connection: Connection, organization_id: int, counterparty_id: int, today: date) -> bool:
    """Whether any deal with the client went all the way up: confirmed, and paid again afterwards."""
    statement = (
        select(DealRow.id)
        .where(DealRow.organization_id == organization_id, DealRow.counterparty_id == counterparty_id)
        .order_by(DealRow.id)
    )
    keys = connection.execute(statement).scalars().all()
    receipts = _receipts(connection, organization_id, counterparty_id)
    for start in range(0, len(keys), CHUNK):
        for deal in read_deals(connection, keys[start : start + CHUNK]):
            if ladder(deal.facts, today, None, receipts).is_ours:
                return True
    return False


def _receipts(connection: Connection, organization_id: int, counterparty_id: int) -> Sequence[date]:
    statement = (
        select(PaymentRow.date)
        .join(AllocationRow, AllocationRow.payment_id == PaymentRow.id)
        .join(DealRow, DealRow.id == AllocationRow.deal_id)
        .where(
            DealRow.organization_id == organization_id,
            DealRow.counterparty_id == counterparty_id,
            PaymentRow.direction == Direction.IN.value,
            PaymentRow.evidence.in_(sorted(evidence.value for evidence in MONEY_IN_HAND)),
        )
    )
    return connection.execute(statement).scalars().all()
