"""What has become of an operation of a bank statement; kept with it, so that what awaits a person is found at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, select, update

from tracker.fact_store import in_chunks
from tracker.models import AllocationRow, IgnoredPaymentRow, OperationRow, PaymentRow, ProposalRow


class OperationState(StrEnum):
    """A state. The last two have no payment; all others follow from the payment and its allocations."""

    MATCHED = "matched"
    PARTLY = "partly"
    PROPOSED = "proposed"
    UNKNOWN = "unknown"
    FREE = "free"
    IGNORED = "ignored"
    INTERNAL = "internal"
    OTHER = "other"


AWAITING: Final = (OperationState.PROPOSED, OperationState.PARTLY, OperationState.FREE, OperationState.UNKNOWN)
"""States of money that a person has to sort."""

NOTHING: Final = "[]"
"""``parts`` of a proposal that only says why there is none."""

_IDS: Any = bindparam("ids", expanding=True)
_MONEY = select(PaymentRow.id, PaymentRow.amount, PaymentRow.counterparty_id).where(PaymentRow.id.in_(_IDS))
_ALLOCATED = (
    select(AllocationRow.payment_id, func.sum(AllocationRow.amount))
    .where(AllocationRow.payment_id.in_(_IDS))
    .group_by(AllocationRow.payment_id)
)
_PROPOSED = select(ProposalRow.payment_id).where(ProposalRow.payment_id.in_(_IDS), ProposalRow.parts != NOTHING)
_IGNORED = select(IgnoredPaymentRow.payment_id).where(IgnoredPaymentRow.payment_id.in_(_IDS))


def states_of(connection: Connection, payment_ids: Iterable[int]) -> dict[int, OperationState]:
    """The state of each payment as its rows say."""
    found = {}
    for ids in in_chunks(set(payment_ids)):
        given = {"ids": ids}
        allocated: Mapping[int, int] = {row[0]: int(row[1]) for row in connection.execute(_ALLOCATED, given)}
        proposed = set(connection.execute(_PROPOSED, given).scalars())
        ignored = set(connection.execute(_IGNORED, given).scalars())
        for key, amount, client in connection.execute(_MONEY, given):
            if key in ignored:
                found[key] = OperationState.IGNORED
            else:
                found[key] = state_of(amount, allocated.get(key, 0), client, has_proposals=key in proposed)
    return found


def state_of(amount: int, allocated: int, client: int | None, *, has_proposals: bool) -> OperationState:
    """The state of a payment that nobody has put aside."""
    if allocated >= amount:
        return OperationState.MATCHED
    if allocated:
        return OperationState.PARTLY
    if client is None:
        return OperationState.UNKNOWN
    return OperationState.PROPOSED if has_proposals else OperationState.FREE


def settle(connection: Connection, payment_ids: Iterable[int]) -> None:
    """Keeps states as the rows say, after allocations, payers or proposals of these payments were changed.

    A payment that is allocated whole has nothing to propose any more.
    """
    states = states_of(connection, payment_ids)
    matched = [key for key, state in states.items() if state is OperationState.MATCHED]
    for ids in in_chunks(matched):
        connection.execute(delete(ProposalRow).where(ProposalRow.payment_id.in_(ids)))
    for state in set(states.values()):
        for ids in in_chunks(key for key, one in states.items() if one is state):
            statement = update(OperationRow).where(OperationRow.payment_id.in_(ids), OperationRow.state != state.value)
            connection.execute(statement.values(state=state.value), execution_options={"synchronize_session": False})
