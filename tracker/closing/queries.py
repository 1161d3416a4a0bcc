"""The queries of a closing; each takes ``ids`` of deals. They are made once: hundreds of papers ask them one by one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, bindparam, case, func, or_, select

from tracker import fact_queries
from tracker.evidence import TAX_INVOICE
from tracker.facts import MONEY_IN_HAND, Direction
from tracker.journal import canonical
from tracker.models import (
    AllocationRow,
    DocumentRow,
    IssuedPaperRow,
    OrganizationRow,
    PaymentRow,
)
from tracker.stages import INVOICE

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_IS_BASIS = or_(DocumentRow.is_contract, DocumentRow.kind == INVOICE)
_IS_TAX_INVOICE = DocumentRow.kind == TAX_INVOICE
_IS_ADVANCE = _IS_TAX_INVOICE & func.coalesce(IssuedPaperRow.input.contains(canonical({"for": "advance"})[1:-1]), False)

DEALS = fact_queries.DEALS.add_columns(OrganizationRow.party_id.label("seller_party"))

PAPERS = (
    select(
        DocumentRow.deal_id,
        DocumentRow.id,
        DocumentRow.kind,
        DocumentRow.is_contract,
        DocumentRow.status,
        DocumentRow.number,
        DocumentRow.date,
        DocumentRow.signed_by_client_on,
        case((_IS_BASIS, IssuedPaperRow.input)).label("input"),
        _IS_ADVANCE.label("is_advance"),
        IssuedPaperRow.total,
    )
    .outerjoin(IssuedPaperRow, (IssuedPaperRow.document_id == DocumentRow.id) & or_(_IS_BASIS, _IS_TAX_INVOICE))
    .where(DocumentRow.deal_id.in_(_IDS), DocumentRow.annulled_on.is_(None), DocumentRow.superseded_on.is_(None))
    .order_by(DocumentRow.deal_id, DocumentRow.is_contract.desc(), DocumentRow.id.desc())
)
"""Papers in force, the contract first, then the newest; what contracts and proforma invoices were made from."""

PAYMENTS = (
    select(AllocationRow.deal_id, PaymentRow.number, PaymentRow.date, AllocationRow.amount)
    .join(PaymentRow, PaymentRow.id == AllocationRow.payment_id)
    .where(
        AllocationRow.deal_id.in_(_IDS),
        PaymentRow.direction == Direction.IN.value,
        PaymentRow.evidence.in_(sorted(MONEY_IN_HAND)),
    )
    .order_by(AllocationRow.deal_id, PaymentRow.date, PaymentRow.id)
)
"""Money that came in by bank or cash desk, oldest first."""
