"""Stamps the code of each page (docgen/page_code.py) into the lower left corner of a finished PDF.

All is drawn as filled paths after a page's content: no font and no picture is added to its resources, and the text
that a reader takes from the page stays as it was.
"""

from __future__ import annotations

import io
import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DecodedStreamObject, IndirectObject, NameObject, StreamObject

from docgen import fonts
from docgen.errors import DocgenError
from docgen.page_code import ALPHABET, PageCode, PageCodeError, check_id

EDGE_MM = 3  # from the left and the bottom edge of the page to the box
BOX_MM = 17  # the box that papers leave free, in both directions
CODE_MM = 15  # the QR code with its border, in the lower left corner of the box

_POINT = 25.4 / 72  # mm
_BORDER = 2  # modules
_TEXT_MM = 5.4 * _POINT
_BASELINE_MM = 15.2
_LEFT_MM = 1.2  # of the print in the box, above the first dark module
# Trying all eight masks takes four fifths of the time.
_MASK = 2

_DARK_RUN = re.compile(rb"\x01+")


def _bracketed(depth: int) -> bytes:
    """A pattern of strings in brackets that nest so deep."""
    inner = rb"|" + _bracketed(depth - 1) if depth > 1 else b""
    return rb"\((?:[^\\()]++|\\." + inner + rb")*+\)"


# Comments, strings and inline images may hold a «q» that is no operator; they are passed over as a whole.
_TOKEN = re.compile(
    rb"%[^\r\n]*|" + _bracketed(4) + rb"|(?<!\S)BI\s.*?\sID\s.*?\sEI(?!\S)|(?<![^\s\])>}])[qQ](?![^\s\[(<{/%])",
    re.DOTALL,
)


class StampError(DocgenError):
    """A PDF whose pages cannot be stamped."""


class _Glyph(NamedTuple):
    path: str  # PDF operators, in thousandths of the font's size
    advance: float


def stamp(pdf: bytes, document_id: str) -> bytes:
    """The PDF with a QR code of ``document_id``, page and pages on every page, and the same in tiny print above it.

    The code stands in the box 3–20 mm from the left and from the bottom edge of the page as one sees it, turned or
    cropped. Metadata, bookmarks, labels and text stay; the same input gives the same bytes.

    Raises PageCodeError for a bad identifier, StampError for a PDF that is broken or has too small a page.
    """
    problem = check_id(document_id)
    if problem:
        raise PageCodeError(problem)
    try:
        return _stamped(pdf, document_id)
    except (PyPdfError, ValueError, RecursionError) as error:
        raise StampError(f"Код на страницы не поставлен: PDF повреждён ({error}). Сделайте документ заново.") from error


def _stamped(pdf: bytes, document_id: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)), keep_initial_header=True)
    count = len(writer.pages)
    streams = _Streams(writer)
    for number, page in enumerate(writer.pages, start=1):
        code = PageCode(document_id=document_id, page=number, pages=count)
        _add(streams, page, f"{_place(page, number)} cm\n{_code(code)}", _caption(document_id, count))
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


class _Streams:
    """Streams of a PDF that is being written; what is the same on all pages is written once."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._written: dict[str, IndirectObject] = {}

    def written(self, operators: str) -> IndirectObject:
        """A reference to the stream of these operators."""
        if operators not in self._written:
            stream = DecodedStreamObject()
            stream.set_data(operators.encode("ascii"))
            # pypdf has no public name for it.
            self._written[operators] = self._writer._add_object(stream.flate_encode())  # noqa: SLF001
        return self._written[operators]


def _add(streams: _Streams, page: PageObject, own: str, shared: str) -> None:
    """Sets the stamp after the old content, in the graphics state that a page begins with.

    A page's streams are read as one (ISO 32000-1, 7.8.2), so ``shared`` is drawn in the state that ``own`` leaves.
    """
    old = _contents(page)
    closed, opened = _unbalanced(b"\n".join(_data(item) for item in old))
    before = "q " * (closed + 1)
    after = "\n" + "Q " * (opened + 1) + f"/Artifact BMC q {own}\n"
    parts = [streams.written(before), *old, streams.written(after), streams.written(f"{shared}\nQ EMC\n")]
    page[NameObject("/Contents")] = ArrayObject(parts)


def _contents(page: PageObject) -> list[IndirectObject]:
    """References to the streams of a page's content; a page may have none."""
    if "/Contents" not in page:
        return []
    found = page.raw_get("/Contents")
    whole = found.get_object()
    items = whole if isinstance(whole, ArrayObject) else [found]
    return [item for item in items if isinstance(item.get_object(), StreamObject)]


def _data(item: IndirectObject) -> bytes:
    stream = item.get_object()
    return stream.get_data() if isinstance(stream, StreamObject) else b""


def _unbalanced(content: bytes) -> tuple[int, int]:
    """How many states a content restores without having saved them, and how many it leaves saved at its end."""
    depth = lowest = 0
    for token in _TOKEN.findall(content):
        depth += {b"q": 1, b"Q": -1}.get(token, 0)
        lowest = min(lowest, depth)
    return -lowest, depth - lowest


