"""Bank statements that were loaded, their operations, and what was proposed for payments that a person must sort."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Digest, Identity, Instant, Kopecks


class StatementRow(Base):
    """A statement file that was loaded; the file itself lies in the vault. ``warnings`` is a JSON list of texts."""

    __tablename__ = "statements"

    id: Mapped[Identity]
    sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"), index=True)
    name: Mapped[str]
    format: Mapped[Code]
    operations: Mapped[int]
    warnings: Mapped[str]
    loaded_at: Mapped[Instant]
    loaded_by: Mapped[Code]


class OperationRow(Base):
    """An operation of a statement on an account of ours. ``key`` tells whether it was loaded already.

    ``payment_id`` is the payment that it proves; none for movements between own accounts and for money to others than
    clients. ``state``: what became of it (``tracker.recording.operation_states``). ``doubts``: JSON list of texts, what
    of the operation itself speaks against sorting its money by program.
    """

    __tablename__ = "bank_operations"

    id: Mapped[Identity]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"), index=True)
    position: Mapped[int]
    key: Mapped[Digest] = mapped_column(unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    account: Mapped[Code]
    date: Mapped[dt.date]
    amount: Mapped[Kopecks]
    direction: Mapped[Code]
    is_internal: Mapped[bool]
    number: Mapped[Code | None]
    kind: Mapped[Code | None]
    counterparty_name: Mapped[str | None]
    counterparty_inn: Mapped[Code | None]
    counterparty_account: Mapped[Code | None]
    purpose: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    state: Mapped[Code]
    doubts: Mapped[str]

    __table_args__ = (
        Index(None, "state", "date", "id"),
        Index(None, "amount", "date"),
        CheckConstraint("amount > 0", name="amount"),
    )


class InvoicePaymentRow(Base):
    """What part of a payment pays an invoice; a part of what the payment's allocation gives to the invoice's deal."""

    __tablename__ = "invoice_payments"

    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("documents.id"), primary_key=True, autoincrement=False, index=True
    )
    amount: Mapped[Kopecks]

    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)


class AppliedMatchRow(Base):
    """An allocation that the program made by itself; it goes with the allocation. ``reasons``: JSON list of texts."""

    __tablename__ = "applied_matches"

    payment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    deal_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reasons: Mapped[str]

    __table_args__ = (
        ForeignKeyConstraint(["payment_id", "deal_id"], ["allocations.payment_id", "allocations.deal_id"]),
    )


class IgnoredPaymentRow(Base):
    """A payment that a person said belongs to no deal, and why: interest of a bank, a loan, a tax that came back."""

    __tablename__ = "ignored_payments"

    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), primary_key=True, autoincrement=False)
    reason: Mapped[str]


class ProposalRow(Base):
    """Where a payment may belong, for a person to decide; ``position`` 0 is the likeliest.

    ``parts``: JSON list of {"deal": key, "document": key or null, "amount": kopecks}: the proposal is accepted as a
    whole. ``reasons`` is a JSON list of texts.
    """

    __tablename__ = "match_proposals"

    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    parts: Mapped[str]
    score: Mapped[int]
    reasons: Mapped[str]


class StatementMappingRow(Base):
    """How the columns of a bank's table are read, saved under a name. ``columns`` is JSON."""

    __tablename__ = "statement_mappings"

    name: Mapped[Code] = mapped_column(primary_key=True)
    columns: Mapped[str]
