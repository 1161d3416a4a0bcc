"""Money that came or went. To which deals it belongs is told by ``allocations``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from tracker import phrases
from tracker.errors import RefusedError
from tracker.fact_store import in_chunks
from tracker.facts import Direction, Evidence
from tracker.house import Work
from tracker.models import AllocationRow, CounterpartyRow, DealRow, OrganizationRow, PaymentRow
from tracker.parties import reserve_ids
from tracker.recording.changes import find, refuse_future, refuse_sum
from tracker.recording.operation_states import settle

FROM_PERSON: Final = "person"
"""``source`` of a payment that a person entered."""

FROM_STATEMENT: Final = "statement"
"""``source`` of a payment that a bank statement brought."""


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
    (key,) = add_payments(work, [payment])
    return key


def add_payments(work: Work, payments: Sequence[PaymentFacts]) -> Sequence[int]:
    """Adds payments at once; answers their keys in the same order."""
    for payment in payments:
        what = f"Платёж от {phrases.day(payment.date)}"
        refuse_sum(payment.amount, what)
        refuse_future(work, payment.date, what)
    for key in {payment.organization_id for payment in payments}:
        find(work, OrganizationRow, key, "Организации")
    clients = {payment.counterparty_id for payment in payments if payment.counterparty_id is not None}
    _refuse_unknown_clients(work, clients)
    keys = reserve_ids(work.connection, PaymentRow.__table__, len(payments))
    last = _last_positions(work.connection, clients)
    rows = []
    for key, payment in zip(keys, payments, strict=True):
        values = _values(payment)
        rows.append({"id": key, "position": _next_position(last, payment.counterparty_id), **values})
        work.note("payment.added", f"payment:{key}", **values)
    if rows:
        work.connection.execute(insert(PaymentRow), rows)
    return keys


def name_payer(work: Work, payment_id: int, counterparty_id: int) -> None:
    """Says whose money it is. Raises RefusedError if it is allocated to a deal of another client."""
    payment = find(work, PaymentRow, payment_id, "Платежа")
    find(work, CounterpartyRow, counterparty_id, "Клиента")
    if payment["counterparty_id"] == counterparty_id:
        return
    statement = (
        select(DealRow.code)
        .join(AllocationRow, AllocationRow.deal_id == DealRow.id)
        .where(AllocationRow.payment_id == payment_id, DealRow.counterparty_id != counterparty_id)
        .order_by(DealRow.id)
    )
    foreign = work.connection.execute(statement).scalars().all()
    if foreign:
        raise RefusedError(
            f"Платёж от {phrases.day(payment['date'])} отнесён к сделке другого клиента («{foreign[0]}»): сначала "
            "снимите отнесение."
        )
    last = _last_positions(work.connection, [counterparty_id])
    new = {"counterparty_id": counterparty_id, "position": _next_position(last, counterparty_id)}
    work.connection.execute(update(PaymentRow).where(PaymentRow.id == payment_id).values(**new))
    work.note("payment.payer_named", f"payment:{payment_id}", old=payment["counterparty_id"], new=counterparty_id)
    deals = select(AllocationRow.deal_id).where(AllocationRow.payment_id == payment_id)
    work.touch(*work.connection.execute(deals).scalars())
    settle(work.connection, [payment_id])


def _values(payment: PaymentFacts) -> dict[str, Any]:
    return {
        "organization_id": payment.organization_id,
        "counterparty_id": payment.counterparty_id,
        "date": payment.date,
        "amount": payment.amount,
        "evidence": payment.evidence.value,
        "direction": payment.direction.value,
        "number": payment.number,
        "purpose": payment.purpose,
        "source": payment.source,
    }


def _refuse_unknown_clients(work: Work, clients: set[int]) -> None:
    known: set[int] = set()
    for ids in in_chunks(clients):
        known.update(work.connection.execute(select(CounterpartyRow.id).where(CounterpartyRow.id.in_(ids))).scalars())
    for missing in sorted(clients - known):
        find(work, CounterpartyRow, missing, "Клиента")


def _last_positions(connection: Connection, clients: Iterable[int]) -> dict[int, int]:
    """Places of the clients' last payments, so that new ones stand after them, in the order in which they came."""
    found: dict[int, int] = {}
    for ids in in_chunks(clients):
        statement = (
            select(PaymentRow.counterparty_id, func.max(PaymentRow.position))
            .where(PaymentRow.counterparty_id.in_(ids))
            .group_by(PaymentRow.counterparty_id)
        )
        found.update((client, place) for client, place in connection.execute(statement) if client is not None)
    return found


def _next_position(last: dict[int, int], client: int | None) -> int:
    if client is None:
        return 0
    last[client] = last.get(client, -1) + 1
    return last[client]
