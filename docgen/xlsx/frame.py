"""The workbook around the rows, drawn by XlsxWriter: styles, columns, page, printed titles, properties."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from docgen.docx.listing import encoded
from docgen.docx.package import deflate, pack
from docgen.xlsx.member import Member, joined
from docgen.xlsx.page import PageSetup
from docgen.xlsx.rows import Numbering
from docgen.xlsx.shapes import letters
from docgen.xlsx.styles import Style

_SHEET = "xl/worksheets/sheet1.xml"
_ABOUT = "docProps/app.xml"
_MM_IN_INCH = 25.4
_PIXELS_IN_MM = 96 / _MM_IN_INCH
_MOST_FOOTER = 255
_MOST_NAME = 31
_MOST_BREAKS = 1_023
_FOOTER_FONT = '&"Arial,Regular"&8'
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]+")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_DATA = re.compile(r"<sheetData>.*</sheetData>|<sheetData/>", re.DOTALL)
_STYLE = re.compile(r'<c r="[A-Z]+\d+" s="(\d+)"')
_EARLIEST = 1980  # of dates in a ZIP


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetProperties:
    """What the file says of itself.

    document_id: printed once, in the footer; "" if the paper has none. created: dates the properties and the archive.
    keywords: as a PDF has them, so that an internal paper is known as one. sheet: the tab's name, by default the title.
    """

    title: str
    author: str
    subject: str
    created: date
    document_id: str = ""
    keywords: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything of a workbook but its rows. widths: pixels of columns; font: the workbook's own, 10 points."""

    styles: Sequence[Style]
    widths: Sequence[int]
    page: PageSetup
    font: str

    def style_numbers(self) -> list[int]:
        """The numbers that XlsxWriter gives the styles, in their order."""
        properties = SheetProperties(title="-", author="", subject="", created=date(2000, 1, 1))
        sheet = self._drawn(Numbering((), {}), properties)[_SHEET].decode()
        return [int(number) for number in _STYLE.findall(sheet)]

    def packed(self, rows: Iterable[str], numbering: Numbering, properties: SheetProperties) -> bytes:
        """The file. Rows are taken, numbered and deflated one piece after another."""
        body = Member(_SHEET)
        for piece in numbering.numbered(rows):
            body.add(encoded(piece))
        members = self._drawn(numbering, properties)
        head, tail = self._around(members.pop(_SHEET).decode(), numbering)
        sheet = joined(head.encode(), body, tail.encode())
        others = [deflate(name, content) for name, content in members.items()]
        return pack((*others, sheet), _moment(properties.created))

    def _around(self, sheet: str, numbering: Numbering) -> tuple[str, str]:
        """XML before and behind the rows, with the merged ranges where the schema wants them."""
        end = f"{letters(len(self.widths) - 1)}{max(numbering.row, 1)}"
        head, tail = _DATA.split(sheet, maxsplit=1)
        head = re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{end}"/>', head)
        merged = "".join(f'<mergeCell ref="{place}"/>' for place in numbering.merges)
        cells = f'<mergeCells count="{len(numbering.merges)}">{merged}</mergeCells>' if merged else ""
        return f"{head}<sheetData>", f"</sheetData>{tail.replace('<pageMargins', f'{cells}<pageMargins', 1)}"

    def _drawn(self, numbering: Numbering, properties: SheetProperties) -> dict[str, bytes]:
        """Members of a workbook whose sheet holds one empty cell of each style."""
        import xlsxwriter  # slow, needed only for this format

        file = io.BytesIO()
        own = {"font_name": self.font, "font_size": 10}
        workbook = xlsxwriter.Workbook(file, {"in_memory": True, "default_format_properties": own})
        workbook.set_properties(_properties(properties))
        sheet = workbook.add_worksheet(_sheet_name(properties.sheet or properties.title))
        for row, style in enumerate(self.styles):
            sheet.write_blank(row, 0, None, workbook.add_format(style.properties()))
        for column, width in enumerate(self.widths):
            sheet.set_column_pixels(column, column, width)
        self._set_page(sheet, properties)
        self._set_rows(sheet, numbering)
        workbook.close()
        with zipfile.ZipFile(file) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
        # LibreOffice takes rows without a height for as high as usual if it believes that Excel wrote the file.
        members[_ABOUT] = members[_ABOUT].replace(b">Microsoft Excel<", ">Первичка<".encode())
        return members

    def _set_page(self, sheet: Any, properties: SheetProperties) -> None:
        page = self.page
        sheet.set_paper(page.paper)
        if page.is_landscape:
            sheet.set_landscape()
        sheet.set_margins(*(side / _MM_IN_INCH for side in (page.left, page.right, page.top, page.bottom)))
        sheet.set_footer(_footer(properties), {"margin": page.bottom / 2 / _MM_IN_INCH})
        sheet.fit_to_pages(1, 0)  # as many pages high as it takes: so breaks of pages stay in force

    def _set_rows(self, sheet: Any, numbering: Numbering) -> None:
        if numbering.breaks:
            sheet.set_h_pagebreaks(numbering.breaks[:_MOST_BREAKS])
        if numbering.filtered:
            first, last = numbering.filtered
            sheet.autofilter(first - 1, 0, last - 1, len(self.widths) - 1)
        if numbering.header:
            first, last = numbering.header
            sheet.repeat_rows(first - 1, last - 1)
            if numbering.is_head_low:
                sheet.freeze_panes(last, 0)


