"""What stands in cells: numbers as numbers, everything else as text, nothing lost, nothing run."""

from __future__ import annotations

from decimal import Decimal

import pytest

from docgen.errors import TemplateError
from docgen.filters import NBSP
from docgen.xlsx import SheetLimitError
from tests.docgen.xlsx import sheets


def _one(inside: str, classes: str = "", **context):
    page = sheets.table(f'<tr><td class="{classes}">{inside}</td></tr>', 100)
    return sheets.drawn(page, **context)


def _value(inside: str, classes: str = "", **context):
    found = sheets.values(_one(inside, classes, **context))
    return found[0][0] if found else ""


@pytest.mark.parametrize(
    ("inside", "value", "read", "number_format"),
    [
        ("{{ x | money }}", Decimal("1450.00"), 1450.0, "#,##0.00"),
        ("{{ x | money }}", "3000.00", 3000.0, "#,##0.00"),
        ("{{ x | money }}", Decimal("0.10"), 0.1, "#,##0.00"),
        ("{{ x | qty }}", Decimal(1200), 1200.0, "#,##0"),
        ("{{ x | qty }}", Decimal("1200.500"), 1200.5, "#,##0.0"),
        ("{{ x | qty }}", Decimal("1E+3"), 1000.0, "#,##0"),
        ("{{ x | percent }}", Decimal("0.125"), 0.125, "#,##0.000"),
        ("{{ x | percent }}", Decimal("0.0625"), 0.0625, "General"),
        ("{{ x | money if x else '—' }}", Decimal("12.30"), 12.3, "#,##0.00"),
        ("{% if x %}{{ x | qty }}{% else %}—{% endif %}", Decimal(7), 7.0, "#,##0"),
    ],
)
def test_one_expression_through_a_filter_of_numbers_is_a_number(inside, value, read, number_format):
    workbook = _one(inside, x=value)
    assert sheets.values(workbook) == [[read]]
    assert sheets.number_format(workbook, "A1") == number_format


@pytest.mark.parametrize(("value", "read"), [(12, 12.0), (Decimal("2.5"), 2.5), ("12", "12"), (True, "True")])
def test_a_bare_value_in_a_cell_of_numbers_is_what_the_data_say(value, read):
    assert _value("{{ x }}", "num", x=value) == read
    assert _value("{{ x }}", "mid", x=value) == read


@pytest.mark.parametrize(
    ("inside", "context", "text"),
    [
        ("{{ x | money if x else '—' }}", {"x": None}, "—"),
        ("{% if x %}{{ x | money }}{% else %}по запросу{% endif %}", {"x": None}, "по запросу"),
        ("{{ x | money }} руб.", {"x": Decimal(1450)}, f"1{NBSP}450,00 руб."),
        ("{{ x | percent }}%", {"x": Decimal(50)}, "50%"),
        ("{{ x }}", {"x": 796}, "796"),
        ("{{ x | qty }}", {"x": "по заявке"}, "по заявке"),
        ("{{ 'a | money' }}", {}, "a | money"),
    ],
)
def test_all_the_rest_is_text_as_it_is_printed(inside, context, text):
    assert _value(inside, **context) == text


def test_a_branch_without_else_leaves_an_empty_cell():
    workbook = _one("{% if x %}{{ x | money }}{% endif %}", x=None)
    assert sheets.values(workbook) == []
    assert sheets.cell(workbook, "A1").get("t") is None


def test_a_number_that_excel_would_round_stays_text_digit_for_digit():
    long = Decimal("12345678901234567.89")
    assert _value("{{ x | money }}", x=long) == f"12{NBSP}345{NBSP}678{NBSP}901{NBSP}234{NBSP}567,89"
    assert _value("{{ x | money }}", x=Decimal("1234567890123.45")) == 1234567890123.45
    assert _value("{{ x }}", "num", x=Decimal("NaN")) == "NaN"


@pytest.mark.parametrize("text", ["=1+1", "+7 495 000-00-00", "-5", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"])
def test_a_text_that_looks_like_a_formula_is_a_text(text):
    for classes in ("", "num"):
        workbook = _one("{{ x }}", classes, x=text)
        assert sheets.values(workbook) == [[text]]
        assert sheets.cell(workbook, "A1").get("t") == "inlineStr"
        assert not list(sheets.member(workbook).iter(f"{sheets.MAIN}f"))


def test_markup_marks_and_control_characters_of_a_client_break_nothing():
    text = '<#></row><*0><^><)><n><+A9>&amp;<c r="A1">\x00\x01\x0b\ufffe]]>{{ x }}'
    seen = text.translate({0: None, 1: None, 11: None, 0xFFFE: None})
    page = "<p>{{ x }}</p>" + sheets.table("<tr><td><p>{{ x }}</p><p>{{ x }}</p></td><td>{{ x }}</td></tr>", 50, 50)
    workbook = sheets.drawn(page, x=text)
    assert sheets.values(workbook) == [[seen], [f"{seen}\n{seen}", seen]]


def test_a_text_that_looks_like_an_escape_of_excel_is_written_so_that_excel_shows_it():
    raw = _one("{{ x }}", x="код _x0041_ и _x_")
    assert sheets.cell(raw, "A1").findtext(f".//{sheets.MAIN}t") == "код _x005F_x0041_ и _x_"


def test_a_text_too_long_for_a_cell_is_refused_in_russian():
    assert len(_value("{{ x }}", x="ы" * 32_767)) == 32_767
    for page in ("<p>{{ x }}</p>", sheets.table("<tr><td>{{ x }}</td></tr>", 100)):
        with pytest.raises(SheetLimitError, match="32 767"):
            sheets.drawn(page, x="ы" * 32_768)
    with pytest.raises(SheetLimitError, match="32 767"):
        _one("{{ x }}", x="😀" * 16_384)


def test_parts_of_a_cell_keep_their_own_look():
    workbook = _one('{{ x }}{% if y %}<br><span class="small">{{ y }}</span>{% endif %}', x="Лампа", y="Артикул 1")
    runs = sheets.cell(workbook, "A1").findall(f".//{sheets.MAIN}r")
    assert ["".join(run.itertext()) for run in runs] == ["Лампа", "\n", "Артикул 1"]
    colors = [run.find(f".//{sheets.MAIN}color").get("rgb") for run in runs]
    assert colors == ["FF000000", "FF000000", "FF444444"]
    assert _value('{{ x }}{% if y %}<br><span class="small">{{ y }}</span>{% endif %}', x="Лампа", y="") == "Лампа"


def test_paragraphs_of_a_cell_are_lines_and_empty_ones_are_not_there():
    inside = "<p>{{ a }}</p>{% if b %}<p>{{ b }}</p>{% endif %}<p>{{ c }}</p>"
    assert _value(inside, a="один", b="два", c="три") == "один\nдва\nтри"
    assert _value(inside, a="", b="", c="три") == "три"
    small = '<p>{{ a }}</p><p class="small">{{ b }}</p>'
    assert _value(small, a="один", b="два") == "один\nдва"
    assert _value(small, a="", b="два") == "два"
    assert _value(small, a="один", b="") == "один"


@pytest.mark.parametrize("inside", ["{{ y }}", "{{ x | nothing }}", "{{ x | payment_qr }}", "{{ x.__class__ }}"])
def test_an_expression_that_fails_is_told_in_russian(inside):
    with pytest.raises(TemplateError, match="XLSX"):
        _one(inside, x="1")
