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
}


def doing_of(kind: str) -> Doing:
    """What is done to an item of this kind; its room is imported when it is needed."""
    module, _, function = KINDS[kind].partition(":")
    found: Doing = getattr(import_module(module), function)
    return found
