from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from docx.shared import Mm, Pt

from docgen.docx import read_text
from docgen.docx.package import unpack
from docgen.errors import LibraryError
from docgen.markup import Look
from tests.docgen.docx import toys
from tests.docgen.docx.twin import pages

CONTRACT = """<html><head><title>{{ document.full_title }}</title></head><body>
<h1 class="contract-title">Договор № {{ number }}</h1>
<table class="place"><colgroup><col style="width:50%"><col style="width:50%"></colgroup><tr><td>г. Москва</td>
<td class="right">22.11.2026</td></tr></table>
<p class="preamble">{{ seller }} и <b>{{ client }}</b>{% if branch %}, филиал {{ branch }}{% endif %} заключили
  настоящий договор.</p>
{% for section in sections %}
<h2>{{ loop.index }}. {{ section.title }}</h2>
{% for clause in section.clauses %}
<p class="clause">{{ clause }}</p>
{% if loop.last %}
<table class="grid addresses"><thead><tr><th>Сторона</th></tr></thead><tbody>
{% for name in names %}<tr><td>{{ name }}</td></tr>{% endfor %}</tbody></table>
{% endif %}
{% else %}
<p>Условий нет.</p>
{% endfor %}
{% endfor %}
{% set total = names | length %}
<div class="keep"><p>Всего: {{ total }}</p><table class="signatures"><tr><td class="line"></td></tr></table></div>
</body></html>"""
DATA = [
    {
        "number": "5 “б”",
        "seller": "ООО «Ромашка & Ко»",
        "client": "ИП <Иванов>",
        "branch": branch,
        "names": names,
        "sections": [{"title": "Предмет", "clauses": ["Первый", "Второй 😀"]}, {"title": "Цена", "clauses": []}],
    }
    for branch in (None, "Север")
    for names in ([], ["а", "б"])
]


@pytest.mark.parametrize("context", DATA)
def test_the_filled_twin_says_what_the_page_says(context: dict[str, object]) -> None:
    assert pages.lines(pages.filled(CONTRACT, **context)) == pages.html_lines(CONTRACT, **context)


@pytest.mark.parametrize("context", DATA)
def test_the_filled_twin_equals_docxtpl(context: dict[str, object]) -> None:
    template, whole = pages.drawn(CONTRACT), {**context, "document": pages.DOCUMENT, **pages.ROLES}
    made = unpack(pages.filled(CONTRACT, **context))
    assert toys.canonical(made) == toys.canonical(toys.judged(template, whole))


def test_all_text_is_in_body_paragraphs_and_top_level_tables() -> None:
    made = pages.filled(CONTRACT, **DATA[3])
    assert set(pages.lines(made)) <= set(read_text(made).whole.splitlines())


def test_the_same_page_gives_the_same_bytes() -> None:
    assert pages.drawn(CONTRACT) == pages.drawn(CONTRACT)


def test_the_template_itself_opens_and_shows_its_statements() -> None:
    template = docx.Document(io.BytesIO(pages.drawn(CONTRACT)))
    statements = [paragraph.text for paragraph in template.paragraphs if paragraph.style.name == "Оператор шаблона"]
    assert statements[0] == "{%p for section in sections %}"
    assert statements.count("{%p endfor %}") == 2


def test_a_contract_is_set_in_times_on_a4_with_its_own_margins() -> None:
    made = pages.opened(CONTRACT, **DATA[0])
    section = made.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.left_margin == pytest.approx(Mm(25), abs=Mm(0.1))
    fonts = made.styles.element.find(f".//{pages.W}rPrDefault//{pages.W}rFonts")
    assert fonts.get(f"{pages.W}ascii") == "Times New Roman"
    language = made.styles.element.find(f".//{pages.W}rPrDefault//{pages.W}lang")
    assert language.get(f"{pages.W}val") == "ru-RU"


def test_an_invoice_is_set_in_arial() -> None:
    made = pages.opened('<h1 class="invoice-title">Счет</h1>')
    assert made.styles.element.find(f".//{pages.W}rFonts").get(f"{pages.W}ascii") == "Arial"


def test_headings_are_styles_that_words_navigation_knows() -> None:
    made = pages.opened(CONTRACT, **DATA[0])
    title, section = (p for p in made.paragraphs if "heading" in p.style.name.lower() and p.text[0] in "Д1")
    levels = [p.style.element.find(f".//{pages.W}outlineLvl").get(f"{pages.W}val") for p in (title, section)]
    assert levels == ["0", "1"]
    assert section.style.name == "Heading 2"
    assert section.paragraph_format.keep_with_next is None
    assert section.style.paragraph_format.keep_with_next is True


