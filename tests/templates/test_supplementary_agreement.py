"""The supplementary agreement: what changes in a contract, from which day, and who signs it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from docgen.errors import InputError
from tests.templates.drafts import ENTREPRENEUR, docx_words, draft, long_tables, pages, text

KIND = "supplementary_agreement"
LINE = {"name": "Щит освещения", "unit": "шт", "quantity": "2", "price": "100.00"}
OUT = {"clause": "5.3", "action": "exclude"}
REST = ("lines", "specification", "price", "covers_from")


def change(**given: Any) -> str:
    """How one change is told, up to the next point."""
    drawn = text(draft(KIND, *REST, changes=[given]))
    return drawn.partition("1.1. ")[2].partition(" 2. Соглашение")[0]


def test_both_sides_are_introduced_with_who_acts_for_them() -> None:
    drawn = text(draft(KIND))
    assert (
        "«Светотехника» (далее — Поставщик), в лице Генерального директора Кравцовой Анны Сергеевны, действующей"
        in drawn
    )
    assert "заключили это соглашение к договору поставки № 25/11-2026 от 22 ноября 2026 г. (далее — Договор)" in drawn


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (OUT, "Пункт 5.3 Договора исключить."),
        (OUT | {"part": "section"}, "Раздел 5.3 Договора исключить."),
        (
            {"clause": "4.2", "action": "replace", "text": "Срок — 5 дней"},
            "Пункт 4.2 Договора изложить в следующей редакции: «4.2. Срок — 5 дней.».",
        ),
        (
            {"clause": "а)", "action": "add", "part": "subclause", "text": "товар нов."},
            "Дополнить Договор подпунктом а) следующего содержания: «а) товар нов.».",
        ),
        (
            {
                "clause": "7",
                "action": "add",
                "part": "section",
                "text": "Гарантия",
                "further": ["7.1. Год", "7.2. Два"],
            },
            "Дополнить Договор разделом 7 следующего содержания: «7. Гарантия 7.1. Год 7.2. Два.».",
        ),
        (
            {"clause": "2", "action": "replace", "part": "appendix", "text": "Форма отказа"},
            "Приложение № 2 к Договору изложить в следующей редакции: «Форма отказа.».",
        ),
    ],
)
def test_a_change_is_told_in_the_cases_of_russian(given: dict[str, Any], told: str) -> None:
    assert change(**given) == told


def test_new_lines_are_counted_and_added_to_the_specification_or_stand_in_its_place() -> None:
    added = text(draft(KIND))
    assert "2. Дополнить спецификацию № 1 к Договору следующими строками:" in added
    assert "Всего по добавленным строкам: 96 330,00 руб." in added
    replaced = text(draft(KIND, "price", "specification", lines_for="replace"))
    assert "2. Спецификацию к Договору изложить в следующей редакции:" in replaced
    assert "Всего по спецификации: 96 330,00 руб." in replaced


def test_a_new_price_says_whether_vat_is_in_it() -> None:
    told = "в том числе НДС по ставкам, указанным в спецификации; при изменении ставки"
    for roles in ("supply", "services"):
        drawn = text(draft(KIND, roles=roles))
        assert "Цена Договора составляет 353 735,00 руб." in drawn
        assert f"{told} цена пересчитывается, как установлено Договором." in drawn
    goods = text(draft(KIND, "lines", "specification", "changes", roles="consignment"))
    assert "Стоимость переданных товаров составляет 353 735,00 руб." in goods
    assert f"{told} стоимость пересчитывается, как установлено Договором." in goods
    assert not re.search("Цена Договора|отгрузк", goods)
    freed = text(draft(KIND, lines=[LINE | {"vat": "exempt"}]))
    assert "рублей 00 копеек), НДС — как указано в спецификации." in freed
    exempt = ENTREPRENEUR | {"vat_basis": "п. 1 ст. 145 НК РФ"}
    assert "рублей 00 копеек), без НДС (п. 1 ст. 145 НК РФ)." in text(
        draft(KIND, "lines", "specification", seller=exempt)
    )


@pytest.mark.parametrize(
    ("gone", "changed", "told"),
    [
        (("covers_from",), {}, "вступает в силу со дня подписания обеими Сторонами. 5."),
        (("covers_from",), {"in_force_from": "2027-01-01"}, "вступает в силу с 1 января 2027 г. 5."),
        (
            (),
            {},
            "применяется к отношениям Сторон, которые возникли с 23 ноября 2026 г. (п. 2 ст. 425 ГК РФ). 5.",
        ),
    ],
)
def test_the_day_from_which_it_works_is_told(gone: tuple[str, ...], changed: dict[str, Any], told: str) -> None:
    assert told in text(draft(KIND, *gone, **changed))


@pytest.mark.parametrize(
    ("roles", "names"),
    [("services", ("Исполнитель", "Заказчик")), ("consignment", ("Комитент", "Комиссионер"))],
)
def test_the_sides_are_called_as_the_contract_calls_them(roles: str, names: tuple[str, str]) -> None:
    drawn = text(draft(KIND, roles=roles))
    assert [drawn.count(f"(далее — {name})") for name in names] == [1, 1]
    assert [drawn.count(f"{name}: ") for name in names] == [1, 1]
    assert "Поставщик" not in drawn


def test_points_stay_in_order_whatever_is_left_out() -> None:
    drawn = text(draft(KIND, "changes", "lines", "specification", "city", "covers_from"))
    assert re.findall(r"(?<![\d.])([1-9])\. [А-Я]", drawn) == ["1", "2", "3", "4"]
    assert not re.search(r" [,.;:)]|,,|\.\. |None|\( ", drawn)


@pytest.mark.parametrize(
    ("gone", "changed", "path"),
    [
        (
            (),
            {"contract": {"title": "Договор", "number": "1", "date": "2026-12-09"}, "covers_from": None},
            "contract.date",
        ),
        (("changes", *REST), {}, "changes"),
        ((), {"changes": [{"clause": "4.2", "action": "replace"}]}, "changes"),
        ((), {"changes": [OUT | {"text": "Текст"}]}, "changes"),
        ((), {"changes": [OUT | {"further": ["Текст"]}]}, "changes"),
        ((), {"changes": [OUT, {"clause": "5.3", "action": "add", "text": "Текст"}]}, "changes"),
        (("lines", "specification"), {"lines_for": "replace"}, "lines_for"),
        (("lines",), {}, "specification"),
        ((), {"lines_for": "replace"}, "price"),
        ((), {"in_force_from": "2026-12-01"}, "in_force_from"),
        ((), {"covers_from": "2026-12-03"}, "covers_from"),
        ((), {"covers_from": "2026-11-21"}, "covers_from"),
    ],
)
def test_contradictions_are_refused_at_their_place(gone: tuple[str, ...], changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, *gone, **changed)
    assert [fault.path for fault in refused.value.faults] == [path]


@pytest.mark.parametrize("count", range(22, 34))
def test_the_words_over_the_table_never_stand_alone_at_the_foot_of_a_page(count: int) -> None:
    changes = [{"clause": f"5.{number}", "action": "exclude"} for number in range(count)]
    for page in pages(draft(KIND, "price", "specification", changes=changes, lines=[LINE] * 2)):
        assert ("следующими строками:" in page) == ("Щит освещения" in page)


@pytest.mark.parametrize(("engine", "count"), long_tables(300, 120))
def test_many_lines_repeat_the_header_and_signatures_never_stand_alone(engine: str, count: int) -> None:
    drawn = pages(draft(KIND, "price", "specification", lines=[LINE] * count), engine)
    assert len(drawn) > count // 60 + 1
    assert all("Ед. изм." in page for page in drawn[:-1])
    assert "Реквизиты и подписи Сторон" in drawn[-1]
    assert "расшифровка подписи" in drawn[-1]


@pytest.mark.pango
def test_both_engines_and_docx_agree_when_one_clause_goes() -> None:
    order = draft(KIND, *REST, changes=[OUT])
    fast, reference = pages(order), pages(order, "weasyprint")
    assert [sorted(page.split()) for page in fast] == [sorted(page.split()) for page in reference]
    margin = f"{order.context['document']['full_title']} Страница 1 из 1"
    assert sorted([*docx_words(order), *margin.split()]) == sorted(" ".join(fast).split())
