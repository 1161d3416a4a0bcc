"""Jinja HTML as a tree, in which statements stand where they were written.

An HTML parser would throw statements out of tables, so tags of Jinja go through it as single private characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from docgen.errors import TemplateError
from docgen.markup.codes import tidy

_TAG = re.compile(r"\{\{(?P<expression>.*?)\}\}|\{%(?P<statement>.*?)%\}", re.DOTALL)
_TRIM_BEFORE = re.compile(r"\s*\{([{%])-")
_TRIM_AFTER = re.compile(r"-([}%])\}\s*")
_NO_TRIM = re.compile(r"(?<=\{%)\+|\+(?=%\})")
_FIRST_PRIVATE = 0xF0000  # plane 15: no template writes these characters
_PRIVATE = re.compile("([\U000f0000-\U000fffff])")
_VOID = {"br", "col", "hr", "img", "meta", "link"}
_OPENING = {"for": "endfor", "if": "endif", "with": "endwith"}
_MIDDLE = {"elif", "else"}


@dataclass(frozen=True, slots=True)
class Text:
    """Text as HTML means it, entities resolved."""

    value: str


@dataclass(frozen=True, slots=True)
class Expression:
    """``{{ code }}``."""

    code: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """``{% set … %}``: prints nothing."""

    code: str


@dataclass(slots=True)
class Branching:
    """``{% for %}``, ``{% if %}`` or ``{% with %}``: the code of each branch and what it holds."""

    kind: str
    branches: list[tuple[str, list[Text | Expression | Assignment | Branching | Element]]]

    @property
    def end(self) -> str:
        """Code of the closing statement."""
        return _OPENING[self.kind]


@dataclass(slots=True)
class Element:
    """An HTML element; ``attributes`` without its classes."""

    tag: str
    classes: tuple[str, ...]
    attributes: dict[str, str]
    children: list[Text | Expression | Assignment | Branching | Element] = field(default_factory=list)


Child = Text | Expression | Assignment | Branching | Element


def parse(html: str) -> Element:
    """The <body> of a flat template (or the whole, if there is none).

    Raises TemplateError where an element or a statement is not closed inside the element in which it was opened.
    """
    html = _NO_TRIM.sub("", _TRIM_AFTER.sub(r"\1}", _TRIM_BEFORE.sub(r"{\1", html)))
    builder = _Builder()
    builder.feed(_TAG.sub(builder.hide, html))
    builder.close()
    return builder.body()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.codes: list[Expression | str] = []
        self.root = Element("root", (), {})
        self.open: list[Element | Branching] = [self.root]

    def hide(self, found: re.Match[str]) -> str:
        """A private character in place of a tag of Jinja."""
        statement = found["statement"]
        is_statement = statement is not None
        self.codes.append(tidy(statement) if is_statement else Expression(tidy(found["expression"])))
        return chr(_FIRST_PRIVATE + len(self.codes) - 1)

    def body(self) -> Element:
        """What is to be drawn. Raises TemplateError if something was left open."""
        if len(self.open) > 1:
            raise TemplateError(f"Не закрыт {_name(self.open[-1])}.")
        return _find(self.root, "body") or self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        element = Element(tag, tuple(given.pop("class", "").split()), given)
        self._append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        last = self.open.pop() if len(self.open) > 1 else None
        if not isinstance(last, Element) or last.tag != tag:
            raise TemplateError(f"</{tag}> закрывает {_name(last)}: закройте теги и операторы в обратном порядке.")

    def handle_data(self, data: str) -> None:
        for piece in _PRIVATE.split(data):
            if not _PRIVATE.fullmatch(piece):
                self._append(Text(piece))
                continue
            code = self.codes[ord(piece) - _FIRST_PRIVATE]
            if isinstance(code, Expression):
                self._append(code)
            else:
                self._statement(code)

    def _statement(self, code: str) -> None:
        word = code.split(maxsplit=1)[0] if code else ""
        if word in _OPENING:
            opened = Branching(word, [(code, [])])
            self._append(opened)
            self.open.append(opened)
        elif word == "set" and "=" in code:
            self._append(Assignment(code))
        else:
            self._go_on(word, code)

    def _go_on(self, word: str, code: str) -> None:
        """Middle and end of a statement."""
        last = self.open[-1]
        if isinstance(last, Branching) and word in _MIDDLE:
            last.branches.append((code, []))
        elif isinstance(last, Branching) and word == last.end:
            self.open.pop()
        else:
            raise TemplateError(f"{{% {code} %}} стоит не там: оператор закрывают внутри того тега, где он открыт.")

    def _append(self, child: Child) -> None:
        last = self.open[-1]
        (last.children if isinstance(last, Element) else last.branches[-1][1]).append(child)


def classes(element: Element) -> frozenset[str]:
    """All classes of an element and of everything in it."""
    found = set(element.classes)
    for child in element.children:
        found |= _classes(child)
    return frozenset(found)


def _classes(child: Child) -> frozenset[str]:
    if isinstance(child, Element):
        return classes(child)
    if isinstance(child, Branching):
        return frozenset().union(*(_classes(inner) for _, branch in child.branches for inner in branch))
    return frozenset()


def _find(element: Element, tag: str) -> Element | None:
    for child in element.children:
        if isinstance(child, Element):
            found = child if child.tag == tag else _find(child, tag)
            if found:
                return found
    return None


def _name(opened: Element | Branching | None) -> str:
    if opened is None:
        return "лишний тег"
    return f"тег <{opened.tag}>" if isinstance(opened, Element) else f"оператор {{% {opened.branches[0][0]} %}}"
