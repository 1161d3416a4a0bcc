from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.claims.computing import ClaimError, Interest, Sanction, compute
from docgen.claims.debts import Debt, DebtError, Payment
from docgen.claims.interest import InterestError
from docgen.claims.key_rate import KeyRates, published
from docgen.claims.penalty import PenaltyTerms
from docgen.dated import History
from docgen.money import Money

DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)
# As known in November 2026, so that later decisions change no sum here.
KNOWN = Interest(
    rates=KeyRates(
        History(tuple(entry for entry in published().history.entries if entry.announced_on <= date(2026, 9, 11)))
    )
)
PENALTY = PenaltyTerms(percent_per_day=Decimal("0.1"))


def debt(amount=100_000, due_on=date(2025, 12, 31), **other):
    return Debt(title="Накладная № 7", amount=Money.of(amount), due_on=due_on, **other)


def paid(on, amount):
    return Payment(on=on, amount=Money.of(amount))


def capped(percent):
    return PenaltyTerms(percent_per_day=Decimal("0.1"), cap_percent=Decimal(percent))


debts = st.lists(
    st.builds(
        Debt,
        title=st.just("Долг"),
        amount=st.integers(30000, 10**12).map(Money),
        due_on=st.dates(date(2017, 1, 1), date(2026, 1, 1)),
        payments=st.lists(
            st.builds(Payment, on=st.dates(date(2017, 1, 1), TODAY), amount=st.integers(1, 10000).map(Money)),
            max_size=3,
        ).map(tuple),
    ),
    min_size=1,
    max_size=3,
)
sanctions = st.sampled_from([None, Interest(), PENALTY, capped("3")])


def test_interest_of_one_debt_comes_out_as_known():
    claim = compute([debt()], computed_on=TODAY, terms=KNOWN)
    assert claim.kind is Sanction.INTEREST
    assert (str(claim.principal), str(claim.sanction), str(claim.whole)) == ("100000.00", "13096.58", "113096.58")
    assert str(claim.further_day) == "38.36"  # 100 000 × 14% / 365
    assert claim.debts[0].days_late == 326


def test_payments_lower_the_debt_from_the_day_after_and_split_the_rows():
    late = debt(10_000, date(2026, 9, 30), payments=(paid(date(2026, 10, 10), 4000), paid(TODAY, 1000)))
    claim = compute([late], computed_on=TODAY, terms=PENALTY)
    assert [(row.start, row.end, row.formula, str(row.sum)) for row in claim.debts[0].rows] == [
        (date(2026, 10, 1), date(2026, 10, 10), "10\u00a0000,00 × 10 × 0,1%", "100.00"),
        (date(2026, 10, 11), TODAY, "6\u00a0000,00 × 43 × 0,1%", "258.00"),
    ]
    assert (str(claim.principal), str(claim.sanction), str(claim.further_day)) == ("5000.00", "358.00", "5.00")


def test_a_debt_paid_late_leaves_its_sanction_alone():
    late = debt(1000, date(2026, 10, 1), payments=(paid(date(2026, 10, 11), 1000),))
    claim = compute([late], computed_on=TODAY, terms=PENALTY)
    assert (str(claim.principal), str(claim.whole), claim.further_day) == ("0.00", "10.00", Money(0))
    assert claim.debts[0].further is None
    assert claim.debts[0].days_late == 10


def test_a_penalty_stops_at_its_cap():
    claim = compute([debt(1000, date(2026, 8, 1))], computed_on=TODAY, terms=capped("10"))
    (one,) = claim.debts
    assert (str(one.accrued), str(one.cap), str(one.sanction), one.is_capped) == ("113.00", "100.00", "100.00", True)
    assert claim.further_day == Money(0)


def test_a_further_day_takes_only_what_is_left_to_the_cap():
    claim = compute([debt(1000, TODAY - 10 * DAY)], computed_on=TODAY, terms=capped("1.05"))
    (one,) = claim.debts
    assert (str(one.sanction), one.is_capped, str(one.further_day)) == ("10.00", False, "0.50")


def test_the_cap_is_counted_from_what_was_overdue_and_not_from_what_is_left():
    late = debt(1000, date(2026, 1, 1), payments=(paid(date(2025, 12, 1), 200), paid(date(2026, 6, 1), 700)))
    assert compute([late], computed_on=TODAY, terms=capped("10")).debts[0].cap == Money.of(80)


def test_without_a_sanction_the_debt_stands_alone():
    claim = compute([debt(), debt(5)], computed_on=TODAY, terms=None)
    assert claim.kind is Sanction.NONE
    assert (claim.whole, claim.sanction, claim.further_day) == (Money.of(100_005), Money(0), Money(0))
    assert (claim.debts[0].rows, claim.notes, claim.cautions) == ((), (), ())


