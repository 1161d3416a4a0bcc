"""Deals and invoices as people name them when they allocate a payment by hand: «D-15» or «D-15/№ 31»."""

from __future__ import annotations

from sqlalchemy import Connection, select

from tracker.errors import NotFoundError, RefusedError
from tracker.lookup import deal_key, document_key
from tracker.matching.spelling import key_of
from tracker.models import CounterpartyRow, DealRow, DocumentRow, PartyRow
from tracker.stages import INVOICE


def find_place(connection: Connection, told: str) -> tuple[int, int | None]:
    """The deal, and its invoice if one is named after a slash: by its id, the code on its pages or its number.

    Raises NotFoundError, and RefusedError for a number that several invoices of the deal bear.
    """
    whole = connection.execute(select(DealRow.id).where(DealRow.code == told)).scalar()
    if whole is not None:
        return whole, None
    deal, sign, invoice = told.partition("/")
    while sign and connection.execute(select(DealRow.id).where(DealRow.code == deal)).scalar() is None:
        more, sign, invoice = invoice.partition("/")  # ids of deals may have slashes
        deal = f"{deal}/{more}"
    if not sign:
        return deal_key(connection, told), None
    deal_id = deal_key(connection, deal)
    return deal_id, _invoice(connection, deal_id, invoice)


def _invoice(connection: Connection, deal_id: int, name: str) -> int:
    try:
        return document_key(connection, deal_id, name)
    except NotFoundError:
        pass
    statement = select(DocumentRow.id, DocumentRow.number).where(
        DocumentRow.deal_id == deal_id,
        DocumentRow.kind == INVOICE,
        DocumentRow.annulled_on.is_(None),
        DocumentRow.superseded_on.is_(None),
    )
    found = [row.id for row in connection.execute(statement) if key_of(row.number) == key_of(name)]
    if len(found) > 1:
        raise RefusedError(f"Счетов с номером «{name}» в сделке {len(found)}: назовите счёт кодом на его страницах.")
    if not found:
        raise NotFoundError(f"Действующего счёта «{name}» в этой сделке нет: посмотрите её командой pervichka deal.")
    return int(found[0])


def client_key(connection: Connection, told: str) -> int:
    """The key of a client by its id, or by its ИНН if one client has it. Raises NotFoundError, RefusedError."""
    by_code = connection.execute(select(CounterpartyRow.id).where(CounterpartyRow.code == told)).scalar()
    if by_code is not None:
        return by_code
    by_inn = (
        select(CounterpartyRow.id, CounterpartyRow.code)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(PartyRow.inn == told)
        .order_by(CounterpartyRow.id)
    )
    found = connection.execute(by_inn).all()
    if len(found) > 1:
        named = ", ".join(row.code for row in found)
        raise RefusedError(f"С ИНН {told} клиентов {len(found)}: {named}. Назовите клиента его идентификатором.")
    if not found:
        raise NotFoundError(f"Клиента «{told}» в базе нет: проверьте идентификатор или ИНН.")
    return int(found[0].id)
