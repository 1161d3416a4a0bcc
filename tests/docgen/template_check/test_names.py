"""Which placeholders a template uses: through loops, conditions, assignments and filters."""

from __future__ import annotations

import pytest

from docgen.html import environment
from docgen.library import find_kind, kinds
from docgen.shapes import Leaf, Many, Node, maybe_empty
from docgen.template_check.checking import shipped_usage
from docgen.template_check.names import Usage, leaves, optional_sections, usage

CONTEXT = Node(
    {
        "seller": Node({"inn": Leaf("текст", "ИНН"), "full_name": Leaf("текст", "имя")}, "Сторона"),
        "lines": Many(Node({"name": Leaf("текст", "наименование"), "price": Leaf("число", "цена")}, ""), "Строки"),
        "settings": Leaf("раздел", "числа", is_open=True),
    },
    "",
)


def found(text: str) -> Usage:
    return usage(environment("docx").parse(text), CONTEXT)


def unknown(text: str) -> dict[str, str | None]:
    return {path: near for (path, _), near in found(text).unknown.items()}


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("{{ seller.inn }}", {"seller.inn"}),
        ("{{ seller['inn'] | upper }}", {"seller.inn"}),
        ("{% for line in lines %}{{ line.price | money }}{% endfor %}", {"lines", "lines[].price"}),
        ("{% for line in lines | sort(attribute='name') %}{{ line.name }}{% endfor %}", {"lines", "lines[].name"}),
        (
            "{% for chunk in lines | head %}{% for x in chunk %}{{ x.name }}{% endfor %}{% endfor %}",
            {"lines", "lines[].name"},
        ),
        ("{% set s = seller %}{{ s.inn }}", {"seller", "seller.inn"}),
        ("{% with s = seller %}{{ s.inn }}{% endwith %}", {"seller", "seller.inn"}),
        ("{{ (lines | first).name }}", {"lines"}),
        ("{{ settings.anything.goes }}", {"settings"}),
        ("{% if seller.inn and lines | length > 2 %}да{% endif %}", {"seller.inn", "lines"}),
        ("{{ seller.inn if seller.full_name else '—' }}", {"seller.inn", "seller.full_name"}),
    ],
)
def test_known_names_are_found_wherever_they_stand(text: str, known: set[str]) -> None:
    seen = found(text)
    assert set(seen.known) == known
    assert not seen.unknown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ seler.inn }}", {"seler": "seller.inn"}),
        ("{{ seller.imn }}", {"seller.imn": "seller.inn"}),
        ("{{ seller.name }}", {"seller.name": "seller.full_name"}),
        ("{{ inn }}", {"inn": "seller.inn"}),
        ("{% for line in lines %}{{ line.prise }}{% endfor %}", {"line.prise": "line.price"}),
        ("{{ line.name }}", {"line": "lines.name"}),
        ("{{ seller.inn.digits }}", {"seller.inn.digits": None}),
        ("{% if nothing_like_it %}{% endif %}", {"nothing_like_it": None}),
    ],
)
def test_an_unknown_name_is_told_with_the_one_that_was_meant(text: str, told: dict[str, str | None]) -> None:
    assert unknown(text) == told


def test_a_variable_of_a_loop_is_not_known_behind_it() -> None:
    assert "x.name" not in unknown("{% for x in lines %}{{ x.name }}{% endfor %}")
    assert list(unknown("{% for x in lines %}{% endfor %}{{ x.name }}")) == ["x"]


def test_an_unknown_name_is_told_with_its_line() -> None:
    assert list(found("раз\nдва {{ seller.inn }}\n{{ seller.imn }}").unknown) == [("seller.imn", 3)]


def test_leaves_leave_out_what_others_go_on_from() -> None:
    assert list(leaves(["seller", "seller.bank", "seller.bank.bic", "lines", "lines[].name", "totals"])) == [
        "lines[].name",
        "seller.bank.bic",
        "totals",
    ]
    assert list(leaves([])) == []


@pytest.mark.parametrize("name", sorted(kinds()))
def test_a_shipped_template_uses_only_names_of_the_reference(name: str) -> None:
    found = shipped_usage(find_kind(name))
    assert found.known
    assert dict(found.unknown) == {}


def test_a_name_that_the_template_asks_about_first_need_not_be_there() -> None:
    assert unknown("{% if totals is defined and totals.gross %}{{ totals.gross }}{% endif %}") == {}


