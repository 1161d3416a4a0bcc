"""What honest authors write comes out of the limited process as it comes out of our own hands."""

from __future__ import annotations

import base64
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import docx
import pytest
from docx.shared import Mm
from pypdf import PdfReader

from docgen.context import document_context
from docgen.docx import Picture, compile_template, read_text
from docgen.docx.package import unpack
from docgen.docx.structure import with_whole_tables
from docgen.errors import TemplateError
from docgen.html import environment, render_html, style_of
from docgen.library import find_kind
from docgen.pdf import PdfProperties
from docgen.pdf import render_pdf as draw
from docgen.sandbox import render_docx, render_pdf
from tests.builders import make_line, make_snapshot
from tests.docgen.docx import toys
from tests.docgen.sandbox import docx_files as files

PROPERTIES = PdfProperties(title="Акт", author="ООО «А»", subject="Лампы", keywords="", created=date(2026, 11, 22))
LINES = [{"name": "Лампа <E27>", "price": Decimal("120.50")}, {"name": "Провод & шнур", "price": Decimal(9)}]


def table_of(document: bytes) -> list[list[str]]:
    opened: Any = docx.Document(io.BytesIO(document))
    return [[cell.text for cell in row.cells] for row in opened.tables[0].rows]


def test_loops_conditions_and_filters_of_a_table_are_rendered() -> None:
    def draw_table(document: Any) -> None:
        rows = ("Товар", "Цена"), ("{%tr for l in lines %}", ""), ("{{ l.name }}", "{{ l.price | money }}")
        toys.add_table(document, *rows, ("{%tr endfor %}", ""))
        document.add_paragraph("{% if lines | length > 1 %}Всего {{ lines | length }}{% else %}Пусто{% endif %}")

    made = render_docx(toys.template(draw=draw_table), {"lines": LINES}, toys.CREATED)
    assert table_of(made) == [["Товар", "Цена"], ["Лампа <E27>", "120,50"], ["Провод & шнур", "9,00"]]
    assert "Всего 2" in files.text_of(made)


def test_columns_that_depend_on_data_are_rendered() -> None:
    def draw_table(document: Any) -> None:
        toys.add_table(document, ("{%tc for l in lines %}", "{{ l.name }}", "{%tc endfor %}"))

    made = render_docx(toys.template(draw=draw_table), {"lines": LINES}, toys.CREATED)
    assert table_of(made) == [["Лампа <E27>", "Провод & шнур"]]


def test_headers_footers_footnotes_and_properties_are_rendered() -> None:
    made = render_docx(files.with_margins("Верх {{ a }}", "Низ {{ a }}"), {"a": "№ 5"}, toys.CREATED)
    section = docx.Document(io.BytesIO(made)).sections[0]
    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("Верх № 5", "Низ № 5")
    noted = render_docx(files.with_notes("footnotes", "Сноска {{ a }}"), {"a": "№ 5"}, toys.CREATED)
    assert "Сноска № 5".encode() in unpack(noted)["word/footnotes.xml"]
    titled = render_docx(files.with_core_title("Акт {{ a }}"), {"a": "№ 5"}, toys.CREATED)
    assert docx.Document(io.BytesIO(titled)).core_properties.title == "Акт № 5"


def test_a_picture_of_the_template_stays_and_a_picture_of_the_data_is_put_in() -> None:
    logo, stamp = files.png(30, 20), files.png(8, 8)
    template = toys.template("{{ stamp }}", draw=lambda document: document.add_picture(io.BytesIO(logo), Mm(20)))
    made = unpack(render_docx(template, {"stamp": Picture(stamp, 15)}, toys.CREATED))
    media = [content for name, content in made.items() if name.startswith("word/media/")]
    assert {logo, stamp} <= set(media)


def test_page_numbers_links_and_other_harmless_fields_stay() -> None:
    codes = ("PAGE", "NUMPAGES \\* MERGEFORMAT", 'TOC \\o "1-3" \\h', 'HYPERLINK "https://example.com/a"', "= 1 + 2")
    made = render_docx(files.with_xml("".join(map(files.field, codes))), {}, toys.CREATED)
    body = unpack(made)["word/document.xml"].decode()
    assert all(code.partition(" ")[0] in body for code in codes)
    assert render_docx(files.with_relation("hyperlink", "https://example.com/a"), {}, toys.CREATED)


@pytest.mark.parametrize("name", ["supply_contract", "proforma_invoice", "commercial_offer"])
def test_our_own_templates_come_out_byte_for_byte_as_without_the_limited_process(name: str) -> None:
    kind = find_kind(name)
    context = document_context(make_snapshot(make_line()), kind)
    created = datetime(2026, 11, 22, tzinfo=UTC)
    file = kind.folder / "template.docx"
    ours = compile_template(file, environment("docx")).render(context, created)
    assert render_docx(file.read_bytes(), context, created) == ours
    page = (kind.folder / "template.html").read_bytes()
    drawn = render_pdf(page, {**context, "style": style_of(kind)}, PROPERTIES)
    assert drawn == draw(render_html(kind, context), PROPERTIES)


