"""A position in the genitive: «в лице Генерального директора …». It stays masculine for a woman who holds it."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.declension.phrases import Phrase, joined, read_phrase, tokens_of

_SEPARATORS = frozenset("-–—/,;(+&и")


def position_genitive(position: str) -> str:
    """Genitive of a position, with single spaces and its own capitals; any text is answered, never an error.

    «Генеральный директор» → «Генерального директора», «Коммерческий директор — член совета директоров» →
    «Коммерческого директора — члена совета директоров»; «И. о. директора» and foreign words stay.
    """
    tokens = tokens_of(" ".join(position.split()))
    changes: dict[int, str] = {}
    place = 0
    while place < len(tokens):
        phrase = read_phrase(tokens, place)
        if place == 0 or _names_person(phrase):
            changes |= phrase.changes
        place = _after_separator(tokens, max(phrase.end, place))
    return joined(tokens, changes)


def _names_person(phrase: Phrase) -> bool:
    """After a separator only a person is a second position: «по сбыту и рекламе» is not."""
    return phrase.head is not None and phrase.head.person


def _after_separator(tokens: Sequence[str], start: int) -> int:
    for place in range(start, len(tokens)):
        if tokens[place] in _SEPARATORS and place:
            return place + 1
    return len(tokens)
