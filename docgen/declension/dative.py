"""The dative: to whom a power of attorney is given, to which contract a paper belongs.

It is read off the nominative and the genitive, which together tell how a word declines.
"""

from __future__ import annotations

import re

from docgen.declension.gender import Gender
from docgen.declension.names import name_genitive
from docgen.declension.positions import position_genitive

_WORD = re.compile(r"([^\W\d_]+)")
_SHORT = 3  # «Ия», «Лия»: a stem of one syllable takes «-ие», a longer one «-ии»


def name_dative(name: str, gender: Gender) -> str:
    """Dative of a person's name: «Мельник Ольга Игоревна» → «Мельник Ольге Игоревне»; any text is answered."""
    return _by_words(name, name_genitive(name, gender))


def position_dative(position: str) -> str:
    """Dative of a position or of a paper's title: «Договор поставки» → «Договору поставки»; any text is answered."""
    return _by_words(position, position_genitive(position))


def _by_words(nominative: str, genitive: str) -> str:
    olds, news = _WORD.split(" ".join(nominative.split())), _WORD.split(genitive)
    if len(olds) != len(news):
        return nominative
    return "".join(_word(old, new) for old, new in zip(olds, news, strict=True))


def _word(nominative: str, genitive: str) -> str:
    if genitive.isupper() and len(genitive) > 1:
        return _word(nominative.lower(), genitive.lower()).upper()
    if nominative.casefold() == genitive.casefold():
        return genitive
    if genitive.endswith(("ого", "его")):
        return f"{genitive[:-2]}му"
    if genitive.endswith(("а", "я")):
        return genitive[:-1] + {"а": "у", "я": "ю"}[genitive[-1]]
    is_soft = nominative.endswith("ь") or (nominative.endswith("ия") and len(nominative) > _SHORT)
    if genitive.endswith(("ы", "и")) and not is_soft:
        return f"{genitive[:-1]}е"
    return genitive
