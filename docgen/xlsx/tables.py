"""HTML tables as rows of the sheet: spans as merged ranges, statements around rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from docgen.errors import TemplateError
from docgen.markup.inline import STRUCTURE
from docgen.markup.look import Dress, Look, TableDress
from docgen.markup.tree import Assignment, Branching, Child, Element, Text
from docgen.xlsx.cells import LEFT_OUT, NUMERIC, Cells, Spot, assignment, statements, within
from docgen.xlsx.grid import FILTER, number
from docgen.xlsx.shapes import BREAK, END, GAP, NUMBER, Box, RowShape, Shapes, letters
from docgen.xlsx.styles import Style, least_height, room

_GROUPS = {"thead", "tbody", "tfoot"}


def table_dress(element: Element, look: Look) -> TableDress:
    """The look of a table. Raises TemplateError for a class that ``twin.yaml`` does not describe."""
    dress = look.of_table("table") or TableDress()
    for name in element.classes:
        found = look.of_table(name)
        if found is None and name not in STRUCTURE | look.ignored | {FILTER, LEFT_OUT}:
            raise TemplateError(
                f"Класс таблицы «{name}» не описан: добавьте его в twin.yaml вида или в общий, в tables."
            )
        dress = dress if found is None else dress.under(found)
    return dress


@dataclass(frozen=True, slots=True)
class _Context:
    """What a row inherits from its group and the blocks around."""

    dress: Dress
    is_header: bool = False


@dataclass(slots=True)
class _Hanging:
    """A cell that goes on into the next rows, over columns up to ``until`` of the table."""

    rows: int
    until: int
    style: Style


@dataclass(slots=True)
class _Row:
    """A row on its way: XML of its cells and facts for its shape."""

    cells: list[str] = field(default_factory=list)
    merges: list[tuple[int, int, int]] = field(default_factory=list)
    boxes: list[tuple[str, Box]] = field(default_factory=list)
    least: float = 0
    is_spanned: bool = False


@dataclass(slots=True)
class Table:
    """Draws a table. edges: the grid's column where each column of the table begins; widths: points of the grid's.

    is_main: its header repeats on every page. is_filter: its rows are never merged.
    """

    cells: Cells
    shapes: Shapes
    dress: TableDress
    edges: tuple[int, ...]
    widths: tuple[float, ...]
    is_filter: bool
    is_main: bool
    hanging: dict[int, _Hanging] = field(default_factory=dict)

    def rows(self, element: Element, dress: Dress) -> str:
        """All rows. Raises TemplateError for rows that do not fill the table and for spans across statements."""
        drawn = self._rows(element.children, _Context(dress))
        if self.hanging:
            raise TemplateError("rowspan выходит за последнюю строку таблицы.")
        return drawn

    def _rows(self, children: Sequence[Child], context: _Context) -> str:
        found: list[str] = []
        for child in children:
            if isinstance(child, Assignment):
                found.append(assignment(child))
            elif isinstance(child, Branching):
                found.append(statements(child, lambda inner: self._branch(inner, context)))
            elif isinstance(child, Element):
                found.append(self._element(child, context))
            elif not isinstance(child, Text) or child.value.strip():
                raise TemplateError("В таблице вне ячеек могут стоять только строки и операторы.")
        return "".join(found)

    def _branch(self, children: Sequence[Child], context: _Context) -> str:
        if self.hanging:
            raise TemplateError("rowspan не может выходить за {% for %} и {% if %}.")
        drawn = self._rows(children, context)
        if self.hanging:
            raise TemplateError("rowspan не может выходить за {% for %} и {% if %}.")
        return drawn

    def _element(self, element: Element, context: _Context) -> str:
        if element.tag in {"colgroup", "col"}:
            return ""
        inner = replace(context, dress=within(context.dress, element.classes, self.cells.look))
        begin = BREAK if "page-break" in element.classes else ""
        if element.tag in _GROUPS:
            return begin + self._rows(element.children, replace(inner, is_header=element.tag == "thead"))
        if element.tag == "tr":
            return begin + self._row(element, inner)
        raise TemplateError(f"Тег <{element.tag}> не может стоять в таблице вне строк.")

    def _row(self, element: Element, context: _Context) -> str:
        sources = _cells(element)
        row = _Row()
        column, last = 0, len(self.edges) - 1
        while column < last:
            if column in self.hanging:
                column = self._hung(column, row)
            elif sources:
                column = self._cell(sources.pop(0), column, row, context)
            else:
                break
        if sources or column != last:
            raise TemplateError(f"Строка таблицы не заполняет ровно {last} колонок: проверьте ячейки и colspan.")
        cells = "".join(row.cells)
        return f'{self.shapes.mark(self._shape(row, context, cells))}<row r="{NUMBER}">{cells}{END}'

    def _shape(self, row: _Row, context: _Context, cells: str) -> RowShape:
        has_height = context.is_header or bool(row.merges) or row.least > 0 or any(box.room for _, box in row.boxes)
        return RowShape(
            merges=tuple(row.merges),
            boxes=tuple(row.boxes) if has_height else (),
            least=row.least,
            has_gaps=GAP in cells,
            is_header=context.is_header and self.is_main,
            is_filter=context.is_header and self.is_filter,
            is_spanned=row.is_spanned,
        )

    def _hung(self, column: int, row: _Row) -> int:
        """Blank cells under a cell of a row above."""
        hanging = self.hanging[column]
        hanging.rows -= 1
        if not hanging.rows:
            del self.hanging[column]
        row.cells += self._blanks(self.edges[column], self.edges[hanging.until], hanging.style)
        return hanging.until

    def _cell(self, element: Element, column: int, row: _Row, context: _Context) -> int:
        span, rows = number(element, "colspan"), number(element, "rowspan")
        until = column + span
        if until >= len(self.edges) or any(place in self.hanging for place in range(column, until)):
            raise TemplateError("Ячейка с colspan не помещается в строку таблицы: проверьте colspan и rowspan.")
        dress = self._dress(element, context)
        style = self.cells.styles.of_cell(dress, self.dress.table)
        first, end = self.edges[column], self.edges[until]
        if rows > 1:
            self.hanging[column] = _Hanging(rows - 1, until, style)
        if self.is_filter and not context.is_header and (span > 1 or rows > 1):
            self._spread(element, (first, end), dress, style, row)
            return until
        if end - first > 1 or rows > 1:
            row.merges.append((first, end - 1, rows))
        is_numeric = not NUMERIC.isdisjoint(element.classes)
        box = self._box(first, end, dress, style, rows)
        row.cells.append(self.cells.cell(element.children, Spot(letters(first), dress, style, is_numeric, box)))
        row.cells += self._blanks(first + 1, end, style)
        row.least = max(row.least, least_height(dress.cell))
        row.boxes.append((letters(first), box))
        return until

    def _spread(self, element: Element, columns: tuple[int, int], dress: Dress, style: Style, row: _Row) -> None:
        """A span in a table to filter, not merged: its text runs over the empty cells beside it."""
        first, end = columns
        style = replace(style, wrap=False)
        holder = end - 1 if style.align == "right" else first
        is_numeric = not NUMERIC.isdisjoint(element.classes)
        row.is_spanned = True
        for column in range(first, end):
            left, right = style.left if column == first else 0, style.right if column == end - 1 else 0
            spot = Spot(letters(column), dress, replace(style, left=left, right=right), is_numeric)
            row.cells.append(self.cells.cell(element.children, spot) if column == holder else self.cells.blank(spot))

    def _box(self, first: int, end: int, dress: Dress, style: Style, rows: int) -> Box:
        font = style.font
        return Box(width=sum(self.widths[first:end]), size=font.size, is_bold=font.bold, room=room(dress), rows=rows)

    def _blanks(self, first: int, end: int, style: Style) -> list[str]:
        if not style.has_lines:
            return []
        return [self.cells.blank(Spot(letters(column), Dress(), style)) for column in range(first, end)]

    def _dress(self, element: Element, context: _Context) -> Dress:
        """Dressed by the table, then as a header cell, then by the group's and row's classes, then by its own."""
        base = self.dress.text.under(self.dress.head) if element.tag == "th" else self.dress.text
        dress = within(base.under(context.dress), element.classes, self.cells.look)
        paragraphs = [child for child in element.children if not _is_blank(child)]
        if len(paragraphs) == 1 and isinstance(paragraphs[0], Element) and paragraphs[0].tag in {"p", "div"}:
            return within(dress, paragraphs[0].classes, self.cells.look)
        return dress


def _cells(element: Element) -> list[Element]:
    for child in element.children:
        if not _is_blank(child) and not (isinstance(child, Element) and child.tag in {"td", "th"}):
            raise TemplateError("В строке таблицы могут стоять только <td> и <th>, без операторов между ними.")
    return [child for child in element.children if isinstance(child, Element)]


def _is_blank(child: Child) -> bool:
    return isinstance(child, Text) and not child.value.strip()
