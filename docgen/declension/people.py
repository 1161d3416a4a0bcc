"""What each word of a person's name is: surname, given name, patronymic, initials, or a particle.

The order is surname first, as Russian papers write it; «Иван Петрович Сидоров» and «Мария Орлова» are understood too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from docgen.declension.capitals import is_initials, is_marker, is_short_surname, usual
from docgen.declension.data import fold, words
from docgen.declension.given_names import is_patronymic, known_gender, patronymic_is_feminine

_EDGES = re.compile(r"(\W*)(.*?)([^\w.]*)", re.DOTALL)
_SURNAME_END = re.compile(
    r"(?:[оеё]в|[сц]кий|[оеё]ва|[сц]кая|енко|швили|дзе|ян|кина|[жшчь]кин|[а-я]{2}[гдкнтхчшщ]ая|[а-я]{2}(?:[нкгхлв]ых|[нкгх]их))$"
)
_SYLLABLE = r"(?:чж|цз|[бпмфдтнлгкхчшжсцрв])?[ияюуэоаеы]{1,2}й?(?:нь|[нкпмлр])?"
_TWO_SYLLABLES = re.compile(rf"(?:{_SYLLABLE}){{1,2}}")


class Role(StrEnum):
    """What a word is in a name."""

    SURNAME = "surname"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    INITIALS = "initials"
    PARTICLE = "particle"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name between its punctuation; ``declines`` is False for what stays whatever its ending."""

    text: str
    role: Role
    declines: bool = True
    before: str = ""
    after: str = ""


def read_name(name: str) -> tuple[Word, ...]:
    """The words of a name in their order, in usual capitals. Any text is read; a single word is a surname."""
    found = [_bare(word) for word in usual(name).split()]
    for place in (0, -1) if found else ():
        if is_short_surname([word.text for word in found], place % len(found)):
            found[place] = replace(found[place], role=Role.SURNAME, declines=True)
    _mark_particles(found)
    free = [place for place, word in enumerate(found) if word.role is Role.SURNAME]
    if any(word.role is Role.INITIALS for word in found):
        return tuple(found)
    patronymic = _patronymic_place(found, free)
    if patronymic is None:
        _mark_without_patronymic(found, free)
    else:
        _mark_around(found, free, patronymic)
    return tuple(found)


def _bare(word: str) -> Word:
    edges = _EDGES.fullmatch(word)
    before, text, after = edges.groups() if edges else ("", word, "")
    if is_initials(text):
        return Word(text, Role.INITIALS, False, before, after)
    if text.endswith(".") and is_patronymic(text[:-1]):  # the end of a sentence; «Алекс.» is a shortened name
        text, after = text[:-1], f".{after}"
    return Word(text, Role.SURNAME, True, before, after)


def _mark_particles(found: list[Word]) -> None:
    for place, word in enumerate(found):
        if place and is_marker(word.text):
            for part in (place - 1, place):
                found[part] = replace(found[part], role=Role.PATRONYMIC, declines=False)
        elif _is_particle(found, place):
            found[place] = replace(word, role=Role.PARTICLE, declines=False)


def _is_particle(found: list[Word], place: int) -> bool:
    if place == len(found) - 1 or is_short_surname([word.text for word in found], place):
        return False
    text, following = found[place].text, fold(found[place + 1].text)
    if fold(text) in words("surnames", "particles", "certain"):
        return True
    if fold(text) not in words("surnames", "particles", "doubtful"):
        return False
    if text.islower() or following in words("surnames", "particles", "certain"):
        return True
    return place == 0 and len(found) > 2 and _ends_as_name(found[-1].text)


def _ends_as_name(last: str) -> bool:
    return is_patronymic(last) or known_gender(last) is not None


def _patronymic_place(found: list[Word], free: list[int]) -> int | None:
    """Place of the patronymic's first word, or None."""
    marked = [place for place, word in enumerate(found) if word.role is Role.PATRONYMIC]
    if marked:
        return marked[0]
    texts = [found[place].text for place in free]
    if len(free) > 2:
        likely = [place for place, text in zip(free, texts, strict=True) if is_patronymic(text) and place != free[0]]
        surname_is_first = len(likely) > 1 and not known_gender(texts[0])
        return next(iter(likely[-1:] if surname_is_first else likely), None)
    return free[1] if len(free) == 2 and _is_womans_patronymic(*texts) else None


def _is_womans_patronymic(first: str, second: str) -> bool:
    """«Анна Сергеевна»; but a man's «Роман Абрамович» may well be a surname, which declines alike."""
    return known_gender(first) != "masculine" and patronymic_is_feminine(second) is True


def _mark_around(found: list[Word], free: list[int], patronymic: int) -> None:
    found[patronymic] = replace(found[patronymic], role=Role.PATRONYMIC)
    before = [place for place in free if place < patronymic]
    given = [place for place in before[1:-1] if known_gender(found[place].text)] + before[-1:]
    for place in given:
        found[place] = replace(found[place], role=Role.GIVEN)


def _mark_without_patronymic(found: list[Word], free: list[int]) -> None:
    texts = [found[place].text for place in free]
    if len(free) > 1 and _is_east_asian(texts):
        _mark_east_asian(found, free)
        return
    for place in _given_places(free, texts):
        found[place] = replace(found[place], role=Role.GIVEN)


def _given_places(free: list[int], texts: list[str]) -> list[int]:
    """Which words are given names where nothing but the lists and the surname-first order tells."""
    known = [place for place, text in zip(free, texts, strict=True) if known_gender(text)]
    if len(free) == 1:
        return known
    if _surname_is_last(free, texts, known):
        return free[:-1]
    later = [place for place in known if place > free[0]]
    return free[free.index(later[0]) :] if later else free[1:]


def _surname_is_last(free: list[int], texts: list[str], known: list[int]) -> bool:
    if not free or (free[-1] in known and fold(texts[-1]) not in words("surnames", "east_asian")):
        return False
    if free[0] in known:
        return True
    return not known and bool(_SURNAME_END.search(texts[-1].lower())) and not _SURNAME_END.search(texts[0].lower())


def _is_east_asian(texts: list[str]) -> bool:
    """Ким Ир Сен, Нгуен Ван Хай, Мао Цзэдун: no known given name, short syllables."""
    folded = [fold(text) for text in texts]
    surnames = words("surnames", "east_asian") | words("surnames", "vietnamese")
    if any(known_gender(text) for text in texts[1:]) or len(texts) > 4:
        return False
    if len(texts) == 2:
        return folded[0] in surnames and bool(_TWO_SYLLABLES.fullmatch(folded[1]))
    return all(_vowels(word) == 1 for word in folded[1:]) and (folded[0] in surnames or _vowels(folded[0]) == 1)


def _vowels(word: str) -> int:
    return len(re.findall(r"[аеиоуыэюя]+", word))


def _mark_east_asian(found: list[Word], free: list[int]) -> None:
    all_decline = fold(found[free[0]].text) in words("surnames", "vietnamese") and len(free) > 2
    for place in free:
        role = Role.SURNAME if place == free[0] else Role.GIVEN
        found[place] = replace(found[place], role=role, declines=all_decline or place == free[-1])


def is_east_asian(name: tuple[Word, ...]) -> bool:
    """Whether a name that was read is a Korean, Chinese or Vietnamese one."""
    texts = [word.text for word in name if word.role in (Role.SURNAME, Role.GIVEN)]
    others = any(word.role in (Role.PATRONYMIC, Role.INITIALS) for word in name)
    return len(texts) > 1 and not others and _is_east_asian(texts)
