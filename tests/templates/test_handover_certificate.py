"""The act of handing over: with prices, or with a reference to the paper that has them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from docgen.errors import InputError
from tests.templates.drafts import PERSON, docx_words, draft, long_tables, pages, text

KIND = "handover_certificate"
SPECIFICATION = {"title": "Спецификация", "number": "1", "date": "2026-11-22"}
ITEM = {"name": "Щит освещения", "unit": "шт", "quantity": "2"}


def test_it_tells_what_is_handed_over_in_which_state_and_at_what_price() -> None:
    drawn = text(draft(KIND))
    assert "Серийный номер: 36-004511…36-004630 Состояние: новые, упаковка не повреждена" in drawn
    assert "Комплектность: блок питания, аккумулятор, крепёж" in drawn
    assert "Паспорт изделия и руководство по эксплуатации — 136 экз." in drawn
    assert "Всего наименований 3, на сумму 239 755,00 руб. (Двести тридцать девять тысяч" in drawn


def test_the_receiver_signs_under_a_power_of_attorney_and_dates_the_signature() -> None:
    drawn = text(draft(KIND))
    assert "Кладовщик" in drawn
    assert "на основании доверенности № 14 от 7 декабря 2026 г., действительной по 17 декабря 2026 г." in drawn
    assert drawn.count("Дата подписания «___» ____________ 20___ г.") == 1


def test_remarks_are_left_to_the_receiver() -> None:
    drawn = text(draft(KIND))
    assert "Имущество принято (нужное отметить): ☐ без замечаний ☐ с замечаниями:" in drawn
    assert not re.search("[☑☒✓✔]", drawn)


def test_without_prices_it_refers_to_the_specification() -> None:
    drawn = text(draft(KIND, "lines", items=[ITEM, ITEM | {"serial": "A1"}], specification=SPECIFICATION))
    assert "1 Щит освещения 2 шт 2 Щит освещения Серийный номер: A1 2 шт" in drawn
    assert "Всего наименований 2. Цены и стоимость — по документу: Спецификация № 1 от 22 ноября 2026 г." in drawn
    assert "руб." not in drawn


def test_what_is_optional_leaves_no_trace() -> None:
    line = {"name": "Щит освещения", "unit": "шт", "quantity": "2", "price": "100.00"}
    drawn = text(draft(KIND, "city", "handed_at", "papers", lines=[line]))
    for caption in (
        "Серийный номер:",
        "Состояние:",
        "Комплектность:",
        "Документы",
        "Место передачи",
        "документы к нему",
    ):
        assert caption not in drawn
    assert not re.search(r" [,.;:)]|,,|None|\( ", drawn)


@pytest.mark.parametrize(
    ("gone", "changed", "path"),
    [
        ((), {"contract": {"title": "Договор", "number": "1", "date": "2026-12-09"}}, "contract.date"),
        ((), {"specification": SPECIFICATION | {"date": "2026-12-09"}}, "specification.date"),
        (("lines",), {}, "lines"),
        ((), {"items": [ITEM], "specification": SPECIFICATION}, "items"),
        (("lines",), {"items": [ITEM]}, "specification"),
    ],
)
def test_contradictions_are_refused_at_their_place(gone: tuple[str, ...], changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, *gone, **changed)
    assert [fault.path for fault in refused.value.faults] == [path]


@pytest.mark.parametrize(("engine", "count"), long_tables(300, 120))
def test_many_things_repeat_the_header_and_keep_the_end_together(engine: str, count: int) -> None:
    items = [ITEM | {"serial": f"A{number}"} for number in range(count)]
    drawn = pages(draft(KIND, "lines", items=items, specification=SPECIFICATION), engine)
    assert len(drawn) > count // 60 + 1
    assert all("Наименование, серийный номер, состояние" in page for page in drawn)
    last = f"{count} Щит освещения Серийный номер: A{count - 1}"
    for end in (last, f"Всего наименований {count}", "расшифровка подписи"):
        assert end in drawn[-1]


@pytest.mark.pango
@pytest.mark.parametrize("count", [1, 2, 3])
def test_both_engines_and_docx_agree_without_prices(count: int) -> None:
    order = draft(KIND, "lines", "papers", items=[ITEM] * count, specification=SPECIFICATION, client=PERSON)
    fast, reference = pages(order), pages(order, "weasyprint")
    assert [sorted(page.split()) for page in fast] == [sorted(page.split()) for page in reference]
    margin = f"{order.context['document']['full_title']} Страница 1 из 1"
    assert sorted([*docx_words(order), *margin.split()]) == sorted(" ".join(fast).split())
