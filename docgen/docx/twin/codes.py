"""Jinja code inside WordprocessingML: docxtpl changes some characters of a tag, so those are written otherwise."""

from __future__ import annotations

import re

from markupsafe import escape

from docgen.errors import TemplateError

_LITERAL = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""")
# docxtpl straightens curly quotes, takes «&amp;» for text, and ends a tag at the first «}» or «%».
_UNSAFE = re.compile("[“”‘’&<>{}%#]")


def inline(code: str) -> str:
    """XML text of a tag's code."""
    return str(escape(_spelled(code)).replace("&#34;", '"').replace("&#39;", "'"))


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
