"""What is kept of the rules' answers, so that lists need no computing; made anew from facts at any time."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Identity, Kopecks, Label


class FindingRow(Base):
    """An open finding. ``weight`` is the severity as a number, 4 the gravest; ``elder`` grows with age.

    ``part`` tells apart findings of one rule that name the same thing: claims and demands of a deal.
    """

    __tablename__ = "findings"

    id: Mapped[Identity]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    organization_id: Mapped[int]
    counterparty_id: Mapped[int]
    manager: Mapped[Label]
    rule: Mapped[Code]
    obligation: Mapped[Code | None]
    document: Mapped[Code | None]
    part: Mapped[int]
    weight: Mapped[int]
    exposure: Mapped[Kopecks]
    since: Mapped[date]
    elder: Mapped[int]
    message: Mapped[str]
    action: Mapped[str]

    __table_args__ = (
        Index("ix_findings_urgency", "weight", "exposure", "elder", "id"),
        Index("ix_findings_exposure", "exposure", "elder", "id"),
        Index("ix_findings_elder", "elder", "exposure", "id"),
        Index("ix_findings_rule", "rule", "weight", "exposure", "elder", "id"),
        Index("ix_findings_rule_exposure", "rule", "exposure", "elder", "id"),
        Index("ix_findings_rule_elder", "rule", "elder", "exposure", "id"),
        Index("ix_findings_manager", "manager", "weight", "exposure", "elder", "id"),
        Index("ix_findings_organization", "organization_id", "weight", "exposure", "elder", "id"),
        Index("ix_findings_counterparty", "counterparty_id", "weight", "exposure", "elder", "id"),
    )


class FindingTotalRow(Base):
    """Sums of open findings by what they are most often asked by."""

    __tablename__ = "finding_totals"

    organization_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[Code] = mapped_column(primary_key=True)
    weight: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    exposure: Mapped[Kopecks]


class OpenObligationRow(Base):
    """An obligation that still awaits something: performance, the client's signature or money."""

    __tablename__ = "open_obligations"

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligations.id"), primary_key=True, autoincrement=False)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    organization_id: Mapped[int]
    counterparty_id: Mapped[int]
    manager: Mapped[Label]
    awaits: Mapped[Code]
    amount: Mapped[Kopecks]
    since: Mapped[date]
    elder: Mapped[int]

    __table_args__ = (
        Index("ix_open_obligations_elder", "elder", "amount", "obligation_id"),
        Index("ix_open_obligations_amount", "amount", "elder", "obligation_id"),
        Index("ix_open_obligations_manager", "manager", "elder", "amount", "obligation_id"),
        Index("ix_open_obligations_organization", "organization_id", "elder", "amount", "obligation_id"),
        Index("ix_open_obligations_awaits", "awaits", "elder", "amount", "obligation_id"),
        Index("ix_open_obligations_counterparty", "counterparty_id", "elder", "amount", "obligation_id"),
    )


class OpenObligationTotalRow(Base):
    """Sums of open obligations."""

    __tablename__ = "open_obligation_totals"

    organization_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    awaits: Mapped[Code] = mapped_column(primary_key=True)
    count: Mapped[int]
    amount: Mapped[Kopecks]


class AwaitedPaperRow(Base):
    """A paper that has not come back. ``wanted``: signature or original. ``elder`` grows with age from ``last_day``.

    held: why the client is not to be reminded of it. amount: what it covers of obligations. exposure: what rests on it.
    """

    __tablename__ = "awaited_papers"

    document_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    organization_id: Mapped[int]
    counterparty_id: Mapped[int]
    manager: Mapped[Label]
    wanted: Mapped[Code]
    held: Mapped[Label | None]
    last_day: Mapped[date]
    elder: Mapped[int]
    exposure: Mapped[Kopecks]
    amount: Mapped[Kopecks]

    __table_args__ = (
        Index("ix_awaited_papers_elder", "elder", "exposure", "document_id"),
        Index("ix_awaited_papers_exposure", "exposure", "elder", "document_id"),
        Index("ix_awaited_papers_manager", "manager", "elder", "exposure", "document_id"),
        Index("ix_awaited_papers_organization", "organization_id", "elder", "exposure", "document_id"),
        Index("ix_awaited_papers_wanted", "wanted", "elder", "exposure", "document_id"),
        Index("ix_awaited_papers_counterparty", "counterparty_id", "elder", "exposure", "document_id"),
    )


