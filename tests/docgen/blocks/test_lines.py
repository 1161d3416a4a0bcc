"""Lines of any paper: sums as in a kit, VAT of the day of performance, columns of the paper's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from docgen.errors import LibraryError
from tests.docgen.blocks.toys import PARTIES, faults, from_yaml, order, parties, toy

LINES = from_yaml("""
performed_on: {is: date, title: Когда, optional: true}
period: {is: period, title: Период, optional: true}
prices_include_vat: {is: flag, title: Цены с НДС, optional: true}
lines:
  is: lines
  title: Строки
  kinds: [works, services]
  dated_by: performed_on
  columns: {serial: {is: number, title: Серийный номер, optional: true}}
""")
KIND = toy({**PARTIES, **LINES})


def data(*lines: dict[str, Any], **given: Any) -> dict[str, Any]:
    usual = {"name": "Монтаж", "unit": "усл", "quantity": "3", "price": "1000.00"}
    return {**parties(), "lines": [usual | line for line in lines or ({},)], **given}


def test_vat_is_inside_prices_unless_the_file_says_otherwise() -> None:
    inside = order(KIND, data()).context["totals"]
    outside = order(KIND, data(prices_include_vat=False)).context["totals"]
    assert (inside["gross"], inside["vat"]) == (Decimal("3000.00"), Decimal("540.98"))
    assert (outside["net"], outside["gross"]) == (Decimal("3000.00"), Decimal("3660.00"))


def test_the_rate_is_that_of_the_day_of_performance() -> None:
    assert order(KIND, data()).context["lines"][0]["rate"] == "22%"
    assert order(KIND, data(performed_on="2025-12-31")).context["lines"][0]["rate"] == "20%"


def test_the_end_of_a_period_can_be_that_day() -> None:
    kind = toy({**PARTIES, **LINES, "lines": LINES["lines"] | {"dated_by": "period.end"}})
    period = {"from": "2025-12-01", "to": "2025-12-31"}
    assert order(kind, data(period=period)).context["lines"][0]["rate"] == "20%"
    assert order(kind, data()).context["lines"][0]["rate"] == "22%"


def test_each_kind_of_line_may_have_a_day_of_its_own() -> None:
    days = {"services": "period.end"}
    kind = toy({**PARTIES, **LINES, "lines": LINES["lines"] | {"dated_by": days}})
    period = {"from": "2025-12-01", "to": "2025-12-31"}
    lines = order(kind, data({"kind": "services"}, {"kind": "works"}, period=period)).context["lines"]
    assert [line["rate"] for line in lines] == ["20%", "22%"]


def test_a_line_without_a_kind_is_of_the_first_that_the_paper_takes() -> None:
    context = order(KIND, data({}, {"kind": "services"})).context
    assert [line["kind"] for line in context["lines"]] == ["works", "services"]
    assert context["lines_are"] == {"goods": False, "services": True, "works": True}


def test_a_kind_of_line_that_the_paper_does_not_take_is_refused() -> None:
    found = faults(KIND, data({}, {"kind": "goods"}))
    assert "works, services" in found["lines[1].kind"]


def test_columns_of_the_papers_own_stand_beside_the_usual_ones() -> None:
    line = order(KIND, data({"serial": "A-1"}, {})).context["lines"]
    assert [each["serial"] for each in line] == ["A-1", None]
    assert line[0]["okei"] == "876"


def test_a_rate_that_the_seller_cannot_charge_is_told_at_the_line() -> None:
    given = data({"vat": "10"})
    given["seller"] = given["seller"] | {"vat": "exempt"}
    assert "без НДС" in faults(KIND, given)["lines[0].vat"]


def test_a_column_may_not_take_the_name_of_a_usual_one() -> None:
    lines = LINES["lines"] | {"columns": {"price": {"is": "money", "title": "Цена"}}}
    with pytest.raises(LibraryError, match="price"):
        order(toy({**PARTIES, "lines": lines}), data())


def test_the_net_price_leads_to_the_net_sum() -> None:
    (line,) = order(KIND, data({"quantity": "7", "price": "10.07"})).context["lines"]
    assert (line["net_price"] * 7).quantize(Decimal("0.01")) == line["net"]
