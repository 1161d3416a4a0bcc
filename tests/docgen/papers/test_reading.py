"""A file of one paper: its heading, its own rules, editions by date, and faults told together."""

from __future__ import annotations

from datetime import date

import pytest

from docgen.errors import LibraryError, TemplateError
from docgen.forms import Edition, read_editions, read_fields
from docgen.library import Kind
from tests.docgen.blocks.toys import PARTIES, faults, order, parties, rules, toy

ACT = {
    "number": {"is": "number", "title": "Номер", "optional": True},
    "contract": {"is": "reference", "title": "Договор"},
}
CONTRACT = {"title": "Договор", "number": "25/11", "date": "2026-11-20"}


def test_a_paper_knows_its_number_date_and_whole_title() -> None:
    document = order(toy(ACT), {"number": "15", "contract": CONTRACT}).context["document"]
    assert document["full_title"].replace("\u00a0", " ") == "Бланк № 15 от 22 ноября 2026 г."
    assert (document["sign"], document["created"], document["id"]) == ("№\u00a015", "2026-11-22", "")


def test_a_paper_without_a_number_has_no_sign_in_its_title() -> None:
    document = order(toy(ACT), {"contract": CONTRACT}).context["document"]
    assert document["full_title"].replace("\u00a0", " ") == "Бланк от 22 ноября 2026 г."


def test_the_title_may_depend_on_what_the_paper_says() -> None:
    kind = toy(ACT, heading="{% if contract.number == '25/11' %}Акт  первый{% else %}Акт{% endif %}")
    assert order(kind, {"contract": CONTRACT}).context["document"]["title"] == "Акт первый"


def test_a_check_of_the_kind_refuses_at_the_place_it_names() -> None:
    rule = {"when": "contract.date > date", "at": "contract.date", "say": "договор позже акта: исправьте"}
    kind = toy(ACT, checks=rules(rule))
    assert faults(kind, {"contract": CONTRACT | {"date": "2026-11-23"}}) == {"contract.date": rule["say"]}
    assert order(kind, {"contract": CONTRACT}).warnings == ()


def test_a_warning_of_the_kind_is_told_and_the_paper_is_made() -> None:
    kind = toy(ACT, warnings=rules({"when": "not number", "say": "Нет номера."}, has_place=False))
    assert order(kind, {"contract": CONTRACT}).warnings == ("Нет номера.",)
    assert order(kind, {"contract": CONTRACT, "number": "1"}).warnings == ()


def test_a_rule_that_names_what_there_is_not_is_told() -> None:
    kind = toy(ACT, checks=rules({"when": "nothing > date", "at": "date", "say": "…"}))
    with pytest.raises(TemplateError, match="nothing"):
        order(kind, {"contract": CONTRACT})


EDITIONS = (Edition(date(2024, 10, 1), {"name": "старая"}), Edition(date(2026, 4, 1), {"name": "новая"}))


@pytest.mark.parametrize(("on", "name"), [("2026-03-31", "старая"), ("2026-04-01", "новая"), ("2024-10-01", "старая")])
def test_the_edition_is_that_of_the_papers_date(on: str, name: str) -> None:
    assert order(toy({}, editions=EDITIONS), {"date": on}).context["edition"]["name"] == name


def test_a_date_before_the_first_edition_is_refused() -> None:
    assert "2024-10-01" in faults(toy({}, editions=EDITIONS), {"date": "2024-09-30"})["date"]


def test_one_company_cannot_be_both_sides() -> None:
    both = parties()["seller"]
    assert "client.inn" in faults(toy(PARTIES), {"seller": both, "client": both})


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    data = {"contract": {"title": 5, "date": "x"}, "numbr": "1"}
    assert list(faults(toy(ACT), data)) == ["contract.title", "contract.date", "numbr"]


def test_a_kind_without_a_date_is_a_fault_of_the_library() -> None:
    kind = Kind(
        name="toy", title="Бланк", caption="Бланк", version=1, audience="client", numbering="toy", formats=(),
        confirms=(), basis=(), folder=toy({}).folder, heading="", fields=read_fields(ACT, "toy"),
    )  # fmt: skip
    with pytest.raises(LibraryError, match="date"):
        order(kind, {})


