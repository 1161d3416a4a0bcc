from __future__ import annotations

import io

import docx
import pytest
from docx.shared import Mm

from docgen.docx import read_text
from docgen.errors import TemplateError
from tests.docgen.docx.twin import pages

LINES = [{"name": "Лампа & Ко", "note": ""}, {"name": "Кабель", "note": "3×1,5"}]
GRID = """<table class="grid lines"><colgroup><col style="width:10%"><col style="width:60%"><col></colgroup>
<thead><tr><th>№</th><th>Название</th><th>Примечание</th></tr></thead>
{% for chunk in chunks %}<tbody>
{% for line in chunk %}
<tr><td class="mid">{{ loop.index }}</td><td>{{ line.name }}</td>
<td>{% if line.note %}<p>{{ line.note }}</p>{% endif %}</td></tr>
{% endfor %}
</tbody>{% endfor %}
<tbody class="keep"><tr><td class="right strong" colspan="2">Итого</td><td class="num">2</td></tr></tbody></table>"""


def test_rows_loop_and_a_cell_that_lost_its_paragraph_keeps_another() -> None:
    made = pages.opened(GRID, chunks=[LINES])
    [table] = made.tables
    assert [[cell.text.strip() for cell in row.cells] for row in table.rows] == [
        ["№", "Название", "Примечание"],
        ["1", "Лампа & Ко", ""],
        ["2", "Кабель", "3×1,5"],
        ["Итого", "Итого", "2"],
    ]
    assert all(cell.paragraphs for row in table.rows for cell in row.cells)


def test_columns_have_the_widths_of_the_page_and_fill_it() -> None:
    [table] = pages.opened(GRID, chunks=[]).tables
    widths = [column.width.mm for column in table.columns]
    assert sum(widths) == pytest.approx(170, abs=0.5)
    assert widths == pytest.approx([17, 102, 51], abs=0.5)


def test_header_rows_repeat_and_no_row_splits() -> None:
    rows = pages.opened(GRID, chunks=[LINES]).tables[0].rows
    properties = [row._tr.trPr for row in rows]
    assert [part.find(f"{pages.W}tblHeader") is not None for part in properties] == [True, False, False, False]
    assert all(part.find(f"{pages.W}cantSplit") is not None for part in properties)


@pytest.mark.parametrize("unit", ["mm", "cm", "pt"])
def test_widths_may_be_lengths(unit: str) -> None:
    size = {"mm": "20", "cm": "2", "pt": "56.7"}[unit]
    page = f'<table><colgroup><col style="width: {size}{unit}"><col></colgroup><tr><td>а</td><td>б</td></tr></table>'
    assert pages.opened(page).tables[0].columns[0].width == pytest.approx(Mm(20), abs=Mm(0.1))


def test_a_cell_spans_rows_and_columns() -> None:
    page = """<table class="grid bank"><tbody>
    <tr><td colspan="2" rowspan="2"><p>Банк</p><p class="small">получателя</p></td><td>БИК</td></tr>
    <tr><td>Счет</td></tr><tr><td>ИНН</td><td>КПП</td><td rowspan="2">Номер</td></tr><tr><td colspan="2">Имя</td></tr>
    </tbody></table>"""
    rows = read_text(pages.filled(f'<h1 class="invoice-title">а</h1>{page}')).tables[0]
    assert rows == (
        ("Банк\nполучателя", "Банк\nполучателя", "БИК"),
        ("Банк\nполучателя", "Банк\nполучателя", "Счет"),
        ("ИНН", "КПП", "Номер"),
        ("Имя", "Имя", "Номер"),
    )


@pytest.mark.parametrize("names", [[], ["а"]])
def test_a_table_whose_rows_all_hang_on_data_never_loses_its_last_row(names: list[str]) -> None:
    page = "<table>{% for name in names %}<tr><td>{{ name }}</td><td>1</td></tr>{% endfor %}</table>"
    rows = read_text(pages.filled(page, names=names)).tables[0]
    assert rows == (tuple((name, "1") for name in names) or (("", ""),))


@pytest.mark.parametrize("form", ["entity", "person"])
def test_rows_under_a_condition_with_both_branches(form: str) -> None:
    page = (
        '<table class="signatures">'
        '<tr><td class="sign">{% if form == "entity" %}Руководитель{% else %}Сам{% endif %}</td></tr>'
        '{% if form == "entity" %}<tr><td class="line"></td></tr>'
        '{% else %}<tr><td class="caption">подпись</td></tr>{% endif %}</table>'
    )
    made = pages.filled(page, form=form)
    assert pages.lines(made) == pages.html_lines(page, form=form)
    borders = docx.Document(io.BytesIO(made)).element.body.findall(f".//{pages.W}tcBorders/{pages.W}bottom")
    assert len(borders) == (form == "entity")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("<tr><td>а</td></tr><tr><td>а</td><td>б</td></tr>", "ровно 1 колонок"),
        ("<tr><td>а</td><td>б</td></tr><tr><td>а</td></tr>", "ровно 2 колонок"),
        ("<tr>{% if a %}<td>б</td>{% endif %}</tr>", "без операторов"),
        ("<tr><td colspan='{{ n }}'>а</td></tr>", "целым числом"),
        ("{% for a in b %}<tr><td rowspan='2'>а</td><td>б</td></tr>{% endfor %}<tr><td>а</td></tr>", "rowspan"),
        ("<tr><td><table><tr><td>а</td></tr></table></td></tr>", "<table>"),
        ("просто текст<tr><td>а</td></tr>", "вне ячеек"),
        ("", "ни одной строки"),
        ("<p>а</p>", "<p>"),
    ],
)
def test_a_table_that_word_could_not_draw_is_refused(rows: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        pages.drawn(f"<table>{rows}</table>")


def test_statements_between_blocks_of_a_cell_and_assignments_between_rows_work() -> None:
    page = """<table>{% set word = "слово" %}<tr>
    <td>{% with side = name %}<p>{{ side }}</p>{% if name %}<p>{{ word }}</p>{% endif %}{% endwith %}</td>
    <td>{{ name }}<br>{% for letter in name %}{{ letter }} {% endfor %}</td></tr></table>"""
    assert pages.lines(pages.filled(page, name="аб")) == ["аб", "слово", "аб\nа б"]
