"""Given names and patronymics in the genitive, and what a given name tells of gender.

Rules: Розенталь, § 149–151. Women's names in a consonant do not decline; of those in -ь only the ones listed do.
"""

from __future__ import annotations

import re
from functools import lru_cache

from docgen.declension.capitals import like, without_yo
from docgen.declension.data import fold, mapping, words
from docgen.declension.endings import MASCULINE_NOUNS, NOUNS_IN_A, decline

_PATRONYMIC = re.compile(r"(?:[а-я]+-)*[а-я]{2,}(?:[иы]ч|(?:вн|ичн|шн)а)")

# Names whose second half only men, or only women, bear: Мирослав, Нурмагомед; Айгуль, Мехринисо.
_MENS_COMPOUND = re.compile(r"[а-я]{2,}(?:слав|мир|бек|улла|мух[ао]мм?[ае]д|магомед|мур[ао]д|мурат|джон|жон)")
_WOMENS_COMPOUND = re.compile(r"[а-я]{2,}(?:слава|г[ую]ль?|нис[ао]|бану|бике)")


def given_name_genitive(name: str, *, feminine: bool) -> str:
    """Genitive of one given name in usual capitals; a double one in both parts (Анны-Марии) or the last (Жан-Поля)."""
    parts = re.split(r"([-‐‑–])", name)
    last = len(parts) - 1
    return "".join(
        part
        if place % 2 or (place < last and _stays_first(part, parts[last]))
        else _part_genitive(part, feminine=feminine)
        for place, part in enumerate(parts)
    )


def patronymic_genitive(patronymic: str, *, feminine: bool) -> str:
    """Genitive of a patronymic in one word: Ильича, Ильиничны, Бато-Мункуевны; «Мамед-оглы» stays."""
    *first, last = patronymic.split("-")
    stays = first and not _PATRONYMIC.fullmatch(fold(last))
    return patronymic if stays else "-".join((*first, _part_genitive(last, feminine=feminine)))


def is_patronymic(word: str) -> bool:
    """Whether a word has the form of a patronymic; a surname can have it too (Абрамович)."""
    return patronymic_is_feminine(word) is not None


def patronymic_is_feminine(word: str) -> bool | None:
    """True for -вна, -чна, -шна and «…кызы», False for -ич and «…оглы», None for other words."""
    folded = fold(word)
    for gender, feminine in (("feminine", True), ("masculine", False)):
        if re.fullmatch(rf"[а-я]{{2,}}-?(?:{'|'.join(words('given_names', 'patronymic_markers', gender))})", folded):
            return feminine
    return folded.endswith("а") if _PATRONYMIC.fullmatch(folded) else None


@lru_cache(maxsize=4096)
def known_gender(name: str) -> str | None:
    """What is known of a given name, or of the halves of a double one: masculine, feminine, common, or None."""
    found = {listed for part in fold(name).split("-") if (listed := _listed(part))}
    return found.pop() if len(found) == 1 else "common" if found else None


def _listed(folded: str) -> str | None:
    for key in ("common", "feminine", "masculine"):
        if folded in words("given_names", key):
            return key
    if folded in words("given_names", "masculine_last_half") or _MENS_COMPOUND.fullmatch(folded):
        return "masculine"
    return "feminine" if _WOMENS_COMPOUND.fullmatch(folded) else None


def _stays_first(part: str, last: str) -> bool:
    folded = fold(part)
    if fold(last) in words("given_names", "fixing_last_half"):
        return True
    return folded not in words("given_names", "masculine") and not folded.endswith(("а", "я"))


def _part_genitive(part: str, *, feminine: bool) -> str:
    if not feminine and (listed := mapping("given_names", "masculine_genitive").get(fold(part))):
        return like(without_yo(part), listed)  # Пётр: the ё does not outlive the shifted stress
    return like(part, (_feminine if feminine else _masculine)(part.lower()))


def _masculine(lowered: str) -> str:
    return decline(lowered, (*NOUNS_IN_A, *MASCULINE_NOUNS))


def _feminine(lowered: str) -> str:
    if fold(lowered) in words("given_names", "feminine_third_declension"):
        return lowered[:-1] + "и"
    return decline(lowered, NOUNS_IN_A)
