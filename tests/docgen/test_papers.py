"""Every kind of the library: its sample makes it in every format and engine, and all of them say the same."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import docx
import pypdfium2
import pytest
import zxingcpp
from lxml import etree
from pypdf import PdfReader

from docgen.captions import payment_code
from docgen.context import contract_kind, document_context, protections
from docgen.documents import Consignment, Snapshot
from docgen.docx import CompiledTemplate, render_reference
from docgen.filters import money
from docgen.html import environment, render_html
from docgen.intake import read_kit
from docgen.kit import render
from docgen.library import Kind, audiences, find_kind, kinds
from docgen.money import Money
from docgen.pdf import PdfProperties, render_pdf
from docgen.twins import draw
from docgen.words import date_long, sum_in_words
from tests.builders import make_line, make_snapshot
from tests.samples import render_sample, sample_order

KINDS = sorted(kinds())
OF_KIT = [name for name in KINDS if find_kind(name).is_of_kit]
IN_DOCX = [name for name in KINDS if "docx" in find_kind(name).formats]
CONTRACTS = [name for name in KINDS if find_kind(name).has_clauses]
FOOTER = re.compile(
    r"Страница\s+\d+(\s+из\s+\d+)?|(Поставщик|Покупатель|Исполнитель|Заказчик|Комитент|Комиссионер)\s+_{14}(?!_)"
)
# PDFium tells a hyphen at the end of a line by a mark of its own.
_MARKS = dict.fromkeys(map(ord, "\u00ad\u200b\u200d\ufe0f")) | dict.fromkeys(map(ord, "\ufffe\u0002"), "-")


@cache
def sample_of(name: str) -> Snapshot:
    return read_kit(find_kind(name).folder / "sample.yaml", audiences()).snapshot


def pdf_pages(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


def words(text: str, kind: Kind) -> Counter[str]:
    """Words of a paper without what stands in the margins of its pages."""
    body = FOOTER.sub(" ", text.translate(_MARKS))
    margin = sample_order(kind.name).context["document"]["full_title"]
    if not kind.has_clauses:
        body = re.sub(r"\s+", " ", body).replace(re.sub(r"\s+", " ", margin), " ")
    return Counter(body.split())


def docx_text(content: bytes) -> str:
    """Body paragraphs and top-level tables; a cell that spans columns or rows is read once."""
    opened = docx.Document(io.BytesIO(content))
    cells = {cell._tc: cell.text for table in opened.tables for row in table.rows for cell in row.cells}
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells.values()])


def parts(content: bytes) -> dict[str, bytes]:
    """Unpacked: how well a file is packed depends on the machine's zlib."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", KINDS)
def test_the_sample_gives_the_golden_text(name: str) -> None:
    kind = find_kind(name)
    drawn = "\n".join(pdf_pages(render_sample(kind, "pdf")))
    golden = (kind.folder / "expected.txt").read_text(encoding="utf-8")
    assert drawn.split() == golden.split(), "if the change is meant, run: ./run golden"


@pytest.mark.pango
@pytest.mark.parametrize("name", KINDS)
def test_both_engines_give_the_same_words_on_as_many_pages(name: str) -> None:
    kind = find_kind(name)
    fast, reference = (pdf_pages(render_sample(kind, "pdf", engine)) for engine in ("plutoprint", "weasyprint"))
    assert len(fast) == len(reference)
    assert Counter(" ".join(fast).split()) == Counter(" ".join(reference).split())


@pytest.mark.parametrize("name", IN_DOCX)
def test_pdf_and_docx_say_the_same_words(name: str) -> None:
    kind = find_kind(name)
    drawn = words("\n".join(pdf_pages(render_sample(kind, "pdf"))), kind)
    assert words(docx_text(render_sample(kind, "docx")), kind) == drawn


@pytest.mark.parametrize("name", IN_DOCX)
def test_the_docx_template_is_the_twin_of_the_html(name: str) -> None:
    kind = find_kind(name)
    assert parts((kind.folder / "template.docx").read_bytes()) == parts(draw(kind)), "run: ./run twins"


@pytest.mark.parametrize("name", OF_KIT)
def test_each_line_and_the_total_stand_in_every_format(name: str) -> None:
    kind, snapshot = find_kind(name), sample_of(name)
    for fmt in kind.formats:
        content = render(snapshot, kind, fmt)
        text = " ".join(("\n".join(pdf_pages(content)) if fmt == "pdf" else docx_text(content)).split())
        for line in snapshot.lines:
            assert " ".join(line.name.split()) in text
            assert " ".join(money(line.gross.roubles).split()) in text
        assert " ".join(money(snapshot.totals.gross.roubles).split()) in text
        assert " ".join(sum_in_words(snapshot.totals.gross).split()) in text
        assert " ".join(date_long(snapshot.date).split()) in text


