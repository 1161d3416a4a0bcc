"""Everybody of the house with how they come in, for the administrator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from tracker.accounts.sessions import IDLE, LONGEST, Outcome, end_all
from tracker.accounts.visitors import Visitor, select_visitors, visitor_from, visitor_named
from tracker.clock import instant_text
from tracker.house import Work
from tracker.models import AccountRow, LoginRow, PersonRow, SessionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A person. ``sessions``: browsers in which they have entered; ``entered_at``: when they last came in by the door.

    has_password: whether they can enter at all.
    """

    visitor: Visitor
    has_password: bool
    sessions: int
    entered_at: str | None


def listed_people(connection: Connection, now: datetime) -> list[Listed]:
    """Everybody, the blocked last, by name; in one statement."""
    return sorted(_listed(connection, now), key=_by_name)


def listed_person(connection: Connection, login: str, now: datetime) -> Listed:
    """One person. Raises NotFoundError."""
    visitor_named(connection, login)
    return next(_listed(connection, now, login))


def end_sessions(work: Work, login: str) -> int:
    """Ends every session of a person and answers how many there were. Raises NotFoundError."""
    count = end_all(work.connection, visitor_named(work.connection, login).id)
    if count:
        work.note("person.sessions_ended", f"person:{login}", count=count)
    return count


def _by_name(one: Listed) -> tuple[bool, str]:
    return not one.visitor.person.is_active, one.visitor.person.name


def _listed(connection: Connection, now: datetime, login: str | None = None) -> Iterator[Listed]:
    alive = (
        SessionRow.person_id == PersonRow.id,
        SessionRow.seen_at >= instant_text(now - IDLE),
        SessionRow.created_at >= instant_text(now - LONGEST),
    )
    sessions = select(func.count()).select_from(SessionRow).where(*alive).scalar_subquery()
    entered = (
        select(func.max(LoginRow.at))
        .where(LoginRow.login == PersonRow.login, LoginRow.outcome == Outcome.ENTERED.value)
        .scalar_subquery()
    )
    statement = select_visitors().add_columns(
        AccountRow.password_hash.is_not(None).label("has_password"),
        sessions.label("sessions"),
        entered.label("entered"),
    )
    if login is not None:
        statement = statement.where(PersonRow.login == login)
    for row in connection.execute(statement):
        yield Listed(
            visitor=visitor_from(row),
            has_password=bool(row.has_password),
            sessions=row.sessions,
            entered_at=row.entered,
        )
