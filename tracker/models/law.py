"""What the house itself keeps of law: key rates newer than the shipped table, and days of comparing with a source."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Instant, Label


class KeyRateEntryRow(Base):
    """A key rate that the house has added: ``percent`` a year from ``since`` on; it stands before the shipped one."""

    __tablename__ = "key_rate_entries"

    since: Mapped[date] = mapped_column(primary_key=True)
    percent: Mapped[Code]
    announced_on: Mapped[date]
    source: Mapped[Label]
    checked_on: Mapped[date]
    added_by: Mapped[Code]
    added_at: Mapped[Instant]


class LawCheckRow(Base):
    """The last day on which a person of the house compared a table of law with its source."""

    __tablename__ = "law_checks"

    subject: Mapped[Code] = mapped_column(primary_key=True)
    checked_on: Mapped[date]
    checked_by: Mapped[Code]
