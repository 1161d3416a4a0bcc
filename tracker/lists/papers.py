"""Papers that have not come back, as a list: signature or original wanted, how late, how far the reminders are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from tracker.chasing.reminder_state import ReminderState, reminder_states
from tracker.chasing.unreturned import Wanted
from tracker.fact_store import in_chunks
from tracker.lists.kept import Asked, KeptList, WorkFilter, storable
from tracker.lists.paging import PAGE, Page
from tracker.models import (
    AwaitedPaperRow,
    AwaitedPaperTotalRow,
    CounterpartyRow,
    DealRow,
    DocumentRow,
    IssuedPaperRow,
    PartyRow,
)
from tracker.papers.stored import name_of


class PaperOrder(StrEnum):
    """What comes first."""

    AGE = "age"
    EXPOSURE = "exposure"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFilter(WorkFilter):
    """What to show; None lets everything through. Ages are days since the term ended, sums what rests on a paper.

    held: why the client is not to be reminded, as of ``tracker.chasing.unreturned``.
    """

    wanted: Wanted | None = None
    held: str | None = None


class ListedPaper(NamedTuple):
    """A row of the list. ``last_day``: the end of its term. Sums are kopecks.

    exposure: what rests on the paper. amount: what it states, None for a paper that states no sum. held: why the client
    is not to be reminded of it, None for nothing.
    """

    document_id: int
    page_id: str | None
    name: str
    wanted: Wanted
    held: str | None
    deal_id: int
    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    sent_on: date | None
    signed_on: date | None
    last_day: date
    exposure: int
    amount: int | None
    reminders: ReminderState

    def days_late(self, today: date) -> int:
        """How many days ago its term ended."""
        return max(0, (today - self.last_day).days)


_NO_REMINDERS = ReminderState()
_ROWS = (
    select(
        AwaitedPaperRow.document_id,
        AwaitedPaperRow.wanted,
        AwaitedPaperRow.held,
        AwaitedPaperRow.deal_id,
        AwaitedPaperRow.manager,
        AwaitedPaperRow.last_day,
        AwaitedPaperRow.elder,
        AwaitedPaperRow.exposure,
        AwaitedPaperRow.amount,
        DocumentRow.page_id,
        DocumentRow.kind,
        DocumentRow.number,
        DocumentRow.date,
        DocumentRow.sent_on,
        DocumentRow.signed_by_client_on,
        DealRow.code.label("deal"),
        DealRow.subject,
        CounterpartyRow.code.label("client"),
        PartyRow.short_name,
        IssuedPaperRow.total,
    )
    .join(DocumentRow, DocumentRow.id == AwaitedPaperRow.document_id)
    .join(DealRow, DealRow.id == AwaitedPaperRow.deal_id)
    .join(CounterpartyRow, CounterpartyRow.id == AwaitedPaperRow.counterparty_id)
    .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == AwaitedPaperRow.document_id)
)


def _listed(row: Any) -> ListedPaper:
    return ListedPaper(
        document_id=row.document_id,
        page_id=row.page_id,
        name=name_of(row._asdict()),
        wanted=Wanted(row.wanted),
        held=row.held,
        deal_id=row.deal_id,
        deal=row.deal,
        subject=row.subject,
        client=row.client,
        client_name=row.short_name,
        manager=row.manager,
        sent_on=row.sent_on,
        signed_on=row.signed_by_client_on,
        last_day=row.last_day,
        exposure=row.exposure,
        amount=row.amount or row.total,
        reminders=_NO_REMINDERS,
    )


_columns = AwaitedPaperRow.__table__.c
_KEYS = {
    PaperOrder.AGE: (_columns.elder, _columns.exposure, _columns.document_id),
    PaperOrder.EXPOSURE: (_columns.exposure, _columns.elder, _columns.document_id),
}
_LIST = KeptList(
    table=AwaitedPaperRow.__table__,
    amount="exposure",
    sums=("amount",),
    totals=AwaitedPaperTotalRow.__table__,
    rows=_ROWS,
    listed=_listed,
)


def papers_not_returned(
    connection: Connection,
    today: date,
    *,
    chosen: PaperFilter | None = None,
    order: PaperOrder = PaperOrder.AGE,
    after: str | None = None,
    size: int = PAGE,
) -> Page[ListedPaper]:
    """A page of the list and the total of all that the filter lets through. Raises RefusedError for a broken place."""
    wanted = chosen or PaperFilter()
    equal = {"wanted": wanted.wanted.value if wanted.wanted else None, "held": wanted.held}
    page = _LIST.page(connection, today, wanted, equal, Asked(keys=_KEYS[order], after=after, size=size))
    return Page(rows=_with_reminders(connection, page.rows), next=page.next, total=page.total)


def papers_by_keys(
    connection: Connection, document_ids: Sequence[int], managers: tuple[str, ...] | None = None
) -> list[ListedPaper]:
    """Those of these papers that are awaited still, of these managers alone, in the order of their keys."""
    found: list[ListedPaper] = []
    for keys in in_chunks(set(document_ids)):
        statement = _ROWS.where(AwaitedPaperRow.document_id.in_(keys)).order_by(AwaitedPaperRow.document_id)
        if managers is not None:
            statement = statement.where(AwaitedPaperRow.manager.in_([storable(label) for label in managers]))
        found += map(_listed, connection.execute(statement))
    return list(_with_reminders(connection, found))


def awaited_of_deal(connection: Connection, deal_id: int) -> list[ListedPaper]:
    """Every paper of a deal that is awaited, in the order of their keys."""
    mine = AwaitedPaperRow.deal_id == deal_id
    rows = connection.execute(_ROWS.where(mine).order_by(AwaitedPaperRow.document_id, AwaitedPaperRow.wanted))
    return list(_with_reminders(connection, [_listed(row) for row in rows]))


def _with_reminders(connection: Connection, rows: Sequence[ListedPaper]) -> tuple[ListedPaper, ...]:
    states = reminder_states(connection, [row.document_id for row in rows])
    return tuple(row._replace(reminders=states.get((row.document_id, row.wanted.value), _NO_REMINDERS)) for row in rows)
