"""The technical specification: what is to be done, by which requirements and stages, and how it is accepted."""

from __future__ import annotations

import re
from typing import Any

import pytest

from docgen.errors import InputError
from tests.templates.drafts import docx_words, draft, pages, text

KIND = "technical_specification"
OPTIONAL = ("appendix", "city", "initial_data", "standards", "stages", "customer_provides", "acceptance", "papers")
STAGE = {"title": "Монтаж", "result": "Светильники горят"}


def test_it_says_which_appendix_to_which_contract_it_is() -> None:
    drawn = text(draft(KIND))
    assert drawn.startswith(
        "Приложение № 3 к договору возмездного оказания услуг и подряда № У-7 от 14 сентября 2026 г."
    )
    assert text(draft(KIND, "appendix", number="4")).startswith("Приложение № 4 к договору")


def test_requirements_are_numbered_by_sections_and_items() -> None:
    drawn = text(draft(KIND))
    assert "4. Требования 4.1. Свет 4.1.1. Средняя освещённость" in drawn
    assert "4.2. Электрика 4.2.1. Кабель ВВГнг(А)-LS 3×1,5" in drawn
    assert "4.2.2. Аварийное освещение путей эвакуации" in drawn
    assert "4.3. Производство работ 4.3.1." in drawn


def test_stages_have_dates_and_results() -> None:
    drawn = text(draft(KIND))
    assert "1 Обследование и светотехнический расчёт с 7 декабря 2026 г. по 14 декабря 2026 г. Расчёт и схема" in drawn
    assert "Монтаж по договору Светильники горят" in text(draft(KIND, stages=[STAGE]))


def test_sections_stay_in_order_whatever_is_left_out() -> None:
    drawn = text(draft(KIND, *OPTIONAL))
    assert re.findall(r"(?<![\d.])([1-9])\. ([А-Я][а-я]+)", drawn) == [
        ("1", "Цель"),
        ("2", "Предмет"),
        ("3", "Требования"),
        ("4", "Действие"),
    ]
    assert not re.search(r" [,.;:)]|,,|\.\. |None|\( ", drawn)


@pytest.mark.parametrize("gone", ["initial_data", "standards", "stages", "customer_provides", "acceptance", "papers"])
def test_no_section_number_is_left_out_or_given_twice(gone: str) -> None:
    drawn = text(draft(KIND, gone))
    titles = (
        "Цель",
        "Предмет",
        "Исходные",
        "Требования",
        "Стандарты",
        "Этапы",
        "Заказчик",
        "Критерии",
        "Исполнитель",
        "Действие",
    )
    found = re.findall(rf"(?<![\d.])(\d+)\. (?:{'|'.join(titles)})", drawn)
    assert found == [str(number) for number in range(1, 10)]


def test_the_sides_are_called_as_the_contract_calls_them() -> None:
    drawn = text(draft(KIND, roles="supply"))
    assert "7. Покупатель предоставляет" in drawn
    assert "9. Поставщик передаёт документы" in drawn
    assert "Исполнитель " not in drawn


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"contract": {"title": "Договор", "number": "1", "date": "2026-12-09"}}, "contract.date"),
        ({"stages": [STAGE | {"period": {"from": "2026-12-01", "to": "2026-12-09"}}]}, "stages"),
        ({"stages": [STAGE | {"period": {"from": "2026-12-09", "to": "2026-12-04"}}]}, "stages[0].period.to"),
        ({"requirements": []}, "requirements"),
        ({"requirements": [{"title": "Свет", "items": []}]}, "requirements[0].items"),
    ],
)
def test_contradictions_are_refused_at_their_place(changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, **changed)
    assert [fault.path for fault in refused.value.faults] == [path]


def test_what_a_dispute_would_miss_is_warned_of() -> None:
    assert draft(KIND).warnings == ()
    assert "ст. 708" in " ".join(draft(KIND, "stages").warnings)
    assert "критериев приёмки нет" in " ".join(draft(KIND, "acceptance").warnings)
    dated = STAGE | {"period": {"from": "2026-12-07", "to": "2026-12-09"}}
    assert "у части этапов нет срока" in " ".join(draft(KIND, stages=[STAGE, dated]).warnings)


@pytest.mark.parametrize("count", range(3, 30, 3))
def test_no_heading_stands_alone_at_the_foot_of_a_page(count: int) -> None:
    order = draft(KIND, initial_data=["Высота потолка 4,2 м"] * count)
    margin = f" {order.context['document']['full_title']} Страница"
    for page in pages(order):
        assert not re.search(r"\d\. [А-Я][^.;]*$", page.partition(margin)[0]), page


@pytest.mark.parametrize("engine", ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)])
def test_many_stages_repeat_their_header(engine: str) -> None:
    drawn = pages(draft(KIND, stages=[STAGE] * 200), engine)
    assert all("Срок Результат" in page for page in drawn if "Светильники горят" in page)
    assert "Техническое задание является неотъемлемой частью" in drawn[-1]
    assert "расшифровка подписи" in drawn[-1]


@pytest.mark.pango
def test_both_engines_and_docx_agree_on_the_shortest_one() -> None:
    order = draft(KIND, *OPTIONAL)
    fast, reference = pages(order), pages(order, "weasyprint")
    assert [sorted(page.split()) for page in fast] == [sorted(page.split()) for page in reference]
    margin = f"{order.context['document']['full_title']} Страница 1 из 1"
    assert sorted([*docx_words(order), *margin.split()]) == sorted(" ".join(fast).split())
