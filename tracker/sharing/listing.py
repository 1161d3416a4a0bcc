"""What staff sees of links: those of a deal, who opened one, and what came back through all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, exists, func, or_, select

from tracker.deal_view import title_of_paper
from tracker.errors import NotFoundError
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import (
    CounterpartyRow,
    DealRow,
    DocumentRow,
    PartyRow,
    ScannedPaperRow,
    ScanPageRow,
    ScanRow,
    SharedPaperRow,
    ShareLinkRow,
    ShareOpeningRow,
    ShareReturnRow,
)
from tracker.scans.states import IN_TRAY, ScanState
from tracker.sharing.states import LinkState, state_of

R = TypeVar("R")
_OPENINGS: Final = ShareOpeningRow.__table__
_RETURNS: Final = ShareReturnRow.__table__

MOST_LINKS: Final = 200
"""Links of a deal that are shown, the latest first; a deal has a few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link for staff, without its secret. ``openings`` and ``returns``: how many; instants as ``clock`` writes."""

    id: int
    deal: str
    note: str
    state: LinkState
    expires_on: date
    created_at: str
    created_by: str
    revoked_at: str | None
    revoked_by: str | None
    papers: tuple[str, ...]
    openings: int
    last_opened_at: str | None
    returns: int


class Opening(NamedTuple):
    """Openings of one thing in a row. ``paper``: whose file; None for the page of the link."""

    first_at: str
    last_at: str
    times: int
    paper: str | None
    address: str
    agent: str


class Returned(NamedTuple):
    """A file that a client gave back. ``is_waiting``: somebody has to look at it, or at a page of it.

    ``pages``: None while it is not taken in yet. ``problem``: why it cannot be read; "" if it can.
    """

    id: int
    link: int
    deal: str
    client_name: str
    manager: str
    name: str
    size: int
    sha256: str
    returned_at: str
    pages: int | None
    problem: str
    is_waiting: bool


def links_of_deal(connection: Connection, deal_id: int, today: date) -> list[LinkView]:
    """Links of a deal, the latest first."""
    return _views(connection, ShareLinkRow.deal_id == deal_id, today)


def link_view(connection: Connection, link_id: int, today: date) -> LinkView:
    """One link. Raises NotFoundError."""
    found = _views(connection, ShareLinkRow.id == link_id, today)
    if not found:
        raise NotFoundError(f"Ссылки {link_id} нет. Обновите список и выберите снова.")
    return found[0]


def _views(connection: Connection, condition: ColumnElement[bool], today: date) -> list[LinkView]:
    openings, returns = ShareOpeningRow, ShareReturnRow
    columns = (
        select(func.sum(openings.count)).where(openings.link_id == ShareLinkRow.id).scalar_subquery().label("openings"),
        select(func.max(openings.last_at)).where(openings.link_id == ShareLinkRow.id).scalar_subquery().label("last"),
        select(func.count()).where(returns.link_id == ShareLinkRow.id).scalar_subquery().label("returns"),
    )
    statement = (
        select(ShareLinkRow.__table__, DealRow.code.label("deal"), *columns)
        .join(DealRow, DealRow.id == ShareLinkRow.deal_id)
        .where(condition)
        .order_by(ShareLinkRow.id.desc())
        .limit(MOST_LINKS)
    )
    rows = connection.execute(statement).all()
    papers = _papers(connection, [row.id for row in rows])
    return [_view(row, papers[row.id], today) for row in rows]


def _view(row: Any, papers: list[str], today: date) -> LinkView:
    return LinkView(
        id=row.id,
        deal=row.deal,
        note=row.note or "",
        state=state_of(row, today),
        expires_on=row.expires_on,
        created_at=row.created_at,
        created_by=row.created_by,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
        papers=tuple(papers),
        openings=int(row.openings or 0),
        last_opened_at=row.last,
        returns=row.returns,
    )


def _papers(connection: Connection, link_ids: list[int]) -> dict[int, list[str]]:
    statement = (
        select(SharedPaperRow.link_id, DocumentRow.__table__)
        .join(DocumentRow, DocumentRow.id == SharedPaperRow.document_id)
        .where(SharedPaperRow.link_id.in_(link_ids))
        .order_by(SharedPaperRow.link_id, SharedPaperRow.position)
    )
    names: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        names[row["link_id"]].append(title_of_paper(row))
    return names


def openings_of(connection: Connection, link_id: int, *, after: str | None = None, size: int = PAGE) -> Page[Opening]:
    """Who opened a link, the latest first. The total counts openings in a row as one. Raises RefusedError."""
    statement = (
        select(ShareOpeningRow.id, *_OPENING)
        .outerjoin(DocumentRow, DocumentRow.id == ShareOpeningRow.document_id)
        .where(ShareOpeningRow.link_id == link_id)
    )
    count = select(func.count()).select_from(ShareOpeningRow).where(ShareOpeningRow.link_id == link_id)
    return _paged(connection, (statement, count), _OPENINGS.c.id, _opening, after=after, size=size)


_OPENING: Final = (
    ShareOpeningRow.first_at,
    ShareOpeningRow.last_at,
    ShareOpeningRow.count.label("times"),
    ShareOpeningRow.address,
    ShareOpeningRow.agent,
    DocumentRow.kind,
    DocumentRow.number,
    DocumentRow.date,
    DocumentRow.status,
    DocumentRow.revision,
)


def _opening(found: Any) -> Opening:
    row: RowMapping = found._mapping  # noqa: SLF001  SQLAlchemy's own name for the row as a mapping
    paper = None if row["kind"] is None else title_of_paper(row)
    return Opening(row["first_at"], row["last_at"], row["times"], paper, row["address"], row["agent"])


def returned_through_links(
    connection: Connection,
    managers: tuple[str, ...] | None,
    *,
    is_waiting: bool = True,
    after: str | None = None,
    size: int = PAGE,
) -> Page[Returned]:
    """«Клиент вернул скан»: files that came back, the latest first.

    managers: of their deals alone, by names as deals have them; None for all. is_waiting: only those that somebody has
    to look at. Raises RefusedError for a broken place.
    """
    conditions: list[ColumnElement[bool]] = [] if managers is None else [DealRow.manager.in_(managers)]
    if is_waiting:
        conditions.append(_WAITING)
    statement = _joined(select(*_RETURNED)).where(*conditions)
    count = _joined(select(func.count(ShareReturnRow.id))).where(*conditions)
    return _paged(connection, (statement, count), _RETURNS.c.id, _returned, after=after, size=size)


_UNDECIDED: Final = (
    select(ScanPageRow.id)
    .join(ScanRow, ScanRow.id == ScanPageRow.scan_id)
    .outerjoin(ScannedPaperRow, ScannedPaperRow.id == ScanPageRow.scanned_paper_id)
    .where(
        ScanRow.sha256 == ShareReturnRow.sha256,
        or_(
            ScanPageRow.state.in_([state.value for state in IN_TRAY]),
            ScannedPaperRow.state == ScanState.AWAITS.value,
        ),
    )
    .correlate(ShareReturnRow)
)
_WAITING: Final = or_(ShareReturnRow.pages.is_(None), ShareReturnRow.problem.is_not(None), exists(_UNDECIDED))
_RETURNED: Final = (
    ShareReturnRow.id,
    ShareReturnRow.link_id,
    DealRow.code,
    PartyRow.short_name,
    DealRow.manager,
    ShareReturnRow.name,
    ShareReturnRow.size,
    ShareReturnRow.sha256,
    ShareReturnRow.returned_at,
    ShareReturnRow.pages,
    ShareReturnRow.problem,
    _WAITING.label("is_waiting"),
)


def _returned(row: Any) -> Returned:
    return Returned(*row)._replace(
        manager=row.manager or "", problem=row.problem or "", is_waiting=bool(row.is_waiting)
    )


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(ShareReturnRow)
        .join(ShareLinkRow, ShareLinkRow.id == ShareReturnRow.link_id)
        .join(DealRow, DealRow.id == ShareLinkRow.deal_id)
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    )


def _paged(
    connection: Connection,
    statements: tuple[Any, Any],
    key: ColumnElement[Any],
    listed: Callable[[Any], R],
    *,
    after: str | None,
    size: int,
) -> Page[R]:
    """A page in the descending order of keys. statements: of the rows, and of their number."""
    statement, count = statements
    columns = (key,)
    rows = connection.execute(page_of(statement, columns, after, check_size(size))).all()
    shown = rows[:size]
    return Page(
        rows=tuple(listed(row) for row in shown),
        next=place_of(shown[-1], columns) if len(rows) > size else None,
        total=Total(count=connection.execute(count).scalar_one(), amount=0),
    )
