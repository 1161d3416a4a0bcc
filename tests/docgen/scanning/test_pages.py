"""Files that a scanner makes, and files that would harm: what is opened, what is refused and in which words."""

from __future__ import annotations

import io

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf.generic import ArrayObject, BooleanObject, NameObject, NumberObject

from docgen.scanning.errors import ScanError
from docgen.scanning.pages import open_file
from tests.docgen.scanning.here import written
from tests.docgen.scanning.scanner import as_bytes

UPRIGHT = Image.new("L", (60, 90), 255)
UPRIGHT.paste(0, (0, 0, 60, 20))  # dark at the top


def picture(content, page=1, *, is_grey=True):
    return open_file(content).picture(page, is_grey=is_grey)


def is_dark(image, x, y):
    return image.convert("L").getpixel((x, y)) < 100


@pytest.mark.parametrize(
    "content",
    [
        as_bytes(UPRIGHT),
        as_bytes(UPRIGHT, "JPEG"),
        as_bytes(UPRIGHT.convert("RGB"), "JPEG"),
        as_bytes(UPRIGHT.convert("CMYK"), "JPEG"),
        as_bytes(UPRIGHT, "TIFF"),
        as_bytes(UPRIGHT.convert("1"), "TIFF", compression="group4"),
        as_bytes(UPRIGHT.convert("I;16").point(lambda shade: shade * 257), "TIFF"),
        as_bytes(UPRIGHT.convert("P")),
        as_bytes(UPRIGHT.convert("LA")),
    ],
    ids=["png", "grey jpeg", "jpeg", "cmyk", "tiff", "fax", "sixteen bits", "palette", "alpha"],
)
@pytest.mark.parametrize("is_grey", [True, False])
def test_whatever_a_scanner_writes_is_seen(content, is_grey):
    seen = picture(content, is_grey=is_grey)
    assert (is_dark(seen, 30, 10), is_dark(seen, 30, 70), seen.size) == (True, False, (60, 90))
    assert seen.mode in (("L",) if is_grey else ("1", "L", "RGB"))


def test_what_is_transparent_is_paper():
    clear = Image.new("LA", (60, 90), (0, 0))
    assert not is_dark(picture(as_bytes(clear)), 30, 10)


def test_a_photo_is_seen_the_way_the_phone_was_held():
    lying = UPRIGHT.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to see it
    seen = picture(as_bytes(lying, "JPEG", exif=exif))
    assert (seen.size, is_dark(seen, 30, 10)) == ((60, 90), True)


def test_every_frame_of_a_tiff_is_a_page():
    frames = [Image.new("L", (50, 50), shade) for shade in (10, 120, 240)]
    opened = open_file(as_bytes(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    assert opened.pages == 3
    assert [opened.picture(page, is_grey=True).getpixel((5, 5)) for page in (3, 1, 2)] == [240, 10, 120]


@pytest.mark.parametrize(("side", "drawn"), [(3508, 1754), (1754, 1754), (400, 1754)])
def test_a_page_of_a_pdf_is_drawn_as_large_as_its_scan_or_a_whole_part_of_it(side, drawn):
    scan = Image.new("1", (round(side / 1.4142), side), 1)
    stream = io.BytesIO()
    scan.save(stream, "PDF", resolution=side / 11.69)
    assert abs(max(picture(stream.getvalue()).size) - drawn) <= 1


def encrypted(**how):
    writer = pypdf.PdfWriter(io.BytesIO(written(1)))
    writer.encrypt(**how, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_pdf_under_a_password_is_refused_and_one_that_only_forbids_printing_is_read():
    with pytest.raises(ScanError, match="защищён паролем"):
        open_file(encrypted(user_password="secret"))
    assert open_file(encrypted(user_password="", owner_password="secret")).pages == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "файл пустой"),
        (as_bytes(UPRIGHT, "TIFF")[:8], "картинка повреждена"),
        (b"GIF89a" + bytes(50), "это не скан"),
        (as_bytes(UPRIGHT, "GIF"), "это не скан"),
        (b" " + written(1), "это не скан"),
        (b"%PDF-1.7\nrubbish", "PDF повреждён"),
        (written(2001, lines=0), "не больше 2000"),
    ],
    ids=["empty", "half a picture", "half", "gif", "not at its beginning", "broken", "too long"],
)
def test_what_is_no_scan_is_refused(content, told):
    with pytest.raises(ScanError, match=told):
        open_file(content)


def test_pictures_that_unpack_to_gigabytes_are_refused_before_they_do():
    bomb = as_bytes(Image.new("1", (9000, 9000)))
    assert len(bomb) < 20_000
    with pytest.raises(ScanError, match="50 миллионов"):
        open_file(bomb)
    framed = as_bytes(UPRIGHT, "TIFF", save_all=True, append_images=[Image.new("1", (9000, 9000))])
    opened = open_file(framed)
    assert opened.picture(1, is_grey=True).size == (60, 90)
    with pytest.raises(ScanError, match="50 миллионов"):
        opened.picture(2, is_grey=True)


def test_a_page_of_a_pdf_with_such_a_picture_is_refused_and_the_next_one_is_read():
    stream = io.BytesIO()
    bomb = changed(_with_picture(), Width=NumberObject(60_000), Height=NumberObject(60_000))
    bombed = pypdf.PdfWriter(io.BytesIO(bomb))
    bombed.append(io.BytesIO(written(1)))
    bombed.write(stream)
    opened = open_file(stream.getvalue())
    with pytest.raises(ScanError, match="50 миллионов"):
        opened.picture(1, is_grey=True)
    assert opened.picture(2, is_grey=True)


def changed(pdf, **keys):
    """A PDF with these keys of its only picture changed."""
    writer = pypdf.PdfWriter(io.BytesIO(pdf))
    (image,) = writer.pages[0]["/Resources"]["/XObject"].values()
    for key, value in keys.items():
        image.get_object()[NameObject(f"/{key}")] = value
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_page_whose_picture_cannot_be_drawn_does_not_pass_for_a_blank_one():
    with pytest.raises(ScanError, match="повреждена"):
        picture(changed(_with_picture(), Filter=NameObject("/JPXDecode")))


def test_a_mask_that_paints_nothing_leaves_a_page_blank():
    stream = io.BytesIO()
    Image.new("1", (60, 90), 1).save(stream, "PDF")
    blank = changed(stream.getvalue(), ImageMask=BooleanObject(True), Decode=ArrayObject(map(NumberObject, (1, 0))))
    assert picture(blank).getextrema() in {(0, 0), (255, 255)}


def test_a_page_like_a_thread_is_refused():
    with pytest.raises(ScanError, match="повреждена"):
        picture(written(1, pagesize=(5000, 20)))


def _with_picture():
    stream = io.BytesIO()
    UPRIGHT.save(stream, "PDF")
    return stream.getvalue()


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_spoilt_picture_is_refused_or_seen_and_nothing_else_happens(data):
    content = bytearray(data.draw(st.sampled_from([as_bytes(UPRIGHT, fmt) for fmt in ("PNG", "JPEG", "TIFF")])))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    spoilt = bytes(content[: data.draw(st.integers(8, len(content)))])
    try:
        opened = open_file(spoilt)
        seen = opened.picture(min(opened.pages, 2), is_grey=True)
    except ScanError:
        return
    assert seen.mode == "L"
