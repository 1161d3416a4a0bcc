"""Full names of organisations and entrepreneurs: the genitive, and the gender that «именуемое» takes.

Only the legal form (or another head, «Администрация», «Филиал») and a person's name are declined. A quoted name never
changes, nor does anything after the head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docgen.declension.data import fold, words
from docgen.declension.gender import Gender, gender_of
from docgen.declension.given_names import known_gender
from docgen.declension.names import name_genitive
from docgen.declension.people import Role, read_name
from docgen.declension.phrases import Phrase, joined, read_phrase, tokens_of, word_readings
from docgen.declension.readings import EITHER, is_everyday
from docgen.declension.surnames import is_declined_with_russian

_SEPARATORS = frozenset("(,")
_ABBREVIATIONS = (("neuter", Gender.NEUTER), ("masculine", Gender.MASCULINE), ("feminine", Gender.FEMININE))
_WORD = r"(?:(?:[А-ЯЁ]\.)+|[А-ЯЁ][\w’'-]*)"
_NAME = re.compile(
    rf"(?<!\S)(?!(?:КФХ|РФ|ИП)(?!\w)){_WORD}(?:(?:\s+|(?<=\.))(?:{_WORD}|[а-я]{{2,5}}(?!\S))){{0,5}}(?=\s*(?:[,;(«\"]|\.?$))"
)
_BEFORE_NAME = re.compile(
    r"\s*(?:крестьянского\s*(?:\(фермерского\)\s*)?хозяйства|КФХ|РФ|Российской Федерации|России)(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _FullName:
    """A full name taken apart: ``tokens`` that begin with ``head``, then a person's ``name`` and what follows it."""

    tokens: tuple[str, ...]
    head: Phrase
    name: str = ""
    tail: str = ""


def organisation_genitive(full_name: str, gender: Gender | None = None) -> str:
    """Genitive of a full name: «Общества с ограниченной ответственностью «Ромашка»».

    «Индивидуальный предприниматель Петров Пётр Петрович» and a person's bare name are declined as the person's name
    is; ``gender`` is used where the name does not tell it. A name of unknown gender stays. Never raises.
    """
    read = _read(full_name)
    name, known = read.name, gender_of(read.name) or gender
    if name and known:
        genitive = name_genitive(name, known)
        name = genitive.upper() if read.tokens and full_name.isupper() else genitive
    return f"{joined(read.tokens, _changes(read))}{name}{read.tail}"


def organisation_gender(full_name: str) -> Gender:
    """Gender by the head of a full name: Общество — neuter, Фонд — masculine; a person's by the name.

    Neuter where nothing tells, since most parties are общества; masculine for an entrepreneur whose name does not tell.
    """
    read = _read(full_name)
    if read.name and (person := gender_of(read.name)):
        return person
    if abbreviated := _of_abbreviation(read.tokens):
        return abbreviated
    if not read.head.head:
        return Gender.NEUTER
    return Gender.MASCULINE if read.head.head.gender == EITHER else Gender(read.head.head.gender)


def _read(full_name: str) -> _FullName:
    text = " ".join(full_name.split())
    tokens = tokens_of(text)
    head = _head(tokens)
    person = _is_person(head, tokens)
    if not person and _is_bare_name(text):
        return _FullName((), Phrase(0), text)
    if not person:
        return _FullName(tuple(tokens), head)
    rest = "".join(tokens[head.end :])
    before = _BEFORE_NAME.match(rest)
    found = _NAME.search(rest, before.end() if before else 0)
    if not found:
        return _FullName(tuple(tokens), head)
    return _FullName((*tokens[: head.end], rest[: found.start()]), head, found.group(), rest[found.end() :])


def _head(tokens: Sequence[str]) -> Phrase:
    """The phrase a full name begins with; an abbreviation or foreign word at the start has no head that changes."""
    if not tokens or not (word_readings(tokens[0]) or _is_entrepreneur(tokens)):
        return Phrase(min(1, len(tokens)))
    phrase = read_phrase(tokens, 0)
    if _of_abbreviation(tokens):
        return phrase if _names_person(phrase) else Phrase(1)
    several = len(tokens) > 1
    if phrase.head and (_is_everyday(phrase) or (phrase.head.is_noun and several) or _names_person(phrase)):
        return phrase
    return Phrase(1)


def _is_everyday(phrase: Phrase) -> bool:
    return bool(phrase.head and phrase.head.is_noun) and is_everyday(re.split(r"[-‑]", phrase.word)[-1])


def _names_person(phrase: Phrase) -> bool:
    return fold(phrase.word) in words("organisations", "person_heads")


def _is_person(head: Phrase, tokens: Sequence[str]) -> bool:
    return _names_person(head) or _is_entrepreneur(tokens)


def _is_entrepreneur(tokens: Sequence[str]) -> bool:
    return bool(tokens) and fold(tokens[0]) == "ип"


def _of_abbreviation(tokens: Sequence[str]) -> Gender | None:
    first = fold(tokens[0]) if tokens else ""
    return next(
        (gender for key, gender in _ABBREVIATIONS if first in words("organisations", "abbreviations", key)), None
    )


def _changes(read: _FullName) -> dict[int, str]:
    """The head's, and those of a legal form named after it: «Банк ВТБ (публичное акционерное общество)»."""
    changes = dict(read.head.changes)
    for place in range(read.head.end, len(read.tokens)):
        if read.tokens[place] in _SEPARATORS:
            phrase = read_phrase(read.tokens, place + 1)
            changes |= phrase.changes if _is_everyday(phrase) else {}
    return changes


def _is_bare_name(text: str) -> bool:
    """«Петров Пётр Петрович» alone. A patronymic, or a listed given name beside a Russian surname, tells."""
    if not _NAME.fullmatch(text):
        return False
    read = read_name(text)
    given = any(word.role is Role.GIVEN and known_gender(word.text) for word in read)
    if any(word.role is Role.PATRONYMIC for word in read):
        return given or not is_everyday(read[0].text)
    return given and any(word.role is Role.SURNAME and is_declined_with_russian(word.text) for word in read)
