from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.claims.debts import Balance, Debt, DebtError, Payment, balances
from docgen.money import Money

DAY = timedelta(days=1)
DUE = date(2026, 3, 10)
THROUGH = date(2026, 4, 30)


def debt(amount=1000, **other):
    return Debt(**({"title": "Накладная № 7", "amount": Money.of(amount), "due_on": DUE} | other))


def paid(on, amount):
    return Payment(on=on, amount=Money.of(amount))


def split(one, through=THROUGH):
    return [(balance.start, balance.end, balance.amount) for balance in balances(one, through)]


payments = st.lists(
    st.builds(Payment, on=st.dates(date(2026, 2, 1), THROUGH), amount=st.integers(1, 20000).map(Money)), max_size=5
)


def test_the_delay_begins_on_the_day_after_the_term():
    assert split(debt()) == [(date(2026, 3, 11), THROUGH, Money.of(1000))]
    assert [balance.days for balance in balances(debt(), date(2026, 3, 11))] == [1]


def test_the_day_of_a_payment_still_counts_on_the_whole_debt():
    late = debt(payments=(paid(date(2026, 3, 20), 400),))
    assert split(late) == [
        (date(2026, 3, 11), date(2026, 3, 20), Money.of(1000)),
        (date(2026, 3, 21), THROUGH, Money.of(600)),
    ]


def test_a_payment_on_the_last_day_of_the_term_is_in_time():
    assert split(debt(payments=(paid(DUE, 400),))) == [(date(2026, 3, 11), THROUGH, Money.of(600))]


def test_a_debt_paid_late_bears_nothing_after_the_day_of_payment():
    assert split(debt(payments=(paid(date(2026, 3, 11), 1000),))) == [
        (date(2026, 3, 11), date(2026, 3, 11), Money.of(1000))
    ]


def test_a_debt_paid_in_time_was_never_late():
    assert split(debt(payments=(paid(DUE, 1000),))) == []


def test_a_payment_on_the_day_of_the_computation_splits_nothing():
    late = debt(payments=(paid(THROUGH, 400),))
    assert split(late) == [(date(2026, 3, 11), THROUGH, Money.of(1000))]
    assert late.owed_on(THROUGH + DAY) == Money.of(600)


def test_two_payments_of_one_day_make_one_change():
    day = date(2026, 3, 20)
    assert len(split(debt(payments=(paid(day, 100), paid(day, 200))))) == 2


@given(payments, st.randoms())
def test_every_day_of_delay_bears_what_had_not_come_in_by_the_day_before(some, random):
    shuffled = [*some]
    random.shuffle(shuffled)
    late = debt(payments=tuple(shuffled))
    by_day = {}
    for balance in balances(late, THROUGH):
        for number in range(balance.days):
            by_day[balance.start + DAY * number] = balance.amount
    day = DUE + DAY
    while day <= THROUGH:
        came_in = sum(payment.amount.kopecks for payment in some if payment.on <= day - DAY)
        assert by_day.get(day, Money(0)).kopecks == 100000 - came_in
        day += DAY
    assert all(DUE < day <= THROUGH for day in by_day)


def test_what_was_not_paid_in_time_is_the_debt_of_the_first_day_of_delay():
    late = debt(payments=(paid(date(2026, 3, 1), 100), paid(DUE, 200), paid(date(2026, 3, 11), 300)))
    assert late.overdue == Money.of(700)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: debt(0), "больше нуля"),
        (lambda: debt(payments=(paid(DUE, 0),)), "оплата должна быть больше нуля"),
        (lambda: debt(payments=(paid(DUE, -5),)), "возврат денег"),
        (lambda: debt(payments=(paid(DUE, 600), paid(THROUGH, "400.01"))), "оплат больше, чем долга"),
        (lambda: debt(arose_on=date(2026, 3, 11)), "возникло позже срока"),
        (lambda: balances(debt(), DUE), "ещё не прошёл"),
        (
            lambda: balances(debt(payments=(paid(date(2026, 5, 1), 1),)), THROUGH),
            "оплата позже даты расчёта 30.04.2026",
        ),
    ],
)
def test_a_debt_that_contradicts_itself_is_refused_by_name(made, told):
    with pytest.raises(DebtError, match=told) as error:
        made()
    assert "«Накладная № 7»" in str(error.value)


def test_days_of_a_balance_are_inclusive():
    assert Balance(start=date(2024, 2, 28), end=date(2024, 3, 1), amount=Money(1)).days == 3
