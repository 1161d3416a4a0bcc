"""Kits that are being put together, and discounts that somebody asked the head for."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Identity, Instant


class KitDraftRow(Base):
    """A kit as far as a person has typed it: texts as they stand in the form, faults and all.

    ``revision`` counts the saves; ``author`` is the window of a browser that saved last. ``deal_code``: reserved for
    the deal, once a discount was asked for under it. ``issued_as``: the deal that became of it.
    """

    __tablename__ = "kit_drafts"

    id: Mapped[Identity]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("counterparties.id"))
    data: Mapped[str]
    revision: Mapped[int]
    author: Mapped[Code]
    saved_at: Mapped[Instant]
    deal_code: Mapped[Code | None]
    issued_as: Mapped[Code | None]

    __table_args__ = (Index(None, "person_id", "issued_as", "id"),)


class ApprovalRequestRow(Base):
    """A discount beyond a person's right that the head is asked for. ``is_granted`` is none until it is decided."""

    __tablename__ = "approval_requests"

    id: Mapped[Identity]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    deal_code: Mapped[Code]
    product_code: Mapped[Code]
    percent: Mapped[Code]
    reason: Mapped[str]
    asked_by: Mapped[Code]
    asked_at: Mapped[Instant]
    is_granted: Mapped[bool | None]
    answer: Mapped[str | None]
    decided_by: Mapped[Code | None]
    decided_at: Mapped[Instant | None]

    __table_args__ = (Index(None, "organization_id", "deal_code"), Index(None, "is_granted", "id"))
