"""Plain documents at once: a bank writes them all with the same keys in the same order, so these are looked for once.

A shape is a pattern over the text of a whole document, which is several times faster than to look at its lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from tracker.statements.exchange.keys import DOCUMENT_END, DOCUMENT_KEYS, READ_KEYS

LONGEST: Final = 16_000
"""Characters of a document that is still looked at as a whole."""

_END: Final = f"\n{DOCUMENT_END}\n"
_MOST_SHAPES: Final = 16
_MOST_REMEMBERED: Final = 1_000


class Plain(NamedTuple):
    """A document: values of the keys that are read; how many lines it takes; where the next line begins."""

    fields: dict[str, str]
    lines: int
    end: int


@dataclass(frozen=True, slots=True)
class _Shape:
    pattern: re.Pattern[str]
    keys: tuple[str, ...]
    lines: int


class Shapes:
    """The shapes of documents that were met, the last used first; only so many, so that memory does not grow."""

    def __init__(self) -> None:
        self._known: list[_Shape] = []
        self._met: set[tuple[str, ...]] = set()

    def match(self, text: str, at: int) -> Plain | None:
        """The document that begins at ``at``, if each of its lines is a known key with its value, each key once.

        None for any other, and for one whose end is not there: these are read line by line.
        """
        for place, shape in enumerate(self._known):
            found = shape.pattern.match(text, at)
            if found is not None:
                if place:
                    self._known.insert(0, self._known.pop(place))
                return Plain(dict(zip(shape.keys, found.groups(), strict=True)), shape.lines, found.end())
        end = text.find(_END, at, at + LONGEST)
        return None if end < 0 else self._by_lines(text[at:end], end + len(_END))

    def _by_lines(self, text: str, end: int) -> Plain | None:
        lines = text.split("\n")
        pairs = [line.split("=", 1) for line in lines if "=" in line]
        keys = tuple(pair[0] for pair in pairs)
        if len(keys) != len(lines) or len(set(keys)) != len(keys) or not DOCUMENT_KEYS.issuperset(keys):
            return None
        self._meet(keys)
        return Plain({key: value for key, value in pairs if key in READ_KEYS}, len(lines) + 1, end)

    def _meet(self, keys: tuple[str, ...]) -> None:
        """Keys that are met again are worth a pattern, which takes a hundred times longer to make than to use."""
        if keys in self._met and len(self._known) < _MOST_SHAPES:
            self._known.insert(0, _shape(keys))
        elif len(self._met) < _MOST_REMEMBERED:
            self._met.add(keys)


def _shape(keys: tuple[str, ...]) -> _Shape:
    read = tuple(key for key in keys if key in READ_KEYS)
    pattern = "".join(f"{key}=(.*)\n" if key in READ_KEYS else f"{key}=.*\n" for key in keys)
    return _Shape(re.compile(f"{pattern}{DOCUMENT_END}\n"), read, len(keys) + 1)
