"""Coming in and going out: sessions kept on the server, attempts counted, everything in the audit of logins."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, or_, select, update

from tracker.accounts.digests import digest_of
from tracker.accounts.passwords import is_password
from tracker.accounts.visitors import Visitor, select_visitors, visitor_from
from tracker.clock import instant_text
from tracker.errors import RefusedError
from tracker.house import House
from tracker.models import LoginRow, PersonRow, SessionRow

IDLE: Final = timedelta(hours=12)
"""A session that was not at work for so long is over."""
LONGEST: Final = timedelta(days=7)
_SEEN_EVERY: Final = timedelta(minutes=5)
_WINDOW: Final = timedelta(minutes=15)
_TRIES: Final = {LoginRow.login: 6, LoginRow.address: 40}
"""Failures within the window after which nobody is let in: of one login, and from one address (an office has one)."""


_ONE_BY_ONE: Final = Lock()
"""Guesses sent all at once are counted like others, and strangers keep no more than one core busy with hashing."""


class Outcome(StrEnum):
    """What came of an attempt to enter."""

    ENTERED = "entered"
    WRONG = "wrong"
    BLOCKED = "blocked"
    THROTTLED = "throttled"
    LEFT = "left"


class EntryRefusedError(RefusedError):
    """Nobody is let in; the text tells no more than a stranger may know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Where a request comes from."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as it was found: whose, and when it was last written down as being at work."""

    visitor: Visitor
    seen_at: str


def enter(house: House, login: str, password: str, caller: Caller) -> str:
    """Lets a person in and answers the secret of the new session. Raises EntryRefusedError."""
    now = house.clock()
    known = login.strip().casefold()[:200]
    with _ONE_BY_ONE:
        outcome = _outcome(house, known, password, caller, now)
        with house.database.write() as connection:
            _write_down(connection, known, outcome, caller, now)
            if outcome is Outcome.ENTERED:
                return start(connection, known, caller, now)
    raise EntryRefusedError(_TOLD[outcome])


def _outcome(house: House, login: str, password: str, caller: Caller, now: datetime) -> Outcome:
    with house.database.read() as connection:
        if _failures_are_many(connection, login, caller, now):
            return Outcome.THROTTLED
        if not is_password(connection, login, password):
            return Outcome.WRONG
        is_active = connection.execute(select(PersonRow.is_active).where(PersonRow.login == login)).scalar()
        return Outcome.ENTERED if is_active else Outcome.BLOCKED


def confirm(house: House, login: str, password: str, caller: Caller) -> bool:
    """Whether it is the password of a person who is in: asked again before a change of it, and counted as at the door.

    Otherwise whoever found an open session could guess the password there. Raises EntryRefusedError.
    """
    now = house.clock()
    with _ONE_BY_ONE:
        with house.database.read() as connection:
            if _failures_are_many(connection, login, caller, now):
                raise EntryRefusedError(_TOLD[Outcome.THROTTLED])
            is_right = is_password(connection, login, password)
        if not is_right:
            with house.database.write() as connection:
                _write_down(connection, login, Outcome.WRONG, caller, now)
    return is_right


_TOLD = {
    Outcome.THROTTLED: (
        "Слишком много неудачных попыток: подождите 15 минут или попросите администратора о новом пароле."
    ),
    Outcome.WRONG: "Логин или пароль не подходят: проверьте раскладку и Caps Lock.",
    Outcome.BLOCKED: "Этот пользователь заблокирован: обратитесь к администратору.",
}


def start(connection: Connection, login: str, caller: Caller, now: datetime) -> str:
    """A new session of the person; answers its secret, which is kept nowhere. Sessions that are over are cleared."""
    connection.execute(delete(SessionRow).where(_is_over(now)))
    person_id = connection.execute(select(PersonRow.id).where(PersonRow.login == login)).scalar_one()
    secret = secrets.token_urlsafe(32)
    at = instant_text(now)
    connection.execute(
        insert(SessionRow).values(
            sha256=digest_of(secret),
            person_id=person_id,
            created_at=at,
            seen_at=at,
            address=caller.address[:200],
            agent=caller.agent[:300],
        )
    )
    return secret


def session_of(connection: Connection, secret: str, now: datetime) -> Session | None:
    """The session of a secret, if it is not over and its person may act."""
    given = {
        "sha256": digest_of(secret),
        "idle_since": instant_text(now - IDLE),
        "begun_since": instant_text(now - LONGEST),
    }
    row = connection.execute(_FOUND, given).first()
    return None if row is None else Session(visitor=visitor_from(row), seen_at=row[-1])


_FOUND: Final = (  # made once: every request asks it, and building it costs more than running it
    select_visitors()
    .add_columns(SessionRow.seen_at)
    .join(SessionRow, SessionRow.person_id == PersonRow.id)
    .where(
        SessionRow.sha256 == bindparam("sha256"),
        SessionRow.seen_at >= bindparam("idle_since"),
        SessionRow.created_at >= bindparam("begun_since"),
        PersonRow.is_active,
    )
)


def keep_alive(house: House, secret: str, session: Session) -> None:
    """Writes down that the session is at work; most calls find that it was written lately and write nothing."""
    now = house.clock()
    if session.seen_at > instant_text(now - _SEEN_EVERY):
        return
    with house.database.write() as connection:
        connection.execute(
            update(SessionRow).where(SessionRow.sha256 == digest_of(secret)).values(seen_at=instant_text(now))
        )


def leave(house: House, secret: str, login: str, caller: Caller) -> None:
    """Ends the session, so that a copy of its cookie is worth nothing."""
    with house.database.write() as connection:
        connection.execute(delete(SessionRow).where(SessionRow.sha256 == digest_of(secret)))
        _write_down(connection, login, Outcome.LEFT, caller, house.clock())


def end_all(connection: Connection, person_id: int) -> int:
    """Ends every session of a person and answers how many there were."""
    return connection.execute(delete(SessionRow).where(SessionRow.person_id == person_id)).rowcount


def _failures_are_many(connection: Connection, login: str, caller: Caller, now: datetime) -> bool:
    since = instant_text(now - _WINDOW)
    named = {LoginRow.login: login, LoginRow.address: caller.address[:200]}
    for column, most in _TRIES.items():
        wrong = select(func.count()).where(column == named[column], LoginRow.at > since)
        if connection.execute(wrong.where(LoginRow.outcome == Outcome.WRONG.value)).scalar_one() >= most:
            return True
    return False


def _write_down(connection: Connection, login: str, outcome: Outcome, caller: Caller, now: datetime) -> None:
    connection.execute(
        insert(LoginRow).values(
            at=instant_text(now),
            login=login,
            outcome=outcome.value,
            address=caller.address[:200],
            agent=caller.agent[:300],
        )
    )


def _is_over(now: datetime) -> ColumnElement[bool]:
    return or_(
        SessionRow.seen_at < instant_text(now - IDLE),
        SessionRow.created_at < instant_text(now - LONGEST),
    )
