"""Lines pasted from a spreadsheet: rows of cells with tabs between them, as lines of the form.

With a row of headings the columns are told by them. Without it a row is: code, name, quantity, unit, price, discount;
a row that begins with its number, and one without a code, are known by their cells.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Final

from docgen.units import okei_code
from tracker.kit_form.numbers import plain_number
from tracker.kit_form.typed import LINE, Texts

_HEADINGS: Final = {
    "code": ("артикул", "код", "арт", "sku"),
    "name": ("наименование", "название", "товар", "номенклатура", "описание"),
    "quantity": ("количество", "кол-во", "колво", "кол"),
    "unit": ("единица", "ед", "едизм"),
    "price": ("цена", "стоимость единицы"),
    "discount": ("скидка",),
}
_ORDER: Final = ("code", "name", "quantity", "unit", "price", "discount")
_SIGNS: Final = re.compile(r"[^а-яёa-z -]")


def pasted_lines(text: str) -> list[Texts]:
    """Lines of a pasted text; rows without any cell are left out."""
    rows = [[" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), "excel-tab")]
    rows = [row for row in rows if any(row)]
    if not rows:
        return []
    columns = _columns(rows[0])
    if columns:
        return [_line({key: _cell(row, place) for key, place in columns.items()}) for row in rows[1:]]
    return [_line(_by_place(row)) for row in rows]


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Which column is what, if the row is one of headings: it names what is sold, and has no number in it."""
    if any(_is_number(cell) for cell in row):
        return {}
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        key = _heading(cell)
        if key and key not in found:
            found[key] = place
    return found if "name" in found or "code" in found else {}


def _heading(cell: str) -> str | None:
    told = _SIGNS.sub("", cell.casefold()).strip()
    return next((key for key, words in _HEADINGS.items() if told.startswith(words) and len(told) < 30), None)


def _by_place(row: Sequence[str]) -> Mapping[str, str]:
    cells = list(row)
    if len(cells) > 3 and re.fullmatch(r"\d{1,4}\.?", cells[0]) and not _is_number(cells[1]):
        cells = cells[1:]  # the number of the row
    if len(cells) > 1 and _is_number(cells[1]):
        cells = ["", *cells]  # there is no code: the name stands first
    found = dict(zip(_ORDER, cells, strict=False))
    if _is_number(found.get("unit", "")) and not _is_number(found.get("price", "")):
        found["unit"], found["price"] = found.get("price", ""), found["unit"]
    return found


def _line(found: Mapping[str, str]) -> Texts:
    line = {key: found.get(key, "") for key in LINE}
    for key in ("quantity", "price", "discount"):
        line[key] = plain_number(line[key]).replace(".", ",") if _is_number(line[key]) else line[key]
    line["unit"] = _unit(line["unit"])
    return line


def _unit(text: str) -> str:
    """«шт.» as «шт», where that is a unit that papers know."""
    short = text.rstrip(".").strip()
    return short if okei_code(short) else text


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"\d+(\.\d+)?", plain_number(cell), re.ASCII)) if cell else False
