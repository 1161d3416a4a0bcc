"""Capitals: bring a shouted name back to the usual ones, and dress a form in the capitals of the word it came from."""

from __future__ import annotations

import re

from docgen.declension.data import fold, words

_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[А-ЯЁA-Z]?|[А-ЯЁA-Z]")
_SMALL_HALVES = frozenset({"заде", "младший", "старший"})
_PIECE = re.compile(r"([^\W\d_]+)")


def usual(name: str) -> str:
    """A name with single spaces, its shouted words (or a name wholly in small letters) with usual capitals.

    ИВАНОВ-ПЕТРОВ ИВАН → Иванов-Петров Иван; ВАН ДЕР БЕРГ → ван дер Берг; initials stay.
    """
    found = name.split()
    if found and not any(letter.isupper() for letter in name):
        found = [word.upper() for word in found]
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
    if place == len(found) - 1:
        return False
    if fold(found[place]) in words("surnames", "particles", "certain"):
        return fold(found[place]) != "ибн"
    leads = place == 0 and (len(found) > 2 or fold(found[1]) in words("surnames", "particles", "certain"))
    return leads and fold(found[place]) in words("surnames", "particles", "doubtful")
