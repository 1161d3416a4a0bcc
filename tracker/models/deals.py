"""Deals, obligations of both sides, papers, what papers confirm, money and its allocation."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Digest, Identity, Instant, Kopecks, Label


class DealRow(Base):
    """A deal. ``code`` is its id in the file that brought it, or the one the program gave."""

    __tablename__ = "deals"

    id: Mapped[Identity]
    code: Mapped[Code] = mapped_column(unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparties.id"))
    manager: Mapped[Label | None] = mapped_column(index=True)
    subject: Mapped[str]
    kind: Mapped[Code]
    agreed_on: Mapped[dt.date | None]

    __table_args__ = (Index(None, "counterparty_id", "agreed_on"),)  # clients' first and last deals without their rows


class ObligationRow(Base):
    """What one side owes the other, with its term."""

    __tablename__ = "obligations"

    id: Mapped[Identity]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    code: Mapped[Code]
    position: Mapped[int]
    by: Mapped[Code]
    kind: Mapped[Code]
    amount: Mapped[Kopecks]
    due_on: Mapped[dt.date]
    performed_on: Mapped[dt.date | None]
    performed_amount: Mapped[Kopecks | None]
    cancelled_on: Mapped[dt.date | None]

    __table_args__ = (UniqueConstraint("deal_id", "code"), CheckConstraint("amount > 0", name="amount"))


class DocumentRow(Base):
    """A paper and what became of it. Its state at a day is computed from these dates, never set.

    The contract of a deal is the paper with ``is_contract``. ``series``, ``year``, ``number_value``: the place that the
    program gave it in a sequence; none for a number that came from outside. ``revision`` counts «Исправление № n».
    """

    __tablename__ = "documents"

    id: Mapped[Identity]
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    code: Mapped[Code | None]
    position: Mapped[int]
    kind: Mapped[Code]
    is_contract: Mapped[bool]
    page_id: Mapped[Code | None] = mapped_column(unique=True)
    series: Mapped[Code | None]
    year: Mapped[int | None]
    number_value: Mapped[int | None]
    number: Mapped[Code]
    date: Mapped[dt.date]
    status: Mapped[int | None]
    vat_rate: Mapped[Code | None]
    revision: Mapped[int]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    superseded_on: Mapped[dt.date | None]
    signed_by_us_on: Mapped[dt.date | None]
    sent_on: Mapped[dt.date | None]
    delivered_on: Mapped[dt.date | None]
    signed_by_client_on: Mapped[dt.date | None]
    signer_authority: Mapped[Code | None]
    attorney_number: Mapped[Code | None]
    attorney_from: Mapped[dt.date | None]
    attorney_until: Mapped[dt.date | None]
    scan_on: Mapped[dt.date | None]
    original_on: Mapped[dt.date | None]
    electronic_on: Mapped[dt.date | None]
    refused_on: Mapped[dt.date | None]
    refusal_answered_on: Mapped[dt.date | None]
    annulled_on: Mapped[dt.date | None]
    acceptance_days: Mapped[int | None]
    protections: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("deal_id", "code"),
        UniqueConstraint("organization_id", "series", "year", "number_value", "revision", name="uq_documents_number"),
        Index("ix_documents_supersedes_id", "supersedes_id", unique=True),
    )


class ConfirmationRow(Base):
    """How much of an obligation a paper covers."""

    __tablename__ = "confirmations"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True, autoincrement=False)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligations.id"), primary_key=True, autoincrement=False)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    position: Mapped[int]
    amount: Mapped[Kopecks]

    __table_args__ = (Index(None, "obligation_id"), CheckConstraint("amount > 0", name="amount"))


class PaymentRow(Base):
    """Money that came in or went back, or the client's word that it did. ``source``: file, person or statement."""

    __tablename__ = "payments"

    id: Mapped[Identity]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    counterparty_id: Mapped[int | None] = mapped_column(ForeignKey("counterparties.id"))
    position: Mapped[int]
    date: Mapped[dt.date]
    amount: Mapped[Kopecks]
    evidence: Mapped[Code]
    direction: Mapped[Code]
    number: Mapped[Code | None]
    purpose: Mapped[str | None]
    source: Mapped[Code]

    __table_args__ = (Index(None, "counterparty_id", "position"), CheckConstraint("amount > 0", name="amount"))


class AllocationRow(Base):
    """What part of a payment belongs to a deal. A payment is allocated to a deal once and never above its amount."""

    __tablename__ = "allocations"

    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), primary_key=True, autoincrement=False)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), primary_key=True, autoincrement=False, index=True)
    amount: Mapped[Kopecks]

    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)


class ClaimRow(Base):
    """A claim that we sent to the client. ``document_id`` is its letter, if it was issued here.

    ``answer_by`` is the last day of the term to answer; from the next day a suit is possible. None for a claim that
    came from a file, whose term is the usual one.
    """

    __tablename__ = "claims"

    id: Mapped[Identity]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    position: Mapped[int]
    sent_on: Mapped[dt.date]
    amount: Mapped[Kopecks]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    answer_by: Mapped[dt.date | None]


class DemandRow(Base):
    """A demand of the client: refund, termination."""

    __tablename__ = "demands"

    id: Mapped[Identity]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    position: Mapped[int]
    received_on: Mapped[dt.date]
    amount: Mapped[Kopecks]
    answered_on: Mapped[dt.date | None]


class IssuedPaperRow(Base):
    """What a paper of ours was made from, frozen when it was issued. ``issued_on`` is the business day of that."""

    __tablename__ = "issued_papers"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True, autoincrement=False)
    template: Mapped[Code]
    input: Mapped[str]
    input_sha256: Mapped[Digest]
    total: Mapped[Kopecks | None]
    pages: Mapped[int]
    issued_on: Mapped[dt.date]
    issued_at: Mapped[Instant]
    issued_by: Mapped[Code]


class DocumentFileRow(Base):
    """A file of a paper: one that we issued, or a scan that came home."""

    __tablename__ = "document_files"

    id: Mapped[Identity]
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"), index=True)
    name: Mapped[str]
    purpose: Mapped[Code]
    added_at: Mapped[Instant]


class FileRow(Base):
    """A file in the vault; the row is written after the file is safe on disk."""

    __tablename__ = "files"

    sha256: Mapped[Digest] = mapped_column(primary_key=True)
    size: Mapped[int]


class CounterRow(Base):
    """The last number given in a sequence."""

    __tablename__ = "counters"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True, autoincrement=False)
    series: Mapped[Code] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class NumberShapeRow(Base):
    """How numbers of a sequence are printed, where the house wants it otherwise."""

    __tablename__ = "number_shapes"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True, autoincrement=False)
    series: Mapped[Code] = mapped_column(primary_key=True)
    shape: Mapped[Code]
