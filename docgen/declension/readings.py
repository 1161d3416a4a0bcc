"""What a Russian word can be in the nominative singular: a noun or an adjective, its gender and its genitive.

Everyday words come from the YAML tables; for the rest the dictionary of pymorphy3 is loaded, once, when first needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from docgen.declension.data import fold, mapping, words
from docgen.declension.endings import MASCULINE_NOUNS, NOUNS_IN_A, V, decline, endings

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

MASCULINE, FEMININE, NEUTER, EITHER = "m", "f", "n", "c"
ADJECTIVES = endings(
    (rf"{V}.*[кгх]ий", 2, "ого"),
    (r"[жчшщн]ий|цый", 2, "его"),
    (r"ый|ой", 2, "ого"),
    (r"[жчшщ]ая|яя", 2, "ей"),
    (r"ая", 2, "ой"),
    (r"ое", 2, "ого"),
    (r"ее", 2, "его"),
)
_NEUTER_NOUNS = endings((r"о|[жчшщ]е", 1, "а"), (r"е", 1, "я"))
_NOUNS = (*NOUNS_IN_A, *_NEUTER_NOUNS, *MASCULINE_NOUNS)
_KEYS = (("masculine", MASCULINE), ("feminine", FEMININE), ("neuter", NEUTER), ("either", EITHER))
_GENDERS = {"masc": MASCULINE, "femn": FEMININE, "neut": NEUTER}
_NUMERAL = re.compile(r"(\d+-?)([ыои]?й|а?я|о?е)")
_CLIPPED = re.compile(r"(?:зам|зав|нач|пом|упр)([а-я]{4,})")
# Oblique forms seen by their ends, so that «по логистике и финансам» does not load the dictionary.
_OBLIQUE = re.compile(r"(?:[уюыи]|[оеы]го|[оеы]му|[ая]м|ств(?:а|ом)|[еа]ния|[бвгдзклмнпрстфх]е)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading. ``gender``: m, f, n or c (either); ``genitive``: small letters; ``person``: names a human being."""

    gender: str
    genitive: str
    is_noun: bool
    person: bool = False

    def agrees(self, gender: str) -> bool:
        """Whether a word of ``gender`` can stand beside this one."""
        return EITHER in (self.gender, gender) or self.gender == gender


@lru_cache(maxsize=4096)
def readings(word: str) -> tuple[Reading, ...]:
    """Nominative singular readings of a word; none for an oblique form, a particle, Latin letters."""
    if numeral := _NUMERAL.fullmatch(word):
        return (_numeral(*numeral.groups()),)
    everyday = _everyday().get(fold(word))
    if everyday:
        return everyday
    if not re.fullmatch(r"[а-я]{2,}", fold(word)) or _is_oblique(fold(word)) or _is_clipped(word.lower()):
        return ()
    return tuple(dict.fromkeys(_from_dictionary(word.lower())))


def is_everyday(word: str) -> bool:
    """Whether a word, or a numeral like «1-й», is answered without the dictionary."""
    return fold(word) in _everyday() or bool(_NUMERAL.fullmatch(word))


def _is_oblique(folded: str) -> bool:
    if _OBLIQUE.search(folded) or folded in words("positions", "oblique"):
        return True
    return folded in _everyday_genitives()


def _is_clipped(lowered: str) -> bool:
    """«Начштаба», «завотделом»: a clipped word before an oblique case, which stays."""
    clipped = _CLIPPED.fullmatch(lowered)
    return clipped is not None and is_oblique_noun(clipped[1])


def is_known(word: str) -> bool:
    """Whether a word is in the lists or in the dictionary, so that its readings are no guess."""
    return is_everyday(word) or any(parse.is_known for parse in _analyzer().parse(word.lower()))


def is_oblique_noun(word: str) -> bool:
    """Whether a word can only be a known noun in the genitive or the instrumental: штаба, отделом, кадров."""
    if fold(word) in _everyday_genitives():
        return True
    known = [parse.tag for parse in _analyzer().parse(word.lower()) if parse.is_known]
    oblique = any(tag.POS == "NOUN" and ("gent" in tag or "ablt" in tag) for tag in known)
    return oblique and not any("nomn" in tag and "sing" in tag for tag in known)


@cache
def _everyday_genitives() -> frozenset[str]:
    return frozenset(fold(reading.genitive) for found in _everyday().values() for reading in found)


def _numeral(digits: str, end: str) -> Reading:
    """«1-й» → «1-го», «2-я» → «2-й»."""
    if end.endswith("я"):
        return Reading(FEMININE, f"{digits}й", is_noun=False)
    return Reading(NEUTER if end.endswith("е") else MASCULINE, f"{digits}го", is_noun=False)


@cache
def _everyday() -> Mapping[str, tuple[Reading, ...]]:
    return {fold(word): (reading,) for word, reading in (*_everyday_nouns(), *_everyday_adjectives())}


def _everyday_nouns() -> Iterator[tuple[str, Reading]]:
    """Nouns of both tables; those of positions name persons."""
    for table in ("organisations", "positions"):
        for key, gender in _KEYS[: 4 if table == "positions" else 3]:
            for word in words(table, "nouns", key):
                genitive = mapping(table, "genitives").get(word) or decline(word, _NOUNS)
                yield word, Reading(gender, genitive, is_noun=True, person=table == "positions")


def _everyday_adjectives() -> Iterator[tuple[str, Reading]]:
    irregular = mapping("positions", "genitives")
    for word in words("positions", "adjectives") | words("organisations", "adjectives"):
        for form, gender in zip((word, *_other_genders(word)), (MASCULINE, FEMININE, NEUTER), strict=True):
            yield form, Reading(gender, irregular.get(form) or decline(form, ADJECTIVES), is_noun=False)


def _other_genders(adjective: str) -> tuple[str, str]:
    """Feminine and neuter of a masculine adjective: главный — главная, главное; внешний — внешняя, внешнее."""
    stem, last = adjective[:-2], adjective[-3]
    if adjective.endswith("ний"):
        return f"{stem}яя", f"{stem}ее"
    return f"{stem}ая", f"{stem}ее" if last in "жчшщ" else f"{stem}ое"


def _from_dictionary(lowered: str) -> Iterator[Reading]:
    for parse in _analyzer().parse(lowered):
        tag = parse.tag
        if "nomn" not in tag or "sing" not in tag or _is_proper(tag):
            continue
        inflected = parse.inflect({"gent", "sing"})
        if inflected and tag.POS in ("NOUN", "ADJF", "PRTF"):
            is_noun = tag.POS == "NOUN"
            gender = _GENDERS.get(tag.gender, EITHER)  # «коллега», «судья» are marked ms-f, which is no gender there
            person = tag.animacy == "anim" or not parse.is_known
            yield Reading(
                gender, _own_genitive(lowered, inflected.word, is_noun=is_noun), is_noun=is_noun, person=person
            )


def _own_genitive(lowered: str, inflected: str, *, is_noun: bool) -> str:
    """The ending decides where the dictionary takes «лучший» for «хороший» or spells «риэлтор» its own way."""
    kept = len(lowered) - (3 if is_noun else 2)
    if fold(inflected)[:kept] == fold(lowered)[:kept]:
        return inflected
    own = decline(lowered, _NOUNS if is_noun else ADJECTIVES)
    return inflected if own == lowered else own


def _is_proper(tag: Any) -> bool:
    return any(mark in tag for mark in ("Name", "Surn", "Patr", "Geox", "Orgn", "Abbr"))


@cache
def _analyzer() -> MorphAnalyzer:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()
