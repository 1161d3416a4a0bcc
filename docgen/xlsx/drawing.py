"""The page as rows of the sheet: one text of Jinja, with statements around rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from docgen.errors import TemplateError
from docgen.markup import inline
from docgen.markup.inline import is_inline
from docgen.markup.look import UNDRESSED, Dress, Look
from docgen.markup.tree import Assignment, Branching, Child, Element
from docgen.xlsx.cells import LEFT_OUT, Cells, Spot, assignment, statements, within
from docgen.xlsx.grid import Grid, Lines, table_lines
from docgen.xlsx.shapes import BREAK, END, FILTER_END, NUMBER, Box, RowShape, Shapes, letters
from docgen.xlsx.styles import Style, room
from docgen.xlsx.tables import Table, table_dress

_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4"}
_TRANSPARENT = {"article", "body", "div", "footer", "header", "main", "root", "section"}
_POINTS_IN_MM = 72 / 25.4


@dataclass(slots=True)
class Drawing:
    """Draws blocks of a page; ``text_width`` in mm."""

    cells: Cells
    grid: Grid
    text_width: float
    has_one_header: bool
    shapes: Shapes = field(default_factory=Shapes)

    @property
    def look(self) -> Look:
        """What ``twin.yaml`` says."""
        return self.cells.look

    def blocks(self, children: Sequence[Child], dress: Dress = UNDRESSED) -> str:
        """Rows of everything among these children: stray text becomes a paragraph, as in HTML."""
        found: list[str] = []
        waiting: list[Child] = []
        for child in children:
            if is_inline(child):
                waiting.append(child)
                continue
            found.append(self._stray(waiting, dress))
            waiting = []
            found.append(self._block(child, dress))
        return "".join((*found, self._stray(waiting, dress)))

    def _stray(self, children: Sequence[Child], dress: Dress) -> str:
        if inline.is_visible(children):
            return self._paragraph(children, self.look.element("p").under(dress))
        return "".join(
            assignment(child) if isinstance(child, Assignment) else self._statements(child, dress)
            for child in children
            if isinstance(child, (Assignment, Branching))
        )

    def _statements(self, branching: Branching, dress: Dress) -> str:
        return statements(branching, lambda inner: self.blocks(inner, dress))

    def _block(self, child: Child, dress: Dress) -> str:
        if isinstance(child, Branching):
            return self._statements(child, dress)
        assert isinstance(child, Element)  # noqa: S101  the rest is inline
        drawn = self._element(child, dress)
        return f"{BREAK}{drawn}" if "page-break" in child.classes else drawn

    def _element(self, element: Element, dress: Dress) -> str:
        if element.tag in _TRANSPARENT:
            return self.blocks(element.children, within(dress, element.classes, self.look))
        if element.tag in _PARAGRAPHS:
            own = self.look.element(element.tag).under(dress)
            return self._paragraph(element.children, within(own, element.classes, self.look))
        if element.tag == "table":
            return self._table(element, dress)
        raise TemplateError(f"Таблица XLSX не понимает тег <{element.tag}> в этом месте: см. словарь шаблонов.")

    def _paragraph(self, children: Sequence[Child], dress: Dress) -> str:
        """A row merged over the whole width."""
        style = self.cells.styles.of(dress)
        spots = [Spot(letters(column), dress, style) for column in range(self.grid.columns)]
        inside = self.cells.text(children, spots[0])
        rest = "".join(self.cells.blank(spot) for spot in spots[1:]) if style.has_lines else ""
        width = sum(self.grid.widths) * self.text_width * _POINTS_IN_MM
        box = Box(width=width, size=style.font.size, is_bold=style.font.bold, room=room(dress))
        merges = ((0, self.grid.columns - 1, 1),) if self.grid.columns > 1 else ()
        shape = RowShape(merges=merges, boxes=(("A", box),), is_paragraph=True)
        return f'{self.shapes.mark(shape)}<row r="{NUMBER}">{inside}{rest}{END}'

    def _table(self, element: Element, dress: Dress) -> str:
        found = table_dress(element, self.look)
        lines = table_lines(element, self.text_width, (found.table.width or 100) / 100)
        table = Table(
            cells=self.cells,
            shapes=self.shapes,
            dress=found,
            edges=self.grid.edges(lines),
            widths=tuple(width * self.text_width * _POINTS_IN_MM for width in self.grid.widths),
            is_filter=lines.is_filter,
            is_main=lines.is_filter or (self.has_one_header and not self.grid.is_fixed),
        )
        before = _spacer(found.table.before) if found.table.before else ""
        end = FILTER_END if lines.is_filter else ""
        return f"{before}{table.rows(element, dress)}{end}{self._under(found.table.gap, table)}"

    def _under(self, gap: float | None, table: Table) -> str:
        """The space behind a table, and in it the line under the table."""
        style = self.cells.styles.rule_of(table.dress.table)
        spots = [] if style is None else [_empty(column, style) for column in range(table.edges[-1])]
        return _spacer(gap or 1, "".join(self.cells.blank(spot) for spot in spots))


def _spacer(points: float, cells: str = "") -> str:
    return f'<row r="{NUMBER}" ht="{points:g}" customHeight="1">{cells}{END}'


def _empty(column: int, style: Style) -> Spot:
    return Spot(letters(column), UNDRESSED, style)


def pruned(element: Element) -> Element:
    """The tree without what the sheet leaves out."""
    return replace(element, children=_pruned(element.children))


def _pruned(children: Sequence[Child]) -> list[Child]:
    found: list[Child] = []
    for child in children:
        if isinstance(child, Element):
            if not {inline.HIDDEN, LEFT_OUT} & set(child.classes):
                found.append(pruned(child))
        elif isinstance(child, Branching):
            found.append(replace(child, branches=[(code, _pruned(inner)) for code, inner in child.branches]))
        else:
            found.append(child)
    return found


def tables(children: Sequence[Child]) -> list[Element]:
    """All tables of a page in order, those of every branch."""
    found: list[Element] = []
    for child in children:
        if isinstance(child, Element):
            found += [child] if child.tag == "table" else tables(child.children)
        elif isinstance(child, Branching):
            found += (table for _, inner in child.branches for table in tables(inner))
    return found


def lines_of(found: Sequence[Element], look: Look, text_width: float) -> list[Lines]:
    """Columns of each table."""
    return [
        table_lines(element, text_width, (table_dress(element, look).table.width or 100) / 100) for element in found
    ]


def has_one_header(children: Sequence[Child]) -> bool:
    """Is there exactly one table with a header, printed at most once?"""
    return sum(_headers(children)) == 1


def _headers(children: Sequence[Child]) -> list[int]:
    """For each table with a header how often it may stand on the sheet: 2 is «many times»."""
    found: list[int] = []
    for child in children:
        if isinstance(child, Branching):
            inner = [times for _, branch in child.branches for times in _headers(branch)]
            found += [2 for _ in inner] if child.kind == "for" else inner
        elif isinstance(child, Element) and child.tag == "table":
            found += [1 for part in child.children if isinstance(part, Element) and part.tag == "thead"]
        elif isinstance(child, Element):
            found += _headers(child.children)
    return found
