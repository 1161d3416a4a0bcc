"""What a person is shown: the place of signatures wherever it stands, and any page upright."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from docgen import fonts
from docgen.scanning import ScanError, page_picture, signature_picture
from docgen.scanning.codes import find_codes
from tests.docgen.scanning.here import paper, written
from tests.docgen.scanning.scanner import as_bytes, pages_of

CODE = "7K3MZQ4X9B2T"
pytestmark = pytest.mark.usefixtures("in_process")


def png(content):
    return Image.open(io.BytesIO(content)).convert("L")


def sealed(on, height):
    """Draws a place for a seal on a page, so far from its bottom in points, and a thick signature above it."""

    def draw(canvas, number):
        if number == on:
            pdfmetrics.registerFont(TTFont("Sans", fonts.folder() / "PTSans-Regular.ttf"))
            canvas.setFont("Sans", 10)
            canvas.drawString(90, height, "М.\u00a0П. (при наличии)")
            canvas.rect(320, height + 40, 150, 60, stroke=0, fill=1)

    return draw


def shares(picture):
    """How dark the picture is, from its top down, in ten bands."""
    band = picture.height / 10
    bands = (picture.crop((0, int(place * band), picture.width, int((place + 1) * band))) for place in range(10))
    return [sum(crop.histogram()[:100]) / (crop.width * crop.height) for crop in bands]


@pytest.mark.parametrize("height", [500, 300, 120])
def test_signatures_are_shown_where_the_issued_paper_has_a_place_for_a_seal(height):
    issued = written(4, lines=3, draw=sealed(2, height))
    seen = png(signature_picture(issued, [1, 2, 3, 4], issued))
    assert seen.height == round(1754 * 0.45)
    assert max(shares(seen)[5:9]) > 0.08


def test_a_page_with_a_seal_that_did_not_come_leaves_the_last_one_to_show():
    issued = written(3, lines=3, draw=sealed(2, 300))
    scan = written(2, lines=3)
    assert max(shares(png(signature_picture(scan, [1, 3], issued)))) > 0.1


def test_without_an_issued_paper_the_end_of_the_text_of_the_last_page_is_shown():
    half = png(signature_picture(paper(CODE, 2, lines=10), [1, 2]))
    full = png(signature_picture(paper(CODE, 2, lines=42), [1, 2]))
    assert max(shares(half)) > 0.1
    assert find_codes(full)[0].text == f"{CODE}/2/2"


def test_two_places_of_signatures_are_shown_one_under_the_other():
    first, second = sealed(1, 400), sealed(3, 200)
    issued = written(3, lines=1, draw=lambda canvas, number: (first(canvas, number), second(canvas, number)))
    seen = png(signature_picture(issued, [1, 2, 3], issued))
    assert seen.height == 2 * round(1754 * 0.45) + 6


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_any_page_is_shown_turned_as_asked(turn):
    page = pages_of(paper(CODE, 1))[0]
    lying = as_bytes(page.rotate(turn, expand=True))  # against the clock
    (found,) = find_codes(png(page_picture(lying, 1, turn)))
    assert found.turn == 0


def test_a_page_that_is_not_there_is_told():
    with pytest.raises(ScanError, match="нет страницы 3"):
        page_picture(written(2), 3)
