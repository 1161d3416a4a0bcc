"""Archives with their entries as people need to see them: what is said, what contradicts, what could be recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from tracker.electronic.conflicts import Said, conflicts_of, said_by, said_of
from tracker.electronic.doubts import doubts_of
from tracker.electronic.proposals import Proposal, proposals_of
from tracker.electronic.sides import Sides, sides_of_papers
from tracker.electronic.signing import SignatureView, signatures_of_papers
from tracker.errors import NotFoundError
from tracker.models import (
    DealRow,
    DocumentRow,
    ExchangeEntryRow,
    ExchangeRow,
    IssuedPaperRow,
)
from tracker.papers.stored import name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry. paper, deal: how people call the paper it is, None if that is not known. doubts: see ``doubts_of``."""

    row: RowMapping
    paper: str | None
    deal: str | None
    said: tuple[Said, ...]
    conflicts: tuple[str, ...]
    doubts: tuple[str, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeView:
    """An archive. problems: (file, what is wrong with it)."""

    row: RowMapping
    entries: tuple[EntryView, ...]
    problems: tuple[tuple[str, str], ...]


def list_exchanges(connection: Connection, exchange_ids: Sequence[int] | None = None) -> list[ExchangeView]:
    """All archives, or these, the newest last."""
    statement = select(ExchangeRow.__table__).order_by(ExchangeRow.id)
    if exchange_ids is not None:
        statement = statement.where(ExchangeRow.id.in_(exchange_ids))
    rows = connection.execute(statement).mappings().all()
    return [
        ExchangeView(
            row=row,
            entries=tuple(_views(connection, ExchangeEntryRow.exchange_id == row["id"])),
            problems=tuple((name, what) for name, what in json.loads(row["problems"])),
        )
        for row in rows
    ]


def find_entry(connection: Connection, entry_id: int) -> EntryView:
    """One entry by its number in lists. Raises NotFoundError."""
    found = _views(connection, ExchangeEntryRow.id == entry_id)
    if not found:
        raise NotFoundError(f"Записи {entry_id} нет. Посмотрите записи: pervichka exchange list.")
    return found[0]


def _views(connection: Connection, condition: ColumnElement[bool]) -> list[EntryView]:
    statement = select(ExchangeEntryRow.__table__).where(condition).order_by(ExchangeEntryRow.position)
    rows = connection.execute(statement).mappings().all()
    papers = _papers(connection, {row["document_id"] for row in rows if row["document_id"] is not None})
    said = said_of(connection, papers)
    sides = sides_of_papers(connection, papers)
    signatures = signatures_of_papers(connection, sides)
    waiting = said_by(connection, [row["id"] for row in rows if row["document_id"] is None])
    return [
        _unmatched(row, waiting.get(row["id"], []))
        if row["document_id"] is None
        else _view(
            row,
            _Known(papers[row["document_id"]], sides[row["document_id"]], signatures[row["document_id"]]),
            said.get(row["document_id"], []),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows of the paper that an entry is."""

    paper: RowMapping
    sides: Sides
    signatures: Sequence[SignatureView]


def _papers(connection: Connection, ids: Iterable[int]) -> dict[int, RowMapping]:
    statement = (
        select(DocumentRow.__table__, DealRow.code.label("deal"), IssuedPaperRow.total)
        .outerjoin(DealRow, DealRow.id == DocumentRow.deal_id)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(DocumentRow.id.in_(sorted(ids)))
    )
    return {row["id"]: row for row in connection.execute(statement).mappings()}


def _unmatched(row: RowMapping, said: Sequence[Said]) -> EntryView:
    return EntryView(row=row, paper=None, deal=None, said=tuple(said), conflicts=(), doubts=(), proposals=())


def _view(row: RowMapping, known: _Known, said: Sequence[Said]) -> EntryView:
    mine = tuple(one for one in said if one.entry_id == row["id"])
    paper = known.paper
    files = {name: digest for name, _, digest in json.loads(row["files"])}
    return EntryView(
        row=row,
        paper=name_of(paper),
        deal=paper["deal"],
        said=mine,
        conflicts=tuple(conflicts_of(row, paper, paper["total"], known.sides, said)),
        doubts=tuple(dict.fromkeys(doubts_of(files, known.signatures, mine))),
        proposals=tuple(proposals_of(paper, mine)),
    )
