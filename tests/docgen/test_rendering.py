"""Which formats come out of which template, and what a file says of the template that made it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from docgen.docx.properties import with_description
from docgen.kit import assemble
from docgen.library import find_kind
from docgen.local_library import LocalLibrary, LocalTemplate
from docgen.pdf import PdfProperties
from docgen.pdf.describing import describe
from docgen.rendering import FormatError, formats_of, refuse_format, render_paper
from tests.builders import make_snapshot
from tests.docgen.template_check.test_checking import word
from tests.samples import render_sample, sample_order

KIND = find_kind("proforma_invoice")
ON = date(2026, 11, 22)
PAGE = '{% extends "_base/document.html" %}{% block body %}<p>НАШ {{ document.sign }}</p>{% endblock %}'


@pytest.fixture
def library(tmp_path: Path) -> LocalLibrary:
    return LocalLibrary(tmp_path)


@pytest.fixture
def of_word(library: LocalLibrary) -> LocalTemplate:
    return library.add(KIND.name, "a.docx", word("НАШ {{ document.sign }}"), ON)


@pytest.fixture
def of_html(library: LocalLibrary) -> LocalTemplate:
    return library.add(KIND.name, "a.html", PAGE.encode(), ON)


def test_a_template_gives_the_formats_it_can(of_word: LocalTemplate, of_html: LocalTemplate) -> None:
    assert formats_of(KIND, None) == KIND.formats
    assert formats_of(KIND, of_word) == ("pdf", "docx")
    assert formats_of(KIND, of_html) == ("pdf",)


def test_a_format_that_cannot_be_is_told_with_the_template(of_html: LocalTemplate) -> None:
    with pytest.raises(FormatError, match="по своему шаблону № 1 в формате docx"):
        refuse_format(KIND, "docx", of_html)
    with pytest.raises(FormatError, match="Можно: pdf, docx"):
        refuse_format(KIND, "xlsx")


def test_a_pdf_of_an_own_page_names_its_version(of_html: LocalTemplate) -> None:
    content = render_paper(KIND, sample_order(KIND.name).context, "pdf", local=of_html)
    reader = PdfReader(io.BytesIO(content))
    assert "template=local-1;" in reader.metadata["/Keywords"]
    assert "НАШ №" in reader.pages[0].extract_text()


def test_a_kit_takes_own_templates_by_kind(of_html: LocalTemplate) -> None:
    kinds = [find_kind("supply_contract"), KIND]
    kit = assemble(make_snapshot(), kinds, own={KIND.name: of_html})
    assert [sorted(paper.files) for paper in kit.papers] == [["docx", "pdf"], ["pdf"]]


def test_the_same_own_template_gives_the_same_bytes(of_word: LocalTemplate) -> None:
    context = sample_order(KIND.name).context
    first, second = (render_paper(KIND, context, "docx", local=of_word) for _ in range(2))
    assert first == second
    assert "template=local-1;" in docx.Document(io.BytesIO(first)).core_properties.comments


def test_a_description_is_put_over_whatever_stood_there() -> None:
    made = with_description(word("Текст"), "pervichka; kind=x", datetime(2026, 11, 22, tzinfo=UTC))
    opened = docx.Document(io.BytesIO(made))
    assert opened.core_properties.comments == "pervichka; kind=x"
    assert opened.paragraphs[0].text == "Текст"


def test_a_described_pdf_keeps_its_pages_and_says_what_it_is() -> None:
    content = render_sample(KIND, "pdf")
    properties = PdfProperties(title="Т", author="А", subject="П", keywords="pervichka", created=ON)
    described = describe(content, properties)
    reader = PdfReader(io.BytesIO(described))
    assert (reader.metadata.title, reader.metadata["/Keywords"]) == ("Т", "pervichka")
    assert len(reader.pages) == len(PdfReader(io.BytesIO(content)).pages)
    assert describe(content, properties) == described
