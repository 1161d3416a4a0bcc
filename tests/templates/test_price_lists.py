"""Price lists: what a client reads, what only the house reads, and how both look when they are long."""

from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from docgen.errors import InputError
from docgen.papers.reading import PaperOrder
from docgen.rendering import render_paper
from tests.templates.drafts import draft, pages, sample, text

PUBLIC, INTERNAL = "price_list", "internal_price_list"
EXEMPT = sample(PUBLIC)["seller"] | {"vat": "exempt", "vat_basis": "УСН, ст. 346.11 НК РФ"}


def groups(*items: dict[str, Any], title: str = "Светильники") -> list[dict[str, Any]]:
    return [{"title": title, "items": list(items)}]


def item(**given: Any) -> dict[str, Any]:
    return {"code": "LED-36", "name": "Светильник 36 Вт", "unit": "шт", "price": "1220.00"} | given


def listed(kind: str, *items: dict[str, Any], gone: tuple[str, ...] = (), **changed: Any) -> PaperOrder:
    """The sample with these positions alone, so without its discounts."""
    return draft(kind, "discounts", *gone, **{"groups": groups(*items)} | changed)


def sheet(order: PaperOrder) -> list[list[Any]]:
    """Rows of the workbook."""
    content = render_paper(order.kind, order.context, "xlsx")
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def header(rows: list[list[Any]]) -> int:
    return next(number for number, row in enumerate(rows) if "Наименование" in row)


def test_prices_are_told_with_the_vat_inside_them() -> None:
    drawn = text(listed(PUBLIC, item()))
    assert "цены в рублях с НДС действуют до 31 декабря 2026 г. включительно" in drawn
    assert "Ед. Цена с НДС, руб. Ставка НДС В т. ч. НДС, руб." in drawn
    assert "LED-36 Светильник 36 Вт шт 1 220,00 22% 220,00" in drawn


def test_prices_without_vat_are_told_with_the_price_that_one_pays() -> None:
    drawn = text(listed(PUBLIC, item(), prices_include_vat=False))
    assert "цены в рублях без НДС действуют" in drawn
    assert "Цена без НДС, руб. Ставка НДС Цена с НДС, руб." in drawn
    assert "шт 1 220,00 22% 1 488,40" in drawn
    assert "НДС начисляется сверх цены" in drawn


def test_a_seller_without_vat_says_why() -> None:
    drawn = text(listed(PUBLIC, item(), seller=EXEMPT))
    assert "шт 1 220,00 без НДС без НДС" in drawn
    assert "Без НДС: УСН, ст. 346.11 НК РФ." in drawn
    assert "с НДС," not in drawn


def test_a_position_without_a_price_is_on_request() -> None:
    order = listed(PUBLIC, item(price=None))
    assert "шт по запросу 22% —" in text(order)
    rows = sheet(order)
    assert rows[header(rows) + 2][3:6] == ["по запросу", "22%", "—"]


def test_rates_are_of_the_day_of_the_list_and_a_change_within_its_term_is_told() -> None:
    old = listed(PUBLIC, item(price="1200.00"), date="2025-12-15", valid_until="2026-01-31")
    assert "шт 1 200,00 20% 200,00" in text(old)
    assert ["ставка НДС" in warning for warning in old.warnings] == [True]
    assert listed(PUBLIC, item(), date="2025-12-15", valid_until="2025-12-31").warnings == ()
    ten = listed(PUBLIC, item(vat="10"), date="2025-12-15", valid_until="2026-01-31")
    assert ten.warnings == ()


@pytest.mark.parametrize("kind", [PUBLIC, INTERNAL])
@pytest.mark.parametrize("engine", ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)])
def test_columns_that_nobody_fills_are_not_drawn(kind: str, engine: str) -> None:
    full = " ".join(pages(listed(kind, item(lot="4"), item(code=None)), engine))
    assert "Артикул" in full
    assert "Мин. партия" in full
    bare = " ".join(pages(listed(kind, item(code=None)), engine))
    assert "Артикул" not in bare
    assert "Мин. партия" not in bare
    assert "Светильники Светильник 36 Вт шт 1 220,00 22%" in bare


def test_an_offer_to_everybody_is_called_one_and_leaves_out_what_has_no_price() -> None:
    public = text(draft(PUBLIC, offer="public"))
    assert "публичная оферта (п. 2 ст. 437 ГК РФ)" in public
    assert "Позиции с ценой «по запросу» в оферту не входят." in public
    assert "«по запросу»" not in text(listed(PUBLIC, item(), offer="public"))
    for usual in (draft(PUBLIC), draft(PUBLIC, offer="invitation")):
        assert "не публичная оферта, а приглашение делать оферты (п. 1 ст. 437 ГК РФ)" in text(usual)


def test_an_offer_to_everybody_without_terms_is_warned_of() -> None:
    assert ["публичная оферта без условий" in told for told in draft(PUBLIC, "terms", offer="public").warnings] == [
        True
    ]
    assert draft(PUBLIC, "terms").warnings == ()


