"""How often one address may ask: at the door, through the client's links and of the API. Counted in memory.

The process serves alone, so its memory is enough; a restart forgets the counts, which gives nobody much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request
from flask_limiter import Limiter

from web.access import ENTRIES, Audience

if TYPE_CHECKING:
    from flask import Flask

DOOR: Final = "20 per minute"
"""Tries to enter: a person who remembers badly has enough, and argon2 is not made to work for a stranger."""

LINK: Final = "240 per minute"
"""What a link serves: a kit of a hundred pages can be leafed through."""

RETURN: Final = "20 per minute"
API: Final = "1200 per minute"
_WRITES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def register(app: Flask) -> None:
    """Counts requests of the application; who asks too often gets 429 with words (``errors``)."""
    limiter = Limiter(
        _who_asks,
        app=app,
        storage_uri="memory://",
        strategy="sliding-window-counter",
        default_limits=[_limit],
        default_limits_exempt_when=lambda: not _limit(),
    )
    app.extensions["limits"] = limiter


def _limit() -> str:
    """The limit of the address that is asked; "" for none."""
    entry = ENTRIES.get(request.endpoint or "")
    if request.endpoint == "doors.enter":
        return DOOR if request.method in _WRITES else ""
    if entry is None:
        return ""
    if entry.audience is Audience.LINK:
        return RETURN if request.method in _WRITES else LINK
    return "" if entry.scope is None else API


def _who_asks() -> str:
    return request.remote_addr or ""
