"""Elements of the page as paragraphs and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from docgen.docx.twin.keeping import begun_on_a_page, kept, kept_with_next
from docgen.docx.twin.model import Block, Blocks, Choice, Paragraph, Set
from docgen.docx.twin.styles import Styles
from docgen.errors import TemplateError
from docgen.markup import inline
from docgen.markup.look import UNDRESSED, Dress, Look
from docgen.markup.tree import Assignment, Branching, Child, Element

_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4"}
_TRANSPARENT = {"article", "body", "div", "footer", "header", "main", "root", "section"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks stand: names and titles for the styles made there, and the dress that they inherit.

    In a table cell a <p> is dressed by the cell; elsewhere by its element.
    """

    look: Look
    styles: Styles
    names: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    dress: Dress = UNDRESSED
    is_cell: bool = False

    def within(self, classes: Sequence[str]) -> Place:
        """The place inside an element of these classes."""
        place = self
        for name in classes:
            if name not in inline.STRUCTURE:
                place = place._in_class(name)
        return place

    def _in_class(self, name: str) -> Place:
        dress = inline.dress_of(name, self.look)
        if dress == UNDRESSED:
            return self
        titles = (*self.titles, dress.paragraph.title or name)
        return replace(self, names=(*self.names, name), titles=titles, dress=self.dress.under(dress))

    def inside(self, tag: str) -> Place:
        """The place inside a paragraph element, which its tag dresses first."""
        if self.is_cell and tag == "p":
            return self
        dress = self.look.element(tag)
        title = dress.paragraph.title or tag
        return replace(self, names=(tag, *self.names), titles=(title, *self.titles), dress=dress.under(self.dress))

    @property
    def style(self) -> str:
        """Style of a paragraph here."""
        return self.styles.paragraph(self.names, self.titles, self.dress)


def blocks(children: Sequence[Child], place: Place) -> Blocks:
    """Everything among these children: stray text becomes a paragraph, as in HTML."""
    found: list[Block | Choice[Block] | Set] = []
    waiting: list[Child] = []
    for child in children:
        if inline.is_inline(child):
            waiting.append(child)
            continue
        found += _stray(waiting, place)
        waiting = []
        found += _block(child, place)
    return (*found, *_stray(waiting, place))


def _stray(children: Sequence[Child], place: Place) -> Blocks:
    if inline.is_visible(children):
        style = place.style if place.is_cell else place.inside("p").style
        return (Paragraph(style, inline.pieces(children, place.look)),)
    silent: list[Block | Choice[Block] | Set] = []
    for child in children:
        if isinstance(child, Assignment):
            silent.append(Set(child.code))
        elif isinstance(child, Branching):
            silent += _choice(child, place)
    return tuple(silent)


def _block(child: Child, place: Place) -> Blocks:
    if isinstance(child, Branching):
        return _choice(child, place)
    assert isinstance(child, Element)  # noqa: S101  the rest is inline
    if inline.HIDDEN in child.classes:
        return ()
    return _shaped(_element(child, place), child.classes)


def _choice(branching: Branching, place: Place) -> Blocks:
    branches = tuple((code, blocks(inner, place)) for code, inner in branching.branches)
    return (Choice(branches, branching.end),) if any(inner for _, inner in branches) else ()


def _element(element: Element, place: Place) -> Blocks:
    if element.tag in _TRANSPARENT:
        return blocks(element.children, place.within(element.classes))
    if element.tag in _PARAGRAPHS:
        style = place.inside(element.tag).within(element.classes).style
        return (Paragraph(style, inline.pieces(element.children, place.look)),)
    if element.tag == "table" and not place.is_cell:
        from docgen.docx.twin.tables import table  # cells hold blocks again

        return table(element, place)
    raise TemplateError(f"Двойник DOCX не понимает тег <{element.tag}> в этом месте: см. словарь шаблонов.")


def _shaped(found: Blocks, classes: Sequence[str]) -> Blocks:
    if "keep" in classes:
        found = kept(found)
    if "keep-next" in classes:
        found = kept_with_next(found)
    if "page-break" in classes:
        found = begun_on_a_page(found)
    return found
