"""Samples of the library with some of their fields changed, as papers in every format."""

from __future__ import annotations

import io
import json
from typing import Any

import docx
import pypdfium2
import pytest
import yaml

from docgen.intake.source import Source
from docgen.library import find_kind
from docgen.papers.reading import PaperOrder, paper_from
from docgen.rendering import render_paper

_SIGNATORY = {"position": "Физическое лицо", "name": "Римская-Корсакова Мария Никитична", "basis": "паспорта"}
PERSON: dict[str, Any] = {
    "full_name": "Римская-Корсакова Мария Никитична",
    "short_name": "Римская-Корсакова М. Н.",
    "form": "person",
    "inn": "504700123418",
    "address": "141400, Московская обл., г. Химки, ул. Московская, д. 14, кв. 8",
    "vat": "exempt",
    "bank": {
        "name": "АО «АЛЬФА-БАНК»",
        "bic": "044525593",
        "account": "40802810301300077777",
        "corr_account": "30101810200000000593",
    },
    "signatory": _SIGNATORY,
}
ENTREPRENEUR = PERSON | {
    "full_name": "Индивидуальный предприниматель Римская-Корсакова Мария Никитична",
    "short_name": "ИП Римская-Корсакова М. Н.",
    "form": "entrepreneur",
    "ogrn": "318505300098766",
    "signatory": _SIGNATORY | {"position": "Индивидуальный предприниматель", "basis": "записи в ЕГРИП"},
}


def sample(kind: str) -> dict[str, Any]:
    """The input of a kind's sample, dates as texts."""
    text = (find_kind(kind).folder / "sample.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return data


def draft(kind: str, *gone: str, **changed: Any) -> PaperOrder:
    """The sample without some fields and with others changed. Raises InputError."""
    given = {key: value for key, value in (sample(kind) | changed).items() if key not in gone}
    return paper_from(Source(given, ()), find_kind(kind))


def pages(order: PaperOrder, engine: str = "plutoprint") -> list[str]:
    """Text of each PDF page, words apart by single spaces."""
    content = render_paper(order.kind, order.context, "pdf", engine)
    found = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in found]


def text(order: PaperOrder) -> str:
    """Text of the whole PDF, words apart by single spaces."""
    return " ".join(pages(order))


def long_tables(usual: int, reference: int) -> list[Any]:
    """Engines with the number of rows for each: WeasyPrint, the slow reference, breaks over pages with fewer too."""
    return [("plutoprint", usual), pytest.param("weasyprint", reference, marks=pytest.mark.pango)]


def docx_words(order: PaperOrder) -> list[str]:
    """Words of the DOCX, sorted; a cell that spans columns or rows is read once."""
    opened = docx.Document(io.BytesIO(render_paper(order.kind, order.context, "docx")))
    cells = {cell._tc: cell.text for table in opened.tables for row in table.rows for cell in row.cells}
    return sorted(" ".join([*(paragraph.text for paragraph in opened.paragraphs), *cells.values()]).split())
