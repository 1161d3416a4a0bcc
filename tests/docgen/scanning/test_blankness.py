"""Blank backs are told from pages with the least writing on them."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from docgen.scanning.blankness import is_blank
from tests.docgen.scanning.scanner import A4, Scanner


@pytest.mark.parametrize("sigma", [0, 18, 30])
def test_dust_shadows_and_holes_leave_a_page_blank(sigma):
    assert is_blank(Scanner(1, sigma=sigma).blank())


def test_print_that_bleeds_through_leaves_a_page_blank():
    page = Image.new("L", A4, 244)
    pen = ImageDraw.Draw(page)
    for line in range(40):
        pen.text((150, 120 + 38 * line), "текст с другой стороны листа " * 3, fill=225, font_size=22)
    assert is_blank(Scanner(1).scan(page))


@pytest.mark.parametrize(
    "draw",
    [
        lambda pen: pen.text((500, 800), "Принято", fill=40, font_size=26),
        lambda pen: pen.line([(500, 800), (560, 760), (600, 840), (650, 770), (720, 820)], fill=70, width=3),
        lambda pen: pen.ellipse((800, 1200, 1000, 1400), outline=110, width=5),
    ],
    ids=["a word", "a signature", "a seal"],
)
def test_the_least_writing_is_no_blank_page(draw):
    page = Image.new("L", A4, 245)
    draw(ImageDraw.Draw(page))
    assert not is_blank(Scanner(1).scan(page))


@pytest.mark.parametrize("sheet", [(0, 0), (400, 500)], ids=["nothing", "a small sheet"])
def test_what_is_mostly_dark_is_no_blank_page(sheet):
    page = Image.new("L", A4, 10)
    page.paste(240, (300, 300, 300 + sheet[0], 300 + sheet[1]))
    assert not is_blank(page)
