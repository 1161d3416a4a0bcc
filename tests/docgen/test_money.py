from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.money import LIMIT_KOPECKS, Money, MoneyError, half_up, line_sum

sums = st.integers(-(10**14), 10**14).map(Money)
percents = st.decimals("0", "100", places=4)


def nearest(exact):
    """Whole number nearest to a fraction, a half away from zero: the rule written another way."""
    floor = abs(exact).numerator // abs(exact).denominator
    size = floor + 1 if abs(exact) - floor >= Fraction(1, 2) else floor
    return size if exact >= 0 else -size


@pytest.mark.parametrize(
    ("roubles", "kopecks"),
    [
        ("1200.50", 120050),
        ("0.5", 50),
        ("-3", -300),
        (1200, 120000),
        (Decimal("1E+3"), 100000),
        (Decimal("2.500"), 250),
    ],
)
def test_exact_roubles_become_kopecks(roubles, kopecks):
    assert Money.of(roubles).kopecks == kopecks


@pytest.mark.parametrize(
    "text",
    ["1 200.50", "1200,50", "1_000", "1e3", "1.000", "1.", ".5", "", "NaN", "+5", "١٢", " 5", "5\n", "--5", "1" * 40],
)
def test_text_that_is_not_a_plain_amount_is_refused(text):
    with pytest.raises(MoneyError, match=r"1200\.50"):
        Money.of(text)


@pytest.mark.parametrize("value", [1.5, 2.0, True, None, b"5", [5]])
def test_a_float_and_anything_else_than_a_number_is_refused(value):
    with pytest.raises(MoneyError, match="не подходит"):
        Money.of(value)


@pytest.mark.parametrize("text", ["0.001", "NaN", "sNaN", "Infinity", "-Infinity", "1E+999999", "1E-999999"])
def test_a_decimal_that_is_no_exact_sum_is_refused(text):
    with pytest.raises(MoneyError):
        Money.of(Decimal(text))


@pytest.mark.parametrize("roubles", ["2000000000000000", 2 * 10**15, Decimal("2E15"), -2 * 10**15])
def test_more_than_a_quadrillion_roubles_is_refused(roubles):
    with pytest.raises(MoneyError, match="квадриллиона"):
        Money.of(roubles)


@pytest.mark.parametrize("kopecks", [1.0, True, Decimal(1), "1"])
def test_kopecks_are_only_ever_whole_numbers(kopecks):
    with pytest.raises(MoneyError, match="целое число"):
        Money(kopecks)


@pytest.mark.parametrize(
    ("roubles", "kopecks"), [("15.005", 1501), ("15.0049999", 1500), ("-15.005", -1501), ("2.675", 268), ("1E-400", 0)]
)
def test_rounding_takes_a_half_away_from_zero(roubles, kopecks):
    assert Money.rounded(Decimal(roubles)).kopecks == kopecks


@given(sums)
def test_text_of_a_sum_reads_back_as_the_same_sum(money):
    assert Money.of(str(money)) == money
    assert Money.of(money.roubles) == money
    assert str(money).rpartition(".")[2].isdecimal()
    assert len(str(money).rpartition(".")[2]) == 2


@given(st.lists(sums))
def test_a_total_is_the_sum_of_its_parts_in_kopecks(parts):
    assert Money.total(parts).kopecks == sum(part.kopecks for part in parts)


@given(sums, sums)
def test_addition_subtraction_and_order_agree(left, right):
    assert left + right - right == left
    assert left + -left == Money(0)
    assert (left - right > Money(0)) == (left > right)
    assert bool(left) == (left != Money(0))


def test_a_number_cannot_be_added_to_money():
    with pytest.raises((TypeError, AttributeError)):
        Money(5) + 5


@given(sums, percents)
def test_a_share_is_the_nearest_kopeck(money, percent):
    assert money.share(percent).kopecks == nearest(Fraction(money.kopecks) * Fraction(percent) / 100)


@given(sums, percents)
def test_a_share_and_the_rest_make_the_whole_within_a_kopeck(money, percent):
    parts = money.share(percent) + money.share(100 - percent)
    assert abs((parts - money).kopecks) <= 1


@given(st.integers(-(10**20), 10**20), st.integers(1, 10**6))
def test_half_up_agrees_with_the_rule_on_fractions(numerator, denominator):
    assert half_up(numerator, denominator) == nearest(Fraction(numerator, denominator))


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "result"),
    [
        ("120", "1450.00", "5", "165300.00"),
        ("3", "0.05", "10", "0.14"),  # the price of a unit rounded first would make 0.15
        ("7", "10.07", "0", "70.49"),
        ("0.333", "10.00", "0", "3.33"),
        ("1", "0.01", "50", "0.01"),
        ("1", "38000.00", "100", "0.00"),
        ("0.001", "4.99", "0", "0.00"),
    ],
)
def test_a_line_is_rounded_once(quantity, price, discount, result):
    assert line_sum(Decimal(quantity), Money.of(price), Decimal(discount)) == Money.of(result)


@given(st.decimals("0", "1000000", places=6), st.integers(0, 10**9).map(Money), st.decimals("0", "100", places=6))
def test_a_line_is_the_nearest_kopeck_to_the_exact_product(quantity, price, discount):
    exact = Fraction(quantity) * price.kopecks * (100 - Fraction(discount)) / 100
    assert line_sum(quantity, price, discount).kopecks == nearest(exact)


def test_a_line_of_long_numbers_is_still_exact():
    quantity, price, discount = Decimal("99999.999999"), Money(999_999_999_999), Decimal("33.333333333333")
    exact = Fraction(quantity) * price.kopecks * (100 - Fraction(discount)) / 100
    assert line_sum(quantity, price, discount).kopecks == nearest(exact)


@given(st.integers(0, 10**12), st.integers(0, 10**9))
def test_a_line_without_discount_agrees_with_the_decimal_module(thousandths, kopecks):
    quantity = Decimal(thousandths).scaleb(-3)
    expected = (quantity * Decimal(kopecks).scaleb(-2)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if expected * 100 <= LIMIT_KOPECKS:
        assert line_sum(quantity, Money(kopecks), Decimal(0)).roubles == expected


@pytest.mark.parametrize("quantity", ["1E+999999", "NaN", "Infinity", "1." + "3" * 300])
def test_an_absurd_quantity_is_a_money_error_and_not_a_crash(quantity):
    with pytest.raises(MoneyError):
        line_sum(Decimal(quantity), Money.of("1.01"), Decimal("0.1"))


def test_an_absurd_discount_is_a_money_error_and_not_a_crash():
    with pytest.raises(MoneyError):
        line_sum(Decimal(1), Money.of("1.01"), Decimal("1E-999999"))
