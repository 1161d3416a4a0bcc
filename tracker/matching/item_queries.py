"""The queries that read open items of many clients at once; each takes ``ids`` of clients."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BindParameter, and_, bindparam, case, func, select

from tracker.facts import MONEY_IN_HAND, Direction, Evidence, ObligationKind, Side
from tracker.models import (
    AllocationRow,
    CounterpartyRow,
    DealRow,
    DocumentRow,
    InvoicePaymentRow,
    IssuedPaperRow,
    ObligationRow,
    OperationRow,
    PartyRow,
    PaymentRow,
)
from tracker.recording.allocations import COVERED
from tracker.recording.money import FROM_STATEMENT
from tracker.stages import INVOICE

CLOSING: Final = (
    "acceptance_certificate",
    "handover_certificate",
    "tax_invoice",
    "universal_transfer_document",
    "waybill",
)
"""Papers by which clients pay, beside invoices and contracts."""

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_OF_CLIENTS = DealRow.counterparty_id.in_(_IDS)
_IN_HAND = PaymentRow.evidence.in_(sorted(one.value for one in MONEY_IN_HAND))

CLIENTS: Final = (
    select(CounterpartyRow.id, CounterpartyRow.code, PartyRow.short_name)
    .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    .where(CounterpartyRow.id.in_(_IDS))
)
DEALS: Final = (
    select(DealRow.id, DealRow.code, DealRow.organization_id, DealRow.counterparty_id)
    .where(_OF_CLIENTS)
    .order_by(DealRow.id)
)
OWED: Final = (
    select(
        ObligationRow.deal_id,
        func.sum(case((ObligationRow.cancelled_on.is_(None), ObligationRow.amount), else_=0)),
    )
    .join(DealRow, DealRow.id == ObligationRow.deal_id)
    .where(
        _OF_CLIENTS,
        ObligationRow.by == Side.CLIENT.value,
        ObligationRow.kind == ObligationKind.PAYMENT.value,
    )
    .group_by(ObligationRow.deal_id)
)
RECEIVED: Final = (
    select(AllocationRow.deal_id, PaymentRow.direction, func.sum(AllocationRow.amount))
    .join(PaymentRow, PaymentRow.id == AllocationRow.payment_id)
    .join(DealRow, DealRow.id == AllocationRow.deal_id)
    .where(_OF_CLIENTS, _IN_HAND)
    .group_by(AllocationRow.deal_id, PaymentRow.direction)
)
INVOICES: Final = (
    select(
        DocumentRow.id,
        DocumentRow.deal_id,
        DealRow.counterparty_id,
        DocumentRow.number,
        DocumentRow.date,
        DocumentRow.vat_rate,
        DocumentRow.annulled_on,
        DocumentRow.superseded_on,
        DocumentRow.supersedes_id,
        IssuedPaperRow.document_id.label("issued_id"),
        IssuedPaperRow.total,
        COVERED.label("covered"),
    )
    .join(DealRow, DealRow.id == DocumentRow.deal_id)
    .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
    .where(_OF_CLIENTS, DocumentRow.kind == INVOICE)
    .order_by(DocumentRow.id)
)
PAID: Final = (
    select(InvoicePaymentRow.document_id, func.sum(InvoicePaymentRow.amount))
    .join(DocumentRow, DocumentRow.id == InvoicePaymentRow.document_id)
    .join(DealRow, DealRow.id == DocumentRow.deal_id)
    .where(_OF_CLIENTS)
    .group_by(InvoicePaymentRow.document_id)
)
CONTRACTS: Final = (
    select(DocumentRow.deal_id, DocumentRow.number, DocumentRow.date)
    .join(DealRow, DealRow.id == DocumentRow.deal_id)
    .where(_OF_CLIENTS, DocumentRow.is_contract.is_(True))
    .order_by(DocumentRow.deal_id, DocumentRow.id)
)
PAPERS: Final = (
    select(DocumentRow.deal_id, DocumentRow.kind, DocumentRow.number, DocumentRow.date)
    .join(DealRow, DealRow.id == DocumentRow.deal_id)
    .where(_OF_CLIENTS, DocumentRow.kind.in_(CLOSING), DocumentRow.annulled_on.is_(None))
    .order_by(DocumentRow.id)
)
RECEIPTS: Final = (
    select(
        PaymentRow.organization_id,
        PaymentRow.counterparty_id,
        PaymentRow.number,
        PaymentRow.date,
        AllocationRow.deal_id,
    )
    .join(AllocationRow, AllocationRow.payment_id == PaymentRow.id)
    .where(
        PaymentRow.counterparty_id.in_(_IDS),
        PaymentRow.direction == Direction.IN.value,
        PaymentRow.number.is_not(None),
        _IN_HAND,
    )
    .order_by(PaymentRow.id)
)
UNTIED: Final = (
    select(
        PaymentRow.id,
        PaymentRow.organization_id,
        PaymentRow.counterparty_id,
        PaymentRow.date,
        PaymentRow.amount,
        PaymentRow.direction,
        PaymentRow.number,
    )
    .outerjoin(OperationRow, OperationRow.payment_id == PaymentRow.id)
    .where(
        PaymentRow.counterparty_id.in_(_IDS),
        PaymentRow.evidence == Evidence.BANK_STATEMENT.value,
        PaymentRow.source != FROM_STATEMENT,
        OperationRow.id.is_(None),
    )
    .order_by(PaymentRow.id)
)
NUMBERS: Final = (
    select(DealRow.organization_id, DealRow.counterparty_id, DocumentRow.number, DocumentRow.date)
    .join(DealRow, DealRow.id == DocumentRow.deal_id)
    .where(and_(DocumentRow.kind == INVOICE, DocumentRow.annulled_on.is_(None)))
    .distinct()
)
"""Of all clients: whom an invoice that a stranger names may belong to."""
