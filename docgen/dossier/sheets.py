"""Pages of any size and turn set on sheets of A4 under a strip that says which sheet it is.

A page becomes a form (ISO 32000-1, 8.10) on its sheet: nothing of it is drawn anew, it is only made small enough to
leave the strip free. So the number hides nothing, whatever a scanner put at the edge of a page.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from docgen.audience import refuse_marked
from docgen.dossier.errors import UnfitFileError

STRIP_MM: Final = 9
"""Height of the strip at the top of each sheet; pages that are drawn for a dossier leave it free themselves."""

_POINT: Final = 72 / 25.4  # in a millimetre
_SHORT, _LONG = 210 * _POINT, 297 * _POINT
_STRIP: Final = STRIP_MM * _POINT
_MOST_PAGES: Final = 2_000
_BROKEN = (RecursionError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of a file that was opened and found fit."""

    reader: PdfReader
    count: int


def open_pages(content: bytes, name: str) -> Pages:
    """Opens a file. Raises UnfitFileError, and InternalKindError for a paper that says it is internal."""
    pages = open_drawn(content)
    keywords = pages.reader.metadata.get("/Keywords") if pages.reader.metadata else None
    refuse_marked(keywords, name)
    return pages


def open_drawn(content: bytes) -> Pages:
    """Opens pages that were drawn for this very dossier. Raises UnfitFileError."""
    if not content.startswith(b"%PDF-"):
        raise UnfitFileError("это не PDF")
    with _faults_told():
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise UnfitFileError("файл защищён паролем")
        count = len(reader.pages)
    if not 0 < count <= _MOST_PAGES:
        raise UnfitFileError("в файле нет страниц" if count == 0 else f"в файле больше {_MOST_PAGES} страниц")
    return Pages(reader, count)


def check_fit(pages: Pages) -> None:
    """Raises UnfitFileError for pages that could not be set on sheets, before a whole dossier is bound with them."""
    with _faults_told():
        for page in pages.reader.pages:
            _seen(page)
            _quarters(page)
            list(_contents(page))  # each is decoded


class Binder:
    """Sheets one after another in a PDF that is being written."""

    def __init__(self) -> None:
        self.writer = PdfWriter()

    def add(self, pages: Pages, *, is_drawn_for_it: bool) -> None:
        """Adds all pages of a file as sheets. is_drawn_for_it: they are A4 and leave the strip free."""
        with _faults_told():
            for page in pages.reader.pages:
                self._add(page, 0.0 if is_drawn_for_it else _STRIP)

    def number(self, strips: bytes) -> None:
        """Sets the pages of ``strips``, 210 by 9 mm, into the strips of the sheets, each on its own."""
        reader = PdfReader(io.BytesIO(strips))
        for sheet, strip in zip(self.writer.pages, reader.pages, strict=True):
            x, y = float(sheet.mediabox.width) - _SHORT, float(sheet.mediabox.height) - _STRIP
            resources: Any = sheet["/Resources"]
            resources["/XObject"][NameObject("/S")] = self._form(strip)
            below = sheet.raw_get("/Contents")
            above = self._stream(_drawn("S", (1, 0, 0, 1, x, y)).encode("ascii"))
            sheet[NameObject("/Contents")] = ArrayObject([below, above])

    def write(self) -> bytes:
        """The PDF; the same sheets give the same bytes."""
        stream = io.BytesIO()
        self.writer.write(stream)
        return stream.getvalue()

    def _add(self, page: PageObject, strip: float) -> None:
        across, down = _seen_size(page)
        width, height = (_SHORT, _LONG) if down >= across else (_LONG, _SHORT)
        matrix = _matrix(page, width, height - strip)
        sheet = self.writer.add_blank_page(width, height)
        form = self._form(page)
        sheet[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/XObject"): DictionaryObject({NameObject("/P"): form})}
        )
        sheet[NameObject("/Contents")] = self._stream(_drawn("P", matrix).encode("ascii"))

    def _form(self, page: PageObject) -> Any:
        """The page as a form: what is outside the box that a reader shows stays unseen."""
        form = DecodedStreamObject()
        form.set_data(b"\n".join(_contents(page)))
        packed = form.flate_encode()
        packed[NameObject("/Type")] = NameObject("/XObject")
        packed[NameObject("/Subtype")] = NameObject("/Form")
        packed[NameObject("/FormType")] = NumberObject(1)
        packed[NameObject("/BBox")] = ArrayObject(map(FloatObject, _seen(page)))
        for key in ("/Resources", "/Group"):
            value = page.get(key)
            if value is not None:
                cloned = value.get_object().clone(self.writer)
                packed[NameObject(key)] = getattr(cloned, "indirect_reference", None) or cloned
        return self.writer._add_object(packed)  # noqa: SLF001  pypdf has no public name for it

    def _stream(self, content: bytes) -> Any:
        stream = DecodedStreamObject()
        stream.set_data(content)
        return self.writer._add_object(stream)  # noqa: SLF001


def _drawn(name: str, matrix: Sequence[float]) -> str:
    numbers = " ".join(f"{value:.5f}".rstrip("0").rstrip(".") for value in matrix)
    return f"q {numbers} cm /{name} Do Q\n"


def _contents(page: PageObject) -> Iterator[bytes]:
    found = page.get("/Contents")
    whole = found.get_object() if found is not None else None
    for item in whole if isinstance(whole, ArrayObject) else [whole]:
        stream = item.get_object() if item is not None else None
        if isinstance(stream, StreamObject):
            yield stream.get_data()


def _seen(page: PageObject) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what a reader shows: the part of MediaBox inside CropBox."""
    boxes = [[float(number) for number in box] for box in (page.mediabox, page.cropbox)]
    left, bottom = (max(min(box[axis::2]) for box in boxes) for axis in (0, 1))
    right, top = (min(max(box[axis::2]) for box in boxes) for axis in (0, 1))
    if right - left < 1 or top - bottom < 1:
        raise UnfitFileError("у страницы нет размера")
    return left, bottom, right, top


def _quarters(page: PageObject) -> int:
    return int(page.rotation) // 90 % 4


def _seen_size(page: PageObject) -> tuple[float, float]:
    left, bottom, right, top = _seen(page)
    size = (right - left, top - bottom)
    return size if _quarters(page) % 2 == 0 else size[::-1]


def _matrix(page: PageObject, width: float, height: float) -> tuple[float, ...]:
    """Sets the page upright in the middle of a place of this size, at the bottom of the sheet; never larger than it is.

    A reader turns a page clockwise by Rotate (ISO 32000-1, 7.7.3.3), a form is not turned by itself.
    """
    left, bottom, right, top = _seen(page)
    across, down = _seen_size(page)
    unit = float(page.user_unit)
    s = min(unit, width / across, height / down)
    x, y = (width - across * s) / 2, (height - down * s) / 2
    return (
        (s, 0, 0, s, x - left * s, y - bottom * s),
        (0, -s, s, 0, x - bottom * s, y + right * s),
        (-s, 0, 0, -s, x + right * s, y + top * s),
        (0, s, -s, 0, x + top * s, y - left * s),
    )[_quarters(page)]


@contextmanager
def _faults_told() -> Iterator[None]:
    """What pypdf says of a broken file in English, on its logger and in its errors, as one Russian error."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    except DependencyError as error:
        raise UnfitFileError("файл защищён паролем") from error
    except (PyPdfError, *_BROKEN) as error:
        raise UnfitFileError("файл не читается как PDF") from error
    finally:
        logger.setLevel(level)
