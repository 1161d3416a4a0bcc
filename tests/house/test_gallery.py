"""The gallery shows the library as it is: every kind, in every format, and nothing that is gone."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image

from docgen.library import kinds
from tests import gallery
from tests.gallery_sheet import _formatted, draw_sheet

PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
RUN = "Выполните ./run gallery"


def shown() -> list[Path]:
    return [gallery.DOCS / name for name in PICTURE.findall(gallery.PAGE.read_text(encoding="utf-8"))]


def test_the_page_is_what_the_library_and_the_pictures_give() -> None:
    assert gallery.PAGE.read_text(encoding="utf-8") == gallery.page(), RUN


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_kind_is_shown_in_each_of_its_formats(name: str) -> None:
    kind = kinds()[name]
    text = gallery.PAGE.read_text(encoding="utf-8")
    assert f'<a id="{name}"></a>\n\n### {kind.title}\n' in text, RUN
    for fmt in kind.formats:
        assert gallery.PICTURES / f"{name}-{fmt}-1.png" in shown(), RUN


def test_the_pictures_that_are_shown_are_there_and_no_others() -> None:
    assert sorted(shown()) == sorted(gallery.PICTURES.iterdir()), RUN
    assert gallery.strays() == [], RUN


def test_pictures_are_small() -> None:
    for path in shown():
        assert path.stat().st_size <= gallery.MOST_BYTES, path.name
        with Image.open(path) as picture:
            assert (picture.format, picture.mode, picture.width) == ("PNG", "P", 360), path.name


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (1234567.5, "#,##0.00", "1\u00a0234\u00a0567,50"),
        (412.5, "#,##0.###", "412,5"),
        (120, "#,##0.###", "120"),
        (-1450, "#,##0.00;[Red]-#,##0.00", "-1\u00a0450,00"),
        (2026, "0", "2026"),
        (0.05, "0%", "5%"),
        (0.1, "", "0,1"),
        (1200, "", "1200"),
    ],
)
def test_numbers_of_a_sheet_look_as_in_a_russian_spreadsheet(value: float, pattern: str, text: str) -> None:
    assert _formatted(value, pattern) == text


def test_a_sheet_is_drawn_by_its_widths_and_merged_cells_have_no_lines_inside() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.set_column_pixels(0, 1, 100)
        sheet.set_column_pixels(2, 2, 200)
        sheet.merge_range("A1:B1", "", book.add_format({"border": 1}))
        sheet.write_blank("C1", None, book.add_format({"bg_color": "#ff0000"}))
    picture = draw_sheet(file.getvalue(), 424, 500)
    assert picture.size == (424, 44)
    assert picture.getpixel((112, 22)) == (255, 255, 255)
    assert picture.getpixel((212, 22)) != (255, 255, 255)
    assert [picture.getpixel((x, 22)) for x in (230, 400, 420)] == [(255, 0, 0), (255, 0, 0), (255, 255, 255)]
