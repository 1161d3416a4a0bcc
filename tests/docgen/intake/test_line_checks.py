from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from docgen.intake import KitOrder

Faults = Callable[[dict[str, Any]], dict[str, str]]
Order = Callable[..., KitOrder]


@pytest.mark.parametrize("rate", ["standard", "10", 10, "0", 0])
def test_a_seller_without_vat_cannot_charge_it(rate: object, faults_of: Faults) -> None:
    told = faults_of({"seller.vat": "exempt", "lines[1].vat": rate})
    assert list(told) == ["lines[1].vat"]
    assert "без НДС" in told["lines[1].vat"]


@pytest.mark.parametrize("status", ["reduced_5", "reduced_7"])
def test_a_seller_with_a_reduced_rate_charges_no_other(status: str, faults_of: Faults, order_of: Order) -> None:
    told = faults_of({"seller.vat": status, "lines[0].vat": "standard", "lines[1].vat": "10"})
    assert list(told) == ["lines[0].vat", "lines[1].vat"]
    order_of({"seller.vat": status, "lines[0].vat": "exempt", "lines[1].vat": 0})


@pytest.mark.parametrize("side", ["seller", "client"])
def test_a_reduced_rate_before_there_was_one_is_told_at_the_party(side: str, faults_of: Faults) -> None:
    told = faults_of({f"{side}.vat": "reduced_5", "deal.date": "2024-12-31"})
    assert list(told) == [f"{side}.vat"]
    assert "01.01.2025" in told[f"{side}.vat"]


def test_a_date_before_the_oldest_known_rate_is_told_once_at_the_date(faults_of: Faults) -> None:
    assert list(faults_of({"deal.date": "2001-01-01", "client.vat": "standard"})) == ["deal.date"]


def test_a_deal_of_nothing_is_refused(faults_of: Faults) -> None:
    told = faults_of({"lines[0].discount": "100", "lines[1].discount": 100})
    assert list(told) == ["lines"]
    assert "ноль" in told["lines"]


def test_one_line_may_be_a_gift(order_of: Order) -> None:
    assert str(order_of({"lines[0].discount": 100}).snapshot.lines[0].gross) == "0.00"


def test_absurd_sums_are_refused(faults_of: Faults) -> None:
    assert list(faults_of({"lines[0].quantity": "1000000000", "lines[0].price": "1000000000000.00"})) == ["lines[0]"]
    assert list(faults_of({"lines[0].quantity": "2", "lines[0].price": "1000000000000.00"})) == ["lines[0]"]
    whole = {"lines[0].quantity": "1", "lines[0].price": "1000000000000", "lines[0].discount": ...}
    assert list(faults_of(whole)) == ["lines"]


def test_a_total_is_not_told_while_a_line_is_unknown(faults_of: Faults) -> None:
    assert list(faults_of({"lines[0].discount": "100", "lines[1].price": "0"})) == ["lines[1].price"]
