"""A picture of the first sheet of an XLSX file, drawn without a spreadsheet program, so that it is the same everywhere.

It knows what our sheets have: widths, heights, merged cells, wrapped text, bold, alignment, borders, fills, formats of
numbers. Nothing else is drawn.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product
from typing import Any

from lxml import etree
from PIL import Image, ImageDraw, ImageFont

from docgen import fonts

_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_PIXELS_IN_POINT = 96 / 72
_HEIGHT = 20  # pixels of a row that tells none
_WIDTH = 64  # and of a column
_PAD = 3
_MARGIN = 12
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}
Merged = dict[tuple[int, int], tuple[int, int]]
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a cell looks like."""

    size: float = 10
    is_bold: bool = False
    format: str = ""
    across: str = ""
    down: str = ""
    wraps: bool = False
    sides: frozenset[str] = frozenset()
    fill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell with what stands in it, rows and columns counted from 0; ``until``: the last ones of a merged cell."""

    row: int
    column: int
    until: tuple[int, int]
    style: Style
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cells, and pixels of columns and rows."""

    cells: tuple[Cell, ...]
    widths: tuple[int, ...]
    heights: tuple[int, ...]


def draw_sheet(content: bytes, width: int, height: int) -> Image.Image:
    """The top of the sheet, as wide as the picture, which is no higher than ``height`` pixels."""
    sheet = _read(content)
    scale = width / (sum(sheet.widths) + 2 * _MARGIN)
    lefts, tops = (
        list(accumulate((one * scale for one in sizes), initial=_MARGIN * scale))
        for sizes in (sheet.widths, sheet.heights)
    )
    image = Image.new("RGB", (width, min(height, round(tops[-1] + _MARGIN * scale))), "white")
    pen = ImageDraw.Draw(image)
    for cell in sheet.cells:
        last_row, last_column = cell.until
        box = (lefts[cell.column], tops[cell.row], lefts[last_column + 1], tops[last_row + 1])
        if box[1] < height:
            _draw_cell(pen, cell, box, scale)
    return image


def _draw_cell(pen: ImageDraw.ImageDraw, cell: Cell, box: tuple[float, float, float, float], scale: float) -> None:
    left, top, right, bottom = box
    if cell.style.fill:
        pen.rectangle(box, fill=cell.style.fill)
    sides = {
        "left": (left, top, left, bottom),
        "right": (right, top, right, bottom),
        "top": (left, top, right, top),
        "bottom": (left, bottom, right, bottom),
    }
    for side in sorted(cell.style.sides):
        pen.line(sides[side], fill="#333333", width=max(1, round(scale)))
    font = _font(cell.style.is_bold, cell.style.size * _PIXELS_IN_POINT * scale)
    lines = _wrapped(cell, font, right - left - 2 * _PAD * scale)
    across = cell.style.across or ("right" if cell.is_number else "left")
    down = {"top": "a", "center": "m"}.get(cell.style.down, "d")
    x = {"left": left + _PAD * scale, "right": right - _PAD * scale}.get(across, (left + right) / 2)
    y = {"a": top + _PAD * scale / 2, "m": (top + bottom) / 2}.get(down, bottom - _PAD * scale / 2)
    anchor = {"left": "l", "right": "r"}.get(across, "m") + down
    align = across if across in {"left", "right"} else "center"
    pen.multiline_text((x, y), "\n".join(lines), fill="black", font=font, anchor=anchor, align=align, spacing=scale)