@pytest.mark.parametrize("kind", [PUBLIC, INTERNAL])
@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"valid_until": "2026-11-21"}, "valid_until"),
        ({"groups": groups(item(floor_price="1220.01"))}, "groups[0].items[0].floor_price"),
        ({"groups": groups(item(vat="5"))}, "groups[0].items[0].vat"),
        ({"discounts": [{"role": "Менеджер", "scope": "LED-37", "percent": "5"}]}, "discounts[0].scope"),
        ({"discounts": [{"role": "Менеджер", "percent": "101"}]}, "discounts[0].percent"),
        ({"groups": groups(item(quantity="1"))}, "groups[0].items[0].quantity"),
    ],
)
def test_contradictions_are_refused_alike_for_both_lists(kind: str, changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(kind, **changed)
    assert path in [fault.path for fault in refused.value.faults]


def test_the_internal_list_tells_who_may_give_which_discount() -> None:
    drawn = text(draft(INTERNAL))
    assert "Менеджер на всё от 100 000,00 руб. 3 — —" in drawn
    assert "Руководитель отдела продаж LED-36 от 500 ед. 12,5 Самовывоз —" in drawn
    assert "Генеральный директор на всё с любого объёма 20" in drawn
    both = [{"role": "Менеджер", "from_sum": "5000.00", "from_quantity": "10", "percent": "1"}]
    assert "от 5 000,00 руб. или от 10 ед." in text(draft(INTERNAL, discounts=both))


def test_the_internal_list_tells_floor_and_cost_and_remarks() -> None:
    order = listed(INTERNAL, item(floor_price="1000.00", cost="800.00", remark="Под заказ"))
    assert "шт 1 220,00 22% 1 000,00 800,00 Под заказ" in text(order)
    rows = sheet(order)
    assert rows[header(rows) + 2][3:8] == [1220.0, "22%", 1000.0, 800.0, "Под заказ"]


def test_an_internal_list_without_discounts_is_made_and_warned_of() -> None:
    order = draft(INTERNAL, "discounts")
    assert ["правил скидок нет" in told for told in order.warnings] == [True]
    assert "Кто и какую скидку вправе дать" not in text(order)


def test_the_workbook_is_one_table_to_sort_with_true_numbers() -> None:
    rows = sheet(draft(PUBLIC))
    first = header(rows)
    assert rows[first] == [
        "Артикул", "Наименование", "Ед.", "Цена с НДС, руб.", "Ставка НДС", "В т. ч. НДС, руб.", "Мин. партия",
    ]  # fmt: skip
    body = rows[first + 1 : first + 24]
    assert [row[0] for row in body if not any(row[1:])] == [group["title"] for group in sample(PUBLIC)["groups"]]
    assert body[1][3:] == [1450.0, "22%", 261.48, 4.0]
    assert sum(type(row[3]) is float for row in body) == 18


@pytest.mark.parametrize("kind", [PUBLIC, INTERNAL])
def test_what_is_optional_leaves_no_trace(kind: str) -> None:
    seller = {key: value for key, value in sample(kind)["seller"].items() if key not in {"phone", "email"}}
    optional = ("number", "subject", "contact", "terms", "offer")
    drawn = text(listed(kind, item(), gone=optional, seller=seller))
    assert "№" not in drawn
    assert "Условия" not in drawn
    for loose in ("None", ", ,", " ,", "()", "  "):
        assert loose not in drawn


def two_groups(kind: str, count: int) -> PaperOrder:
    short = [item(code=f"A-{number}") for number in range(count)]
    return listed(kind, groups=groups(*short) + groups(*short, title="Прожекторы"))


@pytest.mark.pango
@pytest.mark.parametrize("kind", [PUBLIC, INTERNAL])
@pytest.mark.parametrize("count", [1, 2, 32, 34, 36, 90])
def test_both_engines_end_pages_at_the_same_rows(kind: str, count: int) -> None:
    order = two_groups(kind, count)
    fast, reference = pages(order), pages(order, "weasyprint")
    assert [sorted(page.split()) for page in fast] == [sorted(page.split()) for page in reference]


@pytest.mark.parametrize("kind", [PUBLIC, INTERNAL])
@pytest.mark.parametrize("count", [1, 2, 30, 31, 32, 33, 34, 35, 36, 37, 170])
def test_no_group_stands_alone_at_the_end_of_a_page(kind: str, count: int) -> None:
    drawn = pages(two_groups(kind, count))
    for page in drawn:
        assert "Прожекторы Прайс-лист" not in page
        assert "Прожекторы Внутренний" not in page
        assert "Наименование" in page or page is drawn[-1]


@pytest.mark.parametrize("kind", [PUBLIC, INTERNAL])
def test_long_words_and_sums_stay_inside_their_columns(kind: str) -> None:
    long = item(code="КОД-" + "7" * 40, name="Ж" * 200, price="98765432109.87", unit="комплект", remark="Ы" * 100)
    drawn = text(listed(kind, groups=groups(long, title="Щ" * 200)))
    assert "98 765 432 109,87" in drawn
    squeezed = drawn.replace(" ", "").replace("\ufffe", "")
    assert "Ж" * 200 in squeezed
    assert "7" * 40 in squeezed
    assert "Щ" * 200 in squeezed
