"""Stacks of scanned pages, what was read on each page, and papers put together from them, awaiting a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Digest, Identity, Instant


class ScanRow(Base):
    """A file of the office scanner, kept in the vault as it came. ``scanned_on`` is the business day of its intake."""

    __tablename__ = "scans"

    id: Mapped[Identity]
    sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"), unique=True)
    name: Mapped[str]
    pages: Mapped[int]
    scanned_on: Mapped[dt.date]
    added_at: Mapped[Instant]
    added_by: Mapped[Code]


class ScannedPaperRow(Base):
    """Pages of one paper, upright and in order, as a PDF of their own.

    pages: how many the paper has; missing: those that did not come, as words with a space between. ``scanned_on``: the
    day on which its last page came. ``state``: awaits a person, confirmed, rejected, or beside another that was
    confirmed.
    """

    __tablename__ = "scanned_papers"

    id: Mapped[Identity]
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"))
    scanned_on: Mapped[dt.date]
    pages: Mapped[int]
    missing: Mapped[str]
    state: Mapped[Code]
    decided_at: Mapped[Instant | None]
    decided_by: Mapped[Code | None]

    __table_args__ = (Index(None, "state", "id"),)


class ScanPageRow(Base):
    """A page of a stack: what its code says and what became of it. ``turn``: degrees clockwise that set it upright.

    ``state``: filed (by its code or by_hand), blank, doubled; in the tray: unread, unknown, foreign, annulled,
    contradicting; discarded by a person. ``reason``: why it is not filed, in Russian.
    """

    __tablename__ = "scan_pages"

    id: Mapped[Identity]
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    page: Mapped[int]
    turn: Mapped[int]
    code: Mapped[Code | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    document_page: Mapped[int | None]
    document_pages: Mapped[int | None]
    scanned_paper_id: Mapped[int | None] = mapped_column(ForeignKey("scanned_papers.id"), index=True)
    state: Mapped[Code]
    reason: Mapped[str | None]

    __table_args__ = (UniqueConstraint("scan_id", "page"), Index(None, "state", "id"))


class ScanIntakeRow(Base):
    """A stack that a person has sent to be taken in, and how far that is.

    today: the business day on which it was sent. pages: of all its files; read: so far. state: waiting, done, failed.
    told: JSON of what became of it, once it is done; problem: Russian, why it failed, or did the last time.
    """

    __tablename__ = "scan_intakes"

    id: Mapped[Identity]
    asked_at: Mapped[Instant]
    asked_by: Mapped[Code]
    today: Mapped[dt.date]
    inn: Mapped[Code | None]
    pages: Mapped[int]
    read: Mapped[int]
    attempts: Mapped[int]
    state: Mapped[Code]
    told: Mapped[str | None]
    problem: Mapped[str | None]

    __table_args__ = (Index(None, "state", "id"),)


class ScanIntakeFileRow(Base):
    """A file of such a stack; it lies in the vault."""

    __tablename__ = "scan_intake_files"

    intake_id: Mapped[int] = mapped_column(ForeignKey("scan_intakes.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"))
    name: Mapped[str]