def test_totals_words_tax_and_requisites_are_equal_in_all_papers_of_a_kit() -> None:
    snapshot = sample_of("supply_contract")
    facts = [
        money(snapshot.totals.gross.roubles),
        money(snapshot.totals.vat.roubles),
        sum_in_words(snapshot.totals.gross),
        snapshot.seller.inn,
        snapshot.client.inn,
    ]
    for name in ("supply_contract", "proforma_invoice", "commercial_offer"):
        text = " ".join(" ".join(pdf_pages(render(snapshot, find_kind(name), "pdf"))).split())
        assert [fact for fact in facts if " ".join(fact.split()) not in text] == []


@pytest.mark.parametrize("engine", ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)])
def test_the_code_on_the_invoice_is_read_and_says_what_the_invoice_says(engine: str) -> None:
    snapshot = sample_of("proforma_invoice")
    page = pypdfium2.PdfDocument(render(snapshot, find_kind("proforma_invoice"), "pdf", engine))[0]
    found = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert [code.text for code in found] == [payment_code(snapshot)]
    fields = dict(field.split("=", 1) for field in found[0].text.split("|")[1:])
    assert fields["Sum"] == str(snapshot.totals.gross.kopecks)
    assert fields["PersonalAcc"] == snapshot.seller.bank.account
    assert (fields["PayeeINN"], fields["KPP"]) == (snapshot.seller.inn, snapshot.seller.kpp)
    assert fields["PayerINN"] == snapshot.client.inn


AWKWARD = [
    "Рога & Копыта",
    "<script>alert(1)</script> <b>жирно</b>",
    "Труба |50×3|, 'одинарные' и \"двойные\" кавычки, «ёлочки», “лапки” и ‘коготки’",
    "Ракета 🚀 и улыбка 😀",
    "{{ 7 * 7 }} {% if x %} {# #} }} %}",
    "&amp; &lt; &nbsp; %d {0} \\n $x",
    ("Светильник промышленный подвесной взрывозащищённый для складов, цехов и ангаров " * 5)[:300].strip(),
    "Ж" * 300,
]


def squeezed(text: str) -> str:
    """Text without spaces: a long word that is broken over lines is still the same text."""
    return "".join(text.translate(_MARKS).split())


@pytest.mark.parametrize("name", ["supply_contract", "proforma_invoice", "commercial_offer"])
@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_names_appear_exactly_as_given(name: str, text: str) -> None:
    seller = replace(make_snapshot().seller, full_name=f"ООО «{text}»", short_name=f"ООО «{text}»")
    snapshot = make_snapshot(make_line(1, name=text), make_line(2), seller=seller)
    kind = find_kind(name)
    assert squeezed(text) in squeezed(" ".join(pdf_pages(render(snapshot, kind, "pdf"))))
    assert text in docx_text(render(snapshot, kind, "docx"))


def variants() -> list[Any]:
    services = read_kit(find_kind("services_contract").folder / "sample.yaml", audiences()).snapshot
    goods = make_snapshot()
    commission = sample_of("consignment_contract")
    deferred = replace(
        commission,
        terms=replace(
            commission.terms, consignment=Consignment.DEFERRED_SUPPLY, last_payment_on=commission.terms.valid_until
        ),
    )
    return [
        pytest.param(goods, {"goods_receipt", "authorised_receivers"}, {"deemed_acceptance"}, id="goods"),
        pytest.param(sample_of("supply_contract"), {"goods_receipt", "deemed_acceptance"}, set(), id="mixed"),
        pytest.param(services, {"deemed_acceptance"}, {"goods_receipt"}, id="services"),
        pytest.param(commission, {"authorised_receivers"}, {"deemed_acceptance"}, id="commission"),
        pytest.param(deferred, {"goods_receipt"}, {"deemed_acceptance"}, id="deferred"),
    ]


@pytest.mark.parametrize(("snapshot", "granted", "foreign"), variants())
def test_a_contract_grants_the_protections_of_what_it_is_about(
    snapshot: Snapshot, granted: set[str], foreign: set[str]
) -> None:
    found = protections(snapshot, contract_kind(snapshot))
    assert granted | {"email_counts", "scan_force", "originals_penalty"} <= found
    assert not foreign & found


@pytest.mark.parametrize(("snapshot", "_granted", "_foreign"), variants())
def test_all_papers_call_the_sides_as_the_contract_does(
    snapshot: Snapshot, _granted: set[str], _foreign: set[str]
) -> None:
    contract = document_context(snapshot, contract_kind(snapshot))
    invoice = document_context(snapshot, find_kind("proforma_invoice"))
    assert (invoice["captions"]["seller"], invoice["captions"]["client"]) == (
        contract["us"]["nominative"],
        contract["them"]["nominative"],
    )
    assert invoice["contract"]["title"] == contract["document"]["title"]


