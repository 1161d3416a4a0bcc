"""Texts of raw data made fit for one line of a paper, and otherwise left exactly as they were given.

Ends are stripped, line breaks, tabs and runs of spaces become one space (no field of a paper has several lines), an
empty text means «not given». What XML 1.0 (production 2, Char) cannot carry, other control characters and marks that
turn the direction of writing are problems.
"""

from __future__ import annotations

import re

from docgen.fonts import unprintable
from docgen.intake.problems import Loc, Problem, whole_file
from docgen.intake.raw import Plain, RepeatedKeys
from docgen.intake.yaml_source import CONTROL_MARK, MAX_DEPTH

_DIRECTIONS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"  # with them a paper would read otherwise than its text is
_NOT_TEXT = f"\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0\ufffe\uffff{_DIRECTIONS}"
_ODD = re.compile(f"[{_NOT_TEXT}\u00ad\u200b-\u200d\u2028\u2029\u2060\ufeff]|  ")
_BREAKS = re.compile("[ \t\r\n\x85\u2028\u2029]+")
_FORBIDDEN = re.compile(f"[{_NOT_TEXT}]")
_NEVER_PRINTED = "file"  # the path of an attachment
_INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200d\u2060\ufeff]*")


def clean(data: Plain) -> tuple[Plain, list[Problem]]:
    """A copy of the data with clean texts and text keys, and problems: forbidden characters, repeated keys."""
    cleaner = _Cleaner()
    return cleaner.clean(data), cleaner.problems


class _Cleaner:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._path: list[str | int] = []

    def clean(self, value: Plain) -> Plain:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return self._section(value)
        if isinstance(value, list):
            return self._list(value)
        return value

    def _text(self, text: str) -> str | None:
        self._tell_unprintable(text)
        if not _ODD.search(text):
            return text.strip() or None
        text = _BREAKS.sub(" ", text)
        found = _FORBIDDEN.search(text)
        if found:
            self._problem(f"недопустимый знак{_code(found[0])}, его нельзя напечатать: удалите его")
            text = _FORBIDDEN.sub("\ufffd", text)
        return None if _INVISIBLE.fullmatch(text) else text.strip()

    def _tell_unprintable(self, text: str) -> None:
        """Only letters and signs: control characters and lone surrogates have a word of their own above."""
        missing = [char for char in unprintable(text) if not _FORBIDDEN.match(char)]
        if missing and self._path[-1:] != [_NEVER_PRINTED]:
            shown = ", ".join(f"«{char}» (U+{ord(char):04X})" for char in missing[:5])
            self._problem(f"нельзя напечатать {shown}: такого знака нет в шрифтах; замените или удалите его")

    def _list(self, values: list[Plain]) -> list[Plain]:
        self._check_depth()
        cleaned = []
        self._path.append(0)
        for index, value in enumerate(values):
            self._path[-1] = index
            cleaned.append(self.clean(value))
        self._path.pop()
        return cleaned

    def _section(self, section: dict[str, Plain]) -> dict[str, Plain]:
        self._check_depth()
        cleaned = {}
        self._path.append("")
        for key, value in section.items():
            self._path[-1] = key
            if _FORBIDDEN.search(key):
                self._problem("в имени ключа недопустимый знак: наберите ключ заново")
            else:
                cleaned[key] = self.clean(value)
        self._tell_repeated(section)
        self._path.pop()
        return cleaned

    def _tell_repeated(self, section: dict[str, Plain]) -> None:
        for key in section.repeated if isinstance(section, RepeatedKeys) else ():
            self._path[-1] = key
            self._problem("ключ повторяется; оставьте один")

    def _check_depth(self) -> None:
        if len(self._path) >= MAX_DEPTH:
            raise whole_file(f"слишком глубокая вложенность (больше {MAX_DEPTH} уровней); проверьте скобки")

    def _problem(self, text: str) -> None:
        loc: Loc = tuple(self._path)
        self.problems.append(Problem(loc, text))


def _code(character: str) -> str:
    return "" if character == CONTROL_MARK else f" U+{ord(character):04X}"
