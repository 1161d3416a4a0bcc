"""Papers bound into one PDF: bookmarks, page labels, metadata, and bytes that repeat."""

from __future__ import annotations

import io
from datetime import date

from pypdf import PdfReader

from docgen.pdf import PdfProperties, render_pdf
from docgen.pdf.binder import Part, bind

PROPERTIES = PdfProperties(title="Комплект", author="ООО «А»", subject="Лампы", created=date(2026, 11, 22))


def part(title: str, label: str, pages: int) -> Part:
    body = '<p style="break-after: page">x</p>' * (pages - 1) + f"<p>{title}</p>"
    return Part(title=title, label=label, content=render_pdf(f"<html><body>{body}</body></html>", PROPERTIES))


def test_each_part_has_a_bookmark_on_its_first_page_and_labels_of_its_own() -> None:
    bound = bind(
        [part("Договор № 5", "Договор", 3), part("Счет № 6", "Счет", 1), part("Каталог", "Приложение", 2)], PROPERTIES
    )
    reader = PdfReader(io.BytesIO(bound.content))
    assert bound.pages == (3, 1, 2)
    assert [(item.title, reader.get_destination_page_number(item)) for item in reader.outline] == [
        ("Договор № 5", 0),
        ("Счет № 6", 3),
        ("Каталог", 4),
    ]
    assert reader.page_labels == ["Договор 1", "Договор 2", "Договор 3", "Счет 1", "Приложение 1", "Приложение 2"]


def test_metadata_tells_title_author_subject_and_the_papers_date() -> None:
    information = PdfReader(io.BytesIO(bind([part("Договор", "Договор", 1)], PROPERTIES).content)).metadata
    assert information is not None
    assert (information.title, information.author, information.subject) == ("Комплект", "ООО «А»", "Лампы")
    assert information.creation_date is not None
    assert information.creation_date.date() == date(2026, 11, 22)


def test_the_same_parts_give_the_same_bytes() -> None:
    first, second = (
        bind([part("Договор", "Договор", 2), part("Счет", "Счет", 1)], PROPERTIES).content for _ in range(2)
    )
    assert first == second
