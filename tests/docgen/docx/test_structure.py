"""Documents that a condition has emptied are made such that Word opens them; whole ones keep their bytes."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from docgen.docx.package import unpack
from docgen.docx.structure import with_whole_tables
from tests.docgen.docx import toys

BODY = "word/document.xml"


def with_body(xml: str) -> bytes:
    members = unpack(toys.template("Начало"))
    body = members[BODY].replace(b"<w:body>", b"<w:body>" + xml.encode(), 1)
    return toys.repacked({**members, BODY: body})


def table(cell: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{cell}</w:tbl>"


def healed(xml: str) -> str:
    return unpack(with_whole_tables(with_body(xml), toys.CREATED))[BODY].decode()


def test_a_whole_document_keeps_its_bytes() -> None:
    def draw(document: Any) -> None:
        toys.add_table(document, ("а", "б"), ("в", "г"))
        document.sections[0].header.paragraphs[0].text = "Шапка"

    document = toys.add_footnotes(toys.template("Текст", draw=draw), "Сноска")
    assert with_whole_tables(document, toys.CREATED) is document


@pytest.mark.parametrize("inside", ["", "<w:tcPr/>", table("<w:tr><w:tc><w:p/></w:tc></w:tr>")])
def test_a_cell_ends_with_a_paragraph(inside: str) -> None:
    body = healed(table(f"<w:tr><w:tc>{inside}</w:tc></w:tr>"))
    assert "<w:p/></w:tc></w:tr></w:tbl><w:p>" in body


@pytest.mark.parametrize("rows", ["", "<w:tr/>", "<w:tr><w:trPr/></w:tr>"])
def test_a_table_without_cells_is_taken_away(rows: str) -> None:
    body = healed(table(rows))
    assert "w:tbl" not in body
    assert "Начало" in body


def test_a_cell_keeps_a_paragraph_in_the_place_of_its_empty_table() -> None:
    body = healed(table(f"<w:tr><w:tc>{table('')}</w:tc></w:tr>"))
    assert body.count("<w:tbl>") == 1
    assert "<w:tc><w:p/></w:tc>" in body


def test_a_header_without_paragraphs_gets_one() -> None:
    def draw(document: Any) -> None:
        header = document.sections[0].header
        header.paragraphs[0].text = "x"
        header._element.remove(header.paragraphs[0]._element)

    made = docx.Document(io.BytesIO(with_whole_tables(toys.template("Текст", draw=draw), toys.CREATED)))
    assert len(made.sections[0].header.paragraphs) == 1
