"""Letters to clients and colleagues: planned by reminders or asked for by a person, sent once, kept as a log."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Identity, Instant


class LetterRow(Base):
    """A letter in the name of an organisation of ours. ``recipients`` is a JSON list of addresses.

    ``state``: waiting, sending, sent, failed, doubtful (a send was broken off, so nobody knows whether it went),
    withdrawn. ``message_id`` is made before the first attempt and never changes. ``try_at``: no attempt before this
    instant; none for at once. ``error``: what the last attempt ended in, or who of the recipients was refused.
    ``sent_on`` is the business day of ``sent_at``.
    """

    __tablename__ = "letters"

    id: Mapped[Identity]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    recipients: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    message_id: Mapped[Code] = mapped_column(unique=True)
    state: Mapped[Code]
    attempts: Mapped[int]
    try_at: Mapped[Instant | None]
    error: Mapped[str | None]
    created_at: Mapped[Instant]
    created_by: Mapped[Code]
    sent_at: Mapped[Instant | None]
    sent_on: Mapped[dt.date | None]

    __table_args__ = (Index(None, "state", "id"),)


class LetterPaperRow(Base):
    """A paper that goes with a letter: its issued PDF is attached when the letter is sent."""

    __tablename__ = "letter_papers"

    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"), primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True, autoincrement=False)
    position: Mapped[int]


class ReminderRow(Base):
    """A step of chasing a paper. ``wanted``: signature or original. ``step``: contact, manager, control, lawyer.

    ``made_on``: when the step came into the plan. A step is done on a day: by the letter ``letter_id``, or without one,
    for the reason ``outcome``.
    """

    __tablename__ = "reminders"

    id: Mapped[Identity]
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    wanted: Mapped[Code]
    step: Mapped[Code]
    made_on: Mapped[dt.date]
    planned_on: Mapped[dt.date]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), index=True)
    done_on: Mapped[dt.date | None]
    outcome: Mapped[str | None]

    __table_args__ = (UniqueConstraint("document_id", "wanted", "step"), Index(None, "done_on", "planned_on", "id"))