def _wrapped(cell: Cell, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    if not cell.style.wraps:
        return cell.text.split("\n")
    lines: list[str] = []
    for paragraph in cell.text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and font.getlength(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


@cache
def _font(is_bold: bool, size: float) -> ImageFont.FreeTypeFont:
    name = "PTSans-Bold.ttf" if is_bold else "PTSans-Regular.ttf"
    return ImageFont.truetype(fonts.folder() / name, size)


def _read(content: bytes) -> Sheet:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        styles = _styles(etree.fromstring(archive.read("xl/styles.xml")))
        shared: list[str] = []
        if "xl/sharedStrings.xml" in archive.namelist():
            shared = [_text(item) for item in etree.fromstring(archive.read("xl/sharedStrings.xml"))]
    merged = _merged(sheet)
    found = [_cell(item, styles, shared, merged) for item in sheet.iterfind(".//m:c", _NS)]
    covered = {place for start, end in merged.items() for place in _within(start, end)} - merged.keys()
    cells = tuple(cell for cell in found if (cell.row, cell.column) not in covered)
    rows, columns = (1 + max((cell.until[axis] for cell in cells), default=0) for axis in (0, 1))
    heights = {int(row.get("r")) - 1: row.get("ht") for row in sheet.iterfind(".//m:row[@ht]", _NS)}
    return Sheet(
        cells=cells,
        widths=tuple(_widths(sheet, columns)),
        heights=tuple(
            round(float(heights[row]) * _PIXELS_IN_POINT) if row in heights else _HEIGHT for row in range(rows)
        ),
    )


def _merged(sheet: Any) -> Merged:
    """The last place of each merged cell by its first."""
    ranges = (reference.partition(":") for reference in sheet.xpath("//m:mergeCell/@ref", namespaces=_NS))
    return {_place(start): _place(end) for start, _, end in ranges}


def _within(start: tuple[int, int], end: tuple[int, int]) -> Iterator[tuple[int, int]]:
    return product(range(start[0], end[0] + 1), range(start[1], end[1] + 1))


def _widths(sheet: Any, columns: int) -> Iterator[int]:
    """Pixels of columns: widths are told in digits of seven pixels, with five for the margins."""
    told = {}
    for column in sheet.iterfind(".//m:col", _NS):
        numbers = range(int(column.get("min")) - 1, min(int(column.get("max")), columns))
        told |= dict.fromkeys(numbers, round(float(column.get("width")) * 7))
    return (told.get(column, _WIDTH) for column in range(columns))


def _cell(item: Any, styles: list[Style], shared: list[str], merged: Merged) -> Cell:
    row, column = _place(item.get("r"))
    style = styles[int(item.get("s", "0"))]
    value = item.findtext("m:v", "", _NS)
    kind = item.get("t", "n")
    is_number = kind == "n" and bool(value)
    if kind == "s":
        text = shared[int(value)]
    elif kind == "inlineStr":
        text = _text(item)
    else:
        text = _formatted(float(value), style.format) if is_number else value
    until = merged.get((row, column), (row, column))
    return Cell(row=row, column=column, until=until, style=style, text=text, is_number=is_number)


def _text(item: Any) -> str:
    return "".join(item.itertext("{*}t"))


def _place(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    assert found is not None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _styles(sheet: Any) -> list[Style]:
    formats = _BUILT_IN | {
        int(one.get("numFmtId")): one.get("formatCode") for one in sheet.iterfind("m:numFmts/m:numFmt", _NS)
    }
    parts = {name: sheet.findall(f"m:{name}s/m:{name}", _NS) for name in ("font", "fill", "border")}
    return [_style(one, formats, parts) for one in sheet.iterfind("m:cellXfs/m:xf", _NS)]


def _style(described: Any, formats: dict[int, str], parts: dict[str, list[Any]]) -> Style:
    font, fill, border = (parts[name][int(described.get(f"{name}Id", "0"))] for name in ("font", "fill", "border"))
    alignment = described.find("m:alignment", _NS)
    placed = {} if alignment is None else alignment.attrib
    colour = fill.find("m:patternFill[@patternType='solid']/m:fgColor", _NS)
    return Style(
        size=float(font.find("m:sz", _NS).get("val")),
        is_bold=font.find("m:b", _NS) is not None,
        format=formats.get(int(described.get("numFmtId", "0")), ""),
        across=placed.get("horizontal", ""),
        down=placed.get("vertical", ""),
        wraps=placed.get("wrapText") == "1",
        sides=frozenset(etree.QName(side).localname for side in border if side.get("style")) - {"diagonal"},
        fill="" if colour is None or not colour.get("rgb") else f"#{colour.get('rgb')[-6:]}",
    )


def _formatted(value: float, pattern: str) -> str:
    """The number as a Russian spreadsheet shows it; a number without a format has up to ten decimals."""
    shown = pattern.partition(";")[0] or "0.##########"
    decimals = re.search(r"\.(0*)(#*)", shown)
    must, may = (len(decimals[1]), len(decimals[2])) if decimals else (0, 0)
    text = f"{value * 100 if '%' in shown else value:,.{must + may}f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction[:must] + fraction[must:].rstrip("0")
    whole = whole.replace(",", "\u00a0" if "," in shown else "")
    return f"{whole}{',' * bool(fraction)}{fraction}{'%' * ('%' in shown)}"
