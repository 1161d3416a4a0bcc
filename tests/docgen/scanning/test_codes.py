"""Codes on bad scans: turned, crooked, noisy, blurred; two on a page; codes that are none of ours."""

from __future__ import annotations

import pytest
import segno
from PIL import Image

from docgen.scanning.codes import find_codes, find_hidden_codes
from tests.docgen.scanning.here import paper
from tests.docgen.scanning.scanner import A4, DPI, Scanner, pages_of

CODE = "7K3MZQ4X9B2T"


@pytest.fixture(scope="module")
def page():
    return pages_of(paper(CODE, 3))[1]


def test_every_noisy_crooked_turned_scan_is_read_and_set_upright(page):
    scanner = Scanner(3)
    for number in range(8):
        turn = 90 * (number % 4)
        (found,) = find_codes(scanner.scan(page, turn))
        assert (found.text, (found.turn + turn) % 360) == (f"{CODE}/2/3", 0)


def test_what_blur_hides_from_the_first_look_is_found_in_a_corner(page):
    scanner = Scanner(5, blur=1.5)
    assert all(find_codes(scanner.scan(page, 90 * (number % 4))) for number in range(4))


def test_a_code_in_the_middle_of_a_large_photo_is_found(page):
    table = Image.new("L", (2600, 2600), 90)
    table.paste(page.resize((page.width * 3 // 4, page.height * 3 // 4)), (700, 500))
    photo = Scanner(2, sigma=10, slant=2).scan(table)
    assert (find_codes(photo) or find_hidden_codes(photo))[0].text == f"{CODE}/2/3"


def test_two_papers_on_one_scan_are_both_told(page):
    other = pages_of(paper("ZZZZ00001111", 1))[0]
    both = Image.new("L", (page.width * 2, page.height), 250)
    both.paste(page, (0, 0))
    both.paste(other, (page.width, 0))
    assert {code.text for code in find_codes(both)} == {f"{CODE}/2/3", "ZZZZ00001111/1/1"}


@pytest.mark.parametrize("text", ["ST00012|Name=ООО|PersonalAcc=1", "https://example.ru/7K3MZQ4X9B2T/1/1", "7K3M/3/2"])
def test_codes_that_are_none_of_ours_are_passed_over(text):
    page = Image.new("L", A4, 255)
    drawn = Image.frombytes("L", *_rows(text))
    page.paste(drawn.resize((DPI, DPI)), (300, 700))
    assert find_codes(page) == []
    assert find_hidden_codes(page) == []


def _rows(text):
    matrix = [bytes(0 if dark else 255 for dark in row) for row in segno.make_qr(text).matrix]
    return (len(matrix), len(matrix)), b"".join(matrix)
