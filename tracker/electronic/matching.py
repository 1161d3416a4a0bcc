"""Which paper of ours an entry of an archive is. Only what leaves no doubt is matched; the rest waits for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from docgen.exchange import Entry, Title
from docgen.page_code import ALPHABET
from tracker.evidence import CERTIFICATE, HANDOVER, TAX_INVOICE, TRANSFER_DOCUMENT, WAYBILL
from tracker.models import (
    CounterpartyRow,
    DealRow,
    DocumentFileRow,
    DocumentRow,
    OrganizationRow,
    PartyRow,
)
from tracker.papers.stored import ISSUED_FILE

BY_FILE: Final = "file"
BY_PAGE_ID: Final = "page_id"
BY_REQUISITES: Final = "requisites"
BY_PERSON: Final = "person"

_PAGE_ID = re.compile(rf"(?<![0-9A-Za-z])[{ALPHABET}]{{12}}(?![0-9A-Za-z])")
_TRANSFERS = (TRANSFER_DOCUMENT, WAYBILL, CERTIFICATE, HANDOVER)
_KINDS: Final = {
    "СЧФ": (TAX_INVOICE,),
    "СЧФДОП": (TRANSFER_DOCUMENT,),
    "ДОП": _TRANSFERS,
}
_EVERY_KIND: Final = (TAX_INVOICE, *_TRANSFERS)
_SEVERAL = "подходят несколько документов: выберите сами"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The paper and how it was found, or why none was."""

    document_id: int | None = None
    by: str | None = None
    note: str | None = None


def match(connection: Connection, entry: Entry) -> Match:
    """By an equal file, by the code on pages in a file's name, or by number, date, kind and both ИНН."""
    ways = (
        (BY_FILE, _by_file(connection, [file.sha256 for file in entry.files])),
        (BY_PAGE_ID, _by_page_id(connection, [file.name for file in entry.files])),
        (BY_REQUISITES, _by_requisites(connection, entry.title)),
    )
    said = [(by, found) for by, found in ways if found]
    every = {document_id for _, found in said for document_id in found}
    if len(every) > 1:
        return Match(note=_SEVERAL)
    if not said:
        return Match(note=_why_not(entry))
    by, (document_id,) = said[0]
    return Match(document_id=document_id, by=by)


def _why_not(entry: Entry) -> str:
    title = entry.title
    if title is None or not title.number:
        return "номер документа по файлам не узнать"
    if not title.seller_inn or not title.buyer_inn:
        return "ИНН сторон в файле нет"
    return "такого документа в сделках этих сторон нет"


def _by_file(connection: Connection, digests: Sequence[str]) -> set[int]:
    statement = select(DocumentFileRow.document_id).where(
        DocumentFileRow.sha256.in_(digests), DocumentFileRow.purpose == ISSUED_FILE
    )
    return set(connection.execute(statement).scalars())


def _by_page_id(connection: Connection, names: Iterable[str]) -> set[int]:
    codes = {code for name in names for code in _PAGE_ID.findall(name.upper())}
    if not codes:
        return set()
    return set(connection.execute(select(DocumentRow.id).where(DocumentRow.page_id.in_(codes))).scalars())


def _by_requisites(connection: Connection, title: Title | None) -> set[int]:
    """From the client's side, since its ИНН leads to few papers by indexes."""
    if title is None or not (title.number and title.date and title.seller_inn and title.buyer_inn):
        return set()
    statement = (
        select(DocumentRow.id, DocumentRow.number)
        .join(DealRow, DealRow.id == DocumentRow.deal_id)
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .join(OrganizationRow, OrganizationRow.id == DocumentRow.organization_id)
        .where(
            PartyRow.inn == title.buyer_inn,
            OrganizationRow.inn == title.seller_inn,
            DocumentRow.date == title.date,
            DocumentRow.revision == title.revision,
            DocumentRow.kind.in_(_KINDS.get(title.function or "", _EVERY_KIND)),
        )
    )
    wanted = plain_number(title.number)
    return {row.id for row in connection.execute(statement) if plain_number(row.number) == wanted}


def plain_number(number: str) -> str:
    """A number as it is compared: without spaces and «№», in one case."""
    return "".join(number.split()).removeprefix("№").casefold()
