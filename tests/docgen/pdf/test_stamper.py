"""The code on each page: in its place however the page is turned, readable on a bad scan, harmless to the paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from functools import cache

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject, NumberObject, RectangleObject

from docgen.library import find_kind, kinds
from docgen.page_code import PageCode, PageCodeError
from docgen.pdf import PdfProperties, render_pdf
from docgen.pdf.binder import Part, bind
from docgen.pdf.stamper import StampError, stamp
from tests.docgen.pdf.scans import DPI, read_code, scan
from tests.samples import render_sample

ID = "7K3MZQ4X9B2T"
PROPERTIES = PdfProperties(title="Акт № 7", author="ООО «А»", subject="Лампы", created=date(2026, 11, 22))
MM = DPI / 25.4  # pixels
A4 = (595, 842)


@cache
def paper(pages: int = 3, size: str = "A4") -> bytes:
    """A paper with a footer where papers have it, close to the box of the code."""
    style = f"@page {{ size: {size}; margin: 20mm; @bottom-left {{ content: 'Акт № 7 от 22 ноября 2026 г.' }} }}"
    body = "".join(f'<p style="break-after: page">Лист {number}</p>' for number in range(1, pages)) + "<p>Подписи</p>"
    return render_pdf(f"<html><head><style>{style}</style></head><body>{body}</body></html>", PROPERTIES)


def written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def page_of(content: bytes, size: tuple[float, float] = A4) -> tuple[PdfWriter, PageObject]:
    """A one-page PDF that is being written, with this content."""
    writer = PdfWriter()
    page = writer.add_blank_page(*size)
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)
    return writer, page


def pictures(pdf: bytes) -> Iterator[Image.Image]:
    for page in pypdfium2.PdfDocument(pdf):
        yield page.render(scale=DPI / 72, grayscale=True).to_pil()


def texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def position_mm(picture: Image.Image) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the QR code's dark modules, from the lower left corner as one sees the page."""
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    place = found.position
    corners = [place.top_left, place.top_right, place.bottom_right, place.bottom_left]
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    height = picture.height
    return min(across) / MM, (height - max(down)) / MM, max(across) / MM, (height - min(down)) / MM


def is_in_place(picture: Image.Image) -> bool:
    """Upright, 15 mm with its border of 2 modules of 25, in the corner of the box."""
    upright = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)[0].orientation
    expected = (4.2, 4.2, 16.8, 16.8)
    return abs(upright) < 1 and all(
        abs(got - wanted) < 0.4 for got, wanted in zip(position_mm(picture), expected, strict=True)
    )


def test_every_page_carries_its_own_code() -> None:
    codes = [read_code(picture) for picture in pictures(stamp(paper(), ID))]
    assert codes == [PageCode(document_id=ID, page=page, pages=3) for page in (1, 2, 3)]


def test_nothing_outside_the_box_changes() -> None:
    for before, after in zip(pictures(paper()), pictures(stamp(paper(), ID)), strict=True):
        left, top, right, bottom = ImageChops.difference(before, after).getbbox()
        assert left >= 3 * MM - 1
        assert right <= 20 * MM + 1
        assert top >= after.height - 20 * MM - 1
        assert bottom <= after.height - 3 * MM + 1


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_papers_of_the_library_leave_the_box_free_and_carry_the_code_when_they_have_an_identifier(kind: str) -> None:
    for picture in pictures(render_sample(find_kind(kind), "pdf")):
        box = (3 * MM, picture.height - 20 * MM, 20 * MM - 1, picture.height - 3 * MM)
        assert picture.crop(tuple(map(int, box))).getextrema()[0] == 255
    codes = [read_code(picture) for picture in pictures(render_sample(find_kind(kind), "pdf", document_id=ID))]
    assert codes == [PageCode(document_id=ID, page=page, pages=len(codes)) for page in range(1, len(codes) + 1)]


@pytest.mark.parametrize("document_id", ["ABCD", "WWWWWWWWWWWW"])
@pytest.mark.parametrize("pages", [1, 1000])
def test_the_longest_print_stays_in_the_box_and_the_shortest_is_not_stretched(document_id: str, pages: int) -> None:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(*A4)
    *_, last = PdfReader(io.BytesIO(stamp(written(writer), document_id))).pages
    alone = PdfWriter()
    alone.add_page(last)
    (picture,) = pictures(written(alone))
    box = (0, picture.height - round(20 * MM), picture.width, picture.height - round(18 * MM))
    left, top, right, bottom = ImageChops.invert(picture.crop(box)).getbbox()
    assert left >= 4 * MM
    assert right <= 20 * MM + 1
    assert 1.2 <= (bottom - top) / MM <= 1.9  # capital letters of 5.4 points, and the slash
    assert read_code(picture) == PageCode(document_id=document_id, page=pages, pages=pages)


