"""Children of a paragraph as pieces: text, tags and line breaks with the look that sets them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.errors import TemplateError
from docgen.markup.look import Dress, Look, Run
from docgen.markup.pieces import Piece, PieceKind
from docgen.markup.spacing import Fork, Item, collapse
from docgen.markup.tree import Assignment, Branching, Child, Element, Expression, Text

HIDDEN = "pdf-only"
_RUNS = {
    "a": Run(),
    "b": Run(bold=True),
    "em": Run(italic=True),
    "i": Run(italic=True),
    "span": Run(),
    "strong": Run(bold=True),
    "sub": Run(position="subscript"),
    "sup": Run(position="superscript"),
    "u": Run(underline=True),
}
INLINE = frozenset({*_RUNS, "br"})
STRUCTURE = frozenset({"keep", "keep-next", "page-break", HIDDEN})  # classes with a meaning of their own


def is_inline(child: Child) -> bool:
    """May this stand inside a paragraph?"""
    if isinstance(child, Element):
        return child.tag in INLINE
    if isinstance(child, Branching):
        return all(is_inline(inner) for _, branch in child.branches for inner in branch)
    return True


def pieces(children: Sequence[Child], look: Look) -> tuple[Piece, ...]:
    """A paragraph's pieces. Raises TemplateError for an element that may not stand inside a paragraph."""
    return collapse(list(_items(children, Run(), look)))


def is_visible(children: Sequence[Child]) -> bool:
    """Could these print anything?"""
    return any(_is_visible(child) for child in children)


def _is_visible(child: Child) -> bool:
    if isinstance(child, Text):
        return bool(child.value.strip(" \t\r\n\f"))
    if isinstance(child, Element):
        return HIDDEN not in child.classes and (child.tag == "br" or is_visible(child.children))
    if isinstance(child, Branching):
        return any(is_visible(inner) for _, inner in child.branches)
    return isinstance(child, Expression)


def _items(children: Sequence[Child], run: Run, look: Look) -> Iterator[Item]:
    for child in children:
        if isinstance(child, Text):
            yield Piece(PieceKind.TEXT, child.value, run)
        elif isinstance(child, Expression):
            yield Piece(PieceKind.EXPRESSION, child.code, run)
        elif isinstance(child, Assignment):
            yield Piece(PieceKind.STATEMENT, child.code)
        elif isinstance(child, Branching):
            branches = ((code, tuple(_items(inner, run, look))) for code, inner in child.branches)
            yield Fork(child.kind, tuple(branches), child.end)
        else:
            yield from _element(child, run, look)


def _element(element: Element, run: Run, look: Look) -> Iterator[Item]:
    if HIDDEN in element.classes:
        return
    if element.tag == "br":
        yield Piece(PieceKind.BREAK, run=run)
        return
    if element.tag not in _RUNS:
        raise TemplateError(f"Тег <{element.tag}> не может стоять внутри абзаца.")
    for name in element.classes:
        run = run.under(dress_of(name, look).run)
    yield from _items(element.children, run.under(_RUNS[element.tag]), look)


def dress_of(name: str, look: Look) -> Dress:
    """Dress of a class. Raises TemplateError if ``twin.yaml`` does not know it."""
    found = look.of_class(name)
    if found is None and name not in look.ignored:
        raise TemplateError(
            f"Класс «{name}» не описан: добавьте его в twin.yaml вида или в общий, в classes или в ignored."
        )
    return found or Dress()