def test_a_page_extends_the_shared_one_and_its_own_style_goes_behind_the_shared() -> None:
    picture = base64.b64encode(files.png(8, 8)).decode()
    page = (
        '{% extends "_base/document.html" %}{% block body %}<h1>{{ title }}</h1>'
        f'<img src="data:image/png;base64,{picture}"><a href="https://example.com">сайт</a>'
        "{% for l in lines %}<p>{{ l.name }} — {{ l.price | money }}{% endfor %}{% endblock %}"
    )
    document = {
        "full_title": "Акт № 5",
        "author": "А",
        "subject": "Б",
        "keywords": "",
        "id": "",
        "created": "2026-11-22",
    }
    context = {"title": "Акт", "lines": LINES, "document": document, "totals": {"has_long_numbers": False}}
    made = render_pdf(page.encode(), {**context, "style": "@page { size: A5 }"}, PROPERTIES)
    reader = PdfReader(io.BytesIO(made))
    text = reader.pages[0].extract_text()
    assert "Лампа <E27> — 120,50" in text
    assert "Страница 1 из 1" in text
    assert round(reader.pages[0].mediabox.width) == 420
    assert len(reader.pages[0].images) == 1
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert {font["/BaseFont"].partition("+")[2] for font in fonts} <= {"PTSans-Regular", "PTSans-Bold"}


def test_a_long_honest_table_fits_into_the_limits() -> None:
    page = (
        "<style>{{ style }}</style><table class=grid>"
        "{% for n in range(3000) %}<tr><td>{{ n }}<td>Лампа{% endfor %}</table>"
    )
    made = render_pdf(page.encode(), {"style": ""}, PROPERTIES)
    assert len(PdfReader(io.BytesIO(made)).pages) > 40


def test_thousands_of_rows_in_word_fit_into_the_limits() -> None:
    def draw_table(document: Any) -> None:
        toys.add_table(document, ("{%tr for l in lines %}", ""), ("{{ l.name }}", "1"), ("{%tr endfor %}", ""))

    made = render_docx(toys.template(draw=draw_table), {"lines": LINES * 1_500}, toys.CREATED)
    assert unpack(made)["word/document.xml"].count(b"<w:tr>") == 3_000


def test_a_mistake_of_an_honest_author_is_told_with_its_place() -> None:
    with pytest.raises(TemplateError, match=r"word/document\.xml, абзац «Два {{ nmae }}»: неизвестное имя «nmae»"):
        render_docx(toys.template("Раз", "Два {{ nmae }}", "Три"), {"name": "x"}, toys.CREATED)
    with pytest.raises(TemplateError, match="строка 3: неизвестное имя «nmae»"):
        render_pdf(b"<p>\n\n{{ nmae }}", {"name": "x"}, PROPERTIES)


def test_what_is_no_plain_data_never_reaches_a_foreign_template() -> None:
    with pytest.raises(TypeError, match="plain data"):
        render_docx(toys.template("x"), {"name": object()}, toys.CREATED)


def test_the_text_stays_whole() -> None:
    made = render_docx(toys.template("Цена: {{ a }} & Б"), {"a": "<b>"}, toys.CREATED)
    assert read_text(made).whole == "Цена: <b> & Б"


def test_what_is_empty_prints_as_nothing_and_a_flag_as_a_word() -> None:
    template = toys.template("КПП {{ kpp }}; {{ is_paid }}, {{ is_late }}")
    made = render_docx(template, {"kpp": None, "is_paid": True, "is_late": False}, toys.CREATED)
    assert read_text(made).whole == "КПП ; да, нет"
    page = render_pdf("<p>КПП [{{ kpp }}]".encode(), {"kpp": None}, PROPERTIES)
    assert "КПП []" in PdfReader(io.BytesIO(page)).pages[0].extract_text()


@pytest.mark.parametrize("expression", ["seller", "lines", "lines | map(attribute='name')", "lines[0]"])
def test_a_whole_section_or_list_never_reaches_a_paper_as_python(expression: str) -> None:
    context = {"seller": {"inn": "7712345671"}, "lines": LINES}
    with pytest.raises(TemplateError, match=r"печатается целый .*назовите поле"):
        render_docx(toys.template(f"{{{{ {expression} }}}}"), context, toys.CREATED)


def test_an_empty_section_is_told_in_russian_with_the_name_and_the_paragraph() -> None:
    with pytest.raises(TemplateError, match=r"абзац «Договор {{ contract.number }}»: «number» берётся из раздела"):
        render_docx(toys.template("Договор {{ contract.number }}"), {"contract": None}, toys.CREATED)


def test_a_cell_and_a_table_that_a_condition_has_emptied_stay_whole() -> None:
    def draw_tables(document: Any) -> None:
        toys.add_table(document, ("{%p if flag %}", "{{ name }}"))
        cell = document.tables[0].cell(0, 0)
        cell.add_paragraph("есть")
        cell.add_paragraph("{%p endif %}")
        toys.add_table(document, ("{%tr for l in lines %}", ""), ("{{ l }}", ""), ("{%tr endfor %}", ""))

    made = render_docx(
        toys.template("Текст", draw=draw_tables), {"flag": False, "name": "да", "lines": []}, toys.CREATED
    )
    body = unpack(made)["word/document.xml"].decode()
    assert body.count("<w:tbl>") == 1
    assert table_of(made) == [["", "да"]]
    assert with_whole_tables(made, toys.CREATED) == made
