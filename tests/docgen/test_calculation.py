"""Sums of lines: net and VAT make the gross to the kopeck, and a net price leads back to the net sum."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.calculation import net_price, total_of
from docgen.money import Money
from tests.builders import make_line

PRICES = st.integers(1, 10**9).map(Money)
QUANTITIES = st.integers(1, 10**7).map(lambda thousandths: Decimal(thousandths) / 1000)
RATES = st.sampled_from(["standard", "10", "0", "exempt"])


@given(price=PRICES, quantity=QUANTITIES, vat=RATES, include_vat=st.booleans())
def test_net_and_vat_make_the_gross(price: Money, quantity: Decimal, vat: str, include_vat: bool) -> None:
    line = make_line(price=price, quantity=quantity, vat=vat, include_vat=include_vat)
    assert line.net + line.vat == line.gross
    assert line.vat >= Money(0)


@given(lines=st.lists(st.tuples(PRICES, QUANTITIES, RATES), min_size=1, max_size=20))
def test_totals_are_sums_of_lines_whole_and_by_rate(lines: list[tuple[Money, Decimal, str]]) -> None:
    made = [make_line(n, price=price, quantity=q, vat=vat) for n, (price, q, vat) in enumerate(lines, start=1)]
    totals = total_of(made)
    assert totals.gross == Money.total(line.gross for line in made)
    assert Money.total(total.vat for total in totals.by_rate) == totals.vat
    assert totals.net + totals.vat == totals.gross


@given(price=st.integers(1, 10**7).map(Money), quantity=st.integers(1, 1000).map(Decimal))
def test_a_net_price_leads_to_the_net_sum(price: Money, quantity: Decimal) -> None:
    line = make_line(price=price, quantity=quantity, discount=Decimal(0))
    assert Money.rounded(net_price(line) * quantity) == line.net


def test_a_net_price_has_two_decimals_where_two_are_enough() -> None:
    line = make_line(price=Money.of("122.00"), quantity=Decimal(3), discount=Decimal(0))
    assert str(net_price(line)) == "100.00"


@pytest.mark.parametrize(("gross", "vat", "net"), [("1000.00", "180.33", "819.67"), ("999.99", "180.33", "819.66")])
def test_vat_inside_is_taken_as_the_law_rounds(gross: str, vat: str, net: str) -> None:
    line = make_line(price=Money.of(gross), quantity=Decimal(1), discount=Decimal(0))
    assert (str(line.vat), str(line.net)) == (vat, net)
