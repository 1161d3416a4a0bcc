"""Capitals: bring a shouted name back to the usual ones, and dress a form in the capitals of the word it came from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docgen.declension.data import fold, words

_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[А-ЯЁA-Z]?|[А-ЯЁA-Z]")
# Enough to tell «Ван Сергей Львович» from «Ван Гог Винсент»; what a patronymic is, given_names says, which needs this.
_PATRONYMIC_END = re.compile(r"(?:[иы]ч|(?:вн|ичн|шн)а)$")
_GLUED_INITIALS = re.compile(r"(?<![\w.-])((?:[А-ЯЁ]\.-?)+)(?=[А-ЯЁ][А-Яа-яЁё]{2})")
_SHORT_SURNAME = re.compile(r"[АЕЁИОУЫЭЮЯ]|[А-ЯЁ][А-Яа-яЁё]+")
_SMALL_HALVES = frozenset({"заде", "младший", "старший", "оол", "кыс", "оолович", "ооловна"})
_PIECE = re.compile(r"([^\W\d_]+)")


def usual(name: str) -> str:
    """A name with single spaces, its shouted words (or a name wholly in small letters) with usual capitals.

    ИВАНОВ-ПЕТРОВ ИВАН → Иванов-Петров Иван; ВАН ДЕР БЕРГ → ван дер Берг; И.И.Иванов → И.И. Иванов.
    """
    shouted = name if any(letter.isupper() for letter in name) else name.upper()
    found = _GLUED_INITIALS.sub(r"\1 ", shouted).split()
    return " ".join(_usual_word(found, place) for place in range(len(found)))


def like(source: str, form: str) -> str:
    """``form`` (small letters) in the capitals, and with the ё, of ``source`` from which it was made."""
    if len(source) > 1 and source.isupper():
        return form.upper()
    same = 0
    for old, new in zip(fold(source), fold(form), strict=False):
        if old != new:
            break
        same += 1
    return source[:same] + form[same:]


def without_yo(word: str) -> str:
    """The word with е for ё, where the stress leaves that letter in the genitive: Пётр — Петра, Ёрш — Ерша."""
    return word.replace("ё", "е").replace("Ё", "Е")


def is_initials(word: str) -> bool:
    """«И.», «И.И.», «Ж.-П.», «М.-оглы» or a single capital letter."""
    first, _, last = word.rpartition("-")
    letters = first if is_marker(last) else word
    return bool(_INITIALS.fullmatch(letters)) and word[0].isupper()


def is_marker(word: str) -> bool:
    """«оглы», «кызы» and their kin: the end of a Turkic patronymic."""
    return any(fold(word) in words("given_names", "patronymic_markers", gender) for gender in ("masculine", "feminine"))


def is_short_surname(found: Sequence[str], place: int) -> bool:
    """Whether a word that looks like a particle or an initial is the surname: «Ван Сергей Львович», «О В. С.»."""
    if len(found) < 2 or not _SHORT_SURNAME.fullmatch(found[place]):
        return False
    if place:
        return place == len(found) - 1 == 2 and bool(_PATRONYMIC_END.search(fold(found[1])))
    if all(is_initials(word) and "." in word for word in found[1:]):
        return True
    return len(found) == 3 and bool(_PATRONYMIC_END.search(fold(found[2])))


def _usual_word(found: list[str], place: int) -> str:
    word = found[place]
    if not _is_shouted(word):
        return word
    if (place and is_marker(word)) or _is_particle(found, place):
        return word.lower()
    pieces = _PIECE.split(word)
    return "".join(_usual_piece(piece, first=number < 2) for number, piece in enumerate(pieces))


def _is_shouted(word: str) -> bool:
    return sum(map(str.isalpha, word)) > 1 and word.isupper() and not is_initials(word)


def _usual_piece(piece: str, *, first: bool) -> str:
    lowered = piece.lower()
    small = lowered == "д" or (not first and (is_marker(piece) or lowered in _SMALL_HALVES))
    return lowered if small else lowered[:1].upper() + lowered[1:]


def _is_particle(found: list[str], place: int) -> bool:
    if place == len(found) - 1 or is_short_surname(found, place):
        return False
    if fold(found[place]) in words("surnames", "particles", "certain"):
        return fold(found[place]) != "ибн"
    leads = place == 0 and (len(found) > 2 or fold(found[1]) in words("surnames", "particles", "certain"))
    return leads and fold(found[place]) in words("surnames", "particles", "doubtful")
