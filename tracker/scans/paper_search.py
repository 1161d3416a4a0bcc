"""Papers that a page may belong to, found by what stands on it: a code, a number, a deal, a client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, or_, select

from tracker.lists.kept import storable
from tracker.lookup import page_id
from tracker.models import CounterpartyRow, DealRow, DocumentRow, IssuedPaperRow, PartyRow
from tracker.papers.stored import name_of

MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPaper:
    """A paper. ``pages``: None where the program does not know; ``is_ended``: annulled or superseded."""

    id: int
    name: str
    page_id: str
    deal: str
    client: str
    dated_on: date
    pages: int | None
    is_ended: bool


def papers_called(connection: Connection, text: str) -> list[FoundPaper]:
    """Papers that every word of the text speaks of: those in force first, then the newest. One query."""
    words = str(storable(text)).split()
    if not words:
        return []
    statement = (
        select(
            DocumentRow.__table__,
            DealRow.code.label("deal"),
            PartyRow.short_name.label("client"),
            IssuedPaperRow.pages.label("pages"),
        )
        .outerjoin(DealRow, DealRow.id == DocumentRow.deal_id)
        .outerjoin(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(*map(_speaks_of, words))
        .order_by(DocumentRow.annulled_on.is_not(None) | DocumentRow.superseded_on.is_not(None), DocumentRow.id.desc())
        .limit(MOST)
    )
    return [_found(row) for row in connection.execute(statement).mappings()]


def _speaks_of(word: str) -> ColumnElement[bool]:
    """A number and the code of a deal whole; a client in any case of letters as far as the database knows them."""
    spelled = sorted({word, word.lower(), word.upper(), word.capitalize()})
    named = (PartyRow.short_name.contains(one, autoescape=True) for one in spelled)
    return or_(
        DocumentRow.page_id == page_id(word),
        DocumentRow.number.in_(spelled),
        DealRow.code.in_(spelled),
        *named,
    )


def _found(row: Any) -> FoundPaper:
    return FoundPaper(
        id=row["id"],
        name=name_of(row),
        page_id=row["page_id"] or "",
        deal=row["deal"] or "",
        client=row["client"] or "",
        dated_on=row["date"],
        pages=row["pages"] or None,
        is_ended=row["annulled_on"] is not None or row["superseded_on"] is not None,
    )
