from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.claims.interest import InterestError, interest
from docgen.claims.key_rate import KeyRates, published
from docgen.dated import History
from docgen.money import Money

DAY = timedelta(days=1)


@pytest.fixture
def known():
    """The rates as they were known in November 2026: later decisions change no sum here."""
    entries = published().history.entries
    return KeyRates(History(tuple(entry for entry in entries if entry.announced_on <= date(2026, 9, 11))))


def total(rows):
    return Money.total(row.sum for row in rows)


@pytest.mark.parametrize(
    ("debt", "start", "end", "expected"),
    [
        (100_000, date(2026, 1, 1), date(2026, 11, 22), "13096.58"),
        (1_000_000, date(2024, 10, 1), date(2025, 3, 31), "103092.29"),
    ],
)
def test_known_sums_of_interest_come_out(known, debt, start, end, expected):
    assert total(interest(Money.of(debt), start, end, known)) == Money.of(expected)


def test_a_row_ends_where_the_rate_changes_and_where_a_leap_year_ends():
    rows = interest(Money.of(1_000_000), date(2024, 10, 1), date(2025, 3, 31))
    assert [(row.start, row.end, row.days, row.percent, row.year_days, str(row.sum)) for row in rows] == [
        (date(2024, 10, 1), date(2024, 10, 27), 27, Decimal(19), 366, "14016.39"),
        (date(2024, 10, 28), date(2024, 12, 31), 65, Decimal(21), 366, "37295.08"),
        (date(2025, 1, 1), date(2025, 3, 31), 90, Decimal(21), 365, "51780.82"),
    ]


def test_a_decision_that_kept_the_rate_makes_no_row():
    assert published().history.on(date(2026, 9, 14)).since == date(2026, 9, 14)
    assert len(interest(Money.of(1), date(2026, 7, 27), date(2026, 10, 1))) == 1


def test_the_formula_is_printed_as_a_court_reads_it():
    (row,) = interest(Money.of(1_000_000), date(2025, 1, 1), date(2025, 4, 2))
    assert row.formula == "1\u00a0000\u00a0000,00 × 92 × 21% / 365"
    (row,) = interest(Money.of("0.5"), date(2020, 7, 27), date(2020, 7, 27))
    assert row.formula == "0,50 × 1 × 4,25% / 366"


def test_a_half_of_a_kopeck_goes_up():
    (row,) = interest(Money.of("182.50"), date(2026, 7, 27), date(2026, 7, 27) + 4 * DAY)
    assert 18250 * 5 * Fraction(14, 36500) == 35
    assert row.sum == Money.of("0.35")
    (row,) = interest(Money.of("91.25"), date(2026, 7, 27), date(2026, 7, 27))
    assert 9125 * Fraction(14, 36500) == Fraction(7, 2)
    assert row.sum == Money.of("0.04")


@given(st.integers(1, 10**13), st.dates(date(2016, 8, 1), date(2029, 1, 1)), st.integers(0, 1500))
def test_interest_is_that_of_its_days_but_for_half_a_kopeck_a_row(kopecks, start, length):
    end = start + DAY * length
    rows = interest(Money(kopecks), start, end)
    exact = Fraction(0)
    for number in range(length + 1):
        day = start + DAY * number
        year = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
        exact += Fraction(published().on(day)) * kopecks / 100 / year
    assert abs(total(rows).kopecks - exact) <= Fraction(len(rows), 2)
    assert sum(row.days for row in rows) == length + 1


def test_days_under_other_rates_are_refused():
    with pytest.raises(InterestError, match=r"с 01\.08\.2016"):
        interest(Money.of(1), date(2016, 7, 31), date(2016, 8, 31))
    assert interest(Money.of(1000), date(2016, 8, 1), date(2016, 8, 31))[0].percent == Decimal("10.5")


def test_no_days_bear_nothing():
    assert interest(Money.of(1), date(2026, 1, 2), date(2026, 1, 1)) == ()
