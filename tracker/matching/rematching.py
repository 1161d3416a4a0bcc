"""Payments that await a person, decided on anew by what is open now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import func, or_, select

from tracker.fact_store import in_chunks
from tracker.facts import Direction
from tracker.house import Work
from tracker.matching import proposals
from tracker.matching.case import Case
from tracker.matching.deciding import advance, decide
from tracker.matching.items import Decision, Match, Money, Payer
from tracker.matching.loading import Loader
from tracker.matching.parties_known import BY_REQUISITES
from tracker.matching.placing import allocations_of
from tracker.matching.purpose import Purpose, read_purpose
from tracker.models import AllocationRow, IgnoredPaymentRow, OperationRow, PaymentRow
from tracker.recording.allocations import allocate_all
from tracker.recording.operation_states import AWAITING, settle

ALLOCATED: Final = (
    select(func.coalesce(func.sum(AllocationRow.amount), 0))
    .where(AllocationRow.payment_id == PaymentRow.id)
    .scalar_subquery()
)
"""What of a payment is allocated, kopecks."""

_IGNORED = select(IgnoredPaymentRow.payment_id).where(IgnoredPaymentRow.payment_id == PaymentRow.id).exists()
IS_AWAITING = or_(
    OperationRow.state.in_([state.value for state in AWAITING]),
    OperationRow.id.is_(None) & (PaymentRow.amount > ALLOCATED) & ~_IGNORED,
)
"""Of payments joined to their operations: whether a part is free, and nobody has put the payment aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rematched:
    """How many payments were looked at, got proposals, and were applied."""

    payments: int
    proposed: int
    applied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Free:
    """A payment with a free part."""

    row: Any
    purpose: Purpose
    free: int
    deals: tuple[int, ...]


def rematch(work: Work, payment_ids: Iterable[int] | None = None, *, is_applied: bool = False) -> Rematched:
    """Makes proposals anew, of these payments or of all that await a person.

    is_applied: what is certain is applied; else it is only the first proposal, so that whoever undid it is not undone.
    """
    loader = Loader(work.connection)
    looked = proposed = applied = 0
    for ids in in_chunks(awaiting_keys(work) if payment_ids is None else payment_ids):
        payments = _payments(work, ids)
        decided = {one.row.id: decision for one, decision in _decided(payments, loader, is_applied=is_applied)}
        allocate_all(work, [part for key, decision in decided.items() for part in allocations_of(key, decision)])
        proposals.keep(work.connection, {key: decision.proposals for key, decision in decided.items()})
        settle(work.connection, ids)
        looked += len(decided)
        proposed += sum(1 for decision in decided.values() if decision.has_proposals)
        applied += sum(1 for decision in decided.values() if decision.applied)
    return Rematched(payments=looked, proposed=proposed, applied=applied)


def awaiting_keys(work: Work) -> Sequence[int]:
    """Keys of all payments that await a person."""
    joined = select(PaymentRow.id).outerjoin(OperationRow, OperationRow.payment_id == PaymentRow.id)
    return work.connection.execute(joined.where(IS_AWAITING)).scalars().all()


def _payments(work: Work, ids: list[int]) -> list[_Free]:
    allocated: dict[int, list[tuple[int, int]]] = {key: [] for key in ids}
    for row in work.connection.execute(select(AllocationRow.__table__).where(AllocationRow.payment_id.in_(ids))):
        allocated[row.payment_id].append((row.deal_id, row.amount))
    statement = (
        select(PaymentRow.__table__, OperationRow.doubts)
        .outerjoin(OperationRow, OperationRow.payment_id == PaymentRow.id)
        .where(PaymentRow.id.in_(ids))
        .order_by(PaymentRow.date, PaymentRow.id)
    )
    found = []
    for row in work.connection.execute(statement):
        deals = allocated[row.id]
        free = row.amount - sum(amount for _, amount in deals)
        if free > 0:
            of_deals = tuple(deal for deal, _ in deals)
            found.append(_Free(row=row, purpose=read_purpose(row.purpose or ""), free=free, deals=of_deals))
    return found


def _decided(payments: Sequence[_Free], loader: Loader, *, is_applied: bool) -> Iterable[tuple[_Free, Decision]]:
    searched = {one.row.id: _searched(one, loader) for one in payments}
    loader.add_clients(client for clients in searched.values() for client in clients)
    loader.add_receipts(one.row.counterparty_id for one in payments if _is_return(one))
    for one in payments:
        needed = loader.vat_needed(one.row.organization_id, searched[one.row.id], one.purpose)
        loader.load_vat(needed)
        decision = decide(_case(one, searched[one.row.id], loader))
        yield one, _kept(one, decision, loader, is_applied=is_applied)


def _searched(one: _Free, loader: Loader) -> tuple[int, ...]:
    client = one.row.counterparty_id
    return loader.strangers(one.row.organization_id, one.purpose) if client is None else (client,)


def _is_return(one: _Free) -> bool:
    return one.row.direction == Direction.OUT.value and one.row.counterparty_id is not None


def _case(one: _Free, searched: tuple[int, ...], loader: Loader) -> Case:
    row = one.row
    money = Money(organization_id=row.organization_id, on=row.date, amount=one.free, direction=Direction(row.direction))
    clients = () if row.counterparty_id is None else (row.counterparty_id,)
    side = "плательщик" if money.direction is Direction.IN else "получатель"
    how = f"{side} — клиент {loader.items.clients[clients[0]].name}" if clients else ""
    payer = Payer(clients=clients, searched=searched, how=how, score=BY_REQUISITES if clients else 0)
    doubts = tuple(json.loads(row.doubts)) if row.doubts else ()
    return Case(money=money, purpose=one.purpose, payer=payer, items=loader.items, doubts=doubts)


def _kept(one: _Free, decision: Decision, loader: Loader, *, is_applied: bool) -> Decision:
    """The decision as it is carried out: a payment that has a part in a deal is nothing to be applied to once more."""
    match = decision.applied
    if match is not None and is_applied and not one.deals:
        loader.items.book(Direction(one.row.direction), match.parts)
        return decision
    found: tuple[Match, ...] = decision.proposals if match is None else (match,)
    if len(one.deals) == 1 and one.row.direction == Direction.IN.value and one.deals[0] in loader.items.deals:
        rest = advance(loader.items.deals[one.deals[0]], one.free, BY_REQUISITES)
        found = (rest, *(match for match in found if match.parts))
    return replace(decision, applied=None, proposals=found)
