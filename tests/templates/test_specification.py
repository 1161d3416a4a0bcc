"""The specification: an appendix with lines, term, place and payments, signed by both sides."""

from __future__ import annotations

import re
from typing import Any

import pytest

from docgen.errors import InputError
from docgen.filters import NBSP
from docgen.papers.reading import PaperOrder
from tests.templates.drafts import ENTREPRENEUR, PERSON, docx_words, draft, long_tables, pages, sample, text

KIND = "specification"
LINE = {"name": "Щит освещения", "unit": "шт", "quantity": "2", "price": "100.00"}
OPTIONAL = ("appendix", "city", "delivery_by", "delivery_place", "delivery_way", "works_period", "payments", "quality")


def test_it_says_which_appendix_to_which_contract_it_is() -> None:
    drawn = text(draft(KIND))
    assert drawn.startswith(
        "Приложение № 3 к договору поставки № 25/11-2026 от 22 ноября 2026 г. Спецификация № 2 г. Мос"
    )
    assert text(draft(KIND, "appendix")).startswith("Приложение № 2 к договору поставки")


def test_its_totals_are_told_with_vat_and_in_words() -> None:
    drawn = text(draft(KIND))
    assert "Всего по спецификации: 395 755,00 руб. (Триста девяносто пять тысяч семьсот пятьдесят пять рублей" in drawn
    assert "в том числе НДС 22% — 71 365,66 руб." in drawn


def test_term_place_works_and_payments_are_agreed() -> None:
    drawn = text(draft(KIND))
    assert "14 календарных дней со дня зачисления предоплаты, но не позднее 25 декабря 2026 г." in drawn
    assert "с 21 декабря 2026 г. по 28 декабря 2026 г." in drawn
    assert "Оплата Предоплата, 50% — 197 877,50 руб., в течение 5 календарных дней" in drawn


@pytest.mark.parametrize(
    ("gone", "phrase"),
    [
        ("delivery_term", "Срок поставки не позднее 25 декабря 2026 г."),
        ("delivery_by", "Срок поставки 14 календарных дней со дня зачисления предоплаты Место поставки"),
        ("payments", "Оплата в порядке и сроки, которые установлены договором"),
    ],
)
def test_a_term_by_words_or_by_date_reads_well(gone: str, phrase: str) -> None:
    assert phrase in text(draft(KIND, gone))


BEFORE_THE_CHANGE: dict[str, Any] = {
    "contract": {"title": "Договор поставки", "number": "1", "date": "2025-12-01"},
    "date": "2025-12-20",
    "client": ENTREPRENEUR,
}


def crossing(**changed: Any) -> PaperOrder:
    """The sample agreed some days before the rate of VAT went up."""
    return draft(KIND, "works_period", "payments", **(BEFORE_THE_CHANGE | changed))


def test_the_rate_of_vat_is_that_of_the_last_day_of_the_term_of_each_kind_of_line() -> None:
    for delivery, works, rates in (
        ("2025-12-30", "2026-01-20", ["20%", "20%", "20%", "22%"]),
        ("2026-01-20", "2025-12-30", ["22%", "22%", "22%", "20%"]),
    ):
        term = {"delivery_by": delivery, "works_period": {"from": "2025-12-22", "to": works}}
        order = draft(KIND, "payments", **BEFORE_THE_CHANGE, **term)
        assert [line["rate"] for line in order.context["lines"]] == rates


@pytest.mark.parametrize("delivery_by", ["2026-01-20", None])
def test_a_term_that_may_cross_a_change_of_the_rate_is_told_in_the_paper_and_to_its_maker(
    delivery_by: str | None,
) -> None:
    order = crossing(delivery_by=delivery_by)
    assert "Ставка НДС с 1 января 2026 г. 22% вместо 20%: цена без НДС сохраняется" in text(order)
    assert any("с 1 января 2026 г. она 22% вместо 20%" in told.replace(NBSP, " ") for told in order.warnings)