def test_an_internal_block_is_refused_in_a_paper_for_clients() -> None:
    prices = {
        "seller": PARTIES["seller"],
        "groups": {"is": "catalogue", "title": "Цены"},
        "discounts": {"is": "discount_rules", "title": "Скидки"},
    }
    items = [{"name": "Лампа", "unit": "шт", "price": "10.00"}]
    data = {
        "seller": parties()["seller"],
        "groups": [{"title": "Лампы", "items": items}],
        "discounts": [{"role": "Менеджер", "percent": "5"}],
    }
    with pytest.raises(LibraryError, match="внутренний"):
        order(toy(prices), data)
    assert order(toy(prices, audience="internal"), data).context["discounts"][0]["role"] == "Менеджер"
    withheld = toy(prices | {"discounts": {"is": "withheld", "title": "Скидки"}})
    assert "discounts" not in order(withheld, data).context


LINES = {"is": "lines", "title": "Строки"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"lines": LINES}, "seller"),
        ({"seller": {**PARTIES["seller"], "partial": True}, "lines": LINES}, "partial"),
        ({"seller": {**PARTIES["seller"], "optional": True}, "lines": LINES}, "обязательное"),
        ({**PARTIES, "lines": {**LINES, "dated_by": "period.ned"}}, "period.ned"),
        ({**PARTIES, "lines": {**LINES, "dated_by": {"works": "number"}}}, "works"),
        ({**PARTIES, "lines": {**LINES, "dated_by": {"word": "date"}}}, "dated_by"),
        ({**PARTIES, "lines": {**LINES, "kinds": ["good"]}}, "goods"),
        ({**PARTIES, "lines": LINES, "goods": LINES}, "totals"),
        ({"document": {"is": "text", "title": "Документ"}}, "занято"),
        ({"date": {"is": "date", "title": "Дата", "optional": True}}, "date"),
        ({"date": {"is": "text", "title": "Дата"}}, "date"),
        ({"it": {"is": "text", "title": "Поле", "longest": "100"}}, "longest"),
        ({"it": {"is": "group", "title": "Поле", "fields": {"lines": LINES}}}, "внутри"),
        ({"books": {"is": "entries", "title": "Записи"}}, "period"),
    ],
)
def test_a_form_that_cannot_work_is_a_fault_of_the_library(fields: dict[str, object], told: str) -> None:
    with pytest.raises(LibraryError, match=told):
        order(toy(fields), {})


@pytest.mark.parametrize(
    "fields",
    [
        {"it": {"is": ["text"], "title": "Поле"}},
        {"it": {"is": "text"}},
        {"it": {"is": "text", "title": "Поле", "optional": "no"}},
        {True: {"is": "text", "title": "Поле"}},
        {"It": {"is": "text", "title": "Поле"}},
        [],
    ],
)
def test_a_field_that_is_not_described_as_it_should_be_is_refused(fields: object) -> None:
    with pytest.raises(LibraryError):
        read_fields(fields, "toy")


def test_a_message_of_a_rule_may_show_what_it_speaks_of() -> None:
    rule = {"when": "number", "say": "Номер {{ number }} от {{ date | date_short }}."}
    kind = toy(ACT, warnings=rules(rule, has_place=False))
    assert order(kind, {"contract": CONTRACT, "number": "7"}).warnings == ("Номер 7 от 22.11.2026.",)


def test_a_rule_about_a_field_that_is_not_there_is_a_fault_of_the_library() -> None:
    with pytest.raises(LibraryError, match="nothing"):
        order(toy(ACT, checks=rules({"when": "true", "at": "nothing.date", "say": "…"})), {})


@pytest.mark.parametrize(
    "entries",
    [
        [{"since": "2026", "source": "s", "checked_on": date(2026, 1, 1)}],
        [{"since": date(2026, 4, 1)}],
        [
            {"since": date(2026, 4, 1), "source": "s", "checked_on": date(2026, 1, 1)},
            {"since": date(2024, 4, 1), "source": "s", "checked_on": date(2026, 1, 1)},
        ],
    ],
)
def test_editions_out_of_order_or_without_a_source_are_refused(entries: list[dict[str, object]]) -> None:
    with pytest.raises(LibraryError):
        read_editions(entries, "toy")
