"""Pages of any size, turn and crop stand whole under the strip of their sheet."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import NameObject, NumberObject, RectangleObject
from reportlab.pdfgen.canvas import Canvas

from docgen.audience import InternalKindError
from docgen.dossier.errors import UnfitFileError
from docgen.dossier.sheets import STRIP_MM, Binder, _matrix, _seen, check_fit, open_drawn, open_pages

A4 = (595.276, 841.89)
STRIP = STRIP_MM * 72 / 25.4


def pdf(*sizes, turn=0, crop=None, keywords=""):
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for number, size in enumerate(sizes, start=1):
        canvas.setPageSize(size)
        canvas.drawString(size[0] / 2, size[1] / 2, f"page {number}")
        canvas.showPage()
    canvas.setKeywords(keywords)
    canvas.save()
    writer = PdfWriter(clone_from=io.BytesIO(stream.getvalue()))
    for page in writer.pages:
        page[NameObject("/Rotate")] = NumberObject(turn)
        if crop:
            page.cropbox = RectangleObject(crop)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def bound(content, *, is_drawn_for_it=False):
    binder = Binder()
    binder.add(open_pages(content, "файл"), is_drawn_for_it=is_drawn_for_it)
    return binder


sides = st.floats(20, 3000)


@given(
    left=st.floats(-500, 500),
    bottom=st.floats(-500, 500),
    width=sides,
    height=sides,
    turn=st.sampled_from([0, 90, 180, 270, -90, 450]),
)
def test_the_corners_of_a_page_stay_under_the_strip_and_upright(left, bottom, width, height, turn):
    page = PageObject.create_blank_page(width=1, height=1)
    page.mediabox = page.cropbox = RectangleObject((left, bottom, left + width, bottom + height))
    page[NameObject("/Rotate")] = NumberObject(turn)
    is_turned = turn % 180 != 0
    across, down = (height, width) if is_turned else (width, height)
    place = A4 if down >= across else A4[::-1]
    a, b, c, d, e, f = _matrix(page, place[0], place[1] - STRIP)
    box = _seen(page)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    assert all(-0.01 <= x <= place[0] + 0.01 and -0.01 <= y <= place[1] - STRIP + 0.01 for x, y in corners)
    assert round(a * d - b * c, 9) > 0  # neither mirrored nor enlarged
    assert a * d - b * c <= 1.0001
    drawn = max(x for x, _ in corners) - min(x for x, _ in corners)
    tall = max(y for _, y in corners) - min(y for _, y in corners)
    assert drawn / tall == pytest.approx(across / down, rel=1e-4)


@pytest.mark.parametrize(
    ("size", "turn", "sheet"),
    [(A4, 0, A4), (A4, 90, A4[::-1]), ((842, 595), 0, A4[::-1]), ((842, 595), 270, A4), ((2000, 3000), 0, A4)],
)
def test_a_sheet_is_of_a4_and_lies_as_the_page_is_read(size, turn, sheet):
    reader = PdfReader(io.BytesIO(bound(pdf(size, turn=turn)).write()))
    (page,) = reader.pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(sheet, abs=0.01)
    assert page.rotation == 0
    assert "page 1" in page.extract_text()


def test_what_a_reader_did_not_show_stays_unseen():
    binder = bound(pdf((400, 400), crop=(100, 100, 300, 300)))
    form = PdfReader(io.BytesIO(binder.write())).pages[0]["/Resources"]["/XObject"]["/P"]
    assert [float(number) for number in form["/BBox"]] == [100, 100, 300, 300]


def test_strips_are_set_on_every_sheet_and_pages_for_them_are_not_made_smaller():
    binder = bound(pdf(A4, (842, 595), A4), is_drawn_for_it=True)
    strips = open_drawn(pdf((A4[0], STRIP), (A4[0], STRIP), (A4[0], STRIP))).reader
    stream = io.BytesIO()
    writer = PdfWriter(clone_from=strips)
    writer.write(stream)
    binder.number(stream.getvalue())
    reader = PdfReader(io.BytesIO(binder.write()))
    assert [page.extract_text().count("page") for page in reader.pages] == [2, 2, 2]
    assert reader.pages[0].get_contents().get_data().startswith(b"q 1 0 0 1 0 ")


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"GIF89a", "не PDF"), (b"%PDF-1.7 rubbish", "не читается"), (pdf(A4)[:300], "не читается")],
)
def test_what_is_no_pdf_is_refused_in_russian(content, why):
    with pytest.raises(UnfitFileError, match=why):
        open_pages(content, "файл")


def test_a_page_without_a_size_is_found_before_a_dossier_is_bound_with_it():
    with pytest.raises(UnfitFileError, match="нет размера"):
        check_fit(open_pages(pdf(A4, crop=(50, 50, 50, 50)), "файл"))
    check_fit(open_pages(pdf(A4), "файл"))


def test_a_locked_file_is_refused():
    writer = PdfWriter(clone_from=io.BytesIO(pdf(A4)))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(UnfitFileError, match="паролем"):
        open_pages(stream.getvalue(), "файл")


def test_an_internal_paper_is_refused_by_what_it_says_of_itself():
    keywords = "pervichka; kind=internal_price_list; template=1; audience=internal"
    with pytest.raises(InternalKindError):
        open_pages(pdf(A4, keywords=keywords), "Цены")
