"""Declension by the last letters: an ordered table of endings, the first that fits decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

VOWELS = "аеёиоуыэюя"
CONSONANTS = "бвгджзйклмнпрстфхцчшщ"
V = f"[{VOWELS}]"
C = f"[{CONSONANTS}]"


@dataclass(frozen=True, slots=True)
class Ending:
    """If a word matches ``pattern`` to its end, its last ``cut`` letters give way to ``add``."""

    pattern: re.Pattern[str]
    cut: int
    add: str


def endings(*rows: tuple[str, int, str]) -> tuple[Ending, ...]:
    """A table from rows (regular expression of the end, letters cut, letters added)."""
    return tuple(Ending(re.compile(f"(?:{pattern})$"), cut, add) for pattern, cut, add in rows)


# Nouns in -а and -я, alike for surnames and given names, women and men.
NOUNS_IN_A = endings(
    (r"[аеёиоуыэюя]а", 0, ""),
    (r"[гкхжчшщ]а", 1, "и"),
    (r"а", 1, "ы"),
    (r"я", 1, "и"),
)

# Nouns of men: Коваль, Гайдай, Шмидт. Vowels other than -а and -я do not decline.
MASCULINE_NOUNS = endings(
    (r"[жчшщ]ь", 1, "а"),
    (r"[ьй]", 1, "я"),
    (C, 0, "а"),
)


def decline(word: str, table: Iterable[Ending]) -> str:
    """``word`` (small letters) with the first ending of ``table`` that fits, or as it was."""
    for ending in table:
        if ending.pattern.search(word):
            return word[: len(word) - ending.cut] + ending.add
    return word
