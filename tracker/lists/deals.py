"""Deals as a list, the newest first, or by what is at risk, or by what they are worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from tracker.lists.kept import Asked, KeptList, WorkFilter
from tracker.lists.paging import PAGE, Page
from tracker.models import CounterpartyRow, DealCardRow, DealCardTotalRow, DealRow, PartyRow
from tracker.stages import Rung


class DealOrder(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    EXPOSURE = "exposure"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFilter(WorkFilter):
    """What to show; None lets everything through. Sums are what deals are worth, ages count from the agreement.

    is_open: only deals of which something is awaited. is_exposed: only deals with something at risk.
    """

    rung: Rung | None = None
    is_open: bool = False
    is_exposed: bool = False


class ListedDeal(NamedTuple):
    """A deal in a list or on the board. Sums are kopecks; ``exposure`` counts each rouble once.

    agreed_on: the day of agreement, or the first known day. moved_on: since when it stands on its rung. weight: the
    gravest of its findings as a number, 0 for none.
    """

    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    rung: Rung
    moved_on: date | None
    agreed_on: date | None
    is_closed: bool
    amount: int
    exposure: int
    received: int
    findings: int
    weight: int


_RUNGS = {rung.value: rung for rung in Rung}
CARDS: Select[*tuple[Any, ...]] = (
    select(
        DealRow.code,
        DealRow.subject,
        CounterpartyRow.code.label("client"),
        PartyRow.short_name,
        DealCardRow.manager,
        DealCardRow.rung,
        DealCardRow.moved_on,
        DealCardRow.agreed,
        DealCardRow.is_closed,
        DealCardRow.amount,
        DealCardRow.exposure,
        DealCardRow.received,
        DealCardRow.findings,
        DealCardRow.weight,
        DealCardRow.deal_id,
    )
    .join(DealRow, DealRow.id == DealCardRow.deal_id)
    .join(CounterpartyRow, CounterpartyRow.id == DealCardRow.counterparty_id)
    .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
)
"""Cards with what they are called by; ``listed_card`` makes a row of each."""


def listed_card(row: Any) -> ListedDeal:
    """A row of ``CARDS`` as a list shows it."""
    code, subject, client, name, manager, rung, moved_on, agreed, *rest, _ = row
    agreed_on = date.fromordinal(agreed) if agreed else None
    return ListedDeal(code, subject, client, name, manager, _RUNGS[rung], moved_on, agreed_on, *rest)


_columns = DealCardRow.__table__.c
_KEYS = {
    DealOrder.NEWEST: (_columns.agreed, _columns.deal_id),
    DealOrder.EXPOSURE: (_columns.exposure, _columns.agreed, _columns.deal_id),
    DealOrder.AMOUNT: (_columns.amount, _columns.agreed, _columns.deal_id),
}
_LIST = KeptList(
    table=DealCardRow.__table__,
    amount="amount",
    totals=DealCardTotalRow.__table__,
    rows=CARDS,
    listed=listed_card,
    sums=("amount", "exposure"),
    born="agreed",
)


def listed_deals(
    connection: Connection,
    today: date,
    *,
    chosen: DealFilter | None = None,
    order: DealOrder = DealOrder.NEWEST,
    after: str | None = None,
    size: int = PAGE,
) -> Page[ListedDeal]:
    """A page of the list and the total of all that the filter lets through. Raises RefusedError for a broken place."""
    wanted = chosen or DealFilter()
    equal = {
        "rung": wanted.rung.value if wanted.rung else None,
        "is_closed": False if wanted.is_open else None,
        "is_exposed": True if wanted.is_exposed else None,
    }
    return _LIST.page(connection, today, wanted, equal, Asked(keys=_KEYS[order], after=after, size=size))
