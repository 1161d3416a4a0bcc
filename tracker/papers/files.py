"""Files of issued papers as the vault keeps them: the paper itself, byte for byte, as often as somebody needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from docgen.bundle import File
from tracker.errors import NotFoundError
from tracker.models import DocumentFileRow
from tracker.papers.stored import ISSUED_FILE, find_paper, name_of
from tracker.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFiles:
    """A paper's files under the names that they were issued with."""

    page_id: str
    files: tuple[File, ...]


def issued_files(connection: Connection, vault: Vault, document_ids: Sequence[int]) -> list[PaperFiles]:
    """Files of these papers, in the same order.

    Raises NotFoundError for a paper that was not issued here, VaultError for a file that is not what it was.
    """
    return [_files_of(connection, vault, document_id) for document_id in document_ids]


def _files_of(connection: Connection, vault: Vault, document_id: int) -> PaperFiles:
    statement = (
        select(DocumentFileRow.name, DocumentFileRow.sha256)
        .where(DocumentFileRow.document_id == document_id, DocumentFileRow.purpose == ISSUED_FILE)
        .order_by(DocumentFileRow.id)
    )
    files = tuple(File(row.name, vault.read(row.sha256)) for row in connection.execute(statement))
    paper = find_paper(connection, document_id)
    if not files:
        raise NotFoundError(f"{name_of(paper)}: файлов нет, документ выпустила не эта программа. Возьмите его там.")
    return PaperFiles(page_id=paper["page_id"], files=files)
