"""Claims that we sent, the latest first: until when an answer is awaited, and from which day a suit is possible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from tracker.claim_terms import RESPONSE_DAYS, answer_by
from tracker.lists.kept import storable
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import ClaimRow, CounterpartyRow, DealRow, DocumentRow, PartyRow
from tracker.papers.stored import name_of

_DAY: Final = timedelta(1)


class ClaimState(StrEnum):
    """How a claim stands: its term runs, or it is over and a suit is possible."""

    AWAITED = "awaited"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """What to show; None lets everything through. ``managers``: labels of one person; ``client``: id of a client."""

    state: ClaimState | None = None
    client: str | None = None
    managers: tuple[str, ...] | None = None


class ListedClaim(NamedTuple):
    """A row of the list. ``amount``: kopecks; ``letter``: its name and the code of its pages, None if not ours."""

    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    sent_on: date
    amount: int
    answer_by: date
    letter: str | None
    page_id: str | None

    @property
    def suit_from(self) -> date:
        """The first day on which a suit is possible."""
        return self.answer_by + _DAY

    def state(self, today: date) -> ClaimState:
        """How it stands on the day."""
        return ClaimState.OVER if today > self.answer_by else ClaimState.AWAITED


_ROWS = (
    select(
        ClaimRow.id,
        DealRow.code,
        DealRow.subject,
        CounterpartyRow.code.label("client"),
        PartyRow.short_name,
        DealRow.manager,
        ClaimRow.sent_on,
        ClaimRow.amount,
        ClaimRow.answer_by,
        DocumentRow.kind,
        DocumentRow.number,
        DocumentRow.date,
        DocumentRow.page_id,
    )
    .join(DealRow, DealRow.id == ClaimRow.deal_id)
    .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
    .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    .outerjoin(DocumentRow, DocumentRow.id == ClaimRow.document_id)
)
_KEYS = (ClaimRow.__table__.c.id,)


def claims_sent(
    connection: Connection,
    today: date,
    *,
    chosen: ClaimFilter | None = None,
    after: str | None = None,
    size: int = PAGE,
) -> Page[ListedClaim]:
    """A page of the list and the total of all that the filter lets through. Raises RefusedError for a broken place."""
    conditions = list(_conditions(chosen or ClaimFilter(), today))
    count = (
        select(func.count(), func.sum(ClaimRow.amount))
        .select_from(ClaimRow)
        .join(DealRow, DealRow.id == ClaimRow.deal_id)
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .where(*conditions)
    )
    number, amount = connection.execute(count).one()
    rows = connection.execute(page_of(_ROWS.where(*conditions), _KEYS, after, check_size(size))).all()
    return Page(
        rows=tuple(map(_listed, rows[:size])),
        next=place_of(rows[size - 1], _KEYS) if len(rows) > size else None,
        total=Total(count=number, amount=int(amount or 0)),
    )


def _conditions(chosen: ClaimFilter, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.managers is not None:
        found.append(DealRow.manager.in_([storable(label) for label in chosen.managers]))
    if chosen.client is not None:
        found.append(CounterpartyRow.code == storable(chosen.client))
    if chosen.state is not None:
        known = and_(ClaimRow.answer_by.is_not(None), ClaimRow.answer_by < today)
        usual = and_(ClaimRow.answer_by.is_(None), ClaimRow.sent_on <= _last_over(today))
        over = or_(known, usual)
        found.append(over if chosen.state is ClaimState.OVER else ~over)
    return found


def _last_over(today: date) -> date:
    """The last day of sending whose usual term has ended before today; days off move the end of a term."""
    sent_on = today - timedelta(RESPONSE_DAYS)
    while answer_by(sent_on) >= today:
        sent_on -= _DAY
    return sent_on


def _listed(row: Any) -> ListedClaim:
    return ListedClaim(
        deal=row.code,
        subject=row.subject,
        client=row.client,
        client_name=row.short_name,
        manager=row.manager or "",
        sent_on=row.sent_on,
        amount=row.amount,
        answer_by=row.answer_by or answer_by(row.sent_on),
        letter=name_of({"kind": row.kind, "number": row.number, "date": row.date}) if row.kind else None,
        page_id=row.page_id,
    )