class AwaitedPaperTotalRow(Base):
    """Sums of papers that have not come back."""

    __tablename__ = "awaited_paper_totals"

    organization_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wanted: Mapped[Code] = mapped_column(primary_key=True)
    count: Mapped[int]
    amount: Mapped[Kopecks]


class DealCardRow(Base):
    """A deal as lists and the board show it. Sums are kopecks; ``exposure`` counts each rouble once.

    ``rung``: where it stands on the ladder; ``moved_on``: since when, as far as its own facts tell. ``agreed``: ordinal
    of the day of agreement, or of the first known day, 0 for none. ``confirmed``: what of ``received`` pays for
    performance that the client's papers confirm. ``weight``: the gravest of its findings, 0 for none.
    ``last_receipt_on`` and ``confirmed_since`` decide about «paid again» of all deals with the client: money that came
    after the day on which this one was both confirmed and paid.
    """

    __tablename__ = "deal_cards"

    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), primary_key=True, autoincrement=False)
    organization_id: Mapped[int]
    counterparty_id: Mapped[int]
    manager: Mapped[Label]
    rung: Mapped[Code]
    moved_on: Mapped[date | None]
    is_closed: Mapped[bool]
    is_exposed: Mapped[bool]
    amount: Mapped[Kopecks]
    exposure: Mapped[Kopecks]
    received: Mapped[Kopecks]
    confirmed: Mapped[Kopecks]
    findings: Mapped[int]
    weight: Mapped[int]
    agreed: Mapped[int]
    last_receipt_on: Mapped[date | None]
    confirmed_since: Mapped[date | None]

    __table_args__ = (
        Index("ix_deal_cards_agreed", "agreed", "deal_id"),
        Index("ix_deal_cards_amount", "amount", "agreed", "deal_id"),
        Index("ix_deal_cards_exposure", "exposure", "agreed", "deal_id"),
        Index("ix_deal_cards_rung", "rung", "is_closed", "exposure", "agreed", "deal_id"),
        Index("ix_deal_cards_manager", "manager", "agreed", "deal_id"),
        Index("ix_deal_cards_manager_exposure", "manager", "exposure", "agreed", "deal_id"),
        Index("ix_deal_cards_board", "manager", "rung", "is_closed", "exposure", "agreed", "deal_id"),
        Index("ix_deal_cards_organization", "organization_id", "agreed", "deal_id"),
        Index("ix_deal_cards_client", "counterparty_id", "organization_id", "last_receipt_on"),
        Index("ix_deal_cards_since", "counterparty_id", "rung", "confirmed_since"),
    )


class DealCardTotalRow(Base):
    """Sums of deals by whose they are and how they stand; managers whom deals name are told by it too."""

    __tablename__ = "deal_card_totals"

    organization_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    manager: Mapped[Label] = mapped_column(primary_key=True)
    rung: Mapped[Code] = mapped_column(primary_key=True)
    is_closed: Mapped[bool] = mapped_column(primary_key=True, autoincrement=False)
    is_exposed: Mapped[bool] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    amount: Mapped[Kopecks]
    exposure: Mapped[Kopecks]


class WatchRow(Base):
    """When the findings of a deal were computed, and the first day on which they may be others."""

    __tablename__ = "watch"

    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), primary_key=True, autoincrement=False)
    checked_on: Mapped[date] = mapped_column(index=True)
    recheck_on: Mapped[date | None] = mapped_column(index=True)


class WatchBasisRow(Base):
    """What kept findings were computed by: rules, calendar, settings. With another basis all are computed anew."""

    __tablename__ = "watch_basis"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[Code]
