"""Imitates a bad scan of a printed page, and reads the code of the page from it as a scanner's program would."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from statistics import NormalDist

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from docgen.page_code import PageCode, decode

DPI = 150
CORNER_MM = 36  # the code's box and what a sheet turned by three degrees adds to it

_INK, _PAPER = 45, 235
_BLUR = 1.2  # pixels; a module of the code has three and a half


def scan(page: pypdfium2.PdfPage, *, turn: float, seed: int, noise: float = 18, dpi: int = DPI) -> Image.Image:
    """The page as a grey picture: turned counterclockwise by so many degrees, faded, blurred and noisy."""
    drawn = page.render(scale=2 * dpi / 72, grayscale=True).to_pil()
    turned = drawn.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    small = turned.resize((turned.width // 2, turned.height // 2), Image.Resampling.BOX)
    faded = small.point([_INK + value * (_PAPER - _INK) // 255 for value in range(256)])
    return _noisy(faded.filter(ImageFilter.GaussianBlur(_BLUR)), noise, seed)


def read_code(image: Image.Image) -> PageCode | None:
    """The code of the page: looked for in the corners as they are and enlarged, then so on the whole page.

    A corner is cheap to look at, 0.2 ms against 30 for a page, and smoothing an enlarged one saves most bad scans.
    """
    for picture in _pictures(image):
        for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode):
            code = decode(found.text)
            if code:
                return code
    return None


def _pictures(image: Image.Image) -> Iterator[Image.Image]:
    side = round(CORNER_MM / 25.4 * DPI)
    right, bottom = image.width - side, image.height - side
    places = [(0, bottom), (0, 0), (right, 0), (right, bottom)]
    corners = [image.crop((left, top, left + side, top + side)) for left, top in places]
    yield from corners
    yield from (_enlarged(corner, 4) for corner in corners)
    yield image
    yield _enlarged(image, 2).point([0] * 128 + [255] * 128)


def _enlarged(image: Image.Image, times: int) -> Image.Image:
    size = (times * image.width, times * image.height)
    return image.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))


def _noisy(image: Image.Image, sigma: float, seed: int) -> Image.Image:
    drawn = random.Random(seed).randbytes(image.width * image.height).translate(_normal(sigma))
    return ImageChops.add(image, Image.frombytes("L", image.size, drawn), offset=-128)


@cache
def _normal(sigma: float) -> bytes:
    """Turns evenly spread bytes into normally spread ones around 128."""
    spread = NormalDist(128, sigma)
    return bytes(round(spread.inv_cdf((value + 0.5) / 256)) for value in range(256))
