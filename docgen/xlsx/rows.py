"""The printed stream of rows made into ``sheetData``: rows get their numbers, and what their shapes ask for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from docgen.xlsx import heights
from docgen.xlsx.errors import SheetLimitError
from docgen.xlsx.shapes import BREAK, END, FILTER_END, GAP, MARKS, MORE_LINES, NUMBER, TEXT, Box, RowShape, letters

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_USUAL_HEIGHT = 15.0
_TALLEST_FROZEN = 150.0  # points, about a third of a laptop's window; below a taller head there is no room to scroll
_MARK = re.compile(r"<\*(\d+)>")
_CELL = re.compile(r'<c r="([A-Z]+)<#>"[^>]*?(?:/>|>(.*?)</c>)', re.DOTALL)
_STRING = re.compile(r"<is>(.*?)</is>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_GAPS = re.compile(f"(?:{GAP})+")
_GAP_BEFORE_RUN = re.compile(f"{GAP}(<r><rPr>.*?</rPr>{TEXT})", re.DOTALL)
_MORE = re.compile(r"<\+([A-Z]+)(\d+)>")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HEIGHT = re.compile(r' ht="([\d.]+)"')
# ST_Xstring (ECMA-376, 22.9.2.19): «_x0041_» in a file means «A», so such a text of a client is written otherwise.
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(slots=True)
class Numbering:
    """Numbers rows as they come and remembers what the workbook must know of them; a new one for every sheet.

    empties: what an empty cell or run looks like, and what to write instead. type_size: points.
    After ``numbered`` is exhausted: ``row`` is the number of rows; merges are ranges like «A1:F1»; breaks, rows behind
    which a page ends; header, first and last row to print on every page; filtered, those of the autofilter; numbers
    are from 1.
    """

    shapes: Sequence[RowShape]
    empties: Mapping[str, str]
    type_size: float = 10
    row: int = 0
    merges: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    header: tuple[int, int] | None = None
    filtered: tuple[int, int] | None = None
    is_head_low: bool = True
    _is_break_due: bool = False
    _filter_row: int = 0
    _first_spanned: int = 0
    _last_spanned: int = 0
    _height: float = 0

    def numbered(self, stream: Iterable[str]) -> Iterator[str]:
        """Rows with their numbers, from a text cut anywhere. Raises SheetLimitError for what a sheet cannot hold."""
        rest = ""
        for piece in stream:
            whole, end, rest = (rest + piece).rpartition(END)
            if end:
                yield self._rows(whole)
        self._marked(rest)

    def _rows(self, text: str) -> str:
        for empty, instead in self.empties.items():
            text = text.replace(empty, instead)
        if "_x" in text:
            text = _ESCAPE_LIKE.sub("_x005F_", text)
        rows = text.split(END)
        if self.row + len(rows) > MOST_ROWS:
            raise SheetLimitError(
                "В таблице больше 1 048 576 строк, столько лист Excel не вмещает: разделите документ на части."
            )
        if max(map(len, rows)) > MOST_CHARACTERS // 2:
            _check_lengths(rows)
        if MORE_LINES in text:
            rows = [self._fitted(row) if MORE_LINES in row and row.startswith("<row ") else row for row in rows]
        if any(mark in text for mark in MARKS):
            return "".join([self._row(row) for row in rows])
        first, self.row = self.row + 1, self.row + len(rows)
        self._height += _USUAL_HEIGHT * len(rows)
        numbered = [row.replace(NUMBER, str(number)) for number, row in enumerate(rows, first)]
        return f"{END.join(numbered)}{END}"

    def _row(self, text: str) -> str:
        marks, start, row = text.partition("<row ")
        row = start + row
        self._marked(marks)
        found = _MARK.search(marks)
        shape = self.shapes[int(found[1])] if found else RowShape()
        if MORE_LINES in row:
            row = _MORE.sub("", row) if shape.boxes else self._fitted(row)
        if shape.has_gaps:
            row = _STRING.sub(_without_gaps, row)
        if shape.is_paragraph and TEXT not in row:
            return ""
        self.row += 1
        if self._is_break_due and self.row > 1:
            self.breaks.append(self.row - 1)
        self._is_break_due = False
        self._remember(shape)
        row = self._high(row, shape)
        return f"{row.replace(NUMBER, str(self.row))}{END}" if NUMBER in row else f"{row}{END}"

    def _fitted(self, row: str) -> str:
        """A plain row as high as its texts want. Excel does it by itself, LibreOffice does not."""
        before, _, rest = row.partition(MORE_LINES)
        mark, _, behind = rest.partition(">")
        if MORE_LINES in behind:
            more: dict[str, int] = {}
            for column, count in _MORE.findall(row):
                more[column] = more.get(column, 0) + int(count)
            most, row = max(more.values()), _MORE.sub("", row)
        else:
            most, row = int(mark.lstrip(_LETTERS)), before + behind
        height = min(heights.of_lines(1 + most, self.type_size), heights.MOST)
        return row.replace(f'{NUMBER}">', f'{NUMBER}" ht="{height:.4g}">', 1)

    def _marked(self, marks: str) -> None:
        if FILTER_END in marks and self._filter_row:
            last = self._first_spanned - 1 if self._last_spanned == self.row else self.row
            self.filtered = (self._filter_row, max(last, self._filter_row))
        if BREAK in marks:
            self._is_break_due = True

    def _remember(self, shape: RowShape) -> None:
        for first, last, rows in shape.merges:
            self.merges.append(f"{letters(first)}{self.row}:{letters(last)}{self.row + rows - 1}")
        if shape.is_filter:
            self._filter_row = self.row
        if shape.is_spanned:
            self._first_spanned = self.row if self._last_spanned != self.row - 1 else self._first_spanned
            self._last_spanned = self.row
        if shape.is_header:
            self.header = (self.header[0] if self.header else self.row, self.row)

    def _high(self, row: str, shape: RowShape) -> str:
        """The row with its height, and for a paragraph taller than a row can be, with empty rows merged to it."""
        if not shape.boxes:
            stated = _HEIGHT.search(row, 0, 60)
            self._grown(float(stated[1]) if stated else _USUAL_HEIGHT, shape)
            return row
        needed = max(_height(row, dict(shape.boxes)), shape.least)
        count = math.ceil(needed / heights.MOST) if shape.is_paragraph else 1
        each = f'" ht="{min(needed / count, heights.MOST):.4g}" customHeight="1">'
        self._grown(needed, shape)
        row = row.replace(f'{NUMBER}">', f"{NUMBER}{each}", 1)
        return row if count == 1 else self._over_rows(row, each, count, shape)

    def _over_rows(self, row: str, opening: str, count: int, shape: RowShape) -> str:
        first = self.row
        self.row += count - 1
        if shape.merges:
            self.merges.pop()
        last = letters(shape.merges[0][1] if shape.merges else 0)
        self.merges.append(f"A{first}:{last}{self.row}")
        more = (f'<row r="{number}{opening}' for number in range(first + 1, self.row + 1))
        return END.join((row.replace(NUMBER, str(first)), *more))

    def _grown(self, height: float, shape: RowShape) -> None:
        self._height += height
        if shape.is_header and self._height > _TALLEST_FROZEN:
            self.is_head_low = False


def _without_gaps(found: re.Match[str]) -> str:
    """Paragraphs of a cell apart by line feeds, those that turned out empty left out."""
    inside = found[1]
    is_rich = inside.startswith(("<r>", GAP))
    if not is_rich:
        head, _, text = inside.partition(TEXT)
        text = _GAPS.sub("\n", text.removesuffix("</t>").removeprefix(GAP)).strip("\n") if GAP in text else text
        return f"<is>{head}{TEXT}{text.removesuffix('</t>')}</t></is>"
    inside = _GAPS.sub(GAP, inside).removeprefix(GAP).removesuffix(GAP)
    return f"<is>{_GAP_BEFORE_RUN.sub(_with_line_feed, inside)}</is>"


def _with_line_feed(found: re.Match[str]) -> str:
    return f"{found[1]}\n"


def _height(row: str, boxes: Mapping[str, Box]) -> float:
    return max(
        (heights.height(_text(inside), boxes[column]) for column, inside in _CELL.findall(row) if column in boxes),
        default=0.0,
    )


def _text(inside: str) -> str:
    return unescape(_TAG.sub("", inside)) if inside.startswith("<is>") else ""


def _check_lengths(rows: Sequence[str]) -> None:
    for row in rows:
        for _, inside in _CELL.findall(row):
            text = _text(inside)
            if len(text.encode("utf-16-le", "replace")) // 2 > MOST_CHARACTERS:
                raise SheetLimitError(
                    f"Текст длиннее 32 767 знаков не помещается в ячейку Excel: «{text[:60]}…». "
                    "Сократите его или сделайте документ в формате PDF."
                )
