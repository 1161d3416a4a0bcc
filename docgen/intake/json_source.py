"""JSON to plain data: strict about repeated keys and depth; fractions stay text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from docgen.errors import InputError
from docgen.intake.problems import whole_file
from docgen.intake.raw import BareNumber, Plain, RepeatedKeys, whole_number

_MAX_COMMAS = 1_500_000  # a cheap bound on how many values there can be, before any is made
_MEANINGS = (
    ("Expecting value", "нет значения или оно записано не по правилам (текст — в двойных кавычках)"),
    ("Expecting property name", "ключ должен быть в двойных кавычках, после последней пары запятая не ставится"),
    ("':' delimiter", "после ключа нет двоеточия"),
    ("',' delimiter", "пропущена запятая или не закрыта скобка"),
    ("Unterminated string", "не закрыта кавычка"),
    ("escape", "неверное сочетание с обратной косой чертой"),
    ("Extra data", "лишний текст после конца данных"),
    ("trailing comma", "после последнего значения запятая не ставится"),
)


_SPACE = re.compile(r"[ \t\r\n]*")


def load_json(text: str) -> Plain:
    """Data of a JSON text; a section with repeated keys comes as RepeatedKeys.

    Raises InputError for broken syntax and for nesting beyond all measure.
    """
    if text.count(",") > _MAX_COMMAS:
        raise whole_file("в файле слишком много данных; разделите его на несколько")
    try:
        data: Plain = _decoder().decode(text)
    except json.JSONDecodeError as error:
        raise _broken(error) from error
    except RecursionError as error:
        raise whole_file(_TOO_DEEP) from error
    return data


def stream_json(text: str, keys: frozenset[str], take: Callable[[str, int, Plain], None]) -> Plain:
    """Data of a JSON text as ``load_json``, but elements of the root's lists ``keys`` are handed over, and not kept."""
    try:
        return _Walk(text, keys, take).root()
    except json.JSONDecodeError as error:
        raise _broken(error) from error
    except RecursionError as error:
        raise whole_file(_TOO_DEEP) from error


class _Walk:
    """The root of a JSON text, read key by key; all below it is the decoder's work."""

    def __init__(self, text: str, keys: frozenset[str], take: Callable[[str, int, Plain], None]) -> None:
        self._text = text
        self._keys = keys
        self._take = take
        self._read = _decoder().raw_decode
        self._at = self._skip(0)

    def root(self) -> Plain:
        if not self._is("{"):
            data, self._at = self._read(self._text, self._at)
        else:
            data = _section(list(self._pairs()))
        self._at = self._skip(self._at)
        if self._at != len(self._text):
            raise json.JSONDecodeError("Extra data", self._text, self._at)
        return data

    def _pairs(self) -> Iterator[tuple[str, Plain]]:
        seen: set[str] = set()
        for _ in self._elements("{", "}"):
            if not self._is('"'):
                raise json.JSONDecodeError("Expecting property name", self._text, self._at)
            key, self._at = self._read(self._text, self._at)
            self._at = self._skip(self._at)
            self._expect(":", "Expecting ':' delimiter")
            if key in self._keys and key not in seen and self._is("["):
                yield key, self._handed_over(key)
            else:
                value, self._at = self._read(self._text, self._at)
                yield key, value
            seen.add(key)

    def _handed_over(self, key: str) -> Plain:
        for place in self._elements("[", "]"):
            value, self._at = self._read(self._text, self._at)
            self._take(key, place, value)
        return []

    def _elements(self, opening: str, closing: str) -> Iterator[int]:
        """Counts elements between brackets; whoever iterates reads each of them."""
        self._expect(opening, "Expecting value")
        if self._is(closing):
            self._at += 1
            return
        place = 0
        while True:
            yield place
            place += 1
            self._at = self._skip(self._at)
            if self._is(closing):
                self._at += 1
                return
            self._expect(",", "Expecting ',' delimiter")

    def _expect(self, sign: str, problem: str) -> None:
        if not self._is(sign):
            raise json.JSONDecodeError(problem, self._text, self._at)
        self._at = self._skip(self._at + 1)

    def _is(self, sign: str) -> bool:
        return self._text.startswith(sign, self._at)

    def _skip(self, start: int) -> int:
        found = _SPACE.match(self._text, start)
        return found.end() if found else start


_TOO_DEEP = "слишком глубокая вложенность; проверьте скобки"


def _broken(error: json.JSONDecodeError) -> InputError:
    return whole_file(f"строка {error.lineno}, столбец {error.colno}: {_meaning(error.msg)}")


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        strict=False,  # a control character is then told with its path
        object_pairs_hook=_section,
        parse_float=BareNumber,
        parse_int=whole_number,
        parse_constant=BareNumber,
    )


def _section(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    section = dict(pairs)
    if len(section) == len(pairs):
        return section
    kept = RepeatedKeys()
    repeated = []
    for key, value in pairs:
        if key in kept:
            repeated.append(key)
        else:
            kept[key] = value
    kept.repeated = tuple(dict.fromkeys(repeated))
    return kept


def _meaning(problem: str) -> str:
    return next((meaning for part, meaning in _MEANINGS if part in problem), "запись не разобрана")
