"""Tables of the database. Money is whole kopecks, days are dates, instants are UTC text."""

from __future__ import annotations

from tracker.models.base import Base
from tracker.models.batches import BatchItemRow, BatchRow
from tracker.models.catalogue import ApprovalRow, DiscountRuleRow, PriceListRow, PriceRow, ProductRow
from tracker.models.deals import (
    AllocationRow,
    ClaimRow,
    ConfirmationRow,
    CounterRow,
    DealRow,
    DemandRow,
    DocumentFileRow,
    DocumentRow,
    FileRow,
    IssuedPaperRow,
    NumberShapeRow,
    ObligationRow,
    PaymentRow,
)
from tracker.models.electronic import ExchangeEntryRow, ExchangeRow, ExchangeStateRow, SignatureRow
from tracker.models.findings import (
    FindingRow,
    FindingTotalRow,
    OpenObligationRow,
    OpenObligationTotalRow,
    WatchBasisRow,
    WatchRow,
)
from tracker.models.journal import EventRow
from tracker.models.letters import LetterPaperRow, LetterRow, ReminderRow
from tracker.models.parties import (
    BankAccountRow,
    ContactRow,
    CounterpartyRow,
    OrganizationRow,
    PartyRow,
    SignatoryRow,
    SurveyRow,
)
from tracker.models.people import PersonRow
from tracker.models.scans import ScannedPaperRow, ScanPageRow, ScanRow
from tracker.models.statements import (
    AppliedMatchRow,
    IgnoredPaymentRow,
    InvoicePaymentRow,
    OperationRow,
    ProposalRow,
    StatementMappingRow,
    StatementRow,
)

__all__ = [
    "AllocationRow",
    "AppliedMatchRow",
    "ApprovalRow",
    "BankAccountRow",
    "Base",
    "BatchItemRow",
    "BatchRow",
    "ClaimRow",
    "ConfirmationRow",
    "ContactRow",
    "CounterRow",
    "CounterpartyRow",
    "DealRow",
    "DemandRow",
    "DiscountRuleRow",
    "DocumentFileRow",
    "DocumentRow",
    "EventRow",
    "ExchangeEntryRow",
    "ExchangeRow",
    "ExchangeStateRow",
    "FileRow",
    "FindingRow",
    "FindingTotalRow",
    "IgnoredPaymentRow",
    "InvoicePaymentRow",
    "IssuedPaperRow",
    "LetterPaperRow",
    "LetterRow",
    "NumberShapeRow",
    "ObligationRow",
    "OpenObligationRow",
    "OpenObligationTotalRow",
    "OperationRow",
    "OrganizationRow",
    "PartyRow",
    "PaymentRow",
    "PersonRow",
    "PriceListRow",
    "PriceRow",
    "ProductRow",
    "ProposalRow",
    "ReminderRow",
    "ScanPageRow",
    "ScanRow",
    "ScannedPaperRow",
    "SignatoryRow",
    "SignatureRow",
    "StatementMappingRow",
    "StatementRow",
    "SurveyRow",
    "WatchBasisRow",
    "WatchRow",
]
