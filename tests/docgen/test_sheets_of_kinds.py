"""Workbooks of the library say what their PDFs say, and carry a paper's id once."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from docgen.filters import money, qty
from docgen.library import find_kind, kinds
from tests.samples import render_sample, sample_order

IN_XLSX = sorted(name for name, kind in kinds().items() if "xlsx" in kind.formats)
EDITABLE = sorted((name, fmt) for name, kind in kinds().items() for fmt in kind.formats if fmt != "pdf")
ID = "7K3MZQ4X9B2T"


def words_of_sheet(content: bytes) -> Iterator[str]:
    """Words of texts; a number as any paper may print it."""
    from decimal import Decimal

    for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python():
        for value in row:
            if isinstance(value, float):
                number = Decimal(repr(value))
                yield from (*money(number).split(), *qty(number).split())
            else:
                yield from str(value).split()


@pytest.mark.parametrize("name", IN_XLSX)
def test_every_word_of_the_pdf_stands_in_the_workbook(name: str) -> None:
    kind = find_kind(name)
    pages = pypdfium2.PdfDocument(render_sample(kind, "pdf"))
    printed = " ".join(page.get_textpage().get_text_range() for page in pages)
    printed = re.sub(r"Страница\s+\d+\s+из\s+\d+", " ", printed.replace("\ufffe", "-").replace("\u0002", "-"))
    sheet = set(words_of_sheet(render_sample(kind, "xlsx")))
    margin = set(sample_order(name).context["document"]["full_title"].split())
    lost = {word for word in printed.split() if word not in sheet and word not in margin}
    joined = "".join(sheet)
    assert {word for word in lost if word not in joined} == set()


@pytest.mark.parametrize(("name", "fmt"), EDITABLE)
def test_the_id_stands_once_in_an_editable_file_and_not_at_all_without_one(name: str, fmt: str) -> None:
    kind = find_kind(name)
    assert count(render_sample(kind, fmt, document_id=ID)) == 1
    assert count(render_sample(kind, fmt)) == 0


def count(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(archive.read(name).count(ID.encode()) for name in archive.namelist())


@pytest.mark.parametrize("name", IN_XLSX)
def test_the_same_sample_gives_the_same_workbook(name: str) -> None:
    kind = find_kind(name)
    assert render_sample(kind, "xlsx") == render_sample(kind, "xlsx")
