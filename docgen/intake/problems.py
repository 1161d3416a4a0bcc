"""Problems found in an input file: collected with their place, told once each and in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from docgen.errors import Fault, InputError
from docgen.intake.raw import BareNumber

Loc = tuple[str | int, ...]

_LONGEST_SHOWN = 60
# What would move the cursor, colour the terminal or turn the text round when a message is printed.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at ``loc``: keys and indices from the root, () is the whole file; ``text`` is Russian."""

    loc: Loc
    text: str


def whole_file(text: str) -> InputError:
    """A problem that leaves nothing else to look at: the file cannot be read."""
    return InputError((Fault("", text),))


def path_of(loc: Loc) -> str:
    """The place in the file's own keys: ``lines[1].price``."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            key = _safe(part) or '""'
            path += f".{key}" if path else key
    return path


def quoted(value: object) -> str:
    """A scalar as it stands in the file, in straight quotes, cut if long: for messages."""
    text = value.source if isinstance(value, BareNumber) else str(value)
    return f'"{_safe(text)}"'


def input_error(problems: Iterable[Problem], data: object) -> InputError:
    """All problems as one error: one for each place (the first told), ordered as in the file."""
    first: dict[Loc, Problem] = {}
    for problem in problems:
        first.setdefault(problem.loc, problem)
    if not first:
        raise ValueError("an error without a fault would tell nobody what to do")
    ordered = sorted(first.values(), key=_Order(data).position)
    return InputError(Fault(path_of(problem.loc), problem.text) for problem in ordered)


def _safe(text: str) -> str:
    cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", cut)


class _Order:
    """Places as they follow each other in the file; a missing key counts as the last of its section."""

    def __init__(self, data: object) -> None:
        self._data = data
        self._ranks: dict[int, dict[object, int]] = {}  # of keys, by the identity of their section

    def position(self, problem: Problem) -> tuple[int, ...]:
        position = []
        value = self._data
        for part in problem.loc:
            if isinstance(value, dict):
                position.append(self._rank(value, part))
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                position.append(part)
                value = value[part]
            else:
                break
        return tuple(position)

    def _rank(self, section: dict[object, object], key: object) -> int:
        ranks = self._ranks.get(id(section))
        if ranks is None:
            ranks = {known: rank for rank, known in enumerate(section)}
            self._ranks[id(section)] = ranks
        return ranks.get(key, len(section))
