"""Who works with the program."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Identity


class PersonRow(Base):
    """A person of the house. ``title`` is the position by which discount rules name their right.

    ``email``: where letters to this person go; none for nobody writes to them.
    """

    __tablename__ = "people"

    id: Mapped[Identity]
    login: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Code]
    title: Mapped[str]
    is_active: Mapped[bool]
    email: Mapped[str | None]
