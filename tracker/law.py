"""Articles of law that rules rest on, as dated data with a source (``legal_basis.yaml``)."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from docgen.dated import History, load
from tracker.errors import TrackerError


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