def test_looks_come_from_styles_and_not_from_each_paragraph() -> None:
    made = pages.opened(CONTRACT, **DATA[0])
    clause = next(p for p in made.paragraphs if p.text == "Первый")
    assert clause.alignment is None
    assert clause.style.name == "Body Text · пункт"
    assert "," not in "".join(style.name for style in made.styles)
    assert [run.font.size for run in clause.runs] == [None]


def test_the_footer_counts_pages_with_fields_of_word() -> None:
    footer = pages.opened(CONTRACT, **DATA[0]).sections[0].footer
    fields = [field.get(f"{pages.W}instr").strip() for field in footer._element.iter(f"{pages.W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]
    assert footer.paragraphs[0].text.startswith("Поставщик")


def test_properties_come_from_the_data() -> None:
    properties = pages.opened(CONTRACT, **DATA[0]).core_properties
    assert properties.title == pages.DOCUMENT["full_title"]
    assert properties.author == pages.DOCUMENT["author"]
    assert properties.language == "ru-RU"


def test_a_block_of_a_new_page_begins_one() -> None:
    body = pages.body('<p>а</p><p class="right page-break">б</p>')
    before, behind = body.split("<w:pageBreakBefore/>")
    assert (before.count("<w:p>"), "б" in behind) == (2, True)


@pytest.mark.parametrize("names", [[], ["а", "б"]])
def test_a_new_page_that_begins_with_a_loop_is_begun_once(names: list[str]) -> None:
    page = '<div class="page-break">{% for name in names %}<p>{{ name }}</p>{% endfor %}<p>конец</p></div>'
    assert pages.body(page, names=names).count("pageBreakBefore") == 1


def test_a_table_on_a_new_page_takes_its_first_row_there() -> None:
    made = pages.opened('<p>а</p><table class="page-break"><tr><td>б</td><td>в</td></tr></table>')
    assert made.tables[0].cell(0, 0).paragraphs[0].paragraph_format.page_break_before is True
    assert made.tables[0].cell(0, 1).paragraphs[0].paragraph_format.page_break_before is None


def test_a_kept_block_stays_with_the_next_but_for_its_last_one() -> None:
    made = pages.opened('<div class="keep"><p>а</p><p>б</p><p>в</p></div><p class="keep-next">г</p><p>д</p>')
    assert [p.paragraph_format.keep_with_next for p in made.paragraphs] == [True, True, None, True, None]


def test_bold_italic_small_and_raised_runs_differ_from_their_style() -> None:
    [paragraph] = pages.opened(
        '<p>а<b>б</b> <i>в</i> <span class="small">г</span>м<sup>2</sup> <u>д</u><br><strong>е</strong></p>'
    ).paragraphs
    assert paragraph.text == "абв гм2 д\nе".replace("абв", "аб в")
    runs = {run.text.strip(): run.font for run in paragraph.runs}
    assert (runs["б"].bold, runs["в"].italic, runs["д"].underline, runs["2"].superscript) == (True, True, True, True)
    assert runs["г"].size == Pt(9.5)


def test_a_class_of_a_div_dresses_what_stands_in_it() -> None:
    made = pages.opened('<div class="right"><p>а</p><div><p class="strong">б</p></div></div><p>в</p>')
    names = [paragraph.style.name for paragraph in made.paragraphs]
    assert names == ["Body Text · вправо", "Body Text · вправо · жирно", "Body Text"]


def test_stray_text_is_a_paragraph_of_its_own() -> None:
    page = "<div>текст <b>жирный</b><p>а</p>{% if flag %} ещё {% endif %}</div>"
    assert pages.lines(pages.filled(page, flag=True)) == ["текст жирный", "а", "ещё"]


def test_a_theme_may_be_chosen_outright() -> None:
    template = pages.drawn('<h1 class="contract-title">а</h1>', pages.LOOK.themed("contract"))
    assert b"Times New Roman" in unpack(template)["word/styles.xml"]
    with pytest.raises(LibraryError, match="contract, invoice, offer"):
        pages.LOOK.themed("no such")


def test_a_landscape_page_says_so() -> None:
    theme = replace(pages.LOOK.theme, page=replace(pages.LOOK.theme.page, width=297, height=210))
    section = docx.Document(io.BytesIO(pages.drawn("<p>а</p>", replace(pages.LOOK, theme=theme)))).sections[0]
    assert section.orientation == 1
    assert section.page_width > section.page_height


@pytest.mark.parametrize(
    "change",
    [
        ("  num: {title: число, align: right}", "  num: {titel: число}"),
        ("  tail: {}", "  tail: {padding: 1}"),
        ("themes:", "tehmes:"),
        ("language: ru-RU", "language: [ru"),
        ("align: right}", "align: rihgt}"),
    ],
)
def test_a_mistake_in_the_yaml_is_told(change: tuple[str, str]) -> None:
    assert change[0] in pages.YAML
    with pytest.raises(LibraryError, match=r"twin\.yaml"):
        Look.from_yaml(pages.YAML.replace(*change))
