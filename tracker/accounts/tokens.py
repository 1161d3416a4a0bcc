"""Tokens of the API: a key in a person's name, with scopes, told once and kept as a digest."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, insert, or_, select, update

from tracker.accounts.digests import digest_of
from tracker.accounts.visitors import Visitor, select_visitors, visitor_from, visitor_named
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House, Work
from tracker.models import ApiTokenRow, PersonRow

PREFIX: Final = "prv_"
"""What a token begins with, so that a leak can be searched for."""


class Scope(StrEnum):
    """What a token may do of what its person may."""

    READ = "read"
    WRITE = "write"
    ISSUE = "issue"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The scope in Russian."""
        return _LABELS[self]


_LABELS: Final = {
    Scope.READ: "читать",
    Scope.WRITE: "записывать факты и деньги",
    Scope.ISSUE: "выпускать документы и отправлять письма",
    Scope.ADMIN: "настраивать",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as its owner sees it; the secret is not among what is kept."""

    id: int
    name: str
    scopes: frozenset[Scope]
    created_at: str
    expires_on: date | None
    revoked_at: str | None
    used_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who calls by a token, and with what of their rights."""

    token_id: int
    visitor: Visitor
    scopes: frozenset[Scope]
    used_on: date | None


def create_token(work: Work, login: str, name: str, scopes: frozenset[Scope], expires_on: date | None) -> str:
    """Makes a token and answers it: nobody can see it again. Raises NotFoundError, RefusedError."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 300 or not plain.isprintable():
        raise RefusedError("Назовите ключ одной строкой до 300 знаков: по ней вы узнаете, где он используется.")
    if not scopes:
        raise RefusedError("Отметьте хотя бы одно право: ключ без прав ничего не может.")
    if expires_on is not None and expires_on <= work.today:
        raise RefusedError("Ключ должен действовать хотя бы до завтра: укажите более поздний день.")
    visitor = visitor_named(work.connection, login)
    secret = PREFIX + secrets.token_urlsafe(32)
    work.connection.execute(
        insert(ApiTokenRow).values(
            person_id=visitor.id,
            name=plain,
            sha256=digest_of(secret),
            scopes=" ".join(sorted(scope.value for scope in scopes)),
            created_at=work.at,
            expires_on=expires_on,
            revoked_at=None,
            used_on=None,
        )
    )
    work.note("token.created", f"person:{login}", name=plain, scopes=sorted(scopes), expires_on=expires_on)
    return secret


def revoke_token(work: Work, login: str, token_id: int) -> None:
    """Ends a token at once. Raises NotFoundError for one that the person has not."""
    visitor = visitor_named(work.connection, login)
    mine = (ApiTokenRow.id == token_id, ApiTokenRow.person_id == visitor.id)
    row = work.connection.execute(select(ApiTokenRow.name, ApiTokenRow.revoked_at).where(*mine)).first()
    if row is None:
        raise NotFoundError("Такого ключа нет: обновите страницу.")
    if row.revoked_at is None:
        work.connection.execute(update(ApiTokenRow).where(*mine).values(revoked_at=work.at))
        work.note("token.revoked", f"person:{login}", name=row.name)


def tokens_of(connection: Connection, person_id: int) -> list[Token]:
    """The tokens of a person, the newest first."""
    rows = connection.execute(
        select(ApiTokenRow.__table__).where(ApiTokenRow.person_id == person_id).order_by(ApiTokenRow.id.desc())
    )
    return [
        Token(
            id=row.id,
            name=row.name,
            scopes=frozenset(map(Scope, row.scopes.split())),
            created_at=row.created_at,
            expires_on=row.expires_on,
            revoked_at=row.revoked_at,
            used_on=row.used_on,
        )
        for row in rows
    ]


def bearer_of(connection: Connection, secret: str, today: date) -> Bearer | None:
    """Who calls by this token; None if it is not there, over, revoked, or its person may not act."""
    statement = (
        select_visitors()
        .add_columns(ApiTokenRow.id, ApiTokenRow.scopes, ApiTokenRow.used_on)
        .join(ApiTokenRow, ApiTokenRow.person_id == PersonRow.id)
        .where(
            ApiTokenRow.sha256 == digest_of(secret),
            ApiTokenRow.revoked_at.is_(None),
            or_(ApiTokenRow.expires_on.is_(None), ApiTokenRow.expires_on >= today),
            PersonRow.is_active,
        )
    )
    row = connection.execute(statement).first()
    if row is None:
        return None
    token_id, scopes, used_on = row[-3:]
    return Bearer(
        token_id=token_id, visitor=visitor_from(row), scopes=frozenset(map(Scope, scopes.split())), used_on=used_on
    )


def mark_used(house: House, bearer: Bearer, today: date) -> None:
    """Writes down, once a day, that the token is in use."""
    if bearer.used_on == today:
        return
    with house.database.write() as connection:
        connection.execute(update(ApiTokenRow).where(ApiTokenRow.id == bearer.token_id).values(used_on=today))
