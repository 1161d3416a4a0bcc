"""The genitive of a phrase: its head noun and the adjectives before it are declined, what follows the head stays.

«Первый заместитель генерального директора» → «Первого заместителя генерального директора».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from docgen.declension.capitals import like
from docgen.declension.data import fold, words
from docgen.declension.readings import EITHER, Reading, is_everyday, readings

_TOKEN = re.compile(r"«[^»]*»|\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|\w{1,4}\.(?=\w{3})|\w[\w.’'‑-]*|\s+|.", re.DOTALL)
_ACTING = re.compile(r"(?:(?:вр\.?\s*)?и\.?\s*о\.?|врио|врид)(?!\w)", re.IGNORECASE)
_LATIN_OR_SHORT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*|\w[\w.]*\.|[А-ЯЁ]{1,4}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase found in a text.

    end: index of the token after its head; changes: token index → genitive; head: the reading of the head noun, or of
    an adjective that stands for one («Управляющий»); word: the head as written. No head, no changes.
    """

    end: int
    changes: dict[int, str] = field(default_factory=dict)
    head: Reading | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Modifier:
    place: int
    word: str
    readings: tuple[Reading, ...]


def tokens_of(text: str) -> list[str]:
    """Words, quoted names as a whole, spaces and single signs; together they are the text."""
    return _TOKEN.findall(text)


def joined(tokens: Iterable[str], changes: dict[int, str]) -> str:
    """The text again, with the changed tokens in place."""
    return "".join(changes.get(place, token) for place, token in enumerate(tokens))


def read_phrase(tokens: Sequence[str], start: int) -> Phrase:
    """The phrase that begins at ``start``: words that stay («Зам.», «IT», «временно»), adjectives, a head noun."""
    run: list[_Modifier] = []
    for place in range(start, len(tokens)):
        word = tokens[place]
        if word.isspace() or (run and word in "()"):
            continue
        if _ACTING.match("".join(tokens[place:])):
            break
        if (not run and _stays(word)) or _is_first_part(tokens, place):
            continue
        agreeing = [reading for reading in word_readings(word) if _agrees(reading, run)]
        adjectives = tuple(reading for reading in agreeing if not reading.is_noun)
        if not adjectives:
            return _with_noun(tokens, place, run, agreeing)
        run.append(_Modifier(place, word, adjectives))
    return _without_noun(start, run)


@lru_cache(maxsize=4096)
def word_readings(word: str) -> tuple[Reading, ...]:
    """Readings of a word that may be a compound: инженера-сметчика, вице-президента, научно-технического."""
    *first, last = re.split(r"[-‑]", word)
    if not first or not last or is_everyday(word):
        return readings(word)
    return tuple(_compound(first, reading) for reading in readings(last))


def _compound(first: list[str], last: Reading) -> Reading:
    halves = [_half(part) if last.is_noun else None for part in first]
    lead = next((half for half in halves if half), last)
    forms = [half.genitive if half else part.lower() for half, part in zip(halves, first, strict=True)]
    return Reading(lead.gender, "-".join((*forms, last.genitive)), is_noun=last.is_noun, person=last.person)


def _half(part: str) -> Reading | None:
    """How the first half of a compound noun declines (сестры-хозяйки, школы-студии); None if it stays (вице-, IT-)."""
    if fold(part) in words("positions", "fixed_first_parts") or (part.isupper() and len(part) <= 3):
        return None
    known = is_everyday(part)
    return next((reading for reading in readings(part) if reading.is_noun and (reading.person or known)), None)


def _stays(token: str) -> bool:
    return not is_everyday(token) and (
        fold(token) in words("positions", "adverbs") or bool(_LATIN_OR_SHORT.fullmatch(token))
    )


def _is_first_part(tokens: Sequence[str], place: int) -> bool:
    """The first half of a compound written apart: «Арт директор», «Шеф повар»."""
    if fold(tokens[place]) not in words("positions", "fixed_first_parts") or len(tokens) < place + 3:
        return False
    return tokens[place + 1].isspace() and any(one.is_noun and one.person for one in word_readings(tokens[place + 2]))


def _agrees(reading: Reading, run: Iterable[_Modifier]) -> bool:
    return all(any(one.agrees(reading.gender) for one in modifier.readings) for modifier in run)


def _with_noun(tokens: Sequence[str], place: int, run: list[_Modifier], agreeing: list[Reading]) -> Phrase:
    head = next((reading for reading in agreeing if reading.person), agreeing[0] if agreeing else None)
    if head is None:
        return _without_noun(place, run)
    changes = _changes(run, head.gender) | {place: dressed(tokens[place], head.genitive)}
    end = place + 1
    while end + 1 < len(tokens) and tokens[end].isspace() and (beside := _apposition(tokens[end + 1])):
        changes[end + 1] = dressed(tokens[end + 1], beside.genitive)
        end += 2
    return Phrase(end, changes, head, tokens[place])


def _apposition(token: str) -> Reading | None:
    """A second noun right after the head, as in «инженер программист»; only everyday words are looked at."""
    return next((one for one in readings(token) if one.is_noun and one.person), None) if is_everyday(token) else None


def _without_noun(end: int, run: list[_Modifier]) -> Phrase:
    if not run:
        return Phrase(end)
    last = run[-1]
    head = Reading(last.readings[0].gender, last.readings[0].genitive, is_noun=False, person=True)
    return Phrase(last.place + 1, _changes(run, head.gender), head, last.word)


def _changes(run: Iterable[_Modifier], gender: str) -> dict[int, str]:
    return {one.place: dressed(one.word, _agreeing(one.readings, gender).genitive) for one in run}


def _agreeing(found: Sequence[Reading], gender: str) -> Reading:
    return next((one for one in found if gender in (EITHER, one.gender)), found[0])


def dressed(source: str, form: str) -> str:
    """The form in the capitals of its source, each half of a compound by itself."""
    halves = re.split(r"([-‑])", source)
    forms = re.split(r"([-‑])", form)
    if len(halves) != len(forms):
        return like(source, form)
    return "".join(half if half in "-‑" else like(half, one) for half, one in zip(halves, forms, strict=True))