def pixels(millimetres: float) -> int:
    """Width of a column on the screen, at least a few pixels."""
    return max(round(millimetres * _PIXELS_IN_MM), 4)


def _properties(properties: SheetProperties) -> dict[str, Any]:
    texts = {name: getattr(properties, name) for name in ("title", "author", "subject", "keywords")}
    clean = {name: _UNPRINTABLE.sub(" ", text) for name, text in texts.items()}
    return {**clean, "created": _moment(properties.created).replace(tzinfo=None)}


def _moment(created: date) -> datetime:
    """The moment that dates the file: of a day, its beginning in UTC."""
    if isinstance(created, datetime):
        return created.astimezone(UTC) if created.tzinfo else created.replace(tzinfo=UTC)
    return datetime(max(created.year, _EARLIEST), created.month, created.day, tzinfo=UTC)


def _sheet_name(title: str) -> str:
    """The name of a tab: 31 characters at most, cut behind a word, without those that Excel forbids."""
    name = " ".join(_FORBIDDEN_IN_NAME.sub(" ", _UNPRINTABLE.sub(" ", title)).split())
    if _length(name) > _MOST_NAME:
        name = _cut(name, _MOST_NAME)
        name = name.rpartition(" ")[0] or name
    return name if name and name.casefold() != "history" else "Лист 1"


def _footer(properties: SheetProperties) -> str:
    """Title, the document's id and page numbers; a title too long is cut, the id never."""
    number = f"{_literal(properties.document_id)}   " if properties.document_id else ""
    rest = f"&R{_FOOTER_FONT} {number}Страница &P из &N"
    head = f"&L{_FOOTER_FONT} "
    room = _MOST_FOOTER - _length(rest) - _length(head)
    title = _UNPRINTABLE.sub(" ", properties.title)
    while _length(_literal(title)) > room:
        title = title[:-1]
    return f"{head}{_literal(title)}{rest}"


def _literal(text: str) -> str:
    """Text in a footer, where «&» begins a code (ECMA-376, 18.3.1.46)."""
    return _UNPRINTABLE.sub(" ", text).replace("&", "&&")


def _length(text: str) -> int:
    """Characters as Excel counts them, in UTF-16."""
    return len(text.encode("utf-16-le", "replace")) // 2


def _cut(text: str, most: int) -> str:
    while _length(text) > most:
        text = text[:-1]
    return text
