"""Law as dated data: which value was in force on a date, who says so, and when that was last checked.

A table is a YAML file that maps a name to its history, oldest first::

    standard:
      - since: 2026-01-01           # first day in force
        value: "22"                 # text; whoever loads the table says how to read it
        announced_on: 2025-11-28    # the day from which everybody could know
        source: 425-ФЗ от 28.11.2025
        checked_on: 2026-11-22      # when a person last compared this entry with its source
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Generic, TypeVar

import yaml

from docgen.errors import DocgenError

T = TypeVar("T")

_KEYS = frozenset({"since", "value", "announced_on", "source", "checked_on"})


class DatedError(DocgenError):
    """A dated table is broken, or has nothing for the day asked about."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One value and the first day on which it is in force."""

    since: date
    value: T
    announced_on: date
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class History(Generic[T]):
    """Values of one thing, oldest first, each in force until the next begins."""

    entries: tuple[Entry[T], ...]

    def on(self, day: date) -> Entry[T] | None:
        """The entry in force on ``day``; None before the first one."""
        place = bisect_right(self.entries, day, key=lambda entry: entry.since)
        return self.entries[place - 1] if place else None

    def changes(self, start: date, end: date) -> tuple[tuple[Entry[T], Entry[T]], ...]:
        """Pairs (before, after) of the values that begin in (start, end]."""
        return tuple((old, new) for old, new in pairwise(self.entries) if start < new.since <= end)


def load(path: Path, read: Callable[[str], T]) -> dict[str, History[T]]:
    """Read a table; ``read`` turns a value's text into what it means.

    Raises DatedError, naming file, name and entry, for a missing or unknown key, a wrong date or value, wrong order.
    """
    try:
        # BaseLoader leaves every scalar a text, so no rate passes through float on its way.
        table = yaml.BaseLoader(path.read_text(encoding="utf-8")).get_single_data()
    except (OSError, yaml.YAMLError) as error:
        raise DatedError(f"Таблица {path.name} не читается: {error}.") from error
    if not isinstance(table, dict):
        raise DatedError(f"Таблица {path.name} пуста или не состоит из именованных списков.")
    return {name: _history(f"{path.name}, {name}", entries, read) for name, entries in table.items()}


def _history(where: str, entries: object, read: Callable[[str], T]) -> History[T]:
    if not isinstance(entries, list) or not entries:
        raise DatedError(f"{where}: нужен список записей, начиная с самой ранней.")
    history = History(tuple(_entry(f"{where}[{place}]", entry, read) for place, entry in enumerate(entries)))
    for old, new in pairwise(history.entries):
        if new.since <= old.since:
            raise DatedError(f"{where}: запись с {new.since} стоит после записи с {old.since}; расставьте по порядку.")
    return history


def _entry(where: str, entry: object, read: Callable[[str], T]) -> Entry[T]:
    if not isinstance(entry, Mapping) or frozenset(entry) != _KEYS:
        raise DatedError(f"{where}: нужны ровно такие ключи: {', '.join(sorted(_KEYS))}.")
    if not entry["source"]:
        raise DatedError(f"{where}: не назван источник.")
    try:
        return Entry(
            since=date.fromisoformat(entry["since"]),
            value=read(entry["value"]),
            announced_on=date.fromisoformat(entry["announced_on"]),
            source=entry["source"],
            checked_on=date.fromisoformat(entry["checked_on"]),
        )
    except (ValueError, ArithmeticError, TypeError) as error:
        raise DatedError(f"{where}: дата или значение записаны неверно ({error}).") from error
