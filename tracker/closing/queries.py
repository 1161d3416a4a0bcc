"""The queries of a closing; each takes ``ids`` of deals. They are made once: hundreds of papers ask them one by one."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import aliased

from tracker.facts import MONEY_IN_HAND, Direction
from tracker.models import (
    AllocationRow,
    CounterpartyRow,
    DealRow,
    DocumentRow,
    IssuedPaperRow,
    OrganizationRow,
    PartyRow,
    PaymentRow,
)

PROFORMA: Final = "proforma_invoice"

_ours, _theirs = aliased(PartyRow), aliased(PartyRow)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_IS_BASIS = or_(DocumentRow.is_contract, DocumentRow.kind == PROFORMA)

DEALS = (
    select(
        DealRow.id,
        DealRow.code,
        DealRow.kind,
        DealRow.subject,
        DealRow.organization_id,
        OrganizationRow.party_id.label("seller_party"),
        CounterpartyRow.party_id.label("client_party"),
        CounterpartyRow.tax_invoice_waiver_on,
        _ours.vat,
        _theirs.short_name.label("client"),
    )
    .join(OrganizationRow, OrganizationRow.id == DealRow.organization_id)
    .join(_ours, _ours.id == OrganizationRow.party_id)
    .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
    .join(_theirs, _theirs.id == CounterpartyRow.party_id)
    .where(DealRow.id.in_(_IDS))
    .order_by(DealRow.id)
)

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
        IssuedPaperRow.input,
    )
    .outerjoin(IssuedPaperRow, (IssuedPaperRow.document_id == DocumentRow.id) & _IS_BASIS)
    .where(DocumentRow.deal_id.in_(_IDS), DocumentRow.annulled_on.is_(None), DocumentRow.superseded_on.is_(None))
    .order_by(DocumentRow.deal_id, DocumentRow.is_contract.desc(), DocumentRow.id.desc())
)
"""Papers in force, the contract first, then the newest; what contracts and proforma invoices were made from."""

PAYMENTS = (
    select(AllocationRow.deal_id, PaymentRow.number, PaymentRow.date)
    .join(PaymentRow, PaymentRow.id == AllocationRow.payment_id)
    .where(
        AllocationRow.deal_id.in_(_IDS),
        PaymentRow.number.is_not(None),
        PaymentRow.direction == Direction.IN.value,
        PaymentRow.evidence.in_(sorted(MONEY_IN_HAND)),
    )
    .order_by(AllocationRow.deal_id, PaymentRow.date, PaymentRow.id)
)
"""Money that came in by bank or cash desk and whose number is known, oldest first."""
