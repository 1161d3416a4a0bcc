"""Payments in full, many at once: where their money is and why, and what is proposed for the rest."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from tracker.fact_store import FROM_FILE, in_chunks
from tracker.matching import proposals
from tracker.matching.items import Part
from tracker.matching.proposals import Proposal
from tracker.matching.register import ListedPayment, listed_payment
from tracker.models import (
    AllocationRow,
    AppliedMatchRow,
    DealRow,
    DocumentRow,
    IgnoredPaymentRow,
    InvoicePaymentRow,
    OperationRow,
    PaymentRow,
    StatementRow,
)
from tracker.papers.stored import name_of


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
    """A proposal in words. ``parts``: id of a deal, name of an invoice or "", kopecks. ``seal``: of ``Proposal``."""

    number: int
    seal: str
    score: int
    parts: tuple[tuple[str, str, int], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment in full. ``statement``: the file that told of it, "" for none; ``aside``: why it was put aside."""

    payment: ListedPayment
    statement: str
    statement_id: int | None
    placed: tuple[Placed, ...]
    offered: tuple[Offered, ...]
    aside: str


def payment_view(connection: Connection, payment_id: int) -> PaymentView:
    """A payment in full. Raises NotFoundError."""
    payment = listed_payment(connection, payment_id)
    aside = select(IgnoredPaymentRow.reason).where(IgnoredPaymentRow.payment_id == payment_id).scalar_subquery()
    told = (
        select(StatementRow.id, StatementRow.name, aside.label("aside"))
        .select_from(PaymentRow)
        .outerjoin(OperationRow, OperationRow.payment_id == PaymentRow.id)
        .outerjoin(StatementRow, StatementRow.id == OperationRow.statement_id)
        .where(PaymentRow.id == payment_id)
    )
    known = connection.execute(told).one()
    return PaymentView(
        payment=payment,
        statement=known.name or "",
        statement_id=known.id,
        placed=placed_of(connection, [payment_id]).get(payment_id, ()),
        offered=offered_to(connection, [payment_id]).get(payment_id, ()),
        aside=known.aside or "",
    )


def placed_of(connection: Connection, payment_ids: Collection[int]) -> dict[int, tuple[Placed, ...]]:
    """Where the money of payments is, deal by deal: two queries for all."""
    found: dict[int, tuple[Placed, ...]] = {}
    for ids in in_chunks(payment_ids):
        invoices = _invoices(connection, ids)
        for row in connection.execute(_PLACED.where(AllocationRow.payment_id.in_(ids))):
            one = Placed(
                deal=row.code,
                amount=row.amount,
                invoices=tuple(invoices.get((row.payment_id, row.id), ())),
                reasons=tuple(json.loads(row.reasons)) if row.reasons else (),
                is_from_file=row.source == FROM_FILE,
            )
            found[row.payment_id] = (*found.get(row.payment_id, ()), one)
    return found


_PLACED = (
    select(
        DealRow.id,
        DealRow.code,
        AllocationRow.payment_id,
        AllocationRow.amount,
        AppliedMatchRow.reasons,
        PaymentRow.source,
    )
    .join(AllocationRow, AllocationRow.deal_id == DealRow.id)
    .join(PaymentRow, PaymentRow.id == AllocationRow.payment_id)
    .outerjoin(
        AppliedMatchRow,
        (AppliedMatchRow.payment_id == AllocationRow.payment_id) & (AppliedMatchRow.deal_id == DealRow.id),
    )
    .order_by(AllocationRow.payment_id, DealRow.id)
)


def _invoices(connection: Connection, ids: Sequence[int]) -> dict[tuple[int, int], list[tuple[str, int]]]:
    """Names of invoices and what of them is paid, by payment and deal."""
    paid = (
        select(DocumentRow.__table__, InvoicePaymentRow.payment_id, InvoicePaymentRow.amount.label("paid"))
        .join(InvoicePaymentRow, InvoicePaymentRow.document_id == DocumentRow.id)
        .where(InvoicePaymentRow.payment_id.in_(ids))
        .order_by(DocumentRow.date, DocumentRow.id)
    )
    found: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for row in connection.execute(paid).mappings():
        found.setdefault((row["payment_id"], row["deal_id"]), []).append((name_of(row), row["paid"]))
    return found


def offered_to(connection: Connection, payment_ids: Collection[int]) -> dict[int, tuple[Offered, ...]]:
    """What is proposed for payments, the likeliest first: two queries for all."""
    kept = proposals.kept(connection, payment_ids)
    named = _Names.of(connection, [part for offers in kept.values() for offer in offers for part in offer.parts])
    return {key: tuple(map(named.offered, offers)) for key, offers in kept.items()}


@dataclass(frozen=True, slots=True)
class _Names:
    """Ids of deals and names of invoices by their keys."""

    deals: Mapping[int, str]
    invoices: Mapping[int, str]

    @classmethod
    def of(cls, connection: Connection, parts: Sequence[Part]) -> _Names:
        deals: dict[int, str] = {}
        invoices: dict[int, str] = {}
        papers = {part.document_id for part in parts if part.document_id is not None}
        for some in in_chunks({part.deal_id for part in parts}):
            mine = (DocumentRow.deal_id == DealRow.id) & (DocumentRow.id.in_(papers))
            statement: Any = select(DealRow.id.label("of_deal"), DealRow.code.label("deal"), DocumentRow.__table__)
            found = connection.execute(statement.outerjoin(DocumentRow, mine).where(DealRow.id.in_(some)))
            for row in found.mappings():
                deals[row["of_deal"]] = row["deal"]
                if row["id"] is not None:
                    invoices[row["id"]] = name_of(row)
        return cls(deals, invoices)

    def offered(self, offer: Proposal) -> Offered:
        """The proposal in words."""
        parts = tuple(
            (self.deals[part.deal_id], self.invoices.get(part.document_id or 0, ""), part.amount)
            for part in offer.parts
        )
        return Offered(number=offer.number, seal=offer.seal, score=offer.score, parts=parts, reasons=offer.reasons)
