"""Demands of clients (refund, termination), the latest first; whether we answered, and when they may go to court."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from tracker.claim_terms import answer_by
from tracker.lists.kept import storable
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import CounterpartyRow, DealRow, DemandRow, PartyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFilter:
    """What to show. ``is_open``: only those without an answer; ``deal``: id of a deal; ``managers``: of one person."""

    is_open: bool = False
    deal: str | None = None
    managers: tuple[str, ...] | None = None


class ListedDemand(NamedTuple):
    """A row of the list. ``id``: the key of the demand; ``amount``: kopecks."""

    id: int
    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    received_on: date
    amount: int
    answered_on: date | None

    @property
    def suit_from(self) -> date:
        """From when the client may go to court: the day after the usual term of an answer."""
        return date.fromordinal(answer_by(self.received_on).toordinal() + 1)


_ROWS = (
    select(
        DemandRow.id,
        DealRow.code,
        DealRow.subject,
        CounterpartyRow.code.label("client"),
        PartyRow.short_name,
        DealRow.manager,
        DemandRow.received_on,
        DemandRow.amount,
        DemandRow.answered_on,
    )
    .join(DealRow, DealRow.id == DemandRow.deal_id)
    .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
    .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
)
_KEYS = (DemandRow.__table__.c.id,)


def client_demands(
    connection: Connection, *, chosen: DemandFilter | None = None, after: str | None = None, size: int = PAGE
) -> Page[ListedDemand]:
    """A page of the list and the total of all that the filter lets through. Raises RefusedError for a broken place."""
    conditions = _conditions(chosen or DemandFilter())
    count = (
        select(func.count(), func.sum(DemandRow.amount))
        .select_from(DemandRow)
        .join(DealRow, DealRow.id == DemandRow.deal_id)
        .where(*conditions)
    )
    number, amount = connection.execute(count).one()
    rows = connection.execute(page_of(_ROWS.where(*conditions), _KEYS, after, check_size(size))).all()
    return Page(
        rows=tuple(map(_listed, rows[:size])),
        next=place_of(rows[size - 1], _KEYS) if len(rows) > size else None,
        total=Total(count=number, amount=int(amount or 0)),
    )


def _conditions(chosen: DemandFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.is_open:
        found.append(DemandRow.answered_on.is_(None))
    if chosen.deal is not None:
        found.append(DealRow.code == storable(chosen.deal))
    if chosen.managers is not None:
        found.append(DealRow.manager.in_([storable(label) for label in chosen.managers]))
    return found


def _listed(row: Any) -> ListedDemand:
    return ListedDemand(*row)._replace(manager=row.manager or "")
