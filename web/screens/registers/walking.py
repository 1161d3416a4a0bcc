"""«Save and next»: from a row's own form to the next row of the same list, whose place is kept in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from web.screens.registers.asking import Question

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Where a row stands. ``row``: itself, None if this page of the list has it no more.

    next_key, next_place: the row after it, and the place of that one's page; None at the end of the list. A row that is
    no more is followed by the first of its page.
    """

    row: Any | None
    next_key: str | None
    next_place: str | None


def following(connection: Connection, one: Question, key: str) -> Following:
    """Finds a row on the page that the address names, and the one after it: asked before the row is dealt with."""
    register, asked = one.register, one.asked
    if asked is None or register.key is None:
        return Following(row=None, next_key=None, next_place=None)
    page = register.read(connection, asked)
    keys = [register.key(row) for row in page.rows]
    if key not in keys:
        return Following(row=None, next_key=keys[0] if keys else None, next_place=asked.after)
    at = keys.index(key)
    if at + 1 < len(keys):
        return Following(row=page.rows[at], next_key=keys[at + 1], next_place=asked.after)
    if page.next is None:
        return Following(row=page.rows[at], next_key=None, next_place=None)
    further = register.read(connection, replace(asked, after=page.next, size=1))
    return Following(
        row=page.rows[at],
        next_key=register.key(further.rows[0]) if further.rows else None,
        next_place=page.next,
    )
