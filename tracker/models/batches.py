"""Background work by the hundreds: a batch and its items, each done once."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Identity, Instant


class BatchRow(Base):
    """Work that a person asked for. ``kind`` names what is done to each item; ``params`` is JSON."""

    __tablename__ = "batches"

    id: Mapped[Identity]
    kind: Mapped[Code]
    title: Mapped[str]
    params: Mapped[str]
    asked_at: Mapped[Instant]
    asked_by: Mapped[Code]
    finished_at: Mapped[Instant | None]


class BatchItemRow(Base):
    """One thing of a batch. Its ``state`` changes in the transaction that does it, so that it is done once.

    ``subject`` is JSON of what to do, ``result`` JSON of what came of it, ``error`` why it failed, in Russian.
    """

    __tablename__ = "batch_items"

    id: Mapped[Identity]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    position: Mapped[int]
    key: Mapped[Code]
    subject: Mapped[str]
    state: Mapped[Code]
    attempts: Mapped[int]
    result: Mapped[str | None]
    error: Mapped[str | None]
    changed_at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("batch_id", "key"), Index(None, "batch_id", "state", "position"))
