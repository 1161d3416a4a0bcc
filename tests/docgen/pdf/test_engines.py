"""Both engines: nothing is fetched, only shipped fonts are used, bytes repeat, ends of tables stay together."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from docgen.context import document_context
from docgen.errors import EngineError
from docgen.html import render_html
from docgen.library import find_kind
from docgen.pdf import PdfProperties, render_pdf
from tests.builders import make_line, make_snapshot

PROPERTIES = PdfProperties(title="Счет", author="ООО «А»", subject="Лампы", created=date(2026, 11, 22))
ENGINES = ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)]
TOTAL = re.compile(r"Всего( к оплате)?:\s[\d\s]+,\d\d")
CANARY = "CANARY-7f3a"


def page_texts(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


def fonts_of(content: bytes) -> Iterator[tuple[str, bool]]:
    for page in PdfReader(io.BytesIO(content)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            described = font.get_object()
            inner = described["/DescendantFonts"][0].get_object() if "/DescendantFonts" in described else described
            descriptor = inner["/FontDescriptor"].get_object()
            yield described["/BaseFont"], any(key.startswith("/FontFile") for key in descriptor)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "page",
    [
        '<img src="file://{path}">',
        '<img src="{path}">',
        '<link rel="stylesheet" href="file://{path}">',
        '<link rel="attachment" href="file://{path}">',
        '<style>@import url("file://{path}");</style>',
        '<style>@font-face {{ font-family: x; src: url("file://{path}") }} p {{ font-family: x }}</style>',
        '<object data="file://{path}"></object>',
        '<p style="background: url(file://{path})">x</p>',
        '<svg><image href="file://{path}"/></svg>',
        '<img src="http://127.0.0.1:9/x.png">',
    ],
)
def test_a_page_can_load_no_file_and_no_address(tmp_path: Path, engine: str, page: str) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text>{CANARY}</text></svg>', encoding="utf-8")
    html = f"<html><body>{page.format(path=secret)}<p>text</p></body></html>"
    try:
        content = render_pdf(html, PROPERTIES, engine)
    except EngineError:
        return
    assert "text" in "".join(page_texts(content))
    assert CANARY not in "".join(page_texts(content))
    assert not PdfReader(io.BytesIO(content)).attachments


@pytest.mark.parametrize("engine", ENGINES)
def test_only_shipped_fonts_are_used_and_embedded(engine: str) -> None:
    html = (
        "<html><body style=\"font-family: Arial, 'DejaVu Sans', monospace\">"
        "<p>Ёж 😀</p><p style=\"font-family: 'PT Serif'\">Ж</p></body></html>"
    )
    found = dict(fonts_of(render_pdf(html, PROPERTIES, engine)))
    assert found
    assert all(embedded for embedded in found.values())
    shipped = ("PTSans", "PTSerif", "NotoSans", "NotoEmoji")
    assert all(name.split("+")[-1].replace("-", "").startswith(shipped) for name in found)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_page_gives_the_same_bytes(engine: str) -> None:
    kind = find_kind("proforma_invoice")
    html = render_html(kind, document_context(make_snapshot(), kind))
    assert render_pdf(html, PROPERTIES, engine) == render_pdf(html, PROPERTIES, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pdf_tells_its_title_author_and_subject(engine: str) -> None:
    kind = find_kind("proforma_invoice")
    context = document_context(make_snapshot(), kind)
    document = context["document"]
    properties = PdfProperties(
        title=document["full_title"], author=document["author"], subject=document["subject"], created=document["date"]
    )
    information = PdfReader(io.BytesIO(render_pdf(render_html(kind, context), properties, engine))).metadata
    assert information is not None
    assert information.title == "Счет на оплату №\u00a015 от\u00a022\u00a0ноября\u00a02026\u00a0г."
    assert information.author == "ООО «Светотехника»"
    assert information.subject == "Поставка светодиодных светильников"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind_name", ["proforma_invoice", "commercial_offer", "supply_contract"])
@pytest.mark.parametrize("count", [*range(8, 26), 60])  # the end crosses a page at some of these lengths
def test_totals_never_stand_apart_from_the_last_lines(engine: str, kind_name: str, count: int) -> None:
    kind = find_kind(kind_name)
    pages = page_texts(
        render_pdf(render_html(kind, document_context(make_snapshot(count=count), kind)), PROPERTIES, engine)
    )
    with_total = [page for page in pages if TOTAL.search(page)]
    assert len(with_total) == 1
    assert "Итого:" in with_total[0]
    assert with_total[0].count("Светильник светодиодный 36") >= 2


def test_an_unknown_engine_is_told_with_those_there_are() -> None:
    with pytest.raises(EngineError, match="plutoprint, weasyprint"):
        render_pdf("<p>x</p>", PROPERTIES, "typst")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("acceptance_days", range(1, 6))
def test_a_heading_never_ends_a_page(engine: str, acceptance_days: int) -> None:
    kind = find_kind("supply_contract")
    names = ["Очень длинное название товара, которое сдвигает текст. " * acceptance_days] * 2
    lines = [make_line(number, name=name) for number, name in enumerate(names, start=1)]
    seller = replace(make_snapshot().seller, full_name="Общество " + "с длинным названием " * 6 * acceptance_days)
    snapshot = make_snapshot(*lines, seller=seller)
    for page in page_texts(render_pdf(render_html(kind, document_context(snapshot, kind)), PROPERTIES, engine)):
        last = [line for line in page.splitlines() if line.strip() and "______" not in line][-1]
        assert not re.match(r"\d+\.\s[А-Я]", last), last
