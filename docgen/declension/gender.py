"""Gender of a person by the name. It is told or it is not: a guess would put a wrong «действующего» into a contract."""

from __future__ import annotations

import re
from enum import StrEnum

from docgen.declension.data import fold, words
from docgen.declension.endings import V
from docgen.declension.given_names import known_gender, patronymic_is_feminine
from docgen.declension.people import Role, Word, is_east_asian, read_name


class Gender(StrEnum):
    """Grammatical gender; a person is masculine or feminine."""

    MASCULINE = "m"
    FEMININE = "f"
    NEUTER = "n"


_BY_NAME = {"masculine": Gender.MASCULINE, "feminine": Gender.FEMININE}
_KEYS = {gender: key for key, gender in _BY_NAME.items()}
_CERTAIN_SURNAMES = (
    (re.compile(r"[а-я]{2,}(?:[ое]ва|[сц]кая|[нчжш]ая)|[а-я]{3,}(?:яя)"), Gender.FEMININE),
    (re.compile(r"[а-я]{2,}(?:[ое]в|[сц]кий|ый)"), Gender.MASCULINE),
)
_NOUNS = ("nouns_like_adjectives", "nouns_or_adjectives", "nouns_in_oy")
# Ukrainian nouns end in -чина and -щина (Сенчина, Тычина): a man's as well as a woman's.
_LIKELY_SURNAMES = (
    (re.compile(rf"(?:[а-я]{{3,}}|{V}[а-я])(?<![чщ])[иы]на|[а-я]{{2,}}ая"), Gender.FEMININE),
    (re.compile(rf"(?:[а-я]{{3,}}|{V}[а-я])[иы]н|[а-я]{{2,}}[кгх]ий|[а-я]{{3,}}ой"), Gender.MASCULINE),
)


def gender_of(name: str) -> Gender | None:
    """Gender of a person, or None where the name does not tell it or its words contradict each other.

    The patronymic tells first, then the given name, then the surname.
    """
    read = read_name(name)
    patronymic, given = _by_patronymic(read), _by_given_name(read)
    if patronymic:
        return None if given and given is not patronymic else patronymic
    if is_east_asian(read):
        return Gender.FEMININE if any(fold(word.text) == "тхи" for word in read) else None
    surname = _by_surname(read, _CERTAIN_SURNAMES)
    if given:
        return None if (surname and surname is not given) or _may_be_turned(read, given) else given
    return surname or _by_likely_surname(read)


def _by_patronymic(read: tuple[Word, ...]) -> Gender | None:
    for word in reversed(read):
        feminine = patronymic_is_feminine(word.text) if word.role is Role.PATRONYMIC else None
        if word.role is Role.PATRONYMIC and feminine is None:
            feminine = _by_marker(word.text)
        if feminine is not None:
            return Gender.FEMININE if feminine else Gender.MASCULINE
    return None


def _by_marker(text: str) -> bool | None:
    if fold(text) in words("given_names", "patronymic_markers", "feminine"):
        return True
    return False if fold(text) in words("given_names", "patronymic_markers", "masculine") else None


def _by_given_name(read: tuple[Word, ...]) -> Gender | None:
    """What is known of the first given name."""
    given = next((word.text for word in read if word.role is Role.GIVEN), "")
    return _BY_NAME.get(known_gender(given) or "")


def _may_be_turned(read: tuple[Word, ...], given: Gender) -> bool:
    """«Мария Роман»: the surname is a given name too, of another gender, and either word may be the given name."""
    surnames = [word.text for word in read if word.role is Role.SURNAME]
    known = {known_gender(text) for text in surnames if fold(text) not in words("surnames", "east_asian")}
    return bool(known - {None, _KEYS[given]})


def _by_likely_surname(read: tuple[Word, ...]) -> Gender | None:
    """-ин is a foreign woman's ending too (Чаплин Уна), so beside an unknown given name it does not tell."""
    unknown = any(word.role is Role.GIVEN and known_gender(word.text) is None for word in read)
    likely = _by_surname(read, _LIKELY_SURNAMES)
    return None if unknown and likely is Gender.MASCULINE else likely


def _by_surname(read: tuple[Word, ...], table: tuple[tuple[re.Pattern[str], Gender], ...]) -> Gender | None:
    surname = next((fold(word.text) for word in reversed(read) if word.role is Role.SURNAME), "").split("-")[-1]
    if any(surname in words("surnames", key) for key in _NOUNS):
        return None
    return next((gender for pattern, gender in table if pattern.fullmatch(surname)), None)