@pytest.mark.parametrize(("snapshot", "_granted", "_foreign"), variants())
def test_a_contract_has_no_loose_ends(snapshot: Snapshot, _granted: set[str], _foreign: set[str]) -> None:
    kind = contract_kind(snapshot)
    context = document_context(snapshot, kind)
    texts = [
        text
        for part in context["sections"]
        for clause in part["clauses"]
        for text in [clause["text"], *clause["items"]]
    ]
    for text in texts:
        assert not re.search(r"  |\.\.|,,| [,.;:)]|\( |None|\{|\}|[№§] ", text), text
        assert re.search(r"[.;:]$", text), text
    numbers = [clause["number"] for part in context["sections"] for clause in part["clauses"]]
    assert len(numbers) == len(set(numbers))
    cited = {number for text in texts for number in re.findall(r"п\.\u00a0(\d+\.\d+)", text)}
    assert cited <= set(numbers), "a reference to a clause that is not there"


def test_a_page_in_html_has_nothing_that_a_browser_would_fetch() -> None:
    for name in KINDS:
        html = render_html(find_kind(name), sample_order(name).context)
        assert not re.search(r"(src|href)\s*=|url\(|@import", html)


def test_ten_thousand_lines_make_every_paper() -> None:
    snapshot = make_snapshot(count=10_000)
    for name in ("supply_contract", "proforma_invoice"):
        kind = find_kind(name)
        context = document_context(snapshot, kind)
        properties = PdfProperties(title="t", author="a", subject="s", created=snapshot.date)
        document = pypdfium2.PdfDocument(render_pdf(render_html(kind, context), properties))
        assert len(document) > 200
        last = len(document) - (2 if kind.has_clauses else 1)
        assert "Всего" in document[last].get_textpage().get_text_range()
    body = parts(render(snapshot, find_kind("proforma_invoice"), "docx"))["word/document.xml"]
    assert body.count("Светильник светодиодный".encode()) == 10_000


@pytest.mark.parametrize("name", IN_DOCX)
def test_every_part_of_a_shipped_docx_equals_docxtpl_after_c14n(name: str) -> None:
    content = (find_kind(name).folder / "template.docx").read_bytes()
    context, at = sample_order(name).context, datetime(2026, 11, 22, tzinfo=UTC)
    compiled = CompiledTemplate.from_bytes(content, environment("docx"))
    assert not compiled.needs_docxtpl, "a shipped template goes the fast way"
    ours = parts(compiled.render(context, at))
    judged = parts(render_reference(content, environment("docx"), context, at))
    assert {key: canonical(key, value) for key, value in ours.items()} == {
        key: canonical(key, value) for key, value in judged.items()
    }


def canonical(name: str, content: bytes) -> bytes:
    return etree.tostring(etree.fromstring(content), method="c14n") if name.endswith((".xml", ".rels")) else content


@pytest.mark.parametrize("name", ["supply_contract", "proforma_invoice", "commercial_offer"])
@pytest.mark.parametrize("price", ["99999999.99", "7654321987.65"])
def test_a_long_sum_is_never_broken(name: str, price: str) -> None:
    line = make_line(1, quantity=Decimal("120.123"), price=Money.of(price), discount=Decimal(0))
    snapshot = make_snapshot(line, make_line(2, quantity=Decimal("99999.125")))
    kind = find_kind(name)
    lines = [row for page in pdf_pages(render(snapshot, kind, "pdf")) for row in page.splitlines()]
    for amount in (snapshot.totals.gross, line.gross, line.price):
        printed = " ".join(money(amount.roubles).split())
        assert any(printed in " ".join(row.split()) for row in lines), printed


@pytest.mark.parametrize("engine", ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)])
def test_latin_letters_are_not_joined(engine: str) -> None:
    text = "Сервис Profi offline office fl ffi"
    content = render(make_snapshot(make_line(name=text)), find_kind("proforma_invoice"), "pdf", engine)
    assert text in " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("city", "place"),
    [
        ("Москва", "г. Москва"),
        ("г. Москва", "г. Москва"),
        ("г.Москва", "г.Москва"),
        ("город Москва", "город Москва"),
        ("р.п. Чик", "р.п. Чик"),
        ("посёлок Лесной", "посёлок Лесной"),
        ("Сочи", "г. Сочи"),
        ("Псков", "г. Псков"),
        (None, ""),
    ],
)
def test_a_city_is_called_a_city_once(city: str | None, place: str) -> None:
    context = document_context(make_snapshot(city=city), find_kind("supply_contract"))
    assert context["deal"]["place"].replace("\u00a0", " ") == place