SECTION = Node(
    {
        "contract": maybe_empty(
            Node({"number": Leaf("текст", ""), "seller": Node({"inn": Leaf("текст", "")}, "")}, "")
        ),
        "kpp": Leaf("текст или пусто", "КПП"),
        "seller": Node({"inn": Leaf("текст", ""), "name": Leaf("текст", ""), "kpp": Leaf("текст или пусто", "")}, ""),
        "papers": Many(Node({"title": Leaf("текст", ""), "date": Leaf("дата или пусто", "")}, ""), ""),
        "edition": Leaf("раздел", "", is_open=True),
    },
    "",
)


def looked(text: str) -> Usage:
    return usage(environment("docx").parse(text), SECTION)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ seller }}", "«seller» — это раздел: назовите поле, например «seller.name»"),
        ("{{ papers }}", "«papers» — это список: переберите его, {% for x in papers %}…{% endfor %}"),
        ("{% for p in papers %}{{ p }}{% endfor %}", "«p» — это раздел: назовите поле, например «p.title»"),
        ("{{ papers | first }}", "«papers[]» — это раздел"),
        ("{{ papers | sort(attribute='title') }}", "«papers» — это список"),
        ("{{ seller if seller else '—' }}", "«seller» — это раздел"),
        ("{{ edition }}", "«edition» — это раздел: назовите поле в нём"),
        ("{{ seller.inn.upper() }}", "«upper()»: вызывать ничего нельзя; есть фильтр «upper»"),
        ("{{ papers.append(1) }}", "«append()»: вызывать ничего нельзя"),
    ],
)
def test_what_cannot_be_printed_or_called_is_told(text: str, told: str) -> None:
    ((fault, line),) = looked(text).faults
    assert told in fault
    assert line == 1


@pytest.mark.parametrize(
    "text",
    [
        "{{ seller.name if seller else '—' }}",
        "{{ seller and seller.name }}",
        "{{ papers | length }}{{ papers | map(attribute='title') | join(', ') }}",
        "{{ edition.since }}",
        "{% if papers %}да{% endif %}",
        "{% for i in range(3) %}{{ loop.index }}{{ loop.cycle('а', 'б') }}{% endfor %}",
        "{% macro f(x, y) %}{{ x }}{{ y.z }}{{ caller() }}{% endmacro %}{{ f(seller.name) }}",
        "{% macro f() %}{% endmacro %}{% call(q) f() %}{{ q }}{% endcall %}",
        "{% import 'a' as m %}{% from 'a' import b, c as d %}{{ m.x() }}{{ b(1) }}{{ d }}",
    ],
)
def test_what_is_printed_field_by_field_and_what_jinja_binds_is_no_fault(text: str) -> None:
    seen = looked(text)
    assert not seen.faults
    assert not seen.unknown


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("{{ contract.number }}", ["contract"]),
        ("{{ contract.seller.inn }}", ["contract"]),
        ("{% if contract.number %}да{% endif %}", ["contract"]),
        ("{% set c = contract %}{{ c.number }}", ["contract"]),
        ("{% if contract %}{% endif %}{{ contract.number }}", ["contract"]),
        ("{% if contract %}{{ contract.number }}{% endif %}", []),
        ("{% if contract and contract.number %}{{ contract.seller.inn }}{% endif %}", []),
        ("{{ contract.number if contract else '—' }}", []),
        ("{{ contract and contract.number }}", []),
        ("{{ contract.number | default('—') }}", []),
    ],
)
def test_a_section_that_may_be_absent_is_told_where_no_condition_asks_for_it(text: str, sections: list[str]) -> None:
    assert list(looked(text).absent) == sections


@pytest.mark.parametrize(
    ("text", "hollow", "fragile"),
    [
        ("{{ kpp }}", ["kpp"], []),
        ("{% for p in papers %}{{ p.date }}{% endfor %}", ["papers[].date"], []),
        ("{% for p in papers %}{{ p.date | date_long }}{% endfor %}", [], ["papers[].date"]),
        ("{% if kpp %}{{ kpp }}{% endif %}", [], []),
        ("{{ kpp or '—' }}{{ kpp | default('—', true) }}", [], []),
        ("{% if seller.inn %}{{ seller.kpp }}{% endif %}", [], []),
        ("{% if contract %}{{ contract.number }}{% endif %}", [], []),
        ("{{ seller.inn }}", [], []),
    ],
)
def test_what_may_be_empty_is_told_where_no_condition_asks_for_it(
    text: str, hollow: list[str], fragile: list[str]
) -> None:
    seen = looked(text)
    assert (list(seen.hollow), list(seen.fragile)) == (hollow, fragile)


def test_optional_sections_are_listed_without_what_stands_in_them() -> None:
    assert list(optional_sections(SECTION)) == ["contract"]
    assert list(optional_sections(Node({"rows": Many(SECTION, "")}, ""))) == ["rows[].contract"]
