"""What the database knows and a stack is judged by: papers of codes, scans and files that came earlier."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select
from sqlalchemy.orm import aliased

from docgen.filters import NBSP
from docgen.scanning import Leaf
from tracker import phrases
from tracker.errors import NotFoundError
from tracker.fact_store import in_chunks
from tracker.models import (
    DocumentRow,
    IssuedPaperRow,
    OrganizationRow,
    PartyRow,
    ScannedPaperRow,
    ScanPageRow,
    ScanRow,
)
from tracker.papers.stored import name_of
from tracker.scans.grouping import KnownPaper
from tracker.scans.states import ScanState

_PARTS = ("id", "page_id", "kind", "number", "date", "annulled_on", "superseded_on")
_SUCCESSOR = aliased(DocumentRow, name="successor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A paper that was scanned before: what is missing of it, and the leaves that it consists of, by their pages."""

    id: int
    document_id: int
    state: ScanState
    pages: int
    missing: tuple[int, ...]
    leaves: tuple[tuple[int, Leaf], ...]


def papers_by_code(connection: Connection, codes: Collection[str]) -> dict[str, KnownPaper]:
    """Papers whose pages bear these codes."""
    found: dict[str, KnownPaper] = {}
    for some in in_chunks(codes):
        found |= {paper.page_id: paper for paper in _papers(connection, DocumentRow.page_id.in_(some))}
    return found


def paper_by_key(connection: Connection, document_id: int) -> KnownPaper:
    """The paper with this key. Raises NotFoundError."""
    found = next(_papers(connection, DocumentRow.id == document_id), None)
    if found is None:
        raise NotFoundError(f"Документа с ключом {document_id} в базе нет. Обновите список и выберите снова.")
    return found


def _papers(connection: Connection, which: ColumnElement[bool]) -> Iterator[KnownPaper]:
    own = [getattr(DocumentRow, part) for part in _PARTS]
    later = [getattr(_SUCCESSOR, part).label(f"next_{part}") for part in _PARTS]
    statement = (
        select(*own, *later, OrganizationRow.inn, PartyRow.short_name, IssuedPaperRow.pages)
        .join(OrganizationRow, OrganizationRow.id == DocumentRow.organization_id)
        .join(PartyRow, PartyRow.id == OrganizationRow.party_id)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .outerjoin(_SUCCESSOR, _SUCCESSOR.supersedes_id == DocumentRow.id)
        .where(which)
    )
    for row in connection.execute(statement).mappings():
        yield KnownPaper(
            document_id=row["id"],
            page_id=row["page_id"] or "",
            name=name_of(row),
            organization=row["short_name"],
            inn=row["inn"],
            pages=row["pages"] or None,
            ended=_ended(row),
        )


def _ended(row: RowMapping) -> str:
    if row["annulled_on"] is not None:
        return f"документ аннулирован {phrases.day(row['annulled_on'])}"
    if row["superseded_on"] is None:
        return ""
    on = phrases.day(row["superseded_on"])
    if row["next_id"] is None:
        return f"документ заменён {on}"
    later: Any = {part: row[f"next_{part}"] for part in _PARTS}
    return f"документ заменён {on}, действует {name_of(later)}, код{NBSP}{later['page_id']}"


def scans_of(connection: Connection, document_ids: Collection[int]) -> dict[int, list[Earlier]]:
    """Earlier scans of these papers by their keys, the newest first."""
    found: dict[int, list[Earlier]] = {}
    for some in in_chunks(document_ids):
        statement = select(ScannedPaperRow.__table__).where(ScannedPaperRow.document_id.in_(some))
        rows = connection.execute(statement.order_by(ScannedPaperRow.id.desc())).mappings().all()
        leaves = _leaves(connection, [row["id"] for row in rows])
        for row in rows:
            found.setdefault(row["document_id"], []).append(_earlier(row, leaves.get(row["id"], [])))
    return found


def _earlier(row: RowMapping, leaves: list[tuple[int, Leaf]]) -> Earlier:
    return Earlier(
        id=row["id"],
        document_id=row["document_id"],
        state=ScanState(row["state"]),
        pages=row["pages"],
        missing=numbers_of(row["missing"]),
        leaves=tuple(leaves),
    )


def _leaves(connection: Connection, paper_ids: Sequence[int]) -> dict[int, list[tuple[int, Leaf]]]:
    statement = (
        select(
            ScanPageRow.scanned_paper_id, ScanPageRow.document_page, ScanRow.sha256, ScanPageRow.page, ScanPageRow.turn
        )
        .join(ScanRow, ScanRow.id == ScanPageRow.scan_id)
        .where(ScanPageRow.scanned_paper_id.in_(paper_ids))
        .order_by(ScanPageRow.document_page, ScanPageRow.id)
    )
    found: dict[int, list[tuple[int, Leaf]]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.scanned_paper_id, []).append((row.document_page, Leaf(row.sha256, row.page, row.turn)))
    return found


def known_scans(connection: Connection, digests: Collection[str]) -> dict[str, date]:
    """Files of a scanner that were taken in before, and when, by SHA-256."""
    found: dict[str, date] = {}
    for some in in_chunks(digests):
        statement = select(ScanRow.sha256, ScanRow.scanned_on).where(ScanRow.sha256.in_(some))
        found |= {row.sha256: row.scanned_on for row in connection.execute(statement)}
    return found


def refuse_unknown_organization(connection: Connection, inn: str) -> None:
    """Raises NotFoundError for an ИНН that is none of ours."""
    if connection.execute(select(OrganizationRow.id).where(OrganizationRow.inn == inn)).first() is None:
        raise NotFoundError(f"Нашей организации с ИНН {inn} в базе нет: проверьте ИНН.")


def numbers_of(text: str) -> tuple[int, ...]:
    """Numbers of pages as a row keeps them."""
    return tuple(map(int, text.split()))


def numbers_text(numbers: Collection[int]) -> str:
    """The other way round."""
    return " ".join(map(str, sorted(numbers)))
