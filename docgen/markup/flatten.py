"""One Jinja text out of many: «extends», blocks and includes resolved before anything is drawn.

A twin is a template itself, so loops and conditions stay; only what joins files is resolved here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from docgen.errors import TemplateError

Read = Callable[[str], str]
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_EXTENDS = re.compile(r"""\{%-?\s*extends\s+["']([^"']+)["']\s*-?%\}""")
_INCLUDE = re.compile(r"""\{%-?\s*include\s+["']([^"']+)["']\s*-?%\}""")
_BLOCK = re.compile(r"\{%-?\s*(?:block\s+(\w+)[^%]*|(endblock)[^%]*)-?%\}")
_SUPER = re.compile(r"\{\{-?\s*super\(\)\s*-?\}\}")
_DEEPEST = 20
_Blocks = Mapping[str, tuple[str, ...]]


def flatten(html: str, read: Read) -> str:
    """The template with its parents and includes written into it.

    ``read`` gives the text of a template by the name in «extends» and «include». Raises TemplateError for names that
    are not literal, for files that include each other, and for blocks without an end.
    """
    flat = _joined(html, read, {}, 0)
    rest = re.search(r"\{%-?\s*(extends|include|import|from|macro|call|block|filter|raw|autoescape)\b[^%]*%\}", flat)
    if rest:
        told = f"Из этого шаблона DOCX и XLSX не сделать, они не понимают {rest.group()}: запишите его проще."
        raise TemplateError(told)
    return flat


def _joined(html: str, read: Read, blocks: _Blocks, depth: int) -> str:
    if depth > _DEEPEST:
        raise TemplateError("Шаблоны включают друг друга по кругу: проверьте extends и include.")
    html = _COMMENT.sub("", html)
    parent = _EXTENDS.search(html)
    if parent:
        own = {name: (*blocks.get(name, ()), text) for name, text in _named_blocks(html).items()}
        return _joined(read(parent.group(1)), read, {**blocks, **own}, depth + 1)
    whole = _with_blocks(html, blocks)
    return _INCLUDE.sub(lambda found: _joined(read(found.group(1)), read, {}, depth + 1), whole)


def _with_blocks(html: str, blocks: _Blocks) -> str:
    """Every block replaced by the text of the youngest template that has it."""
    pieces: list[str] = []
    for text, name in _split(html):
        if name is None:
            pieces.append(text)
            continue
        versions = (*blocks.get(name, ()), text)
        pieces.append(_with_blocks(_with_super(versions), blocks))
    return "".join(pieces)


def _with_super(versions: tuple[str, ...]) -> str:
    youngest, *older = versions
    return _SUPER.sub(lambda _: _with_super(tuple(older)) if older else "", youngest)


def _named_blocks(html: str) -> dict[str, str]:
    """Text of each block, of inner blocks too."""
    found: dict[str, str] = {}
    for text, name in _split(html):
        if name is not None:
            found |= {name: text, **_named_blocks(text)}
    return found


def _split(html: str) -> list[tuple[str, str | None]]:
    """The text between outermost blocks, and those blocks with their names."""
    pieces: list[tuple[str, str | None]] = []
    names: list[str] = []
    start = 0
    for tag in _BLOCK.finditer(html):
        opened = tag.group(1)
        if not opened and not names:
            raise TemplateError("Лишний {% endblock %}: такого блока никто не открывал.")
        name = None if opened else names.pop()
        if not names:
            pieces.append((html[start : tag.start()], name))
            start = tag.end()
        if opened:
            names.append(opened)
    if names:
        raise TemplateError(f"Блок {names[-1]} не закрыт: нет {{% endblock %}}.")
    return [*pieces, (html[start:], None)]
