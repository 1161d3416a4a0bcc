"""Papers of a deal that a link may show: for clients, issued, in force, with a PDF that we made."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select

from docgen.library import find_kind
from tracker.letters.papers import has_file
from tracker.lists.kept import storable
from tracker.models import CounterpartyRow, DealRow, DocumentRow, IssuedPaperRow, PartyRow
from tracker.papers.states import PaperState, days_of, shown_state
from tracker.papers.stored import name_of


class Shareable(NamedTuple):
    """A paper to choose. is_signed: it is home already, so the client hardly needs it."""

    id: int
    name: str
    is_signed: bool


class SharedDeal(NamedTuple):
    """The deal whose papers are shared. ``id``: its key."""

    id: int
    client: str
    subject: str


def shared_deal(connection: Connection, code: str) -> SharedDeal | None:
    """The deal by its code; None if there is none."""
    statement = (
        select(DealRow.id, PartyRow.short_name, DealRow.subject)
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(DealRow.code == storable(code))
    )
    row = connection.execute(statement).first()
    return None if row is None else SharedDeal(*row)


def shareable(connection: Connection, deal_id: int, today: date) -> list[Shareable]:
    """The papers, the first issued first. ``links.create_link`` checks each again."""
    statement = (
        select(DocumentRow.__table__, IssuedPaperRow.issued_on)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(DocumentRow.deal_id == deal_id, DocumentRow.annulled_on.is_(None), DocumentRow.superseded_on.is_(None))
        .order_by(DocumentRow.id)
    )
    rows = [row for row in connection.execute(statement).mappings() if not find_kind(row["kind"]).is_internal]
    states = {row["id"]: shown_state(days_of(row), today) for row in rows}
    with_files = has_file(connection, [row["id"] for row in rows])
    return [
        Shareable(row["id"], name_of(row), row["signed_by_client_on"] is not None)
        for row in rows
        if row["id"] in with_files and states[row["id"]] is not PaperState.DRAFT
    ]
