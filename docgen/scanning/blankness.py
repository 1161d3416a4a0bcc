"""Whether a page is blank: the back of a sheet, with dust, bleeding print and the scanner's dark edges at most."""

from __future__ import annotations

from PIL import Image

_WIDTH = 310  # points across, three to two millimetres: noise is averaged away, a letter still darkens its place
_EDGE = 0.08  # of each side: shadows, holes of binders, staples
_CONTRAST = 36  # of 255, darker than the paper
_DARKEST = 64  # of 255: what is darker is no paper, but a lid left open or a picture that fell apart
_MOST_INK = 0.0002  # of the inner area: less than a word of six letters on a sheet of A4


def is_blank(page: Image.Image) -> bool:
    """Whether the inner area of a grey page is paper and holds less ink than one short word."""
    across, down = (int(side * _EDGE) for side in page.size)
    counts = _shades(page.crop((across, down, page.width - across, page.height - down)))
    return _median(counts) >= _DARKEST and _ink(counts) <= _MOST_INK


def ink_of(picture: Image.Image) -> float:
    """The share of a grey picture that is clearly darker than its paper, noise averaged away."""
    return _ink(_shades(picture))


def _shades(picture: Image.Image) -> list[int]:
    return picture.reduce(max(1, round(picture.width / _WIDTH))).histogram()


def _ink(counts: list[int]) -> float:
    return sum(counts[: max(0, _median(counts) - _CONTRAST)]) / sum(counts)


def _median(counts: list[int]) -> int:
    area, passed = sum(counts), 0
    for shade, count in enumerate(counts):
        passed += count
        if passed * 2 >= area:
            return shade
    return 255
