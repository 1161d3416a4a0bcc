"""Shows pages of a scan as PNG, and the places where a paper is signed. Runs in the limited process.

Where that is, the paper itself says: the PDF that we issued has a text, and its blocks of signatures end with «М. П.»,
the place of a seal, on whatever page they stand; a contract has annexes after them. Any other paper is signed at the
end of its last page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pypdfium2
from PIL import Image

from docgen.sandbox import Answer
from docgen.scanning.blankness import ink_of
from docgen.scanning.errors import ScanError
from docgen.scanning.pages import open_file

_CLOCKWISE = {0: 0, 90: 270, 180: 180, 270: 90}  # Pillow turns the other way
_LONGEST_SIDE = 1_754  # A4 at 150 dpi
_SHARE = 0.45  # of a page's height: both parties' blocks, names and dates
_BELOW = 0.06  # of a page's height, under the place of the seal
_BANDS = 25  # of a page, from its top
_FOOTER = 3  # bands at its bottom with the code and the line that names the paper
_INK = 0.003  # of a band: more than dust
_RULE = 6  # points between two pages
_SEAL = re.compile(r"М\.\s?П\.")
_MOST_SHOWN = 4


def show(payload: Mapping[str, Any]) -> Answer:
    """PNG of ``page`` of ``content``, turned clockwise by ``turn``."""
    opened = open_file(payload["content"])
    page = payload["page"]
    if not 1 <= page <= opened.pages:
        raise ScanError(f"в файле нет страницы {page}: в нём страниц {opened.pages}")
    return _png(_shrunk(opened.picture(page, is_grey=False), payload["turn"]))


def show_signatures(payload: Mapping[str, Any]) -> Answer:
    """PNG of the places of signatures in ``content``, whose pages are ``numbers`` of the paper ``issued`` (or b"")."""
    opened = open_file(payload["content"])
    numbers: Sequence[int] = payload["numbers"]
    places = {number: seal for number, seal in _seals(payload["issued"]) if number in numbers}
    shown = []
    for number in list(places)[:_MOST_SHOWN] or [numbers[-1]]:
        page = _shrunk(opened.picture(numbers.index(number) + 1, is_grey=False), 0)
        bottom = places[number] + _BELOW if number in places else _end_of_text(page)
        low = round(min(1.0, max(bottom, _SHARE)) * page.height)
        shown.append(page.crop((0, low - round(_SHARE * page.height), page.width, low)))
    return _png(shown[0] if len(shown) == 1 else _stacked(shown))


def _seals(issued: bytes) -> Iterator[tuple[int, float]]:
    """Pages of a paper of ours with a place for a seal, and how far down the lowest one is, 0 to 1."""
    if not issued:
        return
    with pypdfium2.PdfDocument(issued) as document:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage()
            found = [text.get_charbox(seal.start())[1] for seal in _SEAL.finditer(text.get_text_range())]
            if found:
                yield number, 1 - min(found) / page.get_height()


def _end_of_text(page: Image.Image) -> float:
    """How far down the lowest text is, footer aside, and a little more: a last page may be filled by half."""
    band = page.height / _BANDS
    grey = page.convert("L")
    above = _BANDS - _FOOTER
    lowest = next((number for number in reversed(range(above)) if _is_written(grey, number, band)), above)
    return 1.0 if lowest >= above - 1 else (lowest + 2) / _BANDS


def _is_written(page: Image.Image, number: int, band: float) -> bool:
    return ink_of(page.crop((0, round(number * band), page.width, round((number + 1) * band)))) > _INK


def _shrunk(picture: Image.Image, turn: int) -> Image.Image:
    """The page upright and no larger than one can see."""
    shades = picture if picture.mode == "L" else picture.convert("RGB")
    upright = shades.rotate(_CLOCKWISE[turn], expand=True) if turn else shades
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return upright


def _stacked(pictures: Sequence[Image.Image]) -> Image.Image:
    """One under the other, a dark rule between."""
    height = sum(picture.height for picture in pictures) + _RULE * (len(pictures) - 1)
    whole = Image.new("RGB", (max(picture.width for picture in pictures), height), "dimgray")
    top = 0
    for picture in pictures:
        whole.paste(picture, (0, top))
        top += picture.height + _RULE
    return whole


def _png(picture: Image.Image) -> Answer:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return Answer(data=stream.getvalue())
