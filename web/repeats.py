"""Forms that must not act twice: a double click, or a form sent again after «Back», gets the first answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from tracker.accounts.once import answered, asked, remember
from web import desk

if TYPE_CHECKING:
    from tracker.house import Work


def new_key() -> str:
    """The key of a form that is being shown."""
    return secrets.token_urlsafe()


def change_once(key: str, what: str, change: Callable[[Work], str]) -> str:
    """Makes the change, unless it was made under this key; answers what it answered: an address.

    what: all that is asked, so that one key stands for one thing. Raises RefusedError for a key of something else.
    """
    one = asked(key, desk.visitor().id, what.encode())
    with desk.changing() as work:
        before = answered(work, one)
        if before is not None:
            return before
        answer = change(work)
        remember(work, one, answer)
    return answer
