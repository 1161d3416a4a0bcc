"""A paper as its page tells it: what became of it, what it states, its files, what it stands in place of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, or_, select

from docgen.library import find_kind
from tracker.deal_story import PaperFile
from tracker.deal_view import title_of_paper
from tracker.errors import NotFoundError
from tracker.lists.kept import storable
from tracker.models import (
    ConfirmationRow,
    CounterpartyRow,
    DealRow,
    DocumentFileRow,
    DocumentRow,
    FileRow,
    IssuedPaperRow,
    ObligationRow,
    PartyRow,
)
from tracker.papers.states import PaperDays, PaperState, days_of, shown_state
from tracker.papers.stored import ISSUED_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """Another revision of a paper. ``is_later``: it stands in this one's place."""

    id: int
    page_id: str | None
    name: str
    state: PaperState
    is_later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStory:
    """A paper. ``deal``, ``client``: ids, None for a paper of no deal. ``covers``: ids of obligations and kopecks.

    total: kopecks. issued_by and issued_at: None for a paper that was not made here.
    """

    id: int
    page_id: str | None
    kind: str
    name: str
    deal_id: int | None
    deal: str | None
    subject: str
    client: str | None
    client_name: str
    is_contract: bool
    state: PaperState
    days: PaperDays
    signer_authority: str | None
    attorney_number: str | None
    attorney_from: date | None
    attorney_until: date | None
    total: int | None
    pages: int | None
    issued_by: str | None
    issued_at: str | None
    files: tuple[PaperFile, ...]
    covers: tuple[tuple[str, int], ...]
    relatives: tuple[Relative, ...]

    @property
    def is_internal(self) -> bool:
        """Whether it is for those of us alone who may see internal prices."""
        return find_kind(self.kind).is_internal

    @property
    def is_ended(self) -> bool:
        """Whether nothing happens to it any more."""
        return self.state in {PaperState.ANNULLED, PaperState.SUPERSEDED}

    @property
    def issued_pdf(self) -> PaperFile | None:
        """The PDF that we made of it."""
        made = (file for file in self.files if file.purpose == ISSUED_FILE)
        return next((file for file in made if file.name.casefold().endswith(".pdf")), None)

    def file(self, sha256: str) -> PaperFile | None:
        """A file of this paper, and of no other."""
        return next((file for file in self.files if file.sha256 == sha256), None)


_PAPER: Final = (
    select(
        DocumentRow.__table__,
        IssuedPaperRow.total,
        IssuedPaperRow.pages,
        IssuedPaperRow.issued_on,
        IssuedPaperRow.issued_by,
        IssuedPaperRow.issued_at,
        DealRow.code.label("deal"),
        DealRow.subject,
        CounterpartyRow.code.label("client"),
        PartyRow.short_name,
    )
    .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
    .outerjoin(DealRow, DealRow.id == DocumentRow.deal_id)
    .outerjoin(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
    .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
)


def paper_called(connection: Connection, page_id: str, today: date) -> PaperStory:
    """A paper by the code on its pages. Raises NotFoundError."""
    return _story(connection, DocumentRow.page_id == storable(page_id), page_id, today)


def paper_of_deal(connection: Connection, deal_id: int, document_id: int, today: date) -> PaperStory:
    """A paper of this deal by its key. Raises NotFoundError."""
    mine = (DocumentRow.id == document_id) & (DocumentRow.deal_id == deal_id)
    return _story(connection, mine, str(document_id), today)


def _story(connection: Connection, mine: ColumnElement[bool], named: str, today: date) -> PaperStory:
    row = connection.execute(_PAPER.where(mine)).mappings().first()
    if row is None:
        raise NotFoundError(f"Документа «{named}» в базе нет. Обновите список и выберите снова.")
    days = days_of(row)
    same = ("page_id", "kind", "deal_id", "deal", "client", "is_contract", "signer_authority", "attorney_number")
    more = ("attorney_from", "attorney_until", "total", "pages", "issued_by", "issued_at")
    return PaperStory(
        id=row["id"],
        name=title_of_paper(row),
        subject=row["subject"] or "",
        client_name=row["short_name"] or "",
        state=shown_state(days, today),
        days=days,
        files=_files(connection, row["id"]),
        covers=_covers(connection, row["id"]),
        relatives=_relatives(connection, row["id"], row["supersedes_id"], today),
        **{key: row[key] for key in (*same, *more)},
    )


def _files(connection: Connection, document_id: int) -> tuple[PaperFile, ...]:
    statement = (
        select(DocumentFileRow.sha256, DocumentFileRow.name, DocumentFileRow.purpose, FileRow.size)
        .join(FileRow, FileRow.sha256 == DocumentFileRow.sha256)
        .where(DocumentFileRow.document_id == document_id)
        .order_by(DocumentFileRow.id)
    )
    return tuple(PaperFile(**row) for row in connection.execute(statement).mappings())


def _covers(connection: Connection, document_id: int) -> tuple[tuple[str, int], ...]:
    statement = (
        select(ObligationRow.code, ConfirmationRow.amount)
        .join(ObligationRow, ObligationRow.id == ConfirmationRow.obligation_id)
        .where(ConfirmationRow.document_id == document_id)
        .order_by(ConfirmationRow.position)
    )
    return tuple((code, amount) for code, amount in connection.execute(statement))


def _relatives(connection: Connection, document_id: int, former_id: int | None, today: date) -> tuple[Relative, ...]:
    others = or_(DocumentRow.id == former_id, DocumentRow.supersedes_id == document_id)
    rows: Any = connection.execute(_PAPER.where(others).order_by(DocumentRow.id)).mappings()
    return tuple(
        Relative(
            id=row["id"],
            page_id=row["page_id"],
            name=title_of_paper(row),
            state=shown_state(days_of(row), today),
            is_later=row["supersedes_id"] == document_id,
        )
        for row in rows
    )
