"""Surnames in the genitive.

Rules: Д. Э. Розенталь, «Справочник по правописанию и литературной правке», § 149–151; Л. П. Калакуцкая, «Фамилии.
Имена. Отчества». Where they leave a choice, ``surnames.yaml`` says which was taken.
"""

from __future__ import annotations

import re

from docgen.declension.capitals import like, without_yo
from docgen.declension.data import fold, mapping, words
from docgen.declension.endings import MASCULINE_NOUNS, NOUNS_IN_A, C, V, decline, endings

# Ма, Ша: with one vowel less nothing would be left of them.
_FROZEN = endings((r"[оеёэиыую]", 0, ""), (rf"^{C}?[ая]", 0, ""))

# Before these a vowel stands, so that Кий, Цой, Лец and Швец are not taken for adjectives or for words with -ец.
_MASCULINE = (
    *_FROZEN,
    *endings((rf"ых|{V}.*[гкхжчшщнь]их|{V}их", 0, "")),  # Седых, Долгих: frozen genitives plural, unlike Рерих
    *NOUNS_IN_A,
    *endings(
        (rf"{V}.*[кгх]ий", 2, "ого"),
        (rf"{V}.*[жчшщн]ий|цый", 2, "его"),
        (rf"[а-я]ый|{V}.*ой", 2, "ого"),
        (rf"{V}ец", 2, "йца"),  # Коломиец
        (rf"{V}лец", 2, "ьца"),  # Стрелец
        (rf"{V}[бвгджзкмнпрстфхцчшщ]ец", 2, "ца"),  # Кравец; Кузнец, Чернец and Мудрец keep the vowel
        (rf"{V}.*(?:[её]|[жчш]о)нок", 2, "ка"),  # Игнатенок, Катишонок
        (rf"{C}ёк", 2, "ька"),
    ),
    *MASCULINE_NOUNS,
)

_FEMININE = (
    *_FROZEN,
    *endings(
        (rf"^{C}?[её]ва|^{C}ова|^{C}{{1,2}}[иы]на", 1, "ы"),  # Ева, Сова, Глина: too short for -ова, -ина
        (r"[оеё]ва|[иы]на", 1, "ой"),
        (r"[жчшщ]ая", 2, "ей"),
        (r"[а-я]ая", 2, "ой"),
        (r"[а-я]яя", 2, "ей"),
        (rf"{V}.*(?:{C}|ь)ска|{V}.*цка", 1, "ой"),  # Polish adjectives: Брыльска
    ),
    *NOUNS_IN_A,
)


def surname_genitive(surname: str, *, feminine: bool) -> str:
    """Genitive of one surname in usual capitals; a double one by its parts (Петров-Водкин, Тер-Петросян)."""
    parts = re.split(r"([-‐‑–])", surname)
    last = len(parts) - 1
    return "".join(
        part
        if place % 2 or (place < last and _stays_first(part, parts[place + 2], parts[last]))
        else _part_genitive(part, feminine=feminine)
        for place, part in enumerate(parts)
    )


def is_declined_with_russian(surname: str) -> bool:
    """Whether the ending marks a surname as Russian by form: -ов, -ин, -ский and their feminine twins."""
    return bool(re.search(r"(?:[оеё]в|[иы]н|[сц]к[ио]й)$|(?:[оеё]ва|[иы]на|[сц]кая)$", fold(surname)))


def _stays_first(part: str, following: str, last: str) -> bool:
    folded = fold(part)
    if f"{folded}-{fold(following)}" in words("surnames", "fixed_pairs"):
        return True
    if folded in words("surnames", "fixed_first_parts") or fold(last) in words("surnames", "titles"):
        return True
    return folded in words("surnames", "east_asian") and not is_declined_with_russian(last)


def _part_genitive(part: str, *, feminine: bool) -> str:
    folded = fold(part)
    if folded in words("surnames", "indeclinable"):
        return part
    if not feminine and (listed := mapping("surnames", "masculine_genitive").get(folded)):
        return like(without_yo(part), listed)
    form = _feminine(folded) if feminine else _masculine(folded)
    return like(part, form or decline(part.lower(), _FEMININE if feminine else _MASCULINE))


def _feminine(folded: str) -> str | None:
    """What the lists say, or None."""
    if folded in words("surnames", "nouns_like_adjectives"):
        return decline(folded, NOUNS_IN_A)
    return mapping("surnames", "feminine_genitive").get(folded)


def _masculine(folded: str) -> str | None:
    """What the lists say, or None."""
    if _is_noun_in_y(folded):
        return decline(folded, MASCULINE_NOUNS)
    return mapping("surnames", "fleeting").get(folded)


def _is_noun_in_y(folded: str) -> bool:
    """Прибой, and surnames that are given names: Евгений, Георгий."""
    if folded.endswith("ий"):
        return folded in words("given_names", "masculine")
    return folded in words("surnames", "nouns_in_oy")