def _place(page: PageObject, number: int) -> str:
    """The matrix that takes millimetres from the lower left corner of the box to the page's own units.

    A reader turns the page clockwise by Rotate (ISO 32000-1, 7.7.3.3).
    """
    left, bottom, right, top = _seen(page)
    unit = 1 / (_POINT * page.user_unit)
    if min(right - left, top - bottom) < (2 * EDGE_MM + BOX_MM) * unit:
        raise StampError(f"Код не помещается на страницу {number}: она уже {2 * EDGE_MM + BOX_MM} мм.")
    # Where the corner stands that is seen at the lower left, and whither «right» points from it.
    x, y, cosine, sine = (
        (left, bottom, 1, 0),
        (right, bottom, 0, 1),
        (right, top, -1, 0),
        (left, top, 0, -1),
    )[int(page.rotation) // 90 % 4]
    edge = EDGE_MM * unit
    turned = (cosine * unit, sine * unit, -sine * unit, cosine * unit)
    corner = (x + edge * (cosine - sine), y + edge * (cosine + sine))
    return " ".join(map(_number, turned + corner))


def _seen(page: PageObject) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what a reader shows: the part of MediaBox inside CropBox."""
    boxes = [[float(number) for number in box] for box in (page.mediabox, page.cropbox)]
    # A box may begin at any of its corners.
    left, bottom = (max(min(box[axis::2]) for box in boxes) for axis in (0, 1))
    right, top = (min(max(box[axis::2]) for box in boxes) for axis in (0, 1))
    return left, bottom, right, top


@lru_cache(maxsize=1024)
def _code(code: PageCode) -> str:
    """The white box, the code and the page in tiny print, in millimetres from the lower left corner of the box."""
    rows = _modules(code.encode())
    module = CODE_MM / (len(rows) + 2 * _BORDER)
    runs = [
        f"{run.start() + _BORDER} {y} {len(run.group())} 1 re"
        for y, row in enumerate(rows, _BORDER)
        for run in _DARK_RUN.finditer(row)
    ]
    # Rows are counted from the top. All modules are one path: neighbours leave no hairlines.
    square = f"q {_number(module)} 0 0 {_number(-module)} 0 {CODE_MM} cm\n" + "\n".join(runs) + "\nf Q"
    scale = _width_scale(code.document_id, code.pages)
    left = _LEFT_MM + _advance(f"{code.document_id}  ") * scale
    page = _print(f"{code.page}/{code.pages}", left, scale)
    return f"1 g 0 0 {BOX_MM} {BOX_MM} re f 0 g\n{square}\n{page}"


def _caption(document_id: str, pages: int) -> str:
    """The identifier in tiny print, the same on all pages."""
    return _print(document_id, _LEFT_MM, _width_scale(document_id, pages))


def _modules(text: str) -> tuple[bytes, ...]:
    """Modules of a QR code of level M, or better where it costs no room; 1 is dark."""
    import segno

    code = segno.make_qr(text, error="m", mode="alphanumeric", mask=_MASK)
    return tuple(bytes(row) for row in code.matrix)


def _print(text: str, left: float, width_scale: float) -> str:
    """Tiny print above the code; ``width_scale`` is millimetres in a thousandth of the font's size across."""
    glyphs = _glyphs()
    steps = "\n".join(f"{glyphs[char].path}\n1 0 0 1 {_number(glyphs[char].advance)} 0 cm" for char in text)
    return f"q {width_scale:.6f} 0 0 {_TEXT_MM / 1000:.6f} {_number(left)} {_BASELINE_MM} cm\n{steps}\nQ"


def _width_scale(document_id: str, pages: int) -> float:
    """The print is squeezed across where its longest line, that of the last page, is longer than the box."""
    return min(_TEXT_MM / 1000, (BOX_MM - _LEFT_MM) / _advance(f"{document_id}  {pages}/{pages}"))


def _advance(text: str) -> float:
    return sum(_glyphs()[char].advance for char in text)


@cache
def _glyphs() -> dict[str, _Glyph]:
    """Outlines of all signs that a line may hold."""
    from fontTools.pens.basePen import BasePen
    from fontTools.ttLib import TTFont

    class Path(BasePen):  # type: ignore[misc]
        """Writes what it is told to draw as PDF operators."""

        def __init__(self, glyph_set: Any, scale: float) -> None:
            super().__init__(glyph_set)
            self.steps: list[str] = []
            self.scale = scale

        def _write(self, operator: str, *points: tuple[float, float]) -> None:
            numbers = (str(round(value * self.scale)) for point in points for value in point)
            self.steps.append(" ".join((*numbers, operator)))

        def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
            self._write("m", point)

        def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
            self._write("l", point)

        def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
            self._write("c", *points)

        def _closePath(self) -> None:  # noqa: N802
            self._write("h")

    with TTFont(fonts.folder() / "PTSans-Regular.ttf", lazy=True) as font:
        glyph_set, names, scale = font.getGlyphSet(), font.getBestCmap(), 1000 / font["head"].unitsPerEm
        drawn = {}
        for char in f"{ALPHABET}/ ":
            glyph, pen = glyph_set[names[ord(char)]], Path(glyph_set, scale)
            glyph.draw(pen)
            drawn[char] = _Glyph(" ".join([*pen.steps, "f"]) if pen.steps else "", glyph.width * scale)
    return drawn


def _number(value: float) -> str:
    """A number as PDF writes it; PDF knows no exponents."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
