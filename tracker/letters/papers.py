"""What may go with a letter: issued PDFs of the client's own papers in force, and nothing else, whatever is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Final

from sqlalchemy import Connection, RowMapping, select

from docgen.attachments import check_outgoing
from docgen.audience import refuse_internal
from docgen.bundle import File
from docgen.errors import DocgenError
from docgen.library import find_kind
from tracker.errors import NotFoundError, RefusedError
from tracker.models import DealRow, DocumentFileRow, DocumentRow
from tracker.papers.stored import ISSUED_FILE, find_deal, name_of, refuse_ended
from tracker.vault import Vault

MOST_BYTES: Final = 20 * 1024 * 1024
"""All files of a letter: servers commonly take 25–35 MB, and a file grows by a third on its way."""

_PDF = ".pdf"
_OTHERS = "{}: документ другой сделки или другого клиента, чем письмо. Приложите документы одного клиента."


class AttachmentError(RefusedError):
    """A paper may not go with this letter."""


def outgoing_files(
    connection: Connection, vault: Vault, document_ids: Sequence[int], organization_id: int, deal_id: int | None
) -> list[File]:
    """PDFs of these papers, in their order, after every check; asked when a letter is composed and when it is sent.

    Raises AttachmentError, RefusedError, InternalKindError, VaultError, docgen's AttachmentError.
    """
    papers = check_papers(connection, document_ids, organization_id, deal_id)
    files = _with_own_names(_file_of(connection, vault, paper) for paper in papers)
    size = sum(len(file.content) for file in files)
    if size > MOST_BYTES:
        raise AttachmentError(
            f"Файлы письма вместе занимают {size / 1024 / 1024:.1f} МБ, а можно {MOST_BYTES // 1024 // 1024} МБ: "
            "разделите документы на несколько писем.".replace(".", ",", 1)
        )
    return files


def look_into(connection: Connection, vault: Vault, document_ids: Sequence[int]) -> None:
    """Looks into files of papers before a change that asks for them, so that nobody waits for it behind the change.

    What is wrong with them is told by the change itself.
    """
    statement = select(DocumentRow.__table__).where(DocumentRow.id.in_(document_ids))
    for paper in connection.execute(statement).mappings().all():
        with suppress(DocgenError):
            _file_of(connection, vault, paper)


def check_papers(
    connection: Connection, document_ids: Sequence[int], organization_id: int, deal_id: int | None
) -> list[RowMapping]:
    """The rows of the papers, after all checks but those of their files.

    Every paper is for clients, in force, of the organisation that writes, and of one client: the deal's, if there is
    a deal.
    """
    statement = (
        select(DocumentRow.__table__, DealRow.counterparty_id)
        .outerjoin(DealRow, DealRow.id == DocumentRow.deal_id)
        .where(DocumentRow.id.in_(document_ids))
    )
    found = {row["id"]: row for row in connection.execute(statement).mappings()}
    client = None if deal_id is None else find_deal(connection, deal_id)["counterparty_id"]
    papers = []
    for key in document_ids:
        if key not in found:
            raise NotFoundError(f"Документа с ключом {key} в базе нет. Обновите список и выберите снова.")
        paper = found[key]
        refuse_internal([find_kind(paper["kind"])])
        refuse_ended(paper)
        if paper["deal_id"] is None:
            raise AttachmentError(f"{name_of(paper)}: документ не относится ни к одной сделке, приложить его нельзя.")
        client = paper["counterparty_id"] if client is None else client
        if paper["organization_id"] != organization_id or paper["counterparty_id"] != client:
            raise AttachmentError(_OTHERS.format(name_of(paper)))
        papers.append(paper)
    return papers


def _file_of(connection: Connection, vault: Vault, paper: RowMapping) -> File:
    statement = (
        select(DocumentFileRow.name, DocumentFileRow.sha256)
        .where(DocumentFileRow.document_id == paper["id"], DocumentFileRow.purpose == ISSUED_FILE)
        .order_by(DocumentFileRow.id)
    )
    for row in connection.execute(statement):
        if row.name.casefold().endswith(_PDF):
            file = File(row.name, vault.read(row.sha256))
            check_outgoing(file.content, file.name)
            return file
    raise AttachmentError(f"{name_of(paper)}: файла PDF нет, документ выпустила не эта программа. Пошлите его сами.")


def _with_own_names(files: Iterable[File]) -> list[File]:
    """Files with names that differ: two papers may bear one number."""
    given: Counter[str] = Counter()
    named = []
    for file in files:
        given[file.name] += 1
        path = PurePath(file.name)
        is_second = given[file.name] > 1
        named.append(File(f"{path.stem} ({given[file.name]}){path.suffix}", file.content) if is_second else file)
    return named


def has_file(connection: Connection, document_ids: Iterable[int]) -> set[int]:
    """Which of the papers have a PDF that we made."""
    statement = select(DocumentFileRow.document_id, DocumentFileRow.name).where(
        DocumentFileRow.document_id.in_(sorted(set(document_ids))), DocumentFileRow.purpose == ISSUED_FILE
    )
    return {row.document_id for row in connection.execute(statement) if row.name.casefold().endswith(_PDF)}
