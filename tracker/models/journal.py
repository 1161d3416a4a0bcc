"""The journal: what was changed, when and by whom, each event chained to the one before it."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Digest, Instant


class EventRow(Base):
    """One event. ``hash`` is of ``previous`` and the canonical text of all the rest (see ``tracker.journal``)."""

    __tablename__ = "journal"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Instant]
    actor: Mapped[Code]
    kind: Mapped[Code]
    subject: Mapped[str] = mapped_column(index=True)
    details: Mapped[str]
    hash: Mapped[Digest]
