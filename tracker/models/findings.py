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
