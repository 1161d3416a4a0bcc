"""How found subjects are shown: out of the tables as they are now, one statement for each kind."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from docgen.filters import NBSP, money
from docgen.money import Money
from docgen.phrases import with_sign
from tracker import phrases
from tracker.deal_view import id_of_paper, title_of_paper
from tracker.facts import Direction
from tracker.models import (
    AllocationRow,
    CounterpartyRow,
    DealRow,
    DocumentRow,
    IssuedPaperRow,
    PartyRow,
    PaymentRow,
)
from tracker.search.subjects import Kind, by_kind, subject_of

_LONGEST_SNIPPET: Final = 200


class Hit(NamedTuple):
    """Something that was found.

    id: code of a client or a deal, id of a paper as on its deal's page, key of a payment. deal: code of the deal of a
    paper or (the first one) of a payment. is_exact: its number, ИНН, code or sum is what was asked. page_id: the code
    on the pages of a paper that we made.
    """

    kind: Kind
    id: str
    deal: str | None
    title: str
    snippet: str
    is_exact: bool
    page_id: str | None = None


def hits_of(connection: Connection, subjects: Sequence[int], exact: Collection[int]) -> list[Hit]:
    """Hits in the order of the subjects."""
    found: dict[int, Hit] = {}
    for kind, keys in by_kind(subjects).items():
        if keys:
            for key, hit in _READERS[kind](connection, keys):
                subject = subject_of(kind, key)
                found[subject] = hit._replace(is_exact=subject in exact)
    return [found[subject] for subject in subjects]


def _snippet(*parts: str | None) -> str:
    told = " · ".join(part for part in parts if part)
    return told if len(told) <= _LONGEST_SNIPPET else told[: _LONGEST_SNIPPET - 1].rstrip() + "…"


def _sum(kopecks: int | None) -> str | None:
    return None if kopecks is None else f"{money(Money(kopecks).roubles)}{NBSP}₽"


def _clients(connection: Connection, keys: Sequence[int]) -> Iterator[tuple[int, Hit]]:
    statement = (
        select(CounterpartyRow.id, CounterpartyRow.code, PartyRow.short_name, PartyRow.inn, PartyRow.email)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(CounterpartyRow.id.in_(keys))
    )
    for row in connection.execute(statement):
        snippet = _snippet(f"ИНН{NBSP}{row.inn}", row.email)
        yield row.id, Hit(Kind.CLIENT, row.code, None, row.short_name, snippet, is_exact=False)


def _deals(connection: Connection, keys: Sequence[int]) -> Iterator[tuple[int, Hit]]:
    statement = (
        select(DealRow.id, DealRow.code, DealRow.subject, DealRow.manager, PartyRow.short_name)
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(DealRow.id.in_(keys))
    )
    for row in connection.execute(statement):
        snippet = _snippet(row.short_name, row.subject, row.manager)
        yield row.id, Hit(Kind.DEAL, row.code, row.code, f"Сделка {row.code}", snippet, is_exact=False)


def _papers(connection: Connection, keys: Sequence[int]) -> Iterator[tuple[int, Hit]]:
    statement = (
        select(
            DocumentRow.__table__,
            DealRow.code.label("deal"),
            PartyRow.short_name,
            IssuedPaperRow.total,
        )
        .outerjoin(DealRow, DealRow.id == DocumentRow.deal_id)
        .outerjoin(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(DocumentRow.id.in_(keys))
    )
    for row in connection.execute(statement).mappings():
        deal = row["deal"]
        snippet = _snippet(row["short_name"], deal and f"сделка {deal}", _sum(row["total"]), _ended(row))
        hit = Hit(Kind.PAPER, id_of_paper(row), deal, title_of_paper(row), snippet, is_exact=False)
        yield row["id"], hit._replace(page_id=row["page_id"])


def _ended(row: Any) -> str | None:
    if row["annulled_on"] is not None:
        return "аннулирован"
    return None if row["superseded_on"] is None else "заменён"


def _payments(connection: Connection, keys: Sequence[int]) -> Iterator[tuple[int, Hit]]:
    first = (
        select(DealRow.code)
        .join(AllocationRow, AllocationRow.deal_id == DealRow.id)
        .where(AllocationRow.payment_id == PaymentRow.id)
        .order_by(DealRow.id)
        .limit(1)
        .scalar_subquery()
        .label("deal")
    )
    statement = (
        select(PaymentRow.__table__, PartyRow.short_name, first)
        .outerjoin(CounterpartyRow, CounterpartyRow.id == PaymentRow.counterparty_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(PaymentRow.id.in_(keys))
    )
    for row in connection.execute(statement).mappings():
        snippet = _snippet(row["short_name"], row["deal"] and f"сделка {row['deal']}", row["purpose"])
        yield row["id"], Hit(Kind.PAYMENT, str(row["id"]), row["deal"], _payment(row), snippet, is_exact=False)


def _payment(row: Any) -> str:
    """«Платёж № 5 от 30.01.2025 на 239 755,00 ₽»."""
    word = "Платёж" if Direction(row["direction"]) is Direction.IN else "Возврат"
    number = f" {with_sign(row['number'])}" if row["number"] else ""
    return f"{word}{number} от{NBSP}{phrases.day(row['date'])} на{NBSP}{_sum(row['amount'])}"


_READERS: Final = {Kind.CLIENT: _clients, Kind.DEAL: _deals, Kind.PAPER: _papers, Kind.PAYMENT: _payments}
