"""JSON to plain data: strict about repeated keys and depth; fractions stay text."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator

from docgen.errors import InputError
from docgen.intake.problems import whole_file
from docgen.intake.raw import BareNumber, Plain, RepeatedKeys, whole_number

_MAX_COMMAS = 1_500_000  # a cheap bound on how many values there can be, before any is made
_MAX_KEPT_COMMAS = 100_000  # of a streamed text, in all that is not handed over
_PART = 16 * 1024 * 1024  # characters of a streamed text that are looked at together
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
        raise whole_file(_TOO_MUCH)
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
    """The root of a JSON text, read key by key; all below it is the decoder's work.

    The decoder sees a part of the text at a time, so no value can be larger than what ``load_json`` would take.
    """

    def __init__(self, text: str, keys: frozenset[str], take: Callable[[str, int, Plain], None]) -> None:
        self._text = text
        self._keys = keys
        self._take = take
        self._decode = _decoder().raw_decode
        self._kept_commas = 0
        self._at = self._skip(0)
        self._cut()

    def root(self) -> Plain:
        data = _section(list(self._pairs())) if self._is("{") else self._kept()
        self._at = self._skip(self._at)
        if self._at != len(self._text):
            raise self._broken("Extra data")
        return data

    def _pairs(self) -> Iterator[tuple[str, Plain]]:
        seen: set[object] = set()
        for _ in self._elements("{", "}"):
            if not self._is('"'):
                raise self._broken("Expecting property name")
            key = str(self._kept())
            self._at = self._skip(self._at)
            self._expect(":", "Expecting ':' delimiter")
            is_long = key in self._keys and key not in seen and self._is("[")
            yield key, self._handed_over(key) if is_long else self._kept()
            seen.add(key)

    def _handed_over(self, key: str) -> Plain:
        for place in self._elements("[", "]"):
            self._take(key, place, self._value())
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
            comma = self._at
            self._expect(",", "Expecting ',' delimiter")
            if sys.version_info >= (3, 13) and self._is(closing):  # so says its decoder
                raise json.JSONDecodeError("Illegal trailing comma", self._text, comma)

    def _kept(self) -> Plain:
        start = self._at
        value = self._value()
        self._kept_commas += 1 + self._text.count(",", start, self._at)
        if self._kept_commas > _MAX_KEPT_COMMAS:
            raise whole_file(_TOO_MUCH)
        return value

    def _value(self) -> Plain:
        if self._at - self._start > len(self._part) // 2:
            self._cut()
        value: Plain = None
        try:
            value, end = self._decode(self._part, self._at - self._start)
        except json.JSONDecodeError as error:
            if not self._is_cut_short(error):
                raise json.JSONDecodeError(error.msg, self._text, self._start + error.pos) from error
            end = len(self._part)
        if end == len(self._part) and not self._is_last:
            if self._at == self._start:
                raise whole_file(_TOO_MUCH)
            self._cut()
            return self._value()
        self._at = self._start + end
        return value

    def _cut(self) -> None:
        """Takes the next part, from here on: as much as holds no more values than can be."""
        size = _PART
        while self._text.count(",", self._at, self._at + size) > _MAX_COMMAS:
            size //= 2
        self._start = self._at
        self._part = self._text[self._at : self._at + size]
        self._is_last = self._at + size >= len(self._text)

    def _is_cut_short(self, error: json.JSONDecodeError) -> bool:
        """Whether the fault may be that the part ends, and not the text: within a text, a word or an escape."""
        return not self._is_last and ("Unterminated" in error.msg or error.pos > len(self._part) - 20)

    def _expect(self, sign: str, problem: str) -> None:
        if not self._is(sign):
            raise self._broken(problem)
        self._at = self._skip(self._at + 1)

    def _broken(self, problem: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(problem, self._text, self._at)

    def _is(self, sign: str) -> bool:
        return self._text.startswith(sign, self._at)

    def _skip(self, start: int) -> int:
        found = _SPACE.match(self._text, start)
        return found.end() if found else start


_TOO_MUCH = "в файле слишком много данных; разделите его на несколько"
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
