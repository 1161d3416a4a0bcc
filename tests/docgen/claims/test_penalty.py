from datetime import date
from decimal import Decimal

import pytest

from docgen.claims.penalty import PenaltyError, PenaltyTerms, penalty
from docgen.money import Money


def test_a_penalty_is_percent_a_day_over_year_ends_and_all():
    row = penalty(
        Money.of("1000000"), date(2024, 12, 1), date(2025, 3, 2), PenaltyTerms(percent_per_day=Decimal("0.1"))
    )
    assert (row.days, str(row.sum)) == (92, "92000.00")
    assert row.formula == "1\u00a0000\u00a0000,00 × 92 × 0,1%"


def test_a_penalty_is_rounded_once_for_its_row_half_up():
    terms = PenaltyTerms(percent_per_day=Decimal("0.05"))
    assert penalty(Money.of("10.00"), date(2026, 1, 1), date(2026, 1, 3), terms).sum == Money.of("0.02")
    assert penalty(Money.of("10.00"), date(2026, 1, 1), date(2026, 1, 1), terms).sum == Money.of("0.01")
    assert penalty(Money.of("9.99"), date(2026, 1, 1), date(2026, 1, 1), terms).sum == Money(0)


def test_the_cap_is_a_share_of_what_was_not_paid_in_time():
    terms = PenaltyTerms(percent_per_day=Decimal(1), cap_percent=Decimal("7.5"))
    assert terms.cap(Money.of("333.34")) == Money.of("25.00")
    assert PenaltyTerms(percent_per_day=Decimal(1)).cap(Money.of(1)) is None


@pytest.mark.parametrize("percent", ["0", "-0.1", "100.01", "NaN", "Infinity"])
def test_a_daily_percent_that_cannot_be_meant_is_refused(percent):
    with pytest.raises(PenaltyError, match="Пени за день"):
        PenaltyTerms(percent_per_day=Decimal(percent))


@pytest.mark.parametrize("percent", ["0", "-5", "NaN", "Infinity"])
def test_a_cap_that_cannot_be_meant_is_refused(percent):
    with pytest.raises(PenaltyError, match="Предел пеней"):
        PenaltyTerms(percent_per_day=Decimal("0.1"), cap_percent=Decimal(percent))