@pytest.mark.parametrize("document_id", ["", "договор", "7k3mzq4x9b2t", "7K3MZQ4X9B2T7"])
def test_a_bad_identifier_is_refused_in_russian(document_id: str) -> None:
    with pytest.raises(PageCodeError, match=r"не годится для кода на страницах.*Пример: 7K3MZQ4X9B2T\."):
        stamp(paper(), document_id)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nbroken", paper()[:2000]])
def test_a_broken_pdf_is_refused_in_russian(content: bytes) -> None:
    with pytest.raises(StampError, match="PDF повреждён"):
        stamp(content, ID)


def test_a_page_smaller_than_the_stamp_is_refused_by_its_number() -> None:
    writer = PdfWriter()
    writer.add_blank_page(*A4)
    writer.add_blank_page(200, 60)
    with pytest.raises(StampError, match="на страницу 2"):
        stamp(written(writer), ID)


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("size", ["A4", "A4 landscape"])
def test_the_code_stands_at_the_lower_left_of_the_page_as_one_sees_it(turn: int, size: str) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(paper(1, size)))
    writer.pages[0][NameObject("/Rotate")] = NumberObject(turn)
    (picture,) = pictures(stamp(written(writer), ID))
    assert is_in_place(picture)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("media", "crop"),
    [
        ((-100, 50, 495, 892), None),
        ((0, 0, 700, 900), (60, 40, 655, 882)),
        ((60, 40, 655, 882), (0, 0, 700, 900)),  # a reader shows what lies in both
        ((595, 842, 0, 0), None),  # any two opposite corners
    ],
)
def test_the_code_is_counted_from_the_edges_that_are_seen(
    turn: int, media: tuple[int, ...], crop: tuple[int, ...] | None
) -> None:
    writer, page = page_of(b"")
    page[NameObject("/MediaBox")] = RectangleObject(media)
    if crop:
        page[NameObject("/CropBox")] = RectangleObject(crop)
    page[NameObject("/Rotate")] = NumberObject(turn)
    (picture,) = pictures(stamp(written(writer), ID))
    assert is_in_place(picture)


def test_a_page_in_units_of_its_own_has_a_code_of_the_same_size() -> None:
    writer, page = page_of(b"", (A4[0] / 2, A4[1] / 2))
    page[NameObject("/UserUnit")] = NumberObject(2)
    (picture,) = pictures(stamp(written(writer), ID))
    if picture.width < 1000:  # a drawing program that counts in units of the page
        picture = picture.resize((picture.width * 2, picture.height * 2))
    assert is_in_place(picture)


def test_turn_and_size_may_be_told_once_for_all_pages() -> None:
    writer, page = page_of(b"")
    tree = page["/Parent"]
    tree[NameObject("/MediaBox")] = RectangleObject((100, 0, 942, 595))
    tree[NameObject("/Rotate")] = NumberObject(90)
    del page["/MediaBox"]
    (picture,) = pictures(stamp(written(writer), ID))
    assert picture.width < picture.height
    assert is_in_place(picture)


LEFTOVERS = {
    "a changed matrix": b"0.5 0 0 0.5 200 300 cm 0.9 g",
    "a state never restored": b"q 2 0 0 2 50 50 cm q q 1 0 0 rg",
    "a state restored twice": b"q 0 g Q Q Q 3 0 0 3 9 9 cm",
    "both": b"Q Q q 3 0 0 3 9 9 cm q",
    "a clip": b"0 500 100 100 re W n",
    "a q in a string": b"BT (q q \\( q (Q \\) q)) Tj [(q)-20<71>] TJ ET 3 0 0 3 9 9 cm",
    "a q in a comment": b"% q q q\n0.5 0 0 0.5 0 0 cm % Q",
    "a q in a name": b"/q gs /Artifact<</Type/q>>BDC EMC 3 0 0 3 9 9 cm",
    "a q in a picture": b"q 9 0 0 9 9 9 cm BI /W 4 /H 1 /BPC 8 /CS /G ID q q  EI Q 3 0 0 3 9 9 cm",
    "operators without spaces": b"q[]0 d(x)Tj[1]0 d q/x gs 3 0 0 3 9 9 cm",
    "no end of line": b"1 1 1 rg q",
    "nothing": b"",
}


@pytest.mark.parametrize("content", LEFTOVERS.values(), ids=LEFTOVERS.keys())
def test_what_a_page_leaves_behind_moves_and_colours_nothing(content: bytes) -> None:
    writer, _ = page_of(content)
    (picture,) = pictures(stamp(written(writer), ID))
    assert is_in_place(picture)
    assert picture.getextrema()[0] < 10


