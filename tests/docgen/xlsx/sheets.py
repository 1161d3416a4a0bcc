"""Small pages drawn as sheets, and read back: by calamine as a stranger reads them, and as XML."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from functools import cache
from typing import Any

from lxml import etree
from python_calamine import CalamineWorkbook

from docgen.library import read_shared
from docgen.xlsx import SheetProperties, SheetTemplate, compile_sheet

CREATED = date(2026, 11, 22)
PROPERTIES = SheetProperties(
    title="Прайс-лист № 7", author="ООО «Ромашка & Ко»", subject="Цены", created=CREATED, document_id="PV-2026-0007"
)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET = "xl/worksheets/sheet1.xml"
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


def table(rows: str, *widths: int, classes: str = "grid") -> str:
    columns = "".join(f'<col style="width:{width}%">' for width in widths)
    return f'<table class="{classes}"><colgroup>{columns}</colgroup>{rows}</table>'


@cache
def compiled(page: str, css: str = "") -> SheetTemplate:
    return compile_sheet(page, read_shared, css)


def drawn(page: str, css: str = "", **context: Any) -> bytes:
    return compiled(page, css).render(context, PROPERTIES)


def values(workbook: bytes) -> list[list[Any]]:
    """Rows that hold anything, without their empty cells."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0)
    rows = ([value for value in row if value != ""] for row in sheet.to_python())
    return [row for row in rows if row]


def texts(workbook: bytes) -> list[str]:
    return [str(value) for row in values(workbook) for value in row]


def member(workbook: bytes, name: str = SHEET) -> Any:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert archive.testzip() is None
        return etree.fromstring(archive.read(name))


def cell(workbook: bytes, place: str) -> Any:
    return member(workbook).find(f".//{MAIN}c[@r='{place}']")


def merges(workbook: bytes) -> list[str]:
    return [found.get("ref") for found in member(workbook).iter(f"{MAIN}mergeCell")]


def places(merged: str) -> set[tuple[int, int]]:
    """Columns and rows that a range covers."""
    left, top, right, bottom = _RANGE.fullmatch(merged).groups()
    columns = range(_column(left), _column(right) + 1)
    return {(column, row) for column in columns for row in range(int(top), int(bottom) + 1)}


def style(workbook: bytes, place: str) -> Any:
    """The ``xf`` of a cell and the whole styles part."""
    styles = member(workbook, "xl/styles.xml")
    return styles.find(f"{MAIN}cellXfs")[int(cell(workbook, place).get("s"))], styles


def number_format(workbook: bytes, place: str) -> str:
    used, styles = style(workbook, place)
    known = {"0": "General", "3": "#,##0", "4": "#,##0.00"}
    own = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(f"{MAIN}numFmt")}
    return (known | own)[used.get("numFmtId")]


def border(workbook: bytes, place: str) -> set[str]:
    """The sides on which a cell has a line."""
    used, styles = style(workbook, place)
    found = styles.find(f"{MAIN}borders")[int(used.get("borderId"))]
    return {side.tag.removeprefix(MAIN) for side in found if side.get("style")}


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
