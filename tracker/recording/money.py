"""Money that came or went, and which deals it belongs to: every allocation is somebody's word, never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, RowMapping, and_, delete, func, insert, select

from tracker import phrases
from tracker.errors import NotFoundError, RefusedError
from tracker.facts import Direction, Evidence
from tracker.house import Work
from tracker.models import AllocationRow, CounterpartyRow, OrganizationRow, PaymentRow
from tracker.papers.stored import find_deal
from tracker.recording.changes import find, refuse_future, refuse_sum

FROM_PERSON: Final = "person"
"""``source`` of a payment that a person entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """A payment as it became known. ``amount`` is kopecks; ``counterparty_id`` is None while the payer is not known."""

    organization_id: int
    counterparty_id: int | None
    date: date
    amount: int
    evidence: Evidence
    direction: Direction = Direction.IN
    number: str | None = None
    purpose: str | None = None
    source: str = FROM_PERSON


def add_payment(work: Work, payment: PaymentFacts) -> int:
    """Adds a payment that belongs to no deal yet; answers its key. Equal payments are payments each."""
    what = f"Платёж от {phrases.day(payment.date)}"
    refuse_sum(payment.amount, what)
    refuse_future(work, payment.date, what)
    find(work, OrganizationRow, payment.organization_id, "Организации")
    if payment.counterparty_id is not None:
        find(work, CounterpartyRow, payment.counterparty_id, "Клиента")
    values = {
        "organization_id": payment.organization_id,
        "counterparty_id": payment.counterparty_id,
        "position": _next_position(work, payment.counterparty_id),
        "date": payment.date,
        "amount": payment.amount,
        "evidence": payment.evidence.value,
        "direction": payment.direction.value,
        "number": payment.number,
        "purpose": payment.purpose,
        "source": payment.source,
    }
    key: int = work.connection.execute(insert(PaymentRow).values(**values).returning(PaymentRow.id)).scalar_one()
    del values["position"]
    work.note("payment.added", f"payment:{key}", **values)
    return key


def allocate(work: Work, payment_id: int, deal_id: int, amount: int) -> None:
    """Says that this part of a payment, kopecks, belongs to the deal."""
    payment = find(work, PaymentRow, payment_id, "Платежа")
    deal = find_deal(work.connection, deal_id)
    what = f"Платёж от {phrases.day(payment['date'])} на {phrases.roubles(payment['amount'])}"
    refuse_sum(amount, what)
    _refuse_foreign(payment, deal, what)
    if work.connection.execute(select(AllocationRow.amount).where(_is(payment_id, deal_id))).first():
        raise RefusedError(f"{what} уже отнесён к сделке «{deal['code']}»: снимите отнесение, чтобы изменить сумму.")
    free = payment["amount"] - _allocated(work, payment_id)
    if amount > free:
        raise RefusedError(f"{what}: не отнесено {phrases.roubles(free)}, а нужно {phrases.roubles(amount)}.")
    work.connection.execute(insert(AllocationRow).values(payment_id=payment_id, deal_id=deal_id, amount=amount))
    work.note("payment.allocated", f"payment:{payment_id}", deal=deal["code"], amount=amount)
    work.touch(deal_id)


def withdraw_allocation(work: Work, payment_id: int, deal_id: int) -> None:
    """Takes an allocation back: that part of the payment is free again."""
    deal = find_deal(work.connection, deal_id)
    amount = work.connection.execute(select(AllocationRow.amount).where(_is(payment_id, deal_id))).scalar()
    if amount is None:
        raise NotFoundError(f"Платёж с ключом {payment_id} к сделке «{deal['code']}» не отнесён: снимать нечего.")
    work.connection.execute(delete(AllocationRow).where(_is(payment_id, deal_id)))
    work.note("payment.allocation_withdrawn", f"payment:{payment_id}", deal=deal["code"], amount=amount)
    work.touch(deal_id)


def _refuse_foreign(payment: RowMapping, deal: RowMapping, what: str) -> None:
    if payment["organization_id"] != deal["organization_id"]:
        raise RefusedError(f"{what} — другой нашей организации, чем сделка «{deal['code']}»: выберите её сделку.")
    if payment["counterparty_id"] not in {None, deal["counterparty_id"]}:
        raise RefusedError(f"{what} — другого клиента, чем сделка «{deal['code']}»: выберите его сделку.")


def _is(payment_id: int, deal_id: int) -> ColumnElement[bool]:
    return and_(AllocationRow.payment_id == payment_id, AllocationRow.deal_id == deal_id)


def _allocated(work: Work, payment_id: int) -> int:
    statement = select(func.sum(AllocationRow.amount)).where(AllocationRow.payment_id == payment_id)
    return int(work.connection.execute(statement).scalar() or 0)


def _next_position(work: Work, counterparty_id: int | None) -> int:
    """After the client's other payments, so that they stand in the order in which they were entered."""
    if counterparty_id is None:
        return 0
    statement = select(func.max(PaymentRow.position)).where(PaymentRow.counterparty_id == counterparty_id)
    last = work.connection.execute(statement).scalar()
    return 0 if last is None else last + 1
