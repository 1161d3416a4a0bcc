"""Articles of law that rules rest on, as dated data with a source (``legal_basis.yaml``)."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from docgen.dated import History, load
from tracker.errors import TrackerError

_MEMORY: Final = "по памяти"


class UnknownLawError(TrackerError):
    """A rule names an article that ``legal_basis.yaml`` does not know."""


@cache
def _articles() -> dict[str, History[str]]:
    return load(Path(__file__).with_name("legal_basis.yaml"), str)


@cache
def article(key: str, on: date) -> str:
    """How the article called ``key`` is cited on the day; before its first entry, as that entry cites it.

    Raises UnknownLawError for a key that is not there.
    """
    history = _articles().get(key)
    if history is None:
        raise UnknownLawError(f"В legal_basis.yaml нет нормы «{key}»: добавьте запись с источником.")
    return (history.on(on) or history.entries[0]).value


@cache
def _from_memory() -> frozenset[str]:
    entries = (entry for history in _articles().values() for entry in history.entries)
    return frozenset(entry.value for entry in entries if _MEMORY in entry.source)


def from_memory() -> tuple[str, ...]:
    """Articles, as the table cites them, that were written from memory and await a lawyer."""
    return tuple(sorted(_from_memory()))


def is_from_memory(citation: str) -> bool:
    """Whether the table says of an article, as it cites it, that it was written from memory and awaits a lawyer."""
    return citation in _from_memory()
