from __future__ import annotations

from typing import Any

import pytest

from docgen.docx import CompiledTemplate
from docgen.docx.package import unpack
from tests.docgen.docx import toys

CONTEXT = {"flag": True, "names": ["а", "б & в"], "logo": "л", "lines": []}


def _needs(template: bytes) -> tuple[str, ...]:
    return CompiledTemplate.from_bytes(template, toys.environment()).needs_docxtpl


def _with_table(*rows: tuple[str, ...]) -> bytes:
    return toys.template("x", draw=lambda document: toys.add_table(document, *rows))


def _with_body(xml: str) -> bytes:
    def draw(document: Any) -> None:
        document.element.body.insert(0, toys.element(xml))

    return toys.template("x", draw=draw)


COLUMNS = {
    "cells in a loop": _with_table(("а", "{%tc for name in names %}", "{{ name }}", "{%tc endfor %}")),
    "cells under a condition": _with_table(("а", "{%tc if flag %}", "б", "{%tc endif %}")),
    "a span from data": _with_table(("{% colspan names | length %}а", "б"), ("в", "г")),
    "cells merged over a loop": _with_table(("{%tc for name in names %}", "{% hm %}{{ name }}", "{%tc endfor %}")),
    "a grid wider than its rows": _with_body(
        '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="900"/><w:gridCol w:w="900"/></w:tblGrid>'
        "<w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    ),
    "a grid narrower than its rows": _with_body(
        "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    ),
}


@pytest.mark.parametrize("template", COLUMNS.values(), ids=COLUMNS.keys())
def test_columns_that_depend_on_data_are_left_to_docxtpl(template: bytes) -> None:
    assert "число колонок таблицы зависит от данных" in _needs(template)


def test_a_picture_in_the_body_is_left_to_docxtpl() -> None:
    import io

    template = toys.template("x", draw=lambda document: document.add_picture(io.BytesIO(toys.PIXEL)))
    assert _needs(template) == ("рисунок в тексте",)


def test_a_picture_in_the_header_is_not() -> None:
    import io

    def draw(document: Any) -> None:
        run = document.sections[0].header.paragraphs[0].add_run()
        run.add_picture(io.BytesIO(toys.PIXEL))

    assert _needs(toys.template("{{ logo }}", draw=draw)) == ()


@pytest.mark.parametrize("tag", ["{{p logo }}", "{{r logo }}"])
def test_ready_made_markup_is_left_to_docxtpl(tag: str) -> None:
    assert any("готовая разметка" in reason for reason in _needs(toys.template(tag)))


def test_a_filter_that_switches_escaping_off_is_left_to_docxtpl() -> None:
    assert _needs(toys.template("{{ logo | safe }}")) == ("фильтр «safe»",)


def test_a_macro_is_left_to_docxtpl() -> None:
    assert _needs(toys.template("{% macro m() %}а{% endmacro %}{{ m() }}")) == ("оператор «Macro»",)


def test_a_statement_that_opens_in_a_cell_and_closes_in_another_is_left_to_docxtpl() -> None:
    assert _needs(_with_table(("{% if flag %}а", "б{% endif %}"))) == ("оператор охватывает разметку не целиком",)


def test_a_statement_that_closes_outside_its_table_is_left_to_docxtpl() -> None:
    def draw(document: Any) -> None:
        toys.add_table(document, ("{% if flag %}а",))
        document.add_paragraph("б{% endif %}")

    assert _needs(toys.template("x", draw=draw)) == ("оператор охватывает разметку не целиком",)


def test_full_tables_with_loops_spans_shading_and_merged_cells_are_not() -> None:
    def draw(document: Any) -> None:
        table = toys.add_table(
            document,
            ("№", "{% cellbg names[0] %}Имя", "Сумма"),
            ("{%tr for name in names %}", "", ""),
            ("{% vm %}{{ loop.index }}", "{{ name }}", "1"),
            ("{%tr endfor %}", "", ""),
            ("Итого", "", "2"),
        )
        table.rows[4].cells[0].merge(table.rows[4].cells[1])

    assert _needs(toys.template("x", draw=draw)) == ()


LEFT = [*COLUMNS.items(), ("two cells", _with_table(("{% if flag %}а", "б{% endif %}")))]


@pytest.mark.parametrize("template", [template for _, template in LEFT], ids=[name for name, _ in LEFT])
def test_what_is_left_to_docxtpl_comes_out_as_from_docxtpl(template: bytes) -> None:
    made = CompiledTemplate.from_bytes(template, toys.environment()).render(CONTEXT, toys.CREATED)
    assert toys.canonical(unpack(made)) == toys.canonical(toys.judged(template, CONTEXT))
