"""What awaits a person and what became of the rest: payments of statements, page by page, and one in full."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from tracker.errors import NotFoundError
from tracker.fact_store import FROM_FILE
from tracker.facts import Direction
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.matching import proposals
from tracker.matching.items import Part
from tracker.matching.proposals import Proposal
from tracker.matching.rematching import ALLOCATED, IS_AWAITING
from tracker.models import (
    AllocationRow,
    AppliedMatchRow,
    CounterpartyRow,
    DealRow,
    DocumentRow,
    IgnoredPaymentRow,
    InvoicePaymentRow,
    OperationRow,
    PartyRow,
    PaymentRow,
    StatementRow,
)
from tracker.papers.stored import name_of
from tracker.recording.operation_states import OperationState, states_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPayment:
    """A payment in a list. ``payer``: the client, or what the statement calls it; ``client``: its id, "" if unknown.

    free: what of ``amount`` is not allocated; kopecks.
    """

    id: int
    date: dt.date
    amount: int
    free: int
    direction: Direction
    payer: str
    client: str
    number: str
    purpose: str
    state: OperationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What of a payment belongs to a deal. ``invoices``: names and kopecks.

    reasons: why the program placed it; is_from_file: a deals file said so; else a person did.
    """

    deal: str
    amount: int
    invoices: tuple[tuple[str, int], ...]
    reasons: tuple[str, ...]
    is_from_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A proposal in words. ``parts``: id of a deal, name of an invoice or "", kopecks."""

    number: int
    score: int
    parts: tuple[tuple[str, str, int], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment in full. ``statement``: the file that told of it, "" for none; ``aside``: why it was put aside."""

    payment: ListedPayment
    statement: str
    placed: tuple[Placed, ...]
    offered: tuple[Offered, ...]
    aside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedStatement:
    """A statement that was loaded."""

    id: int
    name: str
    format: str
    operations: int
    loaded_at: str
    loaded_by: str


_FREE: Final = PaymentRow.amount - ALLOCATED
_COLUMNS: Final = (
    PaymentRow.id,
    PaymentRow.date,
    PaymentRow.amount,
    PaymentRow.direction,
    PaymentRow.number,
    PaymentRow.purpose,
    CounterpartyRow.code,
    PartyRow.short_name,
    OperationRow.counterparty_name,
    OperationRow.counterparty_inn,
    OperationRow.state,
    _FREE.label("free"),
)


def payments(
    connection: Connection,
    *,
    state: OperationState | None = None,
    statement_id: int | None = None,
    after: str | None = None,
    size: int = PAGE,
) -> Page[ListedPayment]:
    """A page of payments, the newest first: of a state or a statement, or, of neither, those that await a person.

    The total is of sums that are free. Raises RefusedError for a place or a size that is none.
    """
    conditions = [OperationRow.statement_id == statement_id] if statement_id is not None else []
    if state is not None:
        conditions.append(OperationRow.state == state.value)
    elif statement_id is None:
        conditions.append(IS_AWAITING)
    columns = (PaymentRow.__table__.c.id,)
    listed = page_of(_joined(select(*_COLUMNS)).where(*conditions), columns, after, check_size(size))
    rows = connection.execute(listed).all()
    count, amount = connection.execute(_joined(select(func.count(), func.sum(_FREE))).where(*conditions)).one()
    return Page(
        rows=tuple(_listed(connection, rows[:size])),
        next=place_of(rows[size - 1], columns) if len(rows) > size else None,
        total=Total(count=count, amount=int(amount or 0)),
    )


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(PaymentRow)
        .outerjoin(OperationRow, OperationRow.payment_id == PaymentRow.id)
        .outerjoin(CounterpartyRow, CounterpartyRow.id == PaymentRow.counterparty_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    )


def _listed(connection: Connection, rows: Sequence[Any]) -> Iterable[ListedPayment]:
    without = states_of(connection, [row.id for row in rows if row.state is None])
    for row in rows:
        named = row.counterparty_name or "плательщик не назван"
        inn = f", ИНН {row.counterparty_inn}" if row.counterparty_inn else ""
        yield ListedPayment(
            id=row.id,
            date=row.date,
            amount=row.amount,
            free=int(row.free),
            direction=Direction(row.direction),
            payer=row.short_name or f"{named}{inn}",
            client=row.code or "",
            number=row.number or "",
            purpose=row.purpose or "",
            state=OperationState(row.state) if row.state else without[row.id],
        )


