"""A change of a form that is made once: a double click, or a form sent again after Back, gets the first answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from tracker.accounts.once import answered, asked, remember
from web import desk

if TYPE_CHECKING:
    from tracker.house import Work


def new_key() -> str:
    """A key for a form that is being shown."""
    return secrets.token_urlsafe()


def done_once(key: str, what: object, make: Callable[[Work], str]) -> str:
    """What ``make`` answers, or what it answered before. ``what``: all that was asked.

    Raises RefusedError for a key under which something else was done, and what ``make`` raises.
    """
    told = json.dumps(what, ensure_ascii=False, sort_keys=True, default=str)
    with desk.changing() as work:
        one = asked(key, desk.visitor().id, told.encode())
        answer = answered(work, one)
        if answer is None:
            answer = make(work)
            remember(work, one, answer)
    return answer
