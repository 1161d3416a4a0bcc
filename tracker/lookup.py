"""Keys of what people name by an id of their own."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from docgen.page_code import decode
from tracker.errors import NotFoundError, RefusedError
from tracker.facts import ObligationKind
from tracker.models import DealRow, DemandRow, DocumentRow, ObligationRow

CONTRACT: Final = "contract"
"""How the contract in force of a deal is named among its papers."""

_IN_FORCE = and_(DocumentRow.annulled_on.is_(None), DocumentRow.superseded_on.is_(None))
_MISTAKEN = str.maketrans("OIL", "011")  # the codes have no such letters, so whoever types one means a digit


def deal_key(connection: Connection, code: str) -> int:
    """The key of a deal by its id. Raises NotFoundError."""
    found = connection.execute(select(DealRow.id).where(DealRow.code == code)).scalar()
    if found is None:
        raise NotFoundError(f"Сделки «{code}» в базе нет: проверьте идентификатор.")
    return found


def document_key(connection: Connection, deal_id: int, name: str) -> int:
    """The key of a paper of a deal by its id, by the code on its pages, or the contract. Raises NotFoundError."""
    mine = DocumentRow.deal_id == deal_id
    found = _newest(connection, mine, DocumentRow.is_contract.is_(True), _IN_FORCE) if name == CONTRACT else None
    if found is None:
        found = _newest(connection, mine, or_(DocumentRow.code == name, DocumentRow.page_id == page_id(name)))
    if found is None:
        what = "Действующего договора" if name == CONTRACT else f"Документа «{name}»"
        raise NotFoundError(f"{what} в этой сделке нет: посмотрите её документы командой pervichka deal.")
    return found


def page_key(connection: Connection, name: str) -> int:
    """The key of a paper of any deal, or of none, by the code on its pages. Raises NotFoundError."""
    found = _newest(connection, DocumentRow.page_id == page_id(name))
    if found is None:
        raise NotFoundError(
            f"Документа с кодом «{name}» нет: проверьте код на страницах или укажите сделку и документ."
        )
    return found


def paper_key(connection: Connection, deal: str | None, name: str) -> int:
    """The key of a paper: of a deal by its id, or, without a deal, by the code on its pages. Raises NotFoundError."""
    if deal is None:
        return page_key(connection, name)
    return document_key(connection, deal_key(connection, deal), name)


def named_paper(connection: Connection, first: str, second: str | None) -> int:
    """The key of a paper that is named by a deal and an id, or by the code on its pages alone. Raises NotFoundError."""
    return page_key(connection, first) if second is None else paper_key(connection, first, second)


def named_papers(connection: Connection, first: str, second: str | None) -> list[int]:
    """The same; the id of a deal alone means all its papers in force that were issued here. Raises NotFoundError."""
    key = None if second is not None else connection.execute(select(DealRow.id).where(DealRow.code == first)).scalar()
    if key is None:
        return [named_paper(connection, first, second)]
    statement = select(DocumentRow.id).where(DocumentRow.deal_id == key, DocumentRow.page_id.is_not(None), _IN_FORCE)
    found = connection.execute(statement.order_by(DocumentRow.position, DocumentRow.id)).scalars().all()
    if not found:
        raise NotFoundError(f"В сделке «{first}» нет действующих документов, которые выпустила программа.")
    return list(found)


def page_id(typed: str) -> str:
    """The code on pages as a person or a scanner types it: in small letters, with the page, with O for zero."""
    text = typed.strip().upper().translate(_MISTAKEN)
    code = decode(text)
    return code.document_id if code else text


def _newest(connection: Connection, *conditions: ColumnElement[bool]) -> int | None:
    statement = select(DocumentRow.id).where(*conditions).order_by(DocumentRow.id.desc()).limit(1)
    return connection.execute(statement).scalar()


def obligation_keys(connection: Connection, deal_id: int) -> dict[str, int]:
    """Keys of a deal's obligations by their ids."""
    statement = select(ObligationRow.code, ObligationRow.id).where(ObligationRow.deal_id == deal_id)
    ordered = statement.order_by(ObligationRow.position, ObligationRow.id)
    return {row.code: row.id for row in connection.execute(ordered)}


class NamedObligation(NamedTuple):
    """An obligation by its id in its deal, with what a person knows it by. ``amount``: kopecks."""

    code: str
    id: int
    kind: ObligationKind
    amount: int


def named_obligations(connection: Connection, deal_id: int) -> list[NamedObligation]:
    """A deal's obligations in their order."""
    columns = (ObligationRow.code, ObligationRow.id, ObligationRow.kind, ObligationRow.amount)
    statement = select(*columns).where(ObligationRow.deal_id == deal_id)
    ordered = statement.order_by(ObligationRow.position, ObligationRow.id)
    return [
        NamedObligation(row.code, row.id, ObligationKind(row.kind), row.amount) for row in connection.execute(ordered)
    ]


def obligation_key(connection: Connection, deal_id: int, name: str) -> int:
    """The key of an obligation by its id. Raises RefusedError that lists what there is."""
    known = obligation_keys(connection, deal_id)
    if name not in known:
        raise RefusedError(f"Обязательства «{name}» в этой сделке нет; есть: {', '.join(known) or 'ни одного'}.")
    return known[name]


def open_demand_key(connection: Connection, deal_id: int) -> int:
    """The key of the oldest demand of a deal without an answer. Raises RefusedError."""
    statement = (
        select(DemandRow.id)
        .where(DemandRow.deal_id == deal_id, DemandRow.answered_on.is_(None))
        .order_by(DemandRow.received_on, DemandRow.position)
        .limit(1)
    )
    found = connection.execute(statement).scalar()
    if found is None:
        raise RefusedError("Требований без ответа в этой сделке нет: посмотрите её командой pervichka deal.")
    return found
