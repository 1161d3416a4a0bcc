"""One grid of columns under all tables of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.errors import TemplateError
from docgen.markup.tree import Branching, Child, Element

FILTER = "filter"
_WIDTH = re.compile(r"width:\s*([\d.]+)\s*(%|mm|cm|pt)")
_MM = {"mm": 1.0, "cm": 10.0, "pt": 25.4 / 72}
_NEAREST = 0.012  # boundaries closer than this part of the page are one: a column of 2 mm helps nobody
_WIDENING = 0.3  # a column too wide does less harm than one too narrow
_DISTANCE = 0.01


@dataclass(frozen=True, slots=True)
class Lines:
    """Boundaries of a table's columns, from 0 to at most 1, as parts of the text's width."""

    at: tuple[float, ...]
    is_filter: bool = False

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.at) - 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Boundaries of the sheet's columns, as parts of the text's width."""

    at: tuple[float, ...]
    is_fixed: bool = False

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.at) - 1

    @property
    def widths(self) -> tuple[float, ...]:
        """Parts of the text's width."""
        return tuple(right - left for left, right in zip(self.at, self.at[1:], strict=False))

    def edges(self, lines: Lines) -> tuple[int, ...]:
        """The grid's boundary for each boundary of a table, so that no column is much narrower than it asked for."""
        asked = [right - left for left, right in zip(lines.at, lines.at[1:], strict=False)]
        best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
        for number, width in enumerate(asked, 1):
            most = self.columns - (lines.columns - number)
            best = {
                edge: min(
                    (cost + self._cost(before, edge, width, lines.at[number]), (*edges, edge))
                    for before, (cost, edges) in best.items()
                    if before < edge
                )
                for edge in range(number, most + 1)
            }
        return min(best.values())[1]

    def _cost(self, before: int, edge: int, asked: float, end: float) -> float:
        """How bad it is to give a column that asked for this width the room between two boundaries."""
        got = self.at[edge] - self.at[before]
        change = asked / got - 1 if got < asked else (got / asked - 1) * _WIDENING
        return change * change + abs(self.at[edge] - end) * _DISTANCE


def grid(tables: Sequence[Lines]) -> Grid:
    """The grid of a page: the columns of its one table, of its «filter» table, or the union of all.

    Raises TemplateError if there are two tables to filter, or one has fewer columns than another table.
    """
    filters = [lines for lines in tables if lines.is_filter]
    if len(filters) > 1:
        raise TemplateError("Класс filter может быть только у одной таблицы: у листа один автофильтр.")
    if filters:
        return _of_filter(filters[0], tables)
    if not tables:
        return Grid((0.0, 1.0))
    return Grid(_union(tables))


def _of_filter(main: Lines, tables: Sequence[Lines]) -> Grid:
    if any(lines.columns > main.columns for lines in tables):
        raise TemplateError(
            "В таблице с классом filter колонок меньше, чем в соседней: её строки пришлось бы объединять. "
            "Уберите колонки у соседней таблицы."
        )
    return Grid(main.at, is_fixed=True)


def _union(tables: Sequence[Lines]) -> tuple[float, ...]:
    narrowest = min(right - left for lines in tables for left, right in zip(lines.at, lines.at[1:], strict=False))
    near = min(_NEAREST, narrowest / 2)  # so that no two boundaries of one table become one
    found = [0.0]
    for place in sorted({place for lines in tables for place in lines.at} | {1.0} - _single_end(tables)):
        if place - found[-1] > near:
            found.append(place)
    return tuple(found)


def _single_end(tables: Sequence[Lines]) -> set[float]:
    """A lone table narrower than the page needs no column behind it."""
    return {1.0} if len(tables) == 1 else set()


def table_lines(element: Element, text_width: float, scale: float) -> Lines:
    """Boundaries of a table that takes ``scale`` (part of 1) of a text ``text_width`` mm wide.

    Raises TemplateError for a width of nothing and for a table without columns.
    """
    stated = [_width(column, text_width * scale) for column in _columns(element)]
    if not stated:
        raise TemplateError("В таблице нет ни одной колонки: добавьте <colgroup>.")
    free = [width for width in stated if width is None]
    left = max(1 - sum(width or 0 for width in stated), 0.0)
    widths = [left / len(free) if width is None else width for width in stated]
    if min(widths) <= 0:
        raise TemplateError("В таблице есть колонка без ширины: проверьте сумму ширин в <colgroup>.")
    at, total = [0.0], sum(widths)
    for width in widths:
        at.append(at[-1] + width / total * scale)
    return Lines((*at[:-1], scale), FILTER in element.classes)


def _columns(element: Element) -> list[Element | None]:
    groups = [child for child in element.children if isinstance(child, Element) and child.tag == "colgroup"]
    columns = [child for group in groups for child in group.children if isinstance(child, Element)]
    if columns:
        return [column for column in columns for _ in range(number(column, "span"))]
    first = next(_first_rows(element.children), None)
    cells = first.children if first else ()
    return [None for cell in cells if isinstance(cell, Element) for _ in range(number(cell, "colspan"))]


def _first_rows(children: Sequence[Child]) -> Iterator[Element]:
    for child in children:
        if isinstance(child, Element):
            yield from [child] if child.tag == "tr" else _first_rows(child.children)
        elif isinstance(child, Branching):
            for _, inner in child.branches:
                yield from _first_rows(inner)


def _width(column: Element | None, whole: float) -> float | None:
    """Part of the table's width."""
    found = _WIDTH.search(column.attributes.get("style", "")) if column else None
    if found is None:
        return None
    size, unit = float(found[1]), found[2]
    return size / 100 if unit == "%" else size * _MM[unit] / whole


def number(element: Element, attribute: str) -> int:
    """An attribute that counts; 1 if it is not there. Raises TemplateError for anything but an integer from 1."""
    value = element.attributes.get(attribute, "1")
    if not value.isdecimal() or value == "0":
        raise TemplateError(f"{attribute}=«{value}» в таблице должно быть целым числом от 1.")
    return int(value)