def test_no_change_of_the_rate_is_told_where_none_is_crossed_or_no_vat_is_charged() -> None:
    client = sample(KIND)["client"] | {"signatory": sample(KIND)["seller"]["signatory"]}
    no_vat = crossing(delivery_by="2026-01-20", seller=ENTREPRENEUR, client=client)
    for order in (crossing(delivery_by="2025-12-30"), no_vat, draft(KIND)):
        assert "Ставка НДС" not in text(order)
        assert not any("ставки НДС" in told for told in order.warnings)
    assert "Ставка НДС" not in text(crossing(delivery_by="2026-01-20", client=PERSON)), "a consumer's price is whole"


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        ("services", ("(далее — Исполнитель)", "(далее — Заказчик)", "Срок исполнения", "Место исполнения")),
        ("consignment", ("(далее — Комитент)", "(далее — Комиссионер)", "Срок передачи", "Расчёты")),
    ],
)
def test_the_sides_are_called_as_the_contract_calls_them(roles: str, names: tuple[str, ...]) -> None:
    drawn = text(draft(KIND, "payments", roles=roles))
    assert [name for name in names if name not in drawn] == []
    assert "(далее — Поставщик)" not in drawn


def test_an_entrepreneur_is_introduced_without_a_representative() -> None:
    drawn = text(draft(KIND, "works_period", "payments", seller=ENTREPRENEUR, lines=[LINE]))
    assert "Мария Никитична (далее — Поставщик) и Акционерное общество" in drawn
    assert "действующего на основании доверенности № 17/26 от 12 января 2026 г., действительной" in drawn


def test_what_is_optional_leaves_no_trace() -> None:
    drawn = text(draft(KIND, *OPTIONAL, "packing", "notes", lines=[LINE]))
    for caption in ("Место", "Доставка", "Срок работ", "Качество", "Упаковка", "Прочие условия", "Предоплата"):
        assert caption not in drawn
    assert not re.search(r" [,.;:)]|,,|\.\.|None|\( ", drawn)


@pytest.mark.parametrize(
    ("gone", "changed", "path"),
    [
        ((), {"contract": {"title": "Договор", "number": "1", "date": "2026-12-09"}}, "contract.date"),
        (("delivery_term", "delivery_by"), {}, "delivery_term"),
        ((), {"delivery_by": "2026-12-01"}, "delivery_by"),
        ((), {"works_period": {"from": "2026-12-01", "to": "2026-12-28"}}, "works_period.from"),
        (("payments",), {"lines": [LINE]}, "works_period"),
        ((), {"payments": [{"title": "Предоплата", "amount": "395755.01", "term": "сразу"}]}, "payments"),
    ],
)
def test_contradictions_are_refused_at_their_place(gone: tuple[str, ...], changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, *gone, **changed)
    assert [fault.path for fault in refused.value.faults] == [path]


def test_works_without_days_are_warned_of() -> None:
    assert "ст. 708" in " ".join(draft(KIND, "works_period").warnings)
    assert draft(KIND, "works_period", "payments", lines=[LINE]).warnings == ()


@pytest.mark.parametrize(("engine", "count"), long_tables(300, 120))
def test_a_long_one_repeats_the_header_and_never_leaves_signatures_alone(engine: str, count: int) -> None:
    drawn = pages(draft(KIND, "works_period", "payments", lines=[LINE] * count), engine)
    assert len(drawn) > count // 60 + 1
    assert all("Ед. изм." in page for page in drawn[:-1])
    for end in ("установлены договором", "в двух экземплярах", "расшифровка подписи"):
        assert end in drawn[-1]


@pytest.mark.pango
@pytest.mark.parametrize("count", [1, 2, 5])
def test_both_engines_and_docx_agree_on_any_number_of_payments(count: int) -> None:
    payments = [{"title": f"Платёж {number}", "amount": "100.00", "term": "в срок"} for number in range(count)]
    line = LINE | {"quantity": "1", "price": f"{count}00.00"}
    order = draft(KIND, "works_period", lines=[line], payments=payments)
    fast, reference = pages(order), pages(order, "weasyprint")
    assert [sorted(page.split()) for page in fast] == [sorted(page.split()) for page in reference]
    margin = f"{order.context['document']['full_title']} Страница 1 из 1"
    assert len(fast) == 1
    assert sorted([*docx_words(order), *margin.split()]) == sorted(" ".join(fast).split())
