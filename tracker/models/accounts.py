"""How people come in: passwords, sessions, attempts, tokens; their saved views; changes that are made once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Digest, Identity, Instant, Label


class AccountRow(Base):
    """How a person enters, and rights that go with no role. ``must_change``: the password was given by another.

    ``sees_internal_prices``: costs, floor prices and internal price lists. ``language``: of screens, none for Russian.
    """

    __tablename__ = "accounts"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    password_hash: Mapped[str | None]
    must_change: Mapped[bool]
    sees_internal_prices: Mapped[bool]
    language: Mapped[Code | None]


class SessionRow(Base):
    """A browser of a person who entered. Only a digest of its secret is kept; to end a session is to delete its row.

    ``seen_at``: when it was last at work, exact to some minutes, so that reading pages writes nothing.
    """

    __tablename__ = "sessions"

    sha256: Mapped[Digest] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant] = mapped_column(index=True)
    address: Mapped[Code]
    agent: Mapped[Label]


class LoginRow(Base):
    """Who came in, went out or was not let in. ``login`` is as it was typed: there may be no such person."""

    __tablename__ = "logins"

    id: Mapped[Identity]
    at: Mapped[Instant]
    login: Mapped[Code]
    outcome: Mapped[Code]
    address: Mapped[Code]
    agent: Mapped[Label]

    __table_args__ = (Index(None, "login", "at"), Index(None, "address", "at"))


class ApiTokenRow(Base):
    """A key of the API in a person's name; only its digest is kept. ``scopes`` are words with a space between."""

    __tablename__ = "api_tokens"

    id: Mapped[Identity]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[Label]
    sha256: Mapped[Digest] = mapped_column(unique=True)
    scopes: Mapped[Code]
    created_at: Mapped[Instant]
    expires_on: Mapped[dt.date | None]
    revoked_at: Mapped[Instant | None]
    used_on: Mapped[dt.date | None]


class SavedViewRow(Base):
    """Filters of a register under a name. ``query`` is the query part of its address; ``is_shared``: all may use it."""

    __tablename__ = "saved_views"

    id: Mapped[Identity]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    register: Mapped[Code]
    name: Mapped[Label]
    query: Mapped[str]
    is_shared: Mapped[bool]
    created_at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("person_id", "register", "name"),)


class OnceRow(Base):
    """A change that was asked for under a key: asked again, it is answered and not made. Written with the change."""

    __tablename__ = "once"

    key: Mapped[Code] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked: Mapped[Digest]
    answer: Mapped[str]
    at: Mapped[Instant]
