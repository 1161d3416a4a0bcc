"""Keys of what people name by an id of their own."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, or_, select

from tracker.errors import NotFoundError, RefusedError
from tracker.models import DealRow, DocumentRow, ObligationRow

CONTRACT: Final = "contract"
"""How the contract of a deal is named among its papers."""


def deal_key(connection: Connection, code: str) -> int:
    """The key of a deal by its id. Raises NotFoundError."""
    found = connection.execute(select(DealRow.id).where(DealRow.code == code)).scalar()
    if found is None:
        raise NotFoundError(f"Сделки «{code}» в базе нет: проверьте идентификатор.")
    return found


def document_key(connection: Connection, deal_id: int, name: str) -> int:
    """The key of a paper of a deal by its id, by the code on its pages, or the contract. Raises NotFoundError."""
    mine = select(DocumentRow.id).where(DocumentRow.deal_id == deal_id)
    if name == CONTRACT:
        in_force = (DocumentRow.annulled_on.is_(None), DocumentRow.superseded_on.is_(None))
        statement = mine.where(DocumentRow.is_contract, *in_force)
    else:
        statement = mine.where(or_(DocumentRow.code == name, DocumentRow.page_id == name))
    found = connection.execute(statement.order_by(DocumentRow.id.desc()).limit(1)).scalar()
    if found is None:
        raise NotFoundError(f"Документа «{name}» в этой сделке нет: посмотрите их командой pervichka deal.")
    return found


def obligation_keys(connection: Connection, deal_id: int) -> dict[str, int]:
    """Keys of a deal's obligations by their ids."""
    statement = select(ObligationRow.code, ObligationRow.id).where(ObligationRow.deal_id == deal_id)
    return {row.code: row.id for row in connection.execute(statement)}


def obligation_key(connection: Connection, deal_id: int, name: str) -> int:
    """The key of an obligation by its id. Raises RefusedError that lists what there is."""
    known = obligation_keys(connection, deal_id)
    if name not in known:
        raise RefusedError(f"Обязательства «{name}» в этой сделке нет; есть: {', '.join(known) or 'ни одного'}.")
    return known[name]
