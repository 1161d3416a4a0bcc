"""Jinja code inside WordprocessingML: docxtpl changes some characters of a tag, so those are written otherwise."""

from __future__ import annotations

import re
from html import escape

from docgen.errors import TemplateError

_LITERAL = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""", re.DOTALL)
_LITERAL_OR_SPACES = re.compile(rf"({_LITERAL.pattern})|\s+", re.DOTALL)
# docxtpl straightens curly quotes, takes «&amp;» for text, and ends a tag at the first «}» or «%».
_UNSAFE = re.compile("[“”‘’&<>{}%#\n\r\t\f]")


def tidy(code: str) -> str:
    """Code on one line, with single spaces outside its literals."""
    return _LITERAL_OR_SPACES.sub(lambda found: found[1] or " ", code).strip()


def inline(code: str) -> str:
    """XML text of a tag's code."""
    return escape(_spelled(code), quote=False)


def expression(code: str) -> str:
    """XML text of ``{{ code }}``."""
    return f"{{{{ {inline(code)} }}}}"


def statement(code: str, scope: str = "") -> str:
    """XML text of ``{% code %}``; ``scope`` is docxtpl's letter for what the statement replaces: «p», «tr» or nothing.

    Raises TemplateError for code that docxtpl would cut off.
    """
    spelled = inline(code)
    if scope and ("%" in spelled or "}" in spelled):
        raise TemplateError(
            f"В операторе {{% {code} %}} знаки «%» и «}}» вне кавычек нельзя: вынесите условие в данные."
        )
    return f"{{%{scope} {spelled} %}}"


def _spelled(code: str) -> str:
    return _LITERAL.sub(lambda literal: _UNSAFE.sub(_number, literal.group()), code)


def _number(character: re.Match[str]) -> str:
    return f"\\u{ord(character.group()):04x}"
