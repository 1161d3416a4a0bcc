"""Cards that come as files: each is opened in the limited process."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from docgen.errors import InputError
from docgen.pdf import PdfProperties, render_pdf
from docgen.requisites_text import recognise
from docgen.requisites_text.files import text_of_card

LINES = [("ИНН", "7707083893"), ("КПП", "770701001"), ("БИК", "044525225"), ("Р/с", "40702810938000012345")]


def docx() -> bytes:
    import docx as office

    document: Any = office.Document()
    document.add_paragraph("ООО «Ромашка»")
    table = document.add_table(rows=0, cols=2)
    for label, value in LINES:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def xlsx() -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for place, (label, value) in enumerate(LINES):
            sheet.write_string(place, 0, label)
            if len(value) == 10:
                sheet.write_number(place, 1, int(value))
            else:
                sheet.write_string(place, 1, value)
    return stream.getvalue()


def pdf() -> bytes:

    rows = "".join(f"<p>{label}: {value}</p>" for label, value in LINES)

    return render_pdf(
        f"<html><body>{rows}</body></html>", PdfProperties(title="", author="", subject="", created=date(2026, 1, 1))
    )


def text(encoding: str) -> bytes:
    return "\n".join(f"{label} {value}" for label, value in LINES).encode(encoding)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (docx(), "Карточка.DOCX"),
        (xlsx(), "card.xlsx"),
        (pdf(), "card.pdf"),
        (text("utf-8-sig"), "a.txt"),
        (text("cp1251"), "a.txt"),
        (text("utf-16"), "a.txt"),
    ],
    ids=["docx", "xlsx", "pdf", "utf-8", "windows-1251", "utf-16"],
)
def test_a_card_is_read_from_a_file(content: bytes, name: str) -> None:
    fields = recognise(text_of_card(content, name)).fields
    assert (fields["inn"], fields["kpp"], fields["bic"], fields["account"]) == tuple(value for _, value in LINES)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.docx"), (b"PK\x03\x04rubbish", "a.xlsx"), (b"%PDF-1.7 rubbish", "a.pdf"), (b"x", "a.exe"), (b"x", "a")],
)
def test_a_broken_file_is_refused_in_words(content: bytes, name: str) -> None:
    with pytest.raises(InputError, match="реквизиты текстом"):
        text_of_card(content, name)
