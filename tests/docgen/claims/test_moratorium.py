from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.claims.debts import Balance, Debt
from docgen.claims.moratorium import declared, without
from docgen.money import Money

DAY = timedelta(days=1)
days = st.dates(date(2022, 1, 1), date(2022, 12, 31))


@pytest.fixture
def general():
    (one,) = declared()
    return one


def debt(**other):
    return Debt(**({"title": "Долг", "amount": Money.of(1), "due_on": date(2022, 5, 1)} | other))


def test_the_general_moratorium_of_2022_lasted_half_a_year_both_days_included(general):
    assert (general.start, general.end) == (date(2022, 4, 1), date(2022, 10, 1))
    assert general.note == (
        "С 01.04.2022 по 01.10.2022 проценты и неустойка не начислены: мораторий "
        "(Постановление Правительства РФ от 28.03.2022 № 497)."
    )


@pytest.mark.parametrize(
    ("dates", "spared"),
    [
        ({"due_on": date(2022, 3, 31)}, True),
        ({"due_on": date(2022, 4, 1)}, False),
        ({"arose_on": date(2022, 3, 31)}, True),
        ({"arose_on": date(2022, 4, 1)}, False),
    ],
)
def test_a_debt_is_spared_if_it_arose_before_whenever_it_was_due(general, dates, spared):
    assert general.spares(debt(**dates)) is spared


@given(days, days)
def test_only_the_days_of_the_moratorium_go(one, other):
    (general,) = declared()
    start, end = sorted((one, other))
    left = without(general, [Balance(start=start, end=end, amount=Money(5))])
    kept = [piece.start + DAY * number for piece in left for number in range(piece.days)]
    whole = [start + DAY * number for number in range((end - start).days + 1)]
    assert kept == [day for day in whole if not general.start <= day <= general.end]
    assert all(piece.amount == Money(5) for piece in left)
