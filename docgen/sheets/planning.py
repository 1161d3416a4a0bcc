"""Divides the rows of a paper into sheets before layout, so that each sheet can print the totals of its own rows.

A kind says in metadata.yaml (``sheets:``, docgen/sheets/plans.py) what its sheets hold beside rows and how wide the
columns are. Heights are estimated from real widths of glyphs and never come out too small, so a planned sheet is one
physical page in both PDF engines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Annotated, Any, TypedDict

import jinja2

from docgen.errors import DocgenError, TemplateError
from docgen.html import TEMPLATE_FAULTS, compiled_condition, compiled_text, environment
from docgen.shapes import Leaf, Many, Node, Shape
from docgen.sheets.plans import CellText, Part, SheetPlan
from docgen.sheets.text_lines import MM_IN_POINT, lines_needed

_CELL, _ROW = "\x1f", "\x1e"
Totals = dict[str, Any]


class RowTooTallError(DocgenError):
    """A row that does not fit on a sheet even alone; ``row`` counts from 0."""

    def __init__(self, row: int) -> None:
        self.row = row
        super().__init__("строка не помещается на лист: сократите её тексты или тексты шапки и подписей")


class SheetView(TypedDict):
    """Лист: строки, которые на нём стоят, и их итоги."""

    number: Annotated[int, "номер листа"]
    lines: Annotated[list[Any], "строки листа"]
    totals: Annotated[Totals, "итоги листа; пусто там, где величина дана не у всех строк"]
    is_first: Annotated[bool, "первый лист"]
    is_last: Annotated[bool, "последний лист"]


def show_sheets(plan: SheetPlan, context: Mapping[str, Any]) -> dict[str, Any]:
    """Names for the template: ``sheets`` (of SheetView), ``whole`` (the totals of all rows) and ``dense``.

    Raises RowTooTallError, TemplateError for an expression of the plan that fails.
    """
    rows = context[plan.of]
    whole = _totals(rows, plan.sums)
    try:
        dense = bool(plan.dense and compiled_condition(plan.dense)(**context, whole=whole))
        sheets = _divided(plan, {**context, "whole": whole}, dense=dense)
    except TEMPLATE_FAULTS as error:
        raise TemplateError(f"metadata.yaml, sheets: {error}") from error
    last = len(sheets)
    shown = [_sheet(number, last, rows[start:end], plan) for number, (start, end) in enumerate(sheets, 1)]
    return {"sheets": shown, "whole": whole, "dense": dense}


def sheet_shapes(plan: SheetPlan, row: Shape) -> Mapping[str, Shape]:
    """What the names that ``show_sheets`` gives consist of."""
    sums = Node({key: Leaf("число или пусто", f"сумма по строкам: {key}") for key in plan.sums}, "Итоги")
    sheet: dict[str, Shape] = {
        "number": Leaf("целое число", "номер листа"),
        "lines": Many(row, "строки листа"),
        "totals": sums,
        "is_first": Leaf("да/нет", "первый лист"),
        "is_last": Leaf("да/нет", "последний лист"),
    }
    return {
        "sheets": Many(Node(sheet, "Лист"), "листы"),
        "whole": sums,
        "dense": Leaf("да/нет", "числа длинные, нужен мелкий шрифт"),
    }


def _sheet(number: int, last: int, rows: Sequence[Any], plan: SheetPlan) -> SheetView:
    return {
        "number": number,
        "lines": list(rows),
        "totals": _totals(rows, plan.sums),
        "is_first": number == 1,
        "is_last": number == last,
    }


def _totals(rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> Totals:
    """Sums; None where a row has no value: a sum of some rows would pass for the sum of all."""
    columns = {key: [row[key] for row in rows] for key in keys}
    return {key: None if None in values else sum(values) for key, values in columns.items()}


def _divided(plan: SheetPlan, context: Mapping[str, Any], *, dense: bool) -> list[tuple[int, int]]:
    every, first, following, last = (
        _part_height(part, plan, context, dense=dense) for part in (plan.every, plan.first, plan.next, plan.last)
    )
    room = plan.height - every

    def room_of(*, is_first: bool, is_last: bool) -> float:
        return room - (first if is_first else following) - (last if is_last else 0)

    return divide(
        list(_row_heights(plan, context, dense=dense)),
        only=room_of(is_first=True, is_last=True),
        first=room_of(is_first=True, is_last=False),
        middle=room_of(is_first=False, is_last=False),
        last=room_of(is_first=False, is_last=True),
    )


def divide(heights: Sequence[float], *, only: float, first: float, middle: float, last: float) -> list[tuple[int, int]]:
    """Start and end of the rows of each sheet, for the room that each sort of sheet has.

    The last sheet always has a row, so that signatures never stand alone; the first may have none where its heading
    leaves no room. Raises RowTooTallError.
    """
    ends = [0.0, *accumulate(heights)]
    count = len(heights)
    sheets: list[tuple[int, int]] = []
    start = 0
    while not sheets or start < count:
        room, room_at_end = (middle, last) if sheets else (first, only)
        if ends[count] - ends[start] <= room_at_end:
            return [*sheets, (start, count)]
        end = start
        while end < count - 1 and ends[end + 1] - ends[start] <= room:
            end += 1
        if sheets and end == start:
            raise RowTooTallError(start)
        sheets.append((start, end))
        start = end
    return sheets


def _row_heights(plan: SheetPlan, context: Mapping[str, Any], *, dense: bool) -> Iterator[float]:
    shown = _rows_template(tuple(column.shows for column in plan.columns)).render(context, rows=context[plan.of])
    for row in shown.split(_ROW)[:-1]:
        cells = zip(plan.columns, row.split(_CELL), strict=True)
        yield plan.row + max(_text_height(text, column, plan, dense=dense) for column, text in cells)


def _part_height(part: Part, plan: SheetPlan, context: Mapping[str, Any], *, dense: bool) -> float:
    """A part with one line in each text, and the further lines of those that have them."""
    grown = (
        _text_height(compiled_text(text.shows).render(context), text, plan, dense=dense)
        - _line_height(text, plan, dense=dense)
        for text in part.texts
    )
    return part.fixed + sum(grown)


def _text_height(shown: str, text: CellText, plan: SheetPlan, *, dense: bool) -> float:
    size = text.dense if dense else text.size
    return lines_needed(shown, text.width, size, is_bold=text.is_bold) * _line_height(text, plan, dense=dense)


def _line_height(text: CellText, plan: SheetPlan, *, dense: bool) -> float:
    return (text.dense if dense else text.size) * MM_IN_POINT * plan.line


@cache
def _rows_template(columns: tuple[str, ...]) -> jinja2.Template:
    """One template for all rows: a thousand of them are rendered at once."""
    return environment("text").from_string(f"{{% for row in rows %}}{_CELL.join(columns)}{_ROW}{{% endfor %}}")