STATES = st.lists(
    st.sampled_from([b"q", b"Q", b"1 0 0 1 5 5 cm", b"(q Q) Tj", b"% q\n", b"2 0 0 2 0 0 cm"]), max_size=12
)


@given(STATES)
def test_a_stamped_page_saves_as_many_states_as_it_restores(operators: list[bytes]) -> None:
    """Acrobat complains of a state that is restored but was never saved; and the stamp begins with none saved."""
    writer, _ = page_of(b" ".join(operators))
    content = PdfReader(io.BytesIO(stamp(written(writer), ID))).pages[0].get_contents()
    assert content is not None
    depth, depths = 0, []
    for _operands, operator in content.operations:
        depth += {b"q": 1, b"Q": -1}.get(operator, 0)
        depths.append(depth)
        if operator == b"BMC":
            assert depth == 0
    assert min(depths) >= 0
    assert depth == 0


def test_a_page_of_many_streams_and_a_page_of_none_are_stamped() -> None:
    writer, page = page_of(b"q 0.5 0 0 0.5 0 0 cm")
    rest = DecodedStreamObject()
    rest.set_data(b"0 g 600 600 100 100 re f Q")
    page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer._add_object(rest)])
    writer.add_blank_page(*A4)
    first, second = pictures(stamp(written(writer), ID))
    assert is_in_place(first)
    assert is_in_place(second)
    assert first.getpixel((round(300 / 72 * DPI) + 20, first.height - round(300 / 72 * DPI) - 20)) < 10


def test_the_same_input_gives_the_same_bytes() -> None:
    assert stamp(paper(), ID) == stamp(paper(), ID)
    assert stamp(paper(), ID) != stamp(paper(), "ABCD")


def test_text_metadata_bookmarks_and_labels_stay() -> None:
    bound = bind(
        [Part(title="Акт № 7", label="Акт", content=paper()), Part(title="Отчёт", label="Отчёт", content=paper(2))],
        PROPERTIES,
    ).content
    before, after = (PdfReader(io.BytesIO(content)) for content in (bound, stamp(bound, ID)))
    assert "Лист 1" in texts(bound)[0]
    assert texts(stamp(bound, ID)) == texts(bound)
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]
    assert after.metadata == before.metadata
    assert after.page_labels == before.page_labels == ["Акт 1", "Акт 2", "Акт 3", "Отчёт 1", "Отчёт 2"]
    assert [(item.title, after.get_destination_page_number(item)) for item in after.outline] == [
        ("Акт № 7", 0),
        ("Отчёт", 3),
    ]
    assert after.page_mode == "/UseOutlines"
    assert after.pdf_header == before.pdf_header


def test_stamped_papers_keep_their_codes_when_they_are_bound() -> None:
    parts = [
        Part(title=name, label=name, content=stamp(paper(pages), name)) for name, pages in (("AAAA", 3), ("BBBB", 2))
    ]
    codes = [read_code(picture) for picture in pictures(bind(parts, PROPERTIES).content)]
    assert [code and code.encode() for code in codes] == ["AAAA/1/3", "AAAA/2/3", "AAAA/3/3", "BBBB/1/2", "BBBB/2/2"]


def test_no_font_and_no_picture_is_added() -> None:
    for before, after in zip(
        PdfReader(io.BytesIO(paper())).pages, PdfReader(io.BytesIO(stamp(paper(), ID))).pages, strict=True
    ):
        assert before["/Resources"].keys() == after["/Resources"].keys()
        assert before["/Resources"]["/Font"].keys() == after["/Resources"]["/Font"].keys()


def test_a_stamp_adds_little() -> None:
    assert len(stamp(paper(30), ID)) - len(paper(30)) < 30 * 2048


@pytest.mark.parametrize("skew", [-3, 3])
@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_code_is_read_from_a_bad_scan(skew: int, quarter: int, seed: int) -> None:
    """150 dpi, grey and pale, askew by three degrees, laid any way round, blurred, noise of σ 18."""
    page = pypdfium2.PdfDocument(stamp(paper(), ID))[seed - 1]
    image = scan(page, turn=quarter + skew, seed=1000 * seed + quarter + skew)
    assert read_code(image) == PageCode(document_id=ID, page=seed, pages=3)


def test_a_scan_without_a_code_has_none() -> None:
    image = scan(pypdfium2.PdfDocument(paper())[0], turn=2, seed=1)
    assert read_code(image) is None


def test_a_scan_that_lies_in_the_middle_of_a_larger_glass_is_read() -> None:
    sheet = scan(pypdfium2.PdfDocument(stamp(paper(), ID))[0], turn=2, seed=1)
    glass = Image.new("L", (sheet.width + 700, sheet.height + 500), 90)
    glass.paste(sheet, (350, 250))
    assert read_code(glass) == PageCode(document_id=ID, page=1, pages=3)
