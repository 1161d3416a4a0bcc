"""HTML tables as Word's: fixed columns, spans, header rows that repeat, statements around rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from docgen.docx.twin.blocks import Place, blocks
from docgen.docx.twin.keeping import has_sure_row, is_sure, kept_rows, kept_with_next
from docgen.docx.twin.model import Blocks, Cell, Choice, Paragraph, Row, Rows, Set, Table
from docgen.docx.twin.styles import TAIL, from_mm
from docgen.errors import TemplateError
from docgen.markup.inline import STRUCTURE
from docgen.markup.look import CellLook, TableDress
from docgen.markup.tree import Assignment, Branching, Child, Element, Text

_WIDTH = re.compile(r"width:\s*([\d.]+)\s*(%|mm|cm|pt)")
_MM = {"mm": 1.0, "cm": 10.0, "pt": 25.4 / 72}
_GROUPS = {"thead", "tbody", "tfoot"}


def table(element: Element, place: Place) -> Blocks:
    """A table between empty paragraphs that keep it apart from other blocks."""
    dress, titles = _dress(element, place)
    names = tuple(name for name in element.classes if name not in STRUCTURE)
    style = place.styles.table(names, titles, dress.table)
    widths = _widths(element, round(place.look.theme.page.text_width * (dress.table.width or 100) / 100))
    rows = _Rows(replace(place, names=names, titles=titles, is_cell=True), dress, widths).read(element)
    before = (Paragraph(place.styles.gap(dress.table.before)),) if dress.table.before else ()
    behind = Paragraph(place.styles.gap(dress.table.gap or 1))
    return (*before, Table(style, widths, dress.table.align or "left", rows), behind)


def _dress(element: Element, place: Place) -> tuple[TableDress, tuple[str, ...]]:
    dress = place.look.of_table("table") or TableDress()
    titles: tuple[str, ...] = ()
    for name in element.classes:
        found = place.look.of_table(name)
        if found is None and name not in STRUCTURE | place.look.ignored:
            raise TemplateError(
                f"Класс таблицы «{name}» не описан: добавьте его в twin.yaml вида или в общий, в tables."
            )
        if found is not None:
            dress = dress.under(found)
            titles = (*titles, found.table.title) if found.table.title else titles
    return dress, titles or ("Таблица",)


def _widths(element: Element, whole: int) -> tuple[int, ...]:
    """Widths of columns in twips; those not stated share what is left."""
    stated = [_width(column, whole) for column in _columns(element)]
    free = sum(width is None for width in stated)
    left = max(whole - sum(width or 0 for width in stated), 0)
    widths = [left // free if width is None else width for width in stated]
    if widths:
        widths[-1] += whole - sum(widths) if abs(whole - sum(widths)) < len(widths) * 2 else 0
    return tuple(widths)


def _columns(element: Element) -> list[Element | None]:
    groups = [child for child in element.children if isinstance(child, Element) and child.tag == "colgroup"]
    columns = [child for group in groups for child in group.children if isinstance(child, Element)]
    if columns:
        return [column for column in columns for _ in range(_number(column, "span"))]
    first = next(_first_rows(element), None)
    cells = first.children if first else ()
    return [None for cell in cells if isinstance(cell, Element) for _ in range(_number(cell, "colspan"))]


def _first_rows(element: Element) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element):
            yield from [child] if child.tag == "tr" else _first_rows(child)
        elif isinstance(child, Branching):
            for _, inner in child.branches:
                yield from _first_rows(Element("", (), {}, inner))


def _width(column: Element | None, whole: int) -> int | None:
    found = _WIDTH.search(column.attributes.get("style", "")) if column else None
    if found is None:
        return None
    number, unit = float(found[1]), found[2]
    return round(whole * number / 100) if unit == "%" else from_mm(number * _MM[unit])


def _number(element: Element, attribute: str) -> int:
    value = element.attributes.get(attribute, "1")
    if not value.isdecimal() or value == "0":
        raise TemplateError(f"{attribute}=«{value}» в таблице должно быть целым числом от 1.")
    return int(value)


@dataclass(slots=True)
class _Hanging:
    """A cell that goes on into the next rows."""

    rows: int
    cell: Cell


@dataclass(slots=True)
class _Rows:
    place: Place
    dress: TableDress
    widths: tuple[int, ...]
    hanging: dict[int, _Hanging] = field(default_factory=dict)

    def read(self, element: Element) -> Rows:
        """All rows of a table, of which at least one prints whatever the data."""
        rows = self._rows(element.children, self.place, is_header=False)
        if not rows:
            raise TemplateError("В таблице нет ни одной строки.")
        return rows if has_sure_row(rows) else self._with_spare_row(rows)

    def _with_spare_row(self, rows: Rows) -> Rows:
        """An «else» that prints an unseen row, for a table whose rows all hang on data."""
        sides = CellLook(top=0, right=0, bottom=0, left=0)
        spare = Row((Cell(sum(self.widths), len(self.widths), "", sides, (Paragraph(TAIL),)),), is_header=False)
        place = next(place for place, row in enumerate(rows) if isinstance(row, Choice))
        choice = rows[place]
        assert isinstance(choice, Choice)  # noqa: S101  found as such
        added = replace(choice, branches=(*choice.branches, ("else", (spare,))))
        return (*rows[:place], added, *rows[place + 1 :])

    def _rows(self, children: Sequence[Child], place: Place, *, is_header: bool) -> Rows:
        found: list[Row | Choice[Row] | Set] = []
        for child in children:
            if isinstance(child, Assignment):
                found.append(Set(child.code))
            elif isinstance(child, Branching):
                found.append(self._choice(child, place, is_header=is_header))
            elif isinstance(child, Element):
                found += self._element(child, place, is_header=is_header)
            elif not isinstance(child, Text) or child.value.strip():
                raise TemplateError("В таблице вне ячеек могут стоять только строки и операторы.")
        return tuple(found)

    def _choice(self, branching: Branching, place: Place, *, is_header: bool) -> Choice[Row]:
        branches = []
        for code, inner in branching.branches:
            branches.append((code, self._rows(inner, place, is_header=is_header)))
            if self.hanging:
                raise TemplateError("rowspan не может выходить за {% for %} и {% if %}.")
        return Choice(tuple(branches), branching.end)

    def _element(self, element: Element, place: Place, *, is_header: bool) -> Rows:
        if element.tag in {"colgroup", "col"} or "pdf-only" in element.classes:
            return ()
        if element.tag in _GROUPS:
            inner = self._rows(element.children, place.within(element.classes), is_header=element.tag == "thead")
            return kept_rows(inner) if "keep" in element.classes else inner
        if element.tag == "tr":
            return (self._row(element, place.within(element.classes), is_header=is_header),)
        raise TemplateError(f"Тег <{element.tag}> не может стоять в таблице вне строк.")

    def _row(self, element: Element, place: Place, *, is_header: bool) -> Row:
        sources = _cells(element)
        cells: list[Cell] = []
        column = 0
        while column < len(self.widths):
            if column in self.hanging:
                cell = self._hung(column)
            elif sources:
                cell = self._cell(sources.pop(0), column, place)
            else:
                break
            cells.append(cell)
            column += cell.span
        if sources or column != len(self.widths):
            raise TemplateError(
                f"Строка таблицы не заполняет ровно {len(self.widths)} колонок: проверьте ячейки и colspan."
            )
        row = Row(tuple(cells), is_header)
        return _kept_row(row) if "keep-next" in element.classes else row

    def _hung(self, column: int) -> Cell:
        hanging = self.hanging[column]
        hanging.rows -= 1
        if not hanging.rows:
            del self.hanging[column]
        return hanging.cell

    def _cell(self, element: Element, column: int, place: Place) -> Cell:
        span, rows = _number(element, "colspan"), _number(element, "rowspan")
        place = self._place(element, place)
        width = sum(self.widths[column : column + span])
        inside = blocks(element.children, place) or (Paragraph(place.style),)
        if not is_sure(inside):
            inside = (*inside, Paragraph(TAIL))
        cell = Cell(width, span, "restart" if rows > 1 else "", place.dress.cell, inside)
        if rows > 1:
            self.hanging[column] = _Hanging(rows - 1, replace(cell, merge="continue", blocks=(Paragraph(place.style),)))
        return cell

    def _place(self, element: Element, place: Place) -> Place:
        """Dressed by the table, then as a header cell, then by the group's and row's classes, then by its own."""
        base = self.dress.text.under(self.dress.head) if element.tag == "th" else self.dress.text
        title = "шапка" if element.tag == "th" else "ячейка"
        place = replace(
            place,
            names=(*place.names, element.tag),
            titles=(*place.titles, title),
            dress=base.under(place.dress),
        )
        return place.within(element.classes)


def _cells(element: Element) -> list[Element]:
    for child in element.children:
        is_blank = isinstance(child, Text) and not child.value.strip()
        if not is_blank and not (isinstance(child, Element) and child.tag in {"td", "th"}):
            raise TemplateError("В строке таблицы могут стоять только <td> и <th>, без операторов между ними.")
    return [child for child in element.children if isinstance(child, Element)]


def _kept_row(row: Row) -> Row:
    cells = (replace(cell, blocks=kept_with_next(cell.blocks)) for cell in row.cells)
    return replace(row, cells=tuple(cells))
