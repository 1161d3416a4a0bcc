"""Puts pages of scans together into one PDF, upright and in order. Runs in the limited process.

Pages of a PDF are copied as they are, not drawn anew: PDFium takes them over, so what is filed is what it showed, and
pypdf then takes away whatever acts or points elsewhere: annotations, forms, scripts, attachments, metadata, structure.
A page that cannot be copied is drawn. Pictures stand on sheets of A4.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pypdfium2
from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject
from pypdfium2 import PdfiumError
from pypdfium2.raw import FLAT_PRINT, FPDF_FILEWRITE, FPDF_SaveAsCopy, FPDFPage_Flatten

from docgen.sandbox import Answer
from docgen.scanning.pages import open_file

_PAGE = frozenset(
    ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources", "/Group", "/Parent")
)
_OF_STREAMS = (
    "/AF", "/Alternates", "/Metadata", "/OC", "/OPI", "/PieceInfo", "/Ref", "/StructParent", "/StructParents",
)  # fmt: skip
_OF_RESOURCES = ("/Properties",)
_SHORT, _LONG = 210 / 25.4, 297 / 25.4  # A4 in inches
_POINTS = 72
_QUALITY = 85


def assemble(payload: Mapping[str, Any]) -> Answer:
    """One PDF for each of ``papers``, lists of triples: a place among ``files``, a page from 1, its turn clockwise.

    They come one after another, their ``sizes`` beside them. as_pictures: every page is drawn, for a PDF that breaks
    what copies it.
    """
    source = _Source(payload["files"], is_copied=not payload["as_pictures"])
    made = [_assembled(source, pages) for pages in payload["papers"]]
    return Answer({"sizes": [len(pdf) for pdf in made]}, b"".join(made))


class _Source:
    """Files, each opened once, either way."""

    def __init__(self, files: Sequence[bytes], *, is_copied: bool) -> None:
        self.opened = cache(lambda file: open_file(files[file]))
        self._document = cache(lambda file: pypdfium2.PdfDocument(files[file]))
        self._copied = [is_copied and content.startswith(b"%PDF-") for content in files]

    def document(self, file: int) -> pypdfium2.PdfDocument | None:
        """The PDF whose pages can be copied; None for a picture."""
        return self._document(file) if self._copied[file] else None


def _assembled(source: _Source, pages: Sequence[tuple[int, int, int]]) -> bytes:
    made = pypdfium2.PdfDocument.new()
    for file, number, turn in pages:
        document = source.document(file)
        if document is None or not _copy(made, document, number):
            _draw(made, source.opened(file).picture(number, is_grey=False))
        page = made[len(made) - 1]
        page.set_rotation((page.get_rotation() + turn) % 360)
    return _stripped(_saved(made))


def _copy(made: pypdfium2.PdfDocument, source: pypdfium2.PdfDocument, number: int) -> bool:
    try:
        FPDFPage_Flatten(source[number - 1], FLAT_PRINT)  # stamps and filled fields become part of the page
        made.import_pages(source, [number - 1])
    except PdfiumError:
        return False
    return True


def _draw(made: pypdfium2.PdfDocument, picture: Image.Image) -> None:
    """Adds a page of A4, upright or broad as the picture is, with the picture in its middle."""
    across, down = (_SHORT, _LONG) if picture.height >= picture.width else (_LONG, _SHORT)
    resolution = max(picture.width / across, picture.height / down)
    stream = io.BytesIO()
    quality = {} if picture.mode == "1" else {"quality": _QUALITY}  # black and white is packed as fax
    picture.save(stream, "PDF", resolution=resolution, **quality)
    with pypdfium2.PdfDocument(stream.getvalue()) as drawn:
        made.import_pages(drawn)
    page = made[len(made) - 1]
    width, height = page.get_size()
    aside, below = (across * _POINTS - width) / 2, (down * _POINTS - height) / 2
    page.set_mediabox(-aside, -below, width + aside, height + below)
    page.set_cropbox(-aside, -below, width + aside, height + below)


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    """As ``PdfDocument.save``, whose way to take bytes out of memory the walls of the limited process refuse."""
    pieces: list[bytes] = []

    def take(_: Any, data: Any, size: int) -> int:
        pieces.append(bytes(ctypes.cast(data, ctypes.POINTER(ctypes.c_char))[:size]))
        return 1

    writer = FPDF_FILEWRITE(version=1)
    writer.WriteBlock = type(writer.WriteBlock)(take)
    FPDF_SaveAsCopy(document, writer, 0)
    return b"".join(pieces)


def _stripped(pdf: bytes) -> bytes:
    """The same pages in a document that holds nothing else."""
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        _strip(page)
        writer.add_page(page)
    writer.metadata = None
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _strip(page: PageObject) -> None:
    """Takes away what acts, from a page and from all that it shows; ``add_page`` copies only what is left in reach."""
    _remove(page, [key for key in page if key not in _PAGE])
    seen: set[int] = set()
    waiting: list[Any] = [page.get("/Resources"), page.get("/Contents")]
    while waiting:
        value = waiting.pop()
        value = value.get_object() if isinstance(value, IndirectObject) else value
        if id(value) in seen or not isinstance(value, DictionaryObject | ArrayObject):
            continue
        seen.add(id(value))
        if isinstance(value, ArrayObject):
            waiting += value
            continue
        _remove(value, _OF_STREAMS if isinstance(value, StreamObject) else ())
        resources = value.get("/Resources") if value is not page.get("/Resources") else value
        if isinstance(resources, DictionaryObject):
            _remove(resources, _OF_RESOURCES)
        waiting += value.values()


def _remove(value: DictionaryObject, keys: Iterable[str]) -> None:
    for key in keys:
        value.pop(NameObject(key), None)
