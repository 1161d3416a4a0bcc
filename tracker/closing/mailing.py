"""Papers of a closing go to clients by letters: one for a deal, to the addresses that the client gave for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from docgen.filters import NBSP
from docgen.library import find_kind
from docgen.phrases import with_sign
from tracker import phrases
from tracker.batches import ledger
from tracker.batches.ledger import NewItem, State
from tracker.chasing.addressees import client_addresses
from tracker.closing.asking import KIND as CLOSING
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House, Work
from tracker.journal import canonical
from tracker.letters.composing import NewLetter, compose
from tracker.models import BatchRow, DocumentRow, OrganizationRow, PartyRow
from tracker.papers.stored import find_deal

KIND: Final = "closing_letters"
"""Kind of the batch."""


def ask_letters(work: Work, batch_id: int) -> int:
    """Writes the batch of letters about a closing; answers its key.

    Raises NotFoundError, RefusedError for a closing that goes on, has issued nothing, or has its letters already.
    """
    closing = ledger.find(work.connection, batch_id)
    if closing.kind != CLOSING:
        raise NotFoundError(f"Закрытия № {batch_id} нет: посмотрите список закрытий.")
    if closing.finished_at is None:
        raise RefusedError("Закрытие ещё идёт: дождитесь конца, чтобы в письма вошли все документы.")
    known = letters_of(work.connection, batch_id)
    if known is not None:
        raise RefusedError(f"Письма по этому закрытию уже поручены: работа № {known}.")
    items = _items(work.connection, batch_id)
    if not items:
        raise RefusedError("Закрытие ничего не выпустило: отправлять нечего.")
    return ledger.ask(work, KIND, f"Письма: {closing.title}", _params(batch_id), items)


def letters_of(connection: Connection, batch_id: int) -> int | None:
    """The batch of letters about a closing, if there is one."""
    same = (BatchRow.kind == KIND, BatchRow.params == canonical(_params(batch_id)))
    found: int | None = connection.execute(select(BatchRow.id).where(*same)).scalar()
    return found


def _params(batch_id: int) -> dict[str, int]:
    return {"closing": batch_id}


def _items(connection: Connection, batch_id: int) -> list[NewItem]:
    """A letter for each deal, with its papers in the order of issue."""
    deals: dict[int, dict[str, Any]] = {}
    for item in ledger.items_of(connection, batch_id, State.DONE):
        if item.result and "document" in item.result:
            named = {"deal": item.subject["deal"], "code": item.subject["code"], "client": item.subject["client"]}
            deals.setdefault(item.subject["deal"], {**named, "documents": []})["documents"].append(
                item.result["document"]
            )
    return [NewItem(key=str(key), subject=subject) for key, subject in deals.items()]


def write_item(house: House, work: Work, params: Mapping[str, Any], subject: Mapping[str, Any]) -> Mapping[str, Any]:
    """Writes the letter of a deal, which waits to be sent; papers that are no more are left out.

    Raises RefusedError for a client without addresses, and what ``compose`` raises.
    """
    del house, params
    deal = find_deal(work.connection, subject["deal"])
    papers = _papers(work.connection, subject["documents"])
    if not papers:
        return {"letter": None}
    recipients = client_addresses(work.connection, deal["counterparty_id"], work.today)
    if not recipients:
        raise RefusedError("У клиента нет адреса для закрывающих документов: впишите его в карточку клиента.")
    letter = NewLetter(
        organization_id=deal["organization_id"],
        deal_id=subject["deal"],
        recipients=recipients,
        subject=f"Закрывающие документы: {deal['subject']}" if deal["subject"] else "Закрывающие документы",
        body=_body([name for _, name in papers], _our_name(work.connection, deal["organization_id"])),
        document_ids=[key for key, _ in papers],
    )
    return {"letter": compose(work, letter)}


def _papers(connection: Connection, documents: list[int]) -> list[tuple[int, str]]:
    """Keys and names of those in force, in the given order."""
    statement = select(DocumentRow.id, DocumentRow.kind, DocumentRow.number, DocumentRow.date).where(
        DocumentRow.id.in_(documents), DocumentRow.annulled_on.is_(None), DocumentRow.superseded_on.is_(None)
    )
    names = {
        row.id: f"{find_kind(row.kind).caption} {with_sign(row.number)} от{NBSP}{phrases.day(row.date)}"
        for row in connection.execute(statement)
    }
    return [(key, names[key]) for key in documents if key in names]


def _our_name(connection: Connection, organization_id: int) -> str:
    statement = select(PartyRow.short_name).join(OrganizationRow, OrganizationRow.party_id == PartyRow.id)
    name: str = connection.execute(statement.where(OrganizationRow.id == organization_id)).scalar_one()
    return name


def _body(names: list[str], ours: str) -> str:
    listed = "\n".join(f"— {name}" for name in names)
    return (
        f"Здравствуйте!\n\nНаправляем закрывающие документы:\n{listed}\n\n"
        "Пожалуйста, подпишите их и верните: скан в ответ на это письмо, оригиналы — почтой или с курьером. "
        "Если что-то в них не так, напишите нам, что исправить.\n\n"
        f"С уважением,\n{ours}"
    )
