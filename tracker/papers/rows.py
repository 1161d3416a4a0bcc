"""Rows of a paper that is being issued: itself, what it was made from, what it covers, its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, func, insert, select

from docgen.bundle import File
from tracker.house import Work
from tracker.models import ConfirmationRow, DocumentFileRow, DocumentRow, IssuedPaperRow
from tracker.papers.checks import Covered
from tracker.papers.drafts import Draft, Prepared
from tracker.papers.numbering import Place
from tracker.vault import remember


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A paper with everything that its rows need. ``place`` is None for a number of the user's own."""

    draft: Draft
    prepared: Prepared
    place: Place | None
    page_id: str
    revision: int
    supersedes_id: int | None

    @property
    def input_sha256(self) -> str:
        """SHA-256 of what the paper is made from."""
        return sha256(self.prepared.frozen.encode()).hexdigest()


def write_paper(work: Work, paper: NewPaper, pages: int, covered: Sequence[Covered]) -> int:
    """Writes the paper, its frozen input and what it covers; answers its key."""
    key = _write_document(work.connection, paper)
    values = {
        "document_id": key,
        "template": paper.draft.template,
        "input": paper.prepared.frozen,
        "input_sha256": paper.input_sha256,
        "total": paper.prepared.total,
        "pages": pages,
        "issued_on": work.today,
        "issued_at": work.at,
        "issued_by": work.actor,
    }
    work.connection.execute(insert(IssuedPaperRow).values(**values))
    whose = {"document_id": key, "deal_id": paper.draft.deal_id}
    rows = [
        {**whose, "obligation_id": one.obligation_id, "amount": one.amount, "position": place}
        for place, one in enumerate(covered)
    ]
    if rows:
        work.connection.execute(insert(ConfirmationRow), rows)
    return key


def _write_document(connection: Connection, paper: NewPaper) -> int:
    draft, prepared, place = paper.draft, paper.prepared, paper.place
    values = {
        "deal_id": draft.deal_id,
        "organization_id": draft.organization_id,
        "code": paper.page_id,
        "position": _next_position(connection, draft.deal_id),
        "kind": draft.kind.name,
        "is_contract": draft.kind.has_clauses and draft.deal_id is not None,
        "page_id": paper.page_id,
        "series": place.series if place else None,
        "year": place.year if place else None,
        "number_value": place.value if place else None,
        "number": prepared.number,
        "date": prepared.date,
        "status": prepared.status,
        "vat_rate": prepared.vat_rate,
        "revision": paper.revision,
        "supersedes_id": paper.supersedes_id,
        "acceptance_days": prepared.acceptance_days,
        "protections": " ".join(sorted(prepared.protections)) or None,
    }
    key: int = connection.execute(insert(DocumentRow).values(**values).returning(DocumentRow.id)).scalar_one()
    return key


def _next_position(connection: Connection, deal_id: int | None) -> int:
    if deal_id is None:
        return 0
    last = select(func.max(DocumentRow.position)).where(DocumentRow.deal_id == deal_id)
    found = connection.execute(last).scalar()
    return 0 if found is None else found + 1


def keep_file(work: Work, document_id: int, file: File, purpose: str) -> bool:
    """Keeps a file of a paper; False if the paper has the same one already, for whatever purpose."""
    statement = select(DocumentFileRow.id).where(
        DocumentFileRow.document_id == document_id, DocumentFileRow.sha256 == file.sha256
    )
    if work.connection.execute(statement).first() is not None:
        return False
    add_file(work, document_id, file, purpose)
    return True


def add_file(work: Work, document_id: int, file: File, purpose: str) -> str:
    """Keeps a file of a paper: safe on disk first, then in the database. Answers its SHA-256."""
    digest = work.vault.put(file.content)
    remember(work.connection, digest, len(file.content))
    values = {"document_id": document_id, "sha256": digest, "name": file.name, "purpose": purpose, "added_at": work.at}
    work.connection.execute(insert(DocumentFileRow).values(**values))
    return digest