@given(debts, sanctions)
def test_totals_are_the_sums_of_what_is_printed(some, terms):
    claim = compute(some, computed_on=TODAY, terms=terms)
    assert claim.principal == Money.total(one.principal for one in claim.debts)
    assert claim.sanction == Money.total(one.sanction for one in claim.debts)
    assert claim.whole == claim.principal + claim.sanction
    for one in claim.debts:
        assert one.accrued == Money.total(row.sum for row in one.rows)
        assert one.sanction == (one.accrued if one.cap is None else min(one.accrued, one.cap))
        assert one.principal == one.debt.amount - Money.total(payment.amount for payment in one.debt.payments)


@given(debts, sanctions)
def test_a_further_day_is_what_tomorrow_adds_but_for_rounding(some, terms):
    claim = compute(some, computed_on=TODAY, terms=terms)
    tomorrow = compute(some, computed_on=TODAY + DAY, terms=terms)
    added = tomorrow.sanction.kopecks - claim.sanction.kopecks
    assert abs(added - claim.further_day.kopecks) <= 2 * len(some)


def test_an_old_debt_bears_nothing_during_the_moratorium():
    old = debt(1_000_000, date(2022, 3, 22))
    claim = compute([old], computed_on=date(2022, 10, 10), terms=Interest())
    assert [(row.start, row.end) for row in claim.debts[0].rows] == [
        (date(2022, 3, 23), date(2022, 3, 31)),
        (date(2022, 10, 2), date(2022, 10, 10)),
    ]
    assert claim.debts[0].days_late == 202
    assert any("мораторий" in note for note in claim.notes)
    inside = compute([old], computed_on=date(2022, 9, 30), terms=PENALTY)
    assert inside.further_day == Money(0)
    assert compute([old], computed_on=date(2022, 10, 1), terms=PENALTY).further_day == Money.of(1000)


def test_a_debt_that_arose_in_the_moratorium_bears_as_ever_and_nothing_is_said():
    claim = compute([debt(1000, date(2022, 4, 20))], computed_on=date(2022, 4, 30), terms=PENALTY)
    assert claim.sanction == Money.of(10)
    assert claim.notes == ()


def test_goods_of_march_2022_are_spared_although_paid_for_in_april():
    late = debt(1000, date(2022, 4, 20), arose_on=date(2022, 3, 25))
    assert compute([late], computed_on=date(2022, 4, 30), terms=PENALTY).sanction == Money(0)


def test_the_moratorium_can_be_switched_off():
    old = debt(1000, date(2022, 3, 31))
    claim = compute([old], computed_on=date(2022, 4, 10), terms=PENALTY, moratoria=())
    assert claim.sanction == Money.of(10)
    assert claim.notes == ()


def test_a_moratorium_that_took_no_day_is_not_mentioned():
    old = debt(1000, date(2022, 1, 1), payments=(paid(date(2022, 2, 1), 1000),))
    assert compute([old], computed_on=TODAY, terms=PENALTY).notes == ()


@pytest.mark.parametrize("terms", [Interest(), PENALTY])
def test_how_fresh_the_rates_are_is_no_word_for_the_debtor(terms):
    assert compute([debt()], computed_on=TODAY, terms=terms).notes == ()


def test_a_computation_far_past_the_last_decision_warns_its_maker():
    rates = Interest().rates
    far = rates.last_decision + timedelta(days=100)
    assert any("Сверьте ставку" in text for text in compute([debt()], computed_on=far, terms=Interest()).cautions)
    assert compute([debt()], computed_on=rates.last_decision, terms=Interest()).cautions == ()
    assert compute([debt()], computed_on=far, terms=PENALTY).cautions == ()


def test_a_claim_for_nothing_is_refused():
    in_time = debt(1000, payments=(paid(date(2025, 12, 31), 1000),))
    for nothing in ([], [in_time]):
        with pytest.raises(ClaimError, match="Требовать нечего"):
            compute(nothing, computed_on=TODAY, terms=PENALTY)


def test_a_debt_not_yet_due_and_days_under_other_rates_are_refused():
    with pytest.raises(DebtError, match="ещё не прошёл"):
        compute([debt(due_on=TODAY)], computed_on=TODAY, terms=None)
    with pytest.raises(InterestError, match=r"с 01\.08\.2016"):
        compute([debt(due_on=date(2016, 7, 30))], computed_on=TODAY, terms=Interest())
    assert compute([debt(due_on=date(2016, 7, 30))], computed_on=TODAY, terms=PENALTY).sanction
