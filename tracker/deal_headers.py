"""What a screen about one deal has at its head: what the deal is called, with whom it is, who leads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, select

from tracker.claim_terms import SentClaim, sent_claim
from tracker.errors import NotFoundError
from tracker.lists.kept import storable
from tracker.models import ClaimRow, CounterpartyRow, DealRow, DocumentRow, PartyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DealHeader:
    """A deal as the head of a screen names it. ``id``: its key; ``client`` and ``client_name``: its other side."""

    id: int
    code: str
    subject: str
    client: str
    client_name: str
    manager: str


def header_of(connection: Connection, code: str) -> DealHeader:
    """The head of a deal, in one statement. Raises NotFoundError."""
    return _told(code, connection.execute(_named(code)).mappings().first())


def header_with_claims(connection: Connection, code: str, on: date) -> tuple[DealHeader, list[SentClaim]]:
    """The head of a deal and the claims that had been sent by the day, in one statement. Raises NotFoundError."""
    statement = (
        _named(code)
        .add_columns(ClaimRow.sent_on, ClaimRow.amount, ClaimRow.answer_by, ClaimRow.document_id)
        .add_columns(DocumentRow.kind, DocumentRow.number, DocumentRow.date)
        .outerjoin(ClaimRow, and_(ClaimRow.deal_id == DealRow.id, ClaimRow.sent_on <= on))
        .outerjoin(DocumentRow, DocumentRow.id == ClaimRow.document_id)
        .order_by(ClaimRow.position, ClaimRow.id)
    )
    rows = connection.execute(statement).mappings().all()
    header = _told(code, next(iter(rows), None))
    return header, [sent_claim(row) for row in rows if row["sent_on"] is not None]


def _named(code: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            DealRow.id.label("deal_id"),
            DealRow.code,
            DealRow.subject,
            DealRow.manager,
            CounterpartyRow.code.label("client"),
            PartyRow.short_name,
        )
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(DealRow.code == storable(code))
    )


def _told(code: str, row: RowMapping | None) -> DealHeader:
    if row is None:
        raise NotFoundError(f"Сделки «{code}» в базе нет: проверьте идентификатор.")
    return DealHeader(
        id=row["deal_id"],
        code=row["code"],
        subject=row["subject"],
        client=row["client"],
        client_name=row["short_name"],
        manager=row["manager"] or "",
    )
