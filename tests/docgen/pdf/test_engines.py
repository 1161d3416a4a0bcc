"""Both engines: nothing is fetched, only shipped fonts are used, bytes repeat, ends of tables stay together."""

from __future__ import annotations

import contextlib
import io
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

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


class Listening(BaseHTTPRequestHandler):
    """Counts who asks; a paper must ask nobody."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Silent."""


@pytest.fixture
def address() -> Iterator[str]:
    Listening.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


LOADING = [
    '<img src="{url}">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<style>@import url("{url}");</style>',
    '<style>@font-face {{ font-family: x; src: url("{url}") }} p {{ font-family: x }}</style>',
    '<object data="{url}"></object>',
    '<p style="background: url({url})">x</p>',
    '<svg><image href="{url}" width="10" height="10"/></svg>',
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("page", LOADING)
def test_a_page_asks_no_address(address: str, engine: str, page: str) -> None:
    html = f"<html><body>{page.format(url=address + '/x.svg')}<p>text</p></body></html>"
    with contextlib.suppress(EngineError):
        assert "text" in "".join(page_texts(render_pdf(html, PROPERTIES, engine)))
    assert Listening.asked == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("page", LOADING)
def test_a_page_reads_no_file(tmp_path: Path, engine: str, page: str) -> None:
    """What would be read shows in the text (a picture, a style) or among the attachments."""
    secret = tmp_path / "secret.svg"
    is_style = "style" in page
    style = f'p::before {{ content: "{CANARY}" }}'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><text y="20">{CANARY}</text></svg>'
    secret.write_text(style if is_style else picture, encoding="utf-8")
    html = f"<html><body>{page.format(url=secret.as_uri())}<p>text</p></body></html>"
    with contextlib.suppress(EngineError):
        content = render_pdf(html, PROPERTIES, engine)
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


# The end crosses a page at six to ten lengths in a row of each kind, so every third is enough for the slow engine.
LENGTHS = [
    *(("plutoprint", count) for count in (*range(8, 26), 60)),
    *(pytest.param("weasyprint", count, marks=pytest.mark.pango) for count in range(9, 19, 3)),
]


@pytest.mark.parametrize(("engine", "count"), LENGTHS)
@pytest.mark.parametrize("kind_name", ["proforma_invoice", "commercial_offer", "supply_contract"])
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
