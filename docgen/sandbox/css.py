"""CSS that we did not write: every address in it, however it is spelled (CSS Syntax Module Level 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.sandbox.data_urls import fault_of_address

_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_TOKEN = re.compile(
    rf"/\*.*?(?:\*/|\Z)|(?P<string>{_STRING})|(?P<name>@?(?:[\w-]|[^\x00-\x7f]|\\[0-9a-fA-F]{{1,6}}\s?|\\[^\n])+)(?P<call>\()?",
    re.DOTALL,
)
_ARGUMENT = re.compile(rf"\s*(?:(?P<string>{_STRING})|(?P<raw>(?:[^)\\]|\\.)*))", re.DOTALL)
_WITH_IMAGE_LIST = {"image", "image-set", "-webkit-image-set", "cross-fade"}
_WITH_ADDRESS = {"url", "src"} | _WITH_IMAGE_LIST


def faults_of_css(css: str) -> Iterator[tuple[int, str]]:
    """Where (offset) and what, in Russian, is forbidden in a style sheet or a style attribute."""
    for token in _TOKEN.finditer(css):
        if token["name"] is None:
            continue
        name = _unescaped(token["name"]).lower()
        if name == "@import":
            yield token.start(), "связанный файл стилей (@import)"
        elif token["call"] and name in _WITH_ADDRESS and (fault := _fault_of_argument(css, token.end(), name)):
            yield token.start(), f"{fault} ({name}() в стилях)"


def _fault_of_argument(css: str, at: int, name: str) -> str:
    argument = _ARGUMENT.match(css, at)
    if argument is None:
        return ""
    quoted = argument["string"]
    if quoted is None and name in _WITH_IMAGE_LIST:
        return ""  # what it lists are calls of url(), found by themselves
    return fault_of_address(_unescaped(quoted[1:-1] if quoted else argument["raw"].strip()))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return "" if escape[2] == "\n" else escape[2]
    code = int(escape[1], 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
