"""A stack of honest and hostile files, read in the limited process: the bad in their words, the rest as if alone."""

from __future__ import annotations

import pytest
from PIL import Image

from docgen.page_code import PageCode
from docgen.sandbox import CrashedError
from docgen.sandbox.protocol import Answer
from docgen.scanning import Counted, Sheet, count_pages, read_pages
from docgen.scanning.readings import PageReading, reading_of
from tests.docgen.scanning.here import paper, run_here, written
from tests.docgen.scanning.scanner import Scanner, as_bytes, as_pdf, pages_of

CODE = "7K3MZQ4X9B2T"


@pytest.fixture(scope="module")
def pages():
    return pages_of(paper(CODE, 2))


def test_a_mixed_stack_is_counted_and_read_in_the_limited_process(pages):
    scanner = Scanner(1)
    stack = as_pdf([scanner.scan(pages[0], 90), scanner.blank(), scanner.scan(pages[1], 180)])
    photo = as_bytes(scanner.scan(pages[0], 270), "JPEG", quality=70)
    files = [stack, b"%PDF-rubbish", photo, b"MZ program", as_bytes(scanner.scan(pages_of(written(1))[0]))]
    counted = count_pages(files, workers=2)
    assert [one.pages for one in counted] == [3, 0, 1, 0, 1]
    assert [bool(one.refused) for one in counted] == [False, True, False, True, False]
    sheets = [Sheet(0, 1), Sheet(0, 2), Sheet(0, 3), Sheet(2, 1), Sheet(4, 1)]
    heard = []
    read = read_pages(files, sheets, 2, heard.append)
    first, second = (PageCode(document_id=CODE, page=page, pages=2) for page in (1, 2))
    assert [read[sheet] for sheet in sheets] == [
        PageReading(codes=(first,), turn=270),
        PageReading(is_blank=True),
        PageReading(codes=(second,), turn=180),
        PageReading(codes=(first,), turn=90),
        PageReading(),
    ]
    assert heard[-1] == 5


def test_the_back_that_a_scanner_cleaned_white_is_blank_behind_the_walls_too():
    cleaned = [as_pdf([Image.new(mode, (124, 175), "white")]) for mode in ("L", "RGB")]
    read = read_pages(cleaned, [Sheet(0, 1), Sheet(1, 1)])
    assert set(read.values()) == {PageReading(is_blank=True)}


def test_a_page_that_breaks_its_process_costs_no_other(pages, monkeypatch):
    files = [as_bytes(page) for page in [*pages, *pages, *pages]]

    def fragile(job, payload, limits):
        if any(payload["files"][file] is files[4] for file, _ in payload["pages"]):
            raise CrashedError("x")
        return run_here(job, payload, limits)

    monkeypatch.setattr("docgen.scanning.reading.run", fragile)
    read = read_pages(files, [Sheet(place, 1) for place in range(6)])
    assert [bool(read[Sheet(place, 1)].codes) for place in range(6)] == [True, True, True, True, False, True]
    assert "отсканируйте" in read[Sheet(4, 1)].problem


def test_a_file_that_breaks_its_process_is_refused_alone(pages, monkeypatch):
    good, bad = as_bytes(pages[0]), b"%PDF-boom"

    def fragile(job, payload, limits):
        if bad in payload:
            raise CrashedError("x")
        return run_here(job, payload, limits)

    monkeypatch.setattr("docgen.scanning.reading.run", fragile)
    counted = count_pages([good, bad, good])
    assert [one == Counted(pages=1) for one in counted] == [True, False, True]


def test_a_process_that_was_taken_over_cannot_tell_what_is_no_reading(pages, monkeypatch):
    lies = [{"codes": ["7K3M/9/1"], "turn": 45, "is_blank": False, "problem": ""}]
    monkeypatch.setattr("docgen.scanning.reading.run", lambda *_: Answer({"pages": lies}))
    assert read_pages([b""], [Sheet(0, 1)])[Sheet(0, 1)].problem


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"codes": "7K3M/1/1", "turn": 0, "problem": ""},
        {"codes": [], "turn": 91, "problem": ""},
        {"codes": [], "turn": 0, "problem": 5},
    ],
)
def test_rubbish_is_no_reading(told):
    assert reading_of(told) is None


def test_codes_of_another_grammar_are_no_codes():
    told = {"codes": ["7K3M/2/1", "\x00", 5, "7K3M/1/2"], "turn": 90, "is_blank": False, "problem": ""}
    assert reading_of(told) == PageReading(codes=(PageCode(document_id="7K3M", page=1, pages=2),), turn=90)
