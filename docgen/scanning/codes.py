"""Finds the codes of our pages on a picture of a page. Runs in the limited process.

The whole page is looked at first: it takes some four milliseconds and shows a second code too. What noise hides there
is looked for once more in the corners, in one of which the code stands whichever way the page lies
(docgen/pdf/stamper.py), smoothed, enlarged and thresholded; then, for a fifth of a second, so on the whole page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import zxingcpp
from PIL import Image, ImageFilter

from docgen.page_code import decode

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_QUARTER = 90
_CORNER = 0.24  # of the page's shorter side: the box of 20 mm, and what a crooked sheet and a wide edge move it by
_ENLARGED = 2
_MOST_ENLARGED = 12_000_000  # points


class Found(NamedTuple):
    """A code of our grammar, and how many degrees clockwise the page has to be turned to stand upright."""

    text: str
    turn: int


def find_codes(page: Image.Image) -> list[Found]:
    """Different codes of the first look that finds any; ``page`` is grey."""
    return _read(page) or _first(map(_look_closely, _corners(page)))


def find_hidden_codes(page: Image.Image) -> list[Found]:
    """The same with more pains, for a page that is not blank."""
    return _first(map(_read, _treated(page)))


def _first(looks: Iterator[list[Found]]) -> list[Found]:
    return next((found for found in looks if found), [])


def _read(picture: Image.Image, binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.LocalAverage) -> list[Found]:
    read = zxingcpp.read_barcodes(
        picture,
        formats=_QR,
        try_rotate=False,  # a square code is found in any direction without it
        try_downscale=False,
        try_invert=False,
        binarizer=binarizer,
    )
    found = {code.text: Found(code.text, _turn(code.orientation)) for code in read if decode(code.text) is not None}
    return list(found.values())


def _turn(orientation: int) -> int:
    """From how a code lies, in degrees clockwise, to the quarter turns that set it upright."""
    return -round(orientation / _QUARTER) * _QUARTER % 360


def _corners(page: Image.Image) -> Iterator[Image.Image]:
    """The lower left corner first, where the code of an upright page stands; its opposite, then the other two."""
    width, height = page.size
    side = max(1, round(min(width, height) * _CORNER))
    for left, top in ((0, height - side), (width - side, 0), (0, 0), (width - side, height - side)):
        yield page.crop((left, top, left + side, top + side))


def _look_closely(corner: Image.Image) -> list[Found]:
    found = _first(_read(look) for look in _treated(corner))
    return found or _read(corner.filter(ImageFilter.GaussianBlur(1.2)), zxingcpp.Binarizer.GlobalHistogram)


def _treated(picture: Image.Image) -> Iterator[Image.Image]:
    """Smoothed, so that noise makes no modules; halved, which smooths more; enlarged and set to black and white."""
    yield picture.filter(ImageFilter.GaussianBlur(1))
    yield picture.reduce(2)
    if picture.width * picture.height * _ENLARGED**2 > _MOST_ENLARGED:
        return
    size = (picture.width * _ENLARGED, picture.height * _ENLARGED)
    enlarged = picture.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1.5))
    yield enlarged
    yield enlarged.point(_THRESHOLD)


_THRESHOLD = [0] * 140 + [255] * 116
