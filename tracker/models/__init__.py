"""Tables of the database. Money is whole kopecks, days are dates, instants are UTC text."""

from __future__ import annotations

from tracker.models.base import Base
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
from tracker.models.findings import (
    FindingRow,
    FindingTotalRow,
    OpenObligationRow,
    OpenObligationTotalRow,
    WatchBasisRow,
    WatchRow,
)
from tracker.models.journal import EventRow
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

__all__ = [
    "AllocationRow",
    "ApprovalRow",
    "BankAccountRow",
    "Base",
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
    "FileRow",
    "FindingRow",
    "FindingTotalRow",
    "IssuedPaperRow",
    "NumberShapeRow",
    "ObligationRow",
    "OpenObligationRow",
    "OpenObligationTotalRow",
    "OrganizationRow",
    "PartyRow",
    "PaymentRow",
    "PersonRow",
    "PriceListRow",
    "PriceRow",
    "ProductRow",
    "SignatoryRow",
    "SurveyRow",
    "WatchBasisRow",
    "WatchRow",
]
