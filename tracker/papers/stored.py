"""Papers as rows: found by key, called by their Russian name, refused when they are no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from docgen.filters import NBSP
from docgen.library import find_kind
from docgen.phrases import with_sign
from tracker import phrases
from tracker.errors import NotFoundError, RefusedError
from tracker.models import DealRow, DocumentRow

ISSUED_FILE: Final = "issued"
"""``purpose`` of a file that the program made of a paper."""


def find_paper(connection: Connection, document_id: int) -> RowMapping:
    """All columns of a paper. Raises NotFoundError."""
    return _found(connection, DocumentRow, document_id, f"Документа с ключом {document_id} в базе нет.")


def find_deal(connection: Connection, deal_id: int) -> RowMapping:
    """All columns of a deal. Raises NotFoundError."""
    return _found(connection, DealRow, deal_id, f"Сделки с ключом {deal_id} в базе нет.")


def _found(connection: Connection, row: Any, key: int, missing: str) -> RowMapping:
    found = connection.execute(select(row.__table__).where(row.id == key)).mappings().first()
    if found is None:
        raise NotFoundError(f"{missing} Обновите список и выберите снова.")
    return found


def subject_of(paper: RowMapping) -> str:
    """How the journal names a paper: by the code on its pages, or by its key if it came from outside."""
    return f"document:{paper['page_id'] or paper['id']}"


def name_of(paper: RowMapping | Mapping[str, Any]) -> str:
    """«УПД № 15 от 30.01.2025», of any row with its kind, number and date."""
    return f"{find_kind(paper['kind']).caption} {with_sign(paper['number'])} от{NBSP}{phrases.day(paper['date'])}"


def refuse_ended(paper: RowMapping) -> None:
    """Raises RefusedError for a paper that was annulled or superseded: nothing happens to it any more."""
    for key, word in (("annulled_on", "аннулирован"), ("superseded_on", "заменён")):
        on = paper[key]
        if on is not None:
            raise RefusedError(f"{name_of(paper)}: документ {word} {phrases.day(on)}. Выберите действующий.")
