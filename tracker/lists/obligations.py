"""Open obligations as a list: what awaits performance, the client's signature or money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from tracker.judging import Awaits
from tracker.lists.kept import Asked, KeptList, WorkFilter
from tracker.lists.paging import PAGE, Page
from tracker.models import (
    CounterpartyRow,
    DealRow,
    ObligationRow,
    OpenObligationRow,
    OpenObligationTotalRow,
    PartyRow,
)


class ObligationOrder(StrEnum):
    """What comes first."""

    AGE = "age"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationFilter(WorkFilter):
    """What to show; None lets everything through. An age counts from the term, or from the performance."""

    awaits: Awaits | None = None


class ListedObligation(NamedTuple):
    """A row of the list. ``amount``: kopecks that are still open; ``since``: the term, or the day of performance."""

    awaits: Awaits
    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    obligation: str
    kind: str
    amount: int
    since: date


def _listed(row: Any) -> ListedObligation:
    awaits, *rest, _, _ = row
    return ListedObligation(Awaits(awaits), *rest)


_columns = OpenObligationRow.__table__.c
_KEYS = {
    ObligationOrder.AGE: (_columns.elder, _columns.amount, _columns.obligation_id),
    ObligationOrder.AMOUNT: (_columns.amount, _columns.elder, _columns.obligation_id),
}
_LIST = KeptList(
    table=OpenObligationRow.__table__,
    amount="amount",
    totals=OpenObligationTotalRow.__table__,
    rows=select(
        OpenObligationRow.awaits,
        DealRow.code,
        DealRow.subject,
        CounterpartyRow.code,
        PartyRow.short_name,
        OpenObligationRow.manager,
        ObligationRow.code,
        ObligationRow.kind,
        OpenObligationRow.amount,
        OpenObligationRow.since,
        OpenObligationRow.elder,
        OpenObligationRow.obligation_id,
    )
    .join(ObligationRow, ObligationRow.id == OpenObligationRow.obligation_id)
    .join(DealRow, DealRow.id == OpenObligationRow.deal_id)
    .join(CounterpartyRow, CounterpartyRow.id == OpenObligationRow.counterparty_id)
    .join(PartyRow, PartyRow.id == CounterpartyRow.party_id),
    listed=_listed,
)


def open_obligations(
    connection: Connection,
    today: date,
    *,
    chosen: ObligationFilter | None = None,
    order: ObligationOrder = ObligationOrder.AGE,
    after: str | None = None,
    size: int = PAGE,
) -> Page[ListedObligation]:
    """A page of the list and the total of all that the filter lets through. Raises RefusedError for a broken place."""
    wanted = chosen or ObligationFilter()
    equal = {"awaits": wanted.awaits.value if wanted.awaits else None}
    return _LIST.page(connection, today, wanted, equal, Asked(keys=_KEYS[order], after=after, size=size))
