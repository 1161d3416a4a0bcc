"""Secrets of links, and what a link is on a day."""

from __future__ import annotations

import secrets
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, select

from tracker.accounts.digests import digest_of
from tracker.errors import RefusedError
from tracker.models import ShareLinkRow

_SECRET_BYTES: Final = 16
_LONGEST_SECRET: Final = 64  # ours have 22 signs


class LinkState(StrEnum):
    """What a link is; clients are told of none of these, so that a closed link is as one that never was."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return _LABELS[self]


_LABELS: Final = {LinkState.OPEN: "Действует", LinkState.EXPIRED: "Срок истёк", LinkState.REVOKED: "Отозвана"}


class ClosedLinkError(RefusedError):
    """The link is unknown, expired or revoked; which of them, only staff is told."""

    def __init__(self) -> None:
        super().__init__("Ссылка не действует: попросите у своего менеджера новую.")


def new_secret() -> str:
    """128 random bits as text for an address."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def state_of(row: Any, today: date) -> LinkState:
    """The state of a row of a link on a day."""
    if row.revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.EXPIRED if row.expires_on < today else LinkState.OPEN


def find_link(connection: Connection, secret: str) -> Any | None:
    """The row of the link with this secret, whatever its state."""
    if len(secret) > _LONGEST_SECRET:
        return None
    statement = select(ShareLinkRow.__table__).where(ShareLinkRow.sha256 == digest_of(secret))
    return connection.execute(statement).first()


def open_row(connection: Connection, secret: str, today: date) -> Any | None:
    """The row of the link with this secret if it opens on the day."""
    row = find_link(connection, secret)
    return row if row is not None and state_of(row, today) is LinkState.OPEN else None


def state_of_secret(connection: Connection, secret: str, today: date) -> LinkState | None:
    """For staff: what became of a link that a client says does not open; None if there never was such a link."""
    row = find_link(connection, secret)
    return None if row is None else state_of(row, today)
