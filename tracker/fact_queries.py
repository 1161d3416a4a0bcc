"""The queries that read facts of many deals at once; each takes ``ids``, of deals or of parties."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import aliased

from tracker.models import (
    AllocationRow,
    ClaimRow,
    ConfirmationRow,
    ContactRow,
    CounterpartyRow,
    DealRow,
    DemandRow,
    DocumentRow,
    ObligationRow,
    OrganizationRow,
    PartyRow,
    PaymentRow,
)

_ours, _theirs, _former = aliased(PartyRow), aliased(PartyRow), aliased(DocumentRow)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)

DEALS = (
    select(
        DealRow.id,
        DealRow.code,
        DealRow.kind,
        DealRow.manager,
        DealRow.subject,
        DealRow.agreed_on,
        DealRow.organization_id,
        DealRow.counterparty_id,
        CounterpartyRow.code.label("client"),
        CounterpartyRow.party_id,
        CounterpartyRow.tax_invoice_waiver_on,
        CounterpartyRow.insolvent_on,
        CounterpartyRow.insolvency_claim_on,
        _ours.vat,
        _theirs.short_name.label("client_name"),
    )
    .join(OrganizationRow, OrganizationRow.id == DealRow.organization_id)
    .join(_ours, _ours.id == OrganizationRow.party_id)
    .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
    .join(_theirs, _theirs.id == CounterpartyRow.party_id)
    .where(DealRow.id.in_(_IDS))
    .order_by(DealRow.id)
)
CONTACTS = (
    select(ContactRow.party_id, ContactRow.name, ContactRow.title, ContactRow.left_on)
    .where(ContactRow.party_id.in_(_IDS), ContactRow.purposes.is_(None))
    .order_by(ContactRow.party_id, ContactRow.position)
)
OBLIGATIONS = (
    select(
        ObligationRow.deal_id,
        ObligationRow.id,
        ObligationRow.code,
        ObligationRow.by,
        ObligationRow.kind,
        ObligationRow.amount,
        ObligationRow.due_on,
        ObligationRow.performed_on,
        ObligationRow.performed_amount,
        ObligationRow.cancelled_on,
    )
    .where(ObligationRow.deal_id.in_(_IDS))
    .order_by(ObligationRow.deal_id, ObligationRow.position)
)
DOCUMENTS = (
    select(
        DocumentRow.deal_id,
        DocumentRow.id,
        DocumentRow.code,
        DocumentRow.is_contract,
        DocumentRow.page_id,
        DocumentRow.kind,
        DocumentRow.number,
        DocumentRow.date,
        DocumentRow.status,
        DocumentRow.vat_rate,
        DocumentRow.signed_by_us_on,
        DocumentRow.sent_on,
        DocumentRow.delivered_on,
        DocumentRow.signed_by_client_on,
        DocumentRow.signer_authority,
        DocumentRow.attorney_number,
        DocumentRow.attorney_from,
        DocumentRow.attorney_until,
        DocumentRow.scan_on,
        DocumentRow.original_on,
        DocumentRow.electronic_on,
        DocumentRow.refused_on,
        DocumentRow.refusal_answered_on,
        DocumentRow.annulled_on,
        DocumentRow.superseded_on,
        _former.superseded_on.label("known_from"),
        DocumentRow.acceptance_days,
        DocumentRow.protections,
    )
    .outerjoin(_former, _former.id == DocumentRow.supersedes_id)
    .where(DocumentRow.deal_id.in_(_IDS))
    .order_by(DocumentRow.deal_id, DocumentRow.position, DocumentRow.id)
)
CONFIRMATIONS = (
    select(ConfirmationRow.document_id, ConfirmationRow.obligation_id, ConfirmationRow.amount)
    .where(ConfirmationRow.deal_id.in_(_IDS))
    .order_by(ConfirmationRow.document_id, ConfirmationRow.position)
)
PAYMENTS = (
    select(
        AllocationRow.deal_id,
        PaymentRow.date,
        AllocationRow.amount,
        PaymentRow.evidence,
        PaymentRow.direction,
        PaymentRow.source,
    )
    .join(PaymentRow, PaymentRow.id == AllocationRow.payment_id)
    .where(AllocationRow.deal_id.in_(_IDS))
    .order_by(AllocationRow.deal_id, PaymentRow.position, PaymentRow.id)
)
CLAIMS = (
    select(ClaimRow.deal_id, ClaimRow.sent_on, ClaimRow.amount)
    .where(ClaimRow.deal_id.in_(_IDS))
    .order_by(ClaimRow.deal_id, ClaimRow.position)
)
DEMANDS = (
    select(DemandRow.deal_id, DemandRow.received_on, DemandRow.amount, DemandRow.answered_on)
    .where(DemandRow.deal_id.in_(_IDS))
    .order_by(DemandRow.deal_id, DemandRow.position)
)
