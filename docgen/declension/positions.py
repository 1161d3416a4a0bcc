"""A position in the genitive: «в лице Генерального директора …». It stays masculine for a woman who holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from docgen.declension.data import fold, words
from docgen.declension.phrases import Phrase, dressed, joined, read_phrase, tokens_of, word_readings
from docgen.declension.readings import Reading, is_known, is_oblique_noun

_SEPARATORS = frozenset("-‑–—/,;(+&и")
_BEFORE_BODIES = frozenset("-‑–—/(,")
_HYPHEN = re.compile(r"[-‑]")


def position_genitive(position: str) -> str:
    """Genitive of a position, with single spaces and its own capitals; any text is answered, never an error.

    «Генеральный директор» → «Генерального директора», «Коммерческий директор — член совета директоров» →
    «Коммерческого директора — члена совета директоров»; «И. о. директора» and foreign words stay.
    """
    tokens = _parted(tokens_of(" ".join(position.split())))
    changes: dict[int, str] = {}
    place = 0
    while place < len(tokens):
        phrase = read_phrase(tokens, place)
        if place == 0 or _names_person(phrase) or _names_body(phrase, tokens[place - 1]):
            changes |= phrase.changes | _beside(tokens, phrase)
        place = _after_separator(tokens, max(phrase.end, place))
    return joined(tokens, changes)


def _names_person(phrase: Phrase) -> bool:
    """After a separator only a person is a second position: «по сбыту и рекламе» is not."""
    return phrase.head is not None and phrase.head.person


def _names_body(phrase: Phrase, separator: str) -> bool:
    """«— единоличный исполнительный орган»; not after «и», where «за сбыт и складской учёт» is an accusative."""
    return separator in _BEFORE_BODIES and fold(phrase.word) in words("positions", "bodies")


def _after_separator(tokens: Sequence[str], start: int) -> int:
    for place in range(start, len(tokens)):
        if tokens[place] in _SEPARATORS and place:
            return place + 1
    return len(tokens)


def _beside(tokens: Sequence[str], phrase: Phrase) -> dict[int, str]:
    """What agrees with the head from behind: «директор исполнительный», «врач акушер-гинеколог»."""
    changes: dict[int, str] = {}
    if not (phrase.head and phrase.head.is_noun and phrase.head.person):
        return changes
    for place in range(phrase.end, len(tokens)):
        if tokens[place].isspace():
            continue
        found = _agreeing(tokens, place, phrase.head)
        if not found:
            break
        changes[place] = dressed(tokens[place], found.genitive)
    return changes


def _agreeing(tokens: Sequence[str], place: int, head: Reading) -> Reading | None:
    word, following = tokens[place], next(iter(tokens[place + 2 : place + 3]), "")
    found = word_readings(word)
    # «директор столовой»: what can be an oblique case is one here; a capital before more words begins a name.
    if not found or word.lower().endswith("ой") or (following and word.istitle()):
        return None
    if any(is_oblique_noun(part) for part in _HYPHEN.split(word)):
        return None
    adjective = next((one for one in found if not one.is_noun and one.agrees(head.gender)), None)
    if adjective and not _names_thing(following):
        return adjective
    known = all(map(is_known, _HYPHEN.split(word)))
    return next((one for one in found if one.is_noun and one.person and known), None)


def _names_thing(word: str) -> bool:
    """«Бухгалтер материальный стол»: the adjective belongs to the thing after it, and neither agrees with the head."""
    found = word_readings(word)
    return any(one.is_noun for one in found) and not any(one.person for one in found)


def _parted(tokens: Sequence[str]) -> list[str]:
    """The tokens with the hyphen between two positions as a token: директор-главный врач, управляющий-директор."""
    return list(chain.from_iterable(_parts(token, first=place == 0) for place, token in enumerate(tokens)))


def _parts(token: str, *, first: bool) -> Iterator[str]:
    for hyphen in _HYPHEN.finditer(token):
        left, right = token[: hyphen.start()], token[hyphen.end() :]
        if not right or _are_two_positions(left, right, first=first):
            yield from (part for part in (left, hyphen.group()) if part)
            yield from _parts(right, first=False) if right else ()
            return
    yield token


def _are_two_positions(left: str, right: str, *, first: bool) -> bool:
    lefts, rights = word_readings(left), word_readings(right)
    if not rights or fold(left) in words("positions", "fixed_first_parts"):
        return False
    if not first and is_oblique_noun(left):
        return any(one.person or not one.is_noun for one in rights)
    if left.lower().endswith(("о", "е")):
        return False  # научно-технический: the first half of an adjective
    if any(not one.is_noun for one in lefts):
        return True
    return any(one.person for one in lefts) and not rights[0].is_noun
