"""The word that was probably meant, for messages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 60  # the search is quadratic in the length of a word


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None if none is like it."""
    found = get_close_matches(word[:_LONGEST].lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else None
