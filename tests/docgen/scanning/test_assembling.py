"""Papers put together: the right pages, upright, in order, and nothing in them that acts."""

from __future__ import annotations

import io

import pypdf
import pytest
from PIL import Image
from pypdf.actions import JavaScript
from pypdf.annotations import Rectangle
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import A4

from docgen.sandbox import CrashedError
from docgen.scanning import Leaf, assemble
from docgen.scanning.codes import find_codes
from tests.docgen.scanning.here import paper, run_here
from tests.docgen.scanning.scanner import as_bytes, pages_of

CODE = "7K3MZQ4X9B2T"
TURNED = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def read(pdf):
    """Codes of the pages and the turns that each still needs."""
    return [tuple(find_codes(page)[0]) for page in pages_of(pdf)]


@pytest.fixture(scope="module")
def printed():
    return paper(CODE, 3)


@pytest.mark.usefixtures("in_process")
def test_pages_of_pdfs_and_pictures_stand_upright_in_the_order_asked_for(printed):
    pages = pages_of(printed)
    files = {
        "pdf": _turned(printed, 90),
        **{str(turn): as_bytes(pages[1].transpose(how)) for turn, how in TURNED.items()},
    }
    leaves = [
        [Leaf("270", 1, 90), Leaf("pdf", 3, 270), Leaf("pdf", 1, 270)],
        [Leaf("90", 1, 270), Leaf("180", 1, 180)],
    ]
    first, second = assemble(leaves, files)
    assert read(first.pdf) == [(f"{CODE}/2/3", 0), (f"{CODE}/3/3", 0), (f"{CODE}/1/3", 0)]
    assert read(second.pdf) == [(f"{CODE}/2/3", 0)] * 2
    assert assemble(leaves, files) == [first, second]


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("size", [(1240, 1754), (300, 200), (2550, 3300), (1000, 1000)])
@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_a_picture_fills_a_sheet_of_a4_upright_or_broad(size, mode):
    (made,) = assemble([[Leaf("x", 1, 0)]], {"x": as_bytes(Image.new(mode, size, 1))})
    page = pypdf.PdfReader(io.BytesIO(made.pdf)).pages[0]
    wanted = A4 if size[1] >= size[0] else (A4[1], A4[0])
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(wanted, abs=1)


def _turned(pdf, degrees):
    writer = pypdf.PdfWriter(io.BytesIO(pdf))
    for page in writer.pages:
        page.rotate(degrees)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def hostile(pdf):
    """The PDF with whatever a viewer may act on, and what hides in streams."""
    writer = pypdf.PdfWriter(io.BytesIO(pdf))
    writer.add_open_action(JavaScript("app.alert('boo')"))
    writer.add_attachment("virus.exe", b"MZ")
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/A"): DictionaryObject(
                {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("http://example.com")}
            ),
        }
    )
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(link)])
    form = DecodedStreamObject()
    form.set_data(b"0 0 10 10 re f")
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(map(NumberObject, (0, 0, 9, 9))),
            NameObject("/AF"): DictionaryObject({NameObject("/EF"): script}),
            NameObject("/Metadata"): script,
        }
    )
    resources = page["/Resources"]
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Fm"): writer._add_object(form)})
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/P"): script})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_nothing_that_acts_is_carried_over(printed):
    source = hostile(printed)
    acting = (b"/JS", b"JavaScript", b"/URI", b"/AA", b"/Annots", b"/EF", b"/AF", b"/Names", b"/Properties")
    assert [word for word in acting if word not in source] == []
    (made,) = assemble([[Leaf("x", number, 0) for number in (1, 2, 3)]], {"x": source})
    assert [word for word in acting if word in made.pdf] == []
    assert read(made.pdf) == [(f"{CODE}/{number}/3", 0) for number in (1, 2, 3)]


@pytest.mark.usefixtures("in_process")
def test_a_stamp_that_lies_on_a_page_becomes_part_of_it(printed):
    writer = pypdf.PdfWriter(io.BytesIO(printed))
    rectangle = Rectangle(rect=(300, 400, 500, 460), interior_color="000000")
    look = DecodedStreamObject()
    look.set_data(b"0 0 200 60 re f")
    box = ArrayObject(map(NumberObject, (0, 0, 200, 60)))
    look.update({NameObject("/Subtype"): NameObject("/Form"), NameObject("/BBox"): box})
    rectangle[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(look)})
    rectangle[NameObject("/F")] = NumberObject(4)
    writer.add_annotation(0, rectangle)
    stream = io.BytesIO()
    writer.write(stream)
    (made,) = assemble([[Leaf("x", 1, 0)]], {"x": stream.getvalue()})
    (page,) = pages_of(made.pdf, 72)
    assert page.getpixel((400, 842 - 430)) < 50
    assert b"/Annot" not in made.pdf


def test_a_pdf_that_breaks_what_copies_it_is_drawn(printed, monkeypatch):
    def fragile(job, payload, limits):
        if not payload["as_pictures"]:
            raise CrashedError("x")
        return run_here(job, payload, limits)

    monkeypatch.setattr("docgen.scanning.papers.run", fragile)
    (made,) = assemble([[Leaf("x", 2, 0)]], {"x": printed})
    assert read(made.pdf) == [(f"{CODE}/2/3", 0)]


@pytest.mark.usefixtures("in_process")
def test_a_paper_that_cannot_be_put_together_stops_no_other(printed):
    good, bad = assemble([[Leaf("x", 1, 0)], [Leaf("x", 9, 0), Leaf("y", 1, 0)]], {"x": printed, "y": b"%PDF-junk"})
    assert (read(good.pdf), good.problem) == ([(f"{CODE}/1/3", 0)], "")
    assert (bad.pdf, bool(bad.problem)) == (b"", True)
