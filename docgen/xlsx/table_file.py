"""A plain table as an XLSX file, for people who go on working with it: true numbers and days, texts that stay texts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from docgen.xlsx.errors import SheetLimitError

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, its head among them."""

_MOST_TEXT = 32_767
_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31

Value = str | int | date | None


class Sort(StrEnum):
    """What a column holds. ``MONEY``: kopecks, shown as roubles; ``MONTH``: any day of it."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its head, what it holds, how many signs wide it is."""

    head: str
    sort: Sort = Sort.TEXT
    width: int = 16


_FORMATS: Final[dict[Sort, dict[str, object]]] = {
    Sort.TEXT: {"text_wrap": True, "valign": "top"},
    Sort.COUNT: {"num_format": "#,##0", "valign": "top"},
    Sort.MONEY: {"num_format": "#,##0.00", "valign": "top"},
    Sort.DAY: {"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"},
    Sort.MONTH: {"num_format": "mm.yyyy", "align": "left", "valign": "top"},
}


def table_file(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    created: date,
    totals: Sequence[Value] | None = None,
) -> bytes:
    """The file: a head that stays in sight, with a filter, the rows, and under them the totals in bold.

    A text is never a formula, a number or a link, whatever it begins with. Raises SheetLimitError for more rows than a
    sheet holds and for a text that no cell holds.
    """
    import xlsxwriter  # slow, needed only for this format

    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    workbook.set_properties({"title": title, "created": datetime(created.year, created.month, created.day, tzinfo=UTC)})
    sheet = workbook.add_worksheet(_NAME.sub(" ", title)[:_LONGEST_NAME].strip("' ") or "Таблица")
    _head(workbook, sheet, columns)
    plain, bold = (_formats(workbook, is_bold=is_bold) for is_bold in (False, True))
    last = 0
    for last, row in enumerate(rows, 1):
        _write(sheet, last, columns, row, plain)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    if totals is not None:
        _write(sheet, last + 1, columns, totals, bold)
    workbook.close()
    return file.getvalue()


def _head(workbook: Any, sheet: Any, columns: Sequence[Column]) -> None:
    look = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.head, look)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _formats(workbook: Any, *, is_bold: bool) -> dict[Sort, Any]:
    added = {"bold": True, "top": 1} if is_bold else {}
    return {sort: workbook.add_format({**look, **added}) for sort, look in _FORMATS.items()}


def _write(sheet: Any, row: int, columns: Sequence[Column], values: Sequence[Value], looks: dict[Sort, Any]) -> None:
    if row >= MOST_ROWS:
        raise SheetLimitError(f"В таблице больше {MOST_ROWS} строк: лист столько не вмещает. Сузьте отбор.")
    for place, (column, value) in enumerate(zip(columns, values, strict=True)):
        _cell(sheet, (row, place), value, column.sort, looks)


def _cell(sheet: Any, at: tuple[int, int], value: Value, sort: Sort, looks: dict[Sort, Any]) -> None:
    match value:
        case None:
            sheet.write_blank(*at, None, looks[sort])
        case str():
            text = _NO_XML.sub("\ufffd", value)
            if len(text.encode("utf-16-le")) // 2 > _MOST_TEXT:
                raise SheetLimitError(f"Текст длиннее {_MOST_TEXT} знаков: ячейка столько не вмещает.")
            sheet.write_string(*at, text, looks[Sort.TEXT])
        case int():
            sheet.write_number(*at, Decimal(value) / 100 if sort is Sort.MONEY else value, looks[sort])
        case _:
            sheet.write_datetime(*at, value, looks[sort])
