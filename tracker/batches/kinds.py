"""What is done to an item of a batch, by the batch's kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

from tracker.house import House, Work

Doing = Callable[[House, Work, Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]
"""Does an item inside a change: (house, work, params of the batch, subject of the item) → what came of it, plain data.

What it raises undoes the change and is the item's error.
"""

KINDS: Final[Mapping[str, str]] = {
    "closing": "tracker.closing.issuing:issue_item",
    "closing_letters": "tracker.closing.mailing:write_item",
    "papers_marked": "tracker.batches.marking:mark_item",
    "papers_unmarked": "tracker.batches.marking:unmark_item",
    "payments_accepted": "tracker.matching.bulk:accept_item",
    "payments_undone": "tracker.matching.bulk:undo_item",
    "papers_gathered": "tracker.batches.marking:gather_item",
    "papers_reminded": "tracker.chasing.reminding:remind_item",
    "reminders_withdrawn": "tracker.chasing.reminding:withdraw_item",
}

UNDOING: Final[Mapping[str, str]] = {
    "papers_marked": "papers_unmarked",
    "payments_accepted": "payments_undone",
    "papers_reminded": "reminders_withdrawn",
}
"""Kinds that can be undone, and the kind that undoes an item: its subject has the item's own and what came of it."""


def doing_of(kind: str) -> Doing:
    """What is done to an item of this kind; its room is imported when it is needed."""
    module, _, function = KINDS[kind].partition(":")
    found: Doing = getattr(import_module(module), function)
    return found
