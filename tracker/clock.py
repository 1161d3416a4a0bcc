"""The only clock of tracker. Whoever needs an instant takes a ``Clock``; tests pass a fixed one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present instant, in UTC."""


def system_clock() -> datetime:
    """The instant by this machine's clock."""
    return datetime.now(UTC)


def instant_text(at: datetime) -> str:
    """An instant as it is stored and hashed: «2026-11-22T08:15:00.000000Z». Raises ValueError without a time zone."""
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone is no instant")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
