"""The desk at work: what a request needs of the house, of its visitor and of the day.

A request reads in one transaction (``reading``), which is closed before it changes anything (``changing``): on SQLite
an open reader would hold up its own writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, cast

from flask import current_app, g, request

from tracker.accounts.sessions import Caller

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.accounts.visitors import Visitor
    from tracker.house import House, Work

EXTENSION: Final = "pervichka"
_LONGEST_AGENT: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What stands behind every request. ``today``: answers the business day."""

    house: House
    today: Callable[[], date]


def _desk() -> Desk:
    return cast("Desk", current_app.extensions[EXTENSION])


def house() -> House:
    """The house of this desk."""
    return _desk().house


def today() -> date:
    """The business day, the same all through a request."""
    if "today" not in g:
        g.today = _desk().today()
    return cast("date", g.today)


def now() -> datetime:
    """The instant by the house's clock."""
    return house().clock()


def reading() -> Connection:
    """The request's own look at the database: one state of it, opened when it is first asked for."""
    if "reader" not in g:
        opened = house().database.read()
        g.reader = opened.__enter__()
        g.reader_opened = opened
    return cast("Connection", g.reader)


def stop_reading(*_: object) -> None:
    """Closes the look, if there is one."""
    opened = g.pop("reader_opened", None)
    g.pop("reader", None)
    if opened is not None:
        opened.__exit__(None, None, None)


@contextmanager
def changing() -> Iterator[Work]:
    """A change by the visitor on the business day: committed at the end of the block, or, if it raises, not made."""
    stop_reading()
    with house().work(visitor().login, today()) as work:
        yield work


def visitor() -> Visitor:
    """Who asks. Only where somebody must have entered: the guard saw to it."""
    found = visitor_or_none()
    if found is None:
        raise RuntimeError("this screen is for strangers too, and asks who its visitor is")
    return found


def visitor_or_none() -> Visitor | None:
    """Who asks, None for a stranger."""
    return cast("Visitor | None", g.get("visitor"))


def own_labels() -> tuple[str, ...] | None:
    """By which names deals in reach of the visitor are led; None where access lets them see everybody's."""
    return cast("tuple[str, ...] | None", g.get("own_labels"))


def caller() -> Caller:
    """Where the request comes from."""
    return Caller(address=request.remote_addr or "", agent=request.user_agent.string[:_LONGEST_AGENT])