def payment_view(connection: Connection, payment_id: int) -> PaymentView:
    """A payment in full. Raises NotFoundError."""
    row = connection.execute(_joined(select(*_COLUMNS)).where(PaymentRow.id == payment_id)).first()
    if row is None:
        raise NotFoundError(f"Платежа с ключом {payment_id} в базе нет. Обновите список и выберите снова.")
    (payment,) = _listed(connection, [row])
    named = (
        select(StatementRow.name)
        .join(OperationRow, OperationRow.statement_id == StatementRow.id)
        .where(OperationRow.payment_id == payment_id)
    )
    aside = select(IgnoredPaymentRow.reason).where(IgnoredPaymentRow.payment_id == payment_id)
    return PaymentView(
        payment=payment,
        statement=connection.execute(named).scalar() or "",
        placed=tuple(_placed(connection, payment_id)),
        offered=tuple(_offered(connection, proposals.kept(connection, [payment_id]).get(payment_id, []))),
        aside=connection.execute(aside).scalar() or "",
    )


def _placed(connection: Connection, payment_id: int) -> Iterable[Placed]:
    statement = (
        select(DealRow.id, DealRow.code, AllocationRow.amount, AppliedMatchRow.reasons, PaymentRow.source)
        .join(AllocationRow, AllocationRow.deal_id == DealRow.id)
        .join(PaymentRow, PaymentRow.id == AllocationRow.payment_id)
        .outerjoin(
            AppliedMatchRow,
            (AppliedMatchRow.payment_id == AllocationRow.payment_id) & (AppliedMatchRow.deal_id == DealRow.id),
        )
        .where(AllocationRow.payment_id == payment_id)
        .order_by(DealRow.id)
    )
    paid = (
        select(DocumentRow.__table__, InvoicePaymentRow.amount.label("paid"))
        .join(InvoicePaymentRow, InvoicePaymentRow.document_id == DocumentRow.id)
        .where(InvoicePaymentRow.payment_id == payment_id)
        .order_by(DocumentRow.date, DocumentRow.id)
    )
    invoices = connection.execute(paid).mappings().all()
    for row in connection.execute(statement):
        yield Placed(
            deal=row.code,
            amount=row.amount,
            invoices=tuple((name_of(one), one["paid"]) for one in invoices if one["deal_id"] == row.id),
            reasons=tuple(json.loads(row.reasons)) if row.reasons else (),
            is_from_file=row.source == FROM_FILE,
        )


def _offered(connection: Connection, offers: Sequence[Proposal]) -> Iterable[Offered]:
    parts = [part for offer in offers for part in offer.parts]
    codes = select(DealRow.id, DealRow.code).where(DealRow.id.in_({part.deal_id for part in parts}))
    papers = select(DocumentRow.__table__).where(DocumentRow.id.in_({part.document_id for part in parts} - {None}))
    deals = {row.id: row.code for row in connection.execute(codes)}
    invoices = {row["id"]: name_of(row) for row in connection.execute(papers).mappings()}

    def told(part: Part) -> tuple[str, str, int]:
        return deals[part.deal_id], invoices.get(part.document_id or 0, ""), part.amount

    for offer in offers:
        yield Offered(
            number=offer.number, score=offer.score, parts=tuple(map(told, offer.parts)), reasons=offer.reasons
        )


def statements(connection: Connection, size: int = PAGE) -> list[ListedStatement]:
    """Statements that were loaded, the newest first."""
    listed = select(StatementRow.__table__).order_by(StatementRow.id.desc()).limit(check_size(size))
    return [
        ListedStatement(
            id=row.id,
            name=row.name,
            format=row.format,
            operations=row.operations,
            loaded_at=row.loaded_at,
            loaded_by=row.loaded_by,
        )
        for row in connection.execute(listed)
    ]
