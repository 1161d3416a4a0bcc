"""Shells of pages that are opened all day long: made once for a session and an address, filled anew each time.

What surrounds a list (menu, headings, forms) depends on who looks and where, so it is kept for as long as these are the
same; what is listed is never kept. A shell holds the session's token against forgery, so no two sessions share one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from flask import request, session

from web import desk
from web.language import language

if TYPE_CHECKING:
    from tracker.accounts.visitors import Visitor

MARK: Final = "\x00"
"""Stands in a shell where a piece belongs; no text of a page holds it."""

_KEPT: Final = 512
_TOKEN: Final = "csrf_token"  # noqa: S105  the name under which the session has it
_MESSAGES: Final = "_flashes"


class _Place(NamedTuple):
    """All that a shell depends on."""

    address: str
    visitor: Visitor
    token: str
    language: str
    today: date


def framed(make: Callable[[], str], pieces: Sequence[str]) -> str:
    """The page: pieces, already escaped, each in the place of its mark in the shell that ``make`` draws."""
    place = _place()
    shell = _drawn(make) if place is None else _kept(place, _Maker(make))
    return "".join(part for pair in zip(shell, [*pieces, ""], strict=True) for part in pair)


def _place() -> _Place | None:
    """None where a message waits to be shown, or the session has no token yet."""
    if _MESSAGES in session or _TOKEN not in session:
        return None
    return _Place(request.full_path, desk.visitor(), session[_TOKEN], language(), desk.today())


class _Maker:
    """A way to draw; all are alike to the memory, which goes by the place."""

    def __init__(self, make: Callable[[], str]) -> None:
        self.make = make

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Maker)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=_KEPT)
def _kept(place: _Place, maker: _Maker) -> tuple[str, ...]:
    del place
    return _drawn(maker.make)


def _drawn(make: Callable[[], str]) -> tuple[str, ...]:
    return tuple(make().split(MARK))
