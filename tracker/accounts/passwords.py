"""Passwords: kept as argon2id, told to nobody."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, select

from tracker.accounts.visitors import set_account, visitor_named
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import AccountRow, PersonRow, SessionRow

LEAST: Final = 10
MOST: Final = 200
_PLAIN_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _OF_GROUP = 3, 4
_EASY = frozenset({"1234567890", "0123456789", "qwertyuiop", "йцукенгшщз", "password12", "пароль1234"})


@cache
def _hasher() -> PasswordHasher:
    """RFC 9106 with 64 MiB, as the library chooses: a tenth of a second here, and dear to whoever guesses."""
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """What is compared for a login that nobody has, so that the time of an answer does not tell who is here."""
    return _hasher().hash(secrets.token_urlsafe())


def check_strength(password: str, login: str) -> None:
    """Raises RefusedError, in Russian, for a password that is guessed at once or cannot be kept."""
    if not LEAST <= len(password) <= MOST:
        raise RefusedError(f"Пароль — от {LEAST} до {MOST} знаков: например, четыре слова подряд.")
    plain = password.casefold()
    if len(set(plain)) < 4 or plain in _EASY or (login in plain and len(login) * 2 > len(plain)):
        raise RefusedError("Такой пароль угадают сразу: возьмите другой, например четыре слова подряд.")


def one_time_password() -> str:
    """A password for a person to enter with once: sixty bits, in signs that are not mistaken for each other."""
    signs = "".join(secrets.choice(_PLAIN_SIGNS) for _ in range(_GROUPS * _OF_GROUP))
    return "-".join(signs[start : start + _OF_GROUP] for start in range(0, len(signs), _OF_GROUP))


def set_password(work: Work, login: str, password: str, *, must_change: bool = False) -> None:
    """Gives a person a password and ends all their sessions. Raises NotFoundError, RefusedError for a weak one.

    must_change: the person did not choose it, and is asked for another at once.
    """
    visitor = visitor_named(work.connection, login)
    check_strength(password, login)
    set_account(work.connection, visitor.id, password_hash=_hasher().hash(password), must_change=must_change)
    work.connection.execute(delete(SessionRow).where(SessionRow.person_id == visitor.id))
    work.note("person.password_set", f"person:{login}", must_change=must_change)


def is_password(connection: Connection, login: str, password: str) -> bool:
    """Whether it is the password of the person; takes the same time for a login that nobody has."""
    statement = select(AccountRow.password_hash).join(PersonRow, PersonRow.id == AccountRow.person_id)
    kept = connection.execute(statement.where(PersonRow.login == login)).scalar()
    try:
        _hasher().verify(kept or _nobodys_hash(), password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def has_administrator(connection: Connection) -> bool:
    """Whether somebody can enter and set the house up."""
    statement = (
        select(PersonRow.id)
        .join(AccountRow, AccountRow.person_id == PersonRow.id)
        .where(PersonRow.role == "admin", PersonRow.is_active, AccountRow.password_hash.is_not(None))
    )
    return connection.execute(statement.limit(1)).first() is not None
