"""Hundreds of papers in one PDF: in order, each with its bookmark and its own page numbers, for every reader."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from docgen.audience import InternalKindError
from docgen.library import find_kind
from docgen.pdf import PdfProperties
from docgen.pdf.binder import Part
from docgen.pdf.stack import stack

TOLD = PdfProperties(
    title="Закрытие за ноябрь", author="ООО «Ромашка»", subject="Документов: 2", created=date(2026, 11, 30)
)


def pages(*widths: int, keywords: str = "") -> bytes:
    """A PDF whose pages are known by their width."""
    writer = PdfWriter()
    for width in widths:
        writer.add_blank_page(width, 200)
    writer.add_metadata({"/Keywords": keywords})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def part(title: str, *widths: int) -> Part:
    return Part(title=title, label=title, content=pages(*widths))


def test_parts_follow_one_another_and_bookmarks_lead_to_their_first_pages(tmp_path):
    path = tmp_path / "all.pdf"
    assert stack(iter([part("Акт № 1", 101, 102), part("УПД № (2)", 103)]), path, TOLD) == 3
    read = PdfReader(path)
    assert [page.mediabox.width for page in read.pages] == [101, 102, 103]
    assert [(mark.title, read.get_destination_page_number(mark)) for mark in read.outline] == [
        ("Акт № 1", 0),
        ("УПД № (2)", 2),
    ]
    assert read.page_labels == ["Акт № 1 1", "Акт № 1 2", "УПД № (2) 1"]
    assert (read.page_mode, read.metadata.title, read.metadata.author) == (
        "/UseOutlines",
        "Закрытие за ноябрь",
        "ООО «Ромашка»",
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 4), min_size=1, max_size=12))
def test_another_reader_sees_the_same_marks_for_any_number_of_parts(tmp_path, counts):
    path = tmp_path / "all.pdf"
    stack((part(f"№ {number}", *([100] * count)) for number, count in enumerate(counts)), path, TOLD)
    read = pypdfium2.PdfDocument(path)
    marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in read.get_toc()]
    read.close()
    assert marks == [(f"№ {number}", sum(counts[:number])) for number in range(len(counts))]


def test_an_internal_paper_does_not_get_in(tmp_path):
    marked = find_kind("internal_price_list").keywords
    inside = Part(title="Прайс", label="Прайс", content=pages(100, keywords=marked))
    with pytest.raises(InternalKindError):
        stack([part("Акт", 100), inside], tmp_path / "all.pdf", TOLD)
    assert not (tmp_path / "all.pdf").exists()
