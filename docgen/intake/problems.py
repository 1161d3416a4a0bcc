"""Problems found in an input file: collected with their place, told once each and in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from docgen.errors import Fault, InputError
from docgen.intake.raw import BareNumber, PaddedInt

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
    text = value.source if isinstance(value, (BareNumber, PaddedInt)) else str(value)
    return f'"{_safe(text)}"'


def input_error(problems: Iterable[Problem], data: object) -> InputError:
    """All problems as one error: one for each place (the first told), ordered as in the file."""
    first: dict[Loc, Problem] = {}
    for problem in problems:
        first.setdefault(problem.loc, problem)
    ordered = sorted(first.values(), key=lambda problem: _position(problem.loc, data))
    return InputError(Fault(path_of(problem.loc), problem.text) for problem in ordered)


def _safe(text: str) -> str:
    cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", cut)


def _position(loc: Loc, data: object) -> tuple[int, ...]:
    """Where the place is in the file; a missing key counts as the last of its section."""
    position = []
    value = data
    for part in loc:
        if isinstance(value, dict):
            position.append(_rank(value, part))
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            position.append(part)
            value = value[part] if part < len(value) else None
        else:
            position.append(0)
            value = None
    return tuple(position)


def _rank(section: dict[object, object], key: object) -> int:
    return next((rank for rank, known in enumerate(section) if known == key), len(section))
