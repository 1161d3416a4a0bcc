from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen import vat
from docgen.money import Money, line_sum
from docgen.vat import TaxStatus, VatError, VatRate, change_between, codes_allowed, default_code, rate_on

TODAY = date(2026, 11, 22)
sums = st.integers(0, 10**14).map(Money)
rates = st.sampled_from(["standard", "10", "0", "5", "7", "exempt"]).map(lambda code: rate_on(code, TODAY))


@pytest.mark.parametrize(
    ("code", "day", "label", "settlement"),
    [
        ("standard", date(2004, 1, 1), "18%", (18, 118)),
        ("standard", date(2018, 12, 31), "18%", (18, 118)),
        ("standard", date(2019, 1, 1), "20%", (20, 120)),
        ("standard", date(2025, 12, 31), "20%", (20, 120)),
        ("standard", date(2026, 1, 1), "22%", (22, 122)),
        ("10", TODAY, "10%", (10, 110)),
        ("5", date(2025, 1, 1), "5%", (5, 105)),
        ("7", date(2025, 1, 1), "7%", (7, 107)),
        ("0", TODAY, "0%", None),
        ("exempt", TODAY, "без НДС", None),
    ],
)
def test_the_rate_is_that_of_the_day(code, day, label, settlement):
    rate = rate_on(code, day)
    assert (rate.code, rate.label, rate.settlement) == (code, label, settlement)


@pytest.mark.parametrize(
    ("code", "day", "told"),
    [
        ("5", date(2024, 12, 31), "с 01.01.2025"),
        ("7", date(2024, 12, 31), "176-ФЗ"),
        ("standard", date(2003, 12, 31), "с 01.01.2004"),
        ("22", TODAY, "standard"),
        ("", TODAY, "exempt"),
    ],
)
def test_a_rate_that_is_not_there_is_refused_with_what_is(code, day, told):
    with pytest.raises(VatError) as error:
        rate_on(code, day)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("code", "gross", "tax", "net"),
    [
        ("standard", "1000.00", "180.33", "819.67"),
        ("standard", "999.99", "180.33", "819.66"),
        ("5", "105.00", "5.00", "100.00"),
        ("7", "107.00", "7.00", "100.00"),
        ("10", "110.00", "10.00", "100.00"),
        ("standard", "203300.00", "36660.66", "166639.34"),
        ("standard", "0.02", "0.00", "0.02"),
        ("standard", "0.03", "0.01", "0.02"),
        ("0", "1000.00", "0.00", "1000.00"),
        ("exempt", "1000.00", "0.00", "1000.00"),
    ],
)
def test_tax_inside_a_sum(code, gross, tax, net):
    inside = rate_on(code, TODAY).included_in(Money.of(gross))
    assert (str(inside), str(Money.of(gross) - inside)) == (tax, net)


@pytest.mark.parametrize(
    ("code", "net", "tax"),
    [("standard", "0.25", "0.06"), ("standard", "100.00", "22.00"), ("5", "0.10", "0.01"), ("0", "5.00", "0.00")],
)
def test_tax_on_top_of_a_sum_is_rounded_half_up(code, net, tax):
    assert str(rate_on(code, TODAY).on_top_of(Money.of(net))) == tax


def test_tax_is_rounded_on_each_line_and_may_differ_from_tax_on_the_total():
    rate = rate_on("standard", TODAY)
    line = Money.of("10.07")
    assert Money.total(rate.on_top_of(line) for _ in range(7)) == Money.of("15.54")
    assert rate.on_top_of(line_sum(Decimal(7), line, Decimal(0))) == Money.of("15.51")


@given(sums, rates)
def test_tax_inside_is_the_nearest_kopeck_and_never_more_than_the_sum(gross, rate):
    percent = Fraction(rate.percent or 0)
    tax = rate.included_in(gross)
    assert abs(tax.kopecks - gross.kopecks * percent / (100 + percent)) <= Fraction(1, 2)
    assert Money(0) <= tax <= gross


@given(sums, rates)
def test_tax_put_on_top_is_found_inside_again(net, rate):
    tax = rate.on_top_of(net)
    assert rate.included_in(net + tax) == tax


@given(sums, rates)
def test_a_return_is_taxed_like_its_sale(gross, rate):
    assert rate.included_in(-gross) == -rate.included_in(gross)
    assert rate.on_top_of(-gross) == -rate.on_top_of(gross)


@pytest.mark.parametrize(
    ("status", "codes", "default"),
    [
        (TaxStatus.STANDARD, {"standard", "10", "0", "exempt"}, "standard"),
        (TaxStatus.REDUCED_5, {"5", "0", "exempt"}, "5"),
        (TaxStatus.REDUCED_7, {"7", "0", "exempt"}, "7"),
        (TaxStatus.EXEMPT, {"exempt"}, "exempt"),
    ],
)
def test_a_seller_charges_only_rates_of_its_status(status, codes, default):
    assert codes_allowed(status) == codes
    assert default_code(status) == default


def test_without_tax_is_not_the_zero_rate():
    assert rate_on("exempt", TODAY) != rate_on("0", TODAY)
    assert rate_on("exempt", TODAY).percent is None


def test_an_announced_change_in_the_period_is_found_with_both_rates_and_the_law():
    change = change_between(date(2025, 12, 1), date(2025, 12, 1), date(2026, 2, 1))
    assert change is not None
    assert (change.on, change.old.label, change.new.label) == (date(2026, 1, 1), "20%", "22%")
    assert "425-ФЗ" in change.source


@pytest.mark.parametrize(
    ("known_on", "start", "end", "found"),
    [
        (date(2025, 11, 28), date(2025, 11, 28), date(2026, 1, 1), True),  # announced that day, begins on the last day
        (date(2025, 11, 27), date(2025, 11, 27), date(2026, 2, 1), False),  # not announced yet
        (date(2025, 12, 1), date(2025, 12, 1), date(2025, 12, 31), False),  # over before it begins
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 12, 31), False),  # begun already
        (date(2026, 11, 22), date(2026, 11, 22), date(2030, 1, 1), False),
        (date(2025, 12, 1), date(2026, 2, 1), date(2025, 12, 1), False),
    ],
)
def test_a_change_counts_if_it_is_known_and_falls_after_the_start(known_on, start, end, found):
    assert (change_between(known_on, start, end) is not None) == found


def test_the_first_of_several_changes_is_told():
    change = change_between(TODAY, date(2018, 1, 1), TODAY)
    assert change is not None
    assert change.on == date(2019, 1, 1)


def test_every_rate_of_the_table_names_its_law_and_was_announced_before_it_began():
    entries = [entry for history in vat._rates().values() for entry in history.entries]
    assert len(entries) == 7
    for entry in entries:
        assert entry.announced_on < entry.since <= entry.checked_on
        assert "НК РФ" in entry.source


def test_rates_are_equal_by_what_they_say():
    assert rate_on("standard", date(2026, 1, 1)) == rate_on("standard", TODAY) == VatRate("standard", Decimal(22))
