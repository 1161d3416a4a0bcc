"""Opens a file of a scanner and hands out its pages as pictures. Runs in the limited process.

What a file may be: a PDF that begins with %PDF-, JPEG, PNG, TIFF with any number of pages. A picture that would unpack
to more than 50 million points is refused before it is unpacked; so is a page of a PDF that holds one.
"""

from __future__ import annotations

import ctypes
import importlib
import io
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdfium2 import PdfiumError
from pypdfium2.raw import (
    FPDF_ERR_PASSWORD,
    FPDF_ERR_SECURITY,
    FPDF_PAGEOBJ_IMAGE,
    FPDFBitmap_GetBuffer,
    FPDFBitmap_GetFormat,
    FPDFBitmap_GetHeight,
    FPDFBitmap_GetStride,
    FPDFBitmap_GetWidth,
    FPDFImageObj_GetBitmap,
)

from docgen.sandbox.pictures import MOST_PIXELS
from docgen.scanning.errors import ScanError

MOST_PAGES = 2_000
_FORMATS = ("JPEG", "PNG", "TIFF")
_LONGEST_SIDE = 2_600  # points: A4 at 220 dpi, beyond which a code reads no better
_SHORTEST_SIDE = 1_754  # A4 at 150 dpi
_DEEPEST = 4  # forms within forms of a page
_MOST_SLENDER = 10  # the longer side of a page to the shorter one
_MOST_LOOKED_AT = 3
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\x00", b"MM\x00*")
_SPOILT = "страница PDF повреждена: отсканируйте её заново"
_SPOILT_PICTURE = "картинка повреждена: отсканируйте страницу заново"
_BOMB = "страница больше 50 миллионов точек: отсканируйте с разрешением 150–300 точек на дюйм"

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
for _plugin in ("Jpeg", "Mpo", "Png", "Tiff"):  # before the walls go up
    importlib.import_module(f"PIL.{_plugin}ImagePlugin")


class Opened(Protocol):
    """A file of a scanner."""

    @property
    def pages(self) -> int:
        """How many there are."""

    def picture(self, page: int, *, is_grey: bool) -> Image.Image:
        """The page, from 1, as one sees it, in grey or as it is: L, RGB or 1. Raises ScanError."""


def open_file(content: bytes) -> Opened:
    """The file, opened. Raises ScanError, whose text begins small: it follows the name of the file."""
    if not content:
        raise ScanError("файл пустой: отсканируйте заново")
    opened: Opened = _Pdf(content) if content.startswith(b"%PDF-") else _Pictures(content)
    if opened.pages > MOST_PAGES:
        raise ScanError(f"в файле {opened.pages} страниц, а можно не больше {MOST_PAGES}: разделите стопку")
    return opened


class _Pdf:
    def __init__(self, content: bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(content)
        except PdfiumError as error:
            if error.err_code in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY):
                raise ScanError("PDF защищён паролем: сохраните его без пароля и повторите") from error
            raise ScanError("PDF повреждён: отсканируйте заново") from error
        self.pages = len(self._document)
        if not self.pages:
            raise ScanError("в PDF нет страниц: отсканируйте заново")

    def picture(self, page: int, *, is_grey: bool) -> Image.Image:
        try:
            opened = self._document[page - 1]
            sides = opened.get_size()
            if max(sides) > _MOST_SLENDER * min(sides):
                raise ScanError(_SPOILT)
            pictures = _pictures_on(opened)
            native = max((max(picture.get_px_size()) for picture in pictures), default=0)
            scale = _side(native) / max(sides)
            drawn: Image.Image = opened.render(scale=scale, grayscale=is_grey, rev_byteorder=True).to_pil().copy()
            _refuse_hidden(drawn, pictures)
            opened.close()
        except (PdfiumError, ValueError) as error:
            raise ScanError(_SPOILT) from error
        return drawn


def _pictures_on(page: pypdfium2.PdfPage) -> list[pypdfium2.PdfImage]:
    """Pictures of a page. Raises ScanError for one that is a bomb."""
    found = list(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST))
    for picture in found:
        width, height = picture.get_px_size()
        if width * height > MOST_PIXELS:
            raise ScanError(_BOMB)
    return found


def _refuse_hidden(page: Image.Image, pictures: Sequence[pypdfium2.PdfImage]) -> None:
    """PDFium draws nothing for a picture that it cannot unpack; such a page would pass for a blank one."""
    shades = page.convert("L").getextrema()
    if shades[0] != shades[1]:
        return
    for picture in pictures[:_MOST_LOOKED_AT]:
        least, most = _unpacked(picture).getextrema()
        if least != most:
            raise ScanError(_SPOILT)


def _unpacked(picture: pypdfium2.PdfImage) -> Image.Image:
    """As ``PdfImage.get_bitmap``, whose way to take bytes out of memory the walls of the limited process refuse."""
    raw = FPDFImageObj_GetBitmap(picture)
    if not raw:
        raise PdfiumError("no bitmap")
    width, height = FPDFBitmap_GetWidth(raw), FPDFBitmap_GetHeight(raw)
    stride, shape = FPDFBitmap_GetStride(raw), FPDFBitmap_GetFormat(raw)
    start = ctypes.cast(FPDFBitmap_GetBuffer(raw), ctypes.POINTER(ctypes.c_char))
    copied = start[: stride * height]
    bitmap = pypdfium2.PdfBitmap(raw, copied, width, height, stride, shape, rev_byteorder=False, is_foreign=False)
    seen: Image.Image = bitmap.to_pil().convert("L")
    bitmap.close()
    return seen


def _side(native: int) -> int:
    """The longest side to draw a page with: that of the scan, or a whole part of it, so that modules stay sharp."""
    side = native // -(-native // _LONGEST_SIDE) if native else 0
    return max(_SHORTEST_SIDE, side)


class _Pictures:
    def __init__(self, content: bytes) -> None:
        unknown = _SPOILT_PICTURE if content.startswith(_BEGINNINGS) else "это не скан: нужны PDF, JPEG, PNG или TIFF"
        with _refusals(unknown):
            self._image = Image.open(io.BytesIO(content), formats=_FORMATS)
            self.pages = getattr(self._image, "n_frames", 1) if self._image.format == "TIFF" else 1

    def picture(self, page: int, *, is_grey: bool) -> Image.Image:
        with _refusals():
            self._image.seek(page - 1)
            if self._image.width * self._image.height > MOST_PIXELS:
                raise ScanError(_BOMB)
            upright = ImageOps.exif_transpose(self._image)  # a phone says so which way it was held
            picture = _on_white(upright)
            natural = picture.mode if picture.mode in ("1", "L") else "RGB"
            return picture.convert("L" if is_grey else natural)


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency: what shows through is paper. Sixteen bits of grey become eight."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda shade: shade * (1 / 256)).convert("L")
    if not image.has_transparency_data:
        return image
    coloured = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(coloured, mask=coloured.getchannel("A"))
    return paper


@contextmanager
def _refusals(unknown: str = _SPOILT_PICTURE) -> Iterator[None]:
    """Pillow's many ways to say no, in Russian; ``unknown``: what to say where it knows no such picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a picture has wrong but can do without
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ScanError(_BOMB) from error
    except UnidentifiedImageError as error:
        raise ScanError(unknown) from error
    except (OSError, SyntaxError, ValueError, LookupError, TypeError, ArithmeticError, struct.error) as error:
        raise ScanError(_SPOILT_PICTURE) from error
