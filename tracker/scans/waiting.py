"""Scanned papers that await a person, page by page, each on its own, and its pages as pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from docgen.scanning import page_picture
from tracker.errors import NotFoundError
from tracker.lists.kept import storable
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import CounterpartyRow, DealRow, DocumentRow, PartyRow, ScannedPaperRow
from tracker.scans.confirming import Awaiting, found_scans
from tracker.scans.known import numbers_of
from tracker.scans.states import ScanState
from tracker.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFilter:
    """Which scans; None lets everything through.

    organization: key of ours. managers: labels by which deals name a person; papers of no deal are nobody's. text: a
    part of the client's name, the number of the paper, the code of a deal or of pages. is_whole: no page is missing.
    """

    state: ScanState = ScanState.AWAITS
    organization: int | None = None
    managers: tuple[str, ...] | None = None
    text: str | None = None
    is_whole: bool | None = None


_PLACE = (-ScannedPaperRow.__table__.c.id).label("place")  # pages descend, and the oldest scan comes first


def waiting_scans(
    connection: Connection, wanted: ScanFilter, *, after: str | None = None, size: int = PAGE
) -> Page[Awaiting]:
    """A page of scanned papers, the oldest first. The total has no amount. Raises RefusedError for a wrong place."""
    conditions = [*_conditions(wanted)]
    keys = _joined(select(ScannedPaperRow.id, _PLACE)).where(*conditions)
    rows = connection.execute(page_of(keys, (_PLACE,), after, check_size(size))).all()
    count: int = connection.execute(_joined(select(func.count())).where(*conditions)).scalar_one()
    return Page(
        rows=tuple(find_scans(connection, [row.id for row in rows[:size]])),
        next=place_of(rows[size - 1], (_PLACE,)) if len(rows) > size else None,
        total=Total(count=count, amount=0),
    )


def find_scans(connection: Connection, ids: Sequence[int]) -> list[Awaiting]:
    """Scanned papers by their keys, the oldest first; keys of nothing are left out."""
    return found_scans(connection, ScannedPaperRow.id.in_(ids)) if ids else []


def scan_of(connection: Connection, scan_id: int) -> Awaiting:
    """A scanned paper, whatever became of it. Raises NotFoundError."""
    found = find_scans(connection, [scan_id])
    if not found:
        raise NotFoundError(f"Скана с ключом {scan_id} в базе нет. Обновите список и выберите снова.")
    return found[0]


def page_of_scan(connection: Connection, vault: Vault, scan_id: int, number: int) -> bytes:
    """PNG of page ``number`` of a scanned paper. Raises NotFoundError for a page that did not come, ScanError."""
    statement = select(ScannedPaperRow.sha256, ScannedPaperRow.pages, ScannedPaperRow.missing)
    row = connection.execute(statement.where(ScannedPaperRow.id == scan_id)).first()
    if row is None or not 1 <= number <= row.pages or number in numbers_of(row.missing):
        raise NotFoundError(f"Страницы {number} в этом скане нет.")
    missing = numbers_of(row.missing)
    place = number - sum(one < number for one in missing)
    return page_picture(vault.read(row.sha256), place)


def _conditions(wanted: ScanFilter) -> Iterable[ColumnElement[bool]]:
    yield ScannedPaperRow.state == wanted.state.value
    if wanted.organization is not None:
        yield DocumentRow.organization_id == wanted.organization
    if wanted.managers is not None:
        yield DealRow.manager.in_(wanted.managers)
    if wanted.is_whole is not None:
        yield ScannedPaperRow.missing == "" if wanted.is_whole else ScannedPaperRow.missing != ""
    for word in str(storable(wanted.text or "")).split():
        yield _speaks_of(word)


def _speaks_of(word: str) -> ColumnElement[bool]:
    """In any case of letters as far as the database knows them."""
    spelled = sorted({word, word.lower(), word.upper(), word.capitalize()})
    columns = (PartyRow.short_name, DocumentRow.number, DealRow.code, DocumentRow.page_id)
    return or_(*(column.contains(one, autoescape=True) for column in columns for one in spelled))


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(ScannedPaperRow)
        .join(DocumentRow, DocumentRow.id == ScannedPaperRow.document_id)
        .outerjoin(DealRow, DealRow.id == DocumentRow.deal_id)
        .outerjoin(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    )
