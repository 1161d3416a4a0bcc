"""Lines 5 and 5б name the advances that a shipment uses up, each once."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.closing.cases import case, owed
from tracker.closing.advances import advances_of, is_advance_untaxed, payments_of
from tracker.closing.cases import Prepaid
from tracker.closing.choices import Choice
from tracker.closing.papers import lacking_of

CHOICE = Choice(first=date(2026, 11, 1), today=date(2026, 11, 30))
EARLY, LATE = date(2026, 11, 5), date(2026, 11, 27)


def prepaid(number, on, amount):
    return Prepaid(number=number, on=on, amount=amount)


def papers_of(*received, **given):
    """A delivery on the 5th and one on the 27th, each of 12 000."""
    deal = case(owed("goods", on=EARLY), owed("works", on=LATE), payments=received, **given)
    return {paper.performed_on: paper for paper in lacking_of(deal, CHOICE) if paper.form.is_tax_invoice}


def numbers(found):
    return [one.number for one in found]


def test_an_advance_that_an_earlier_shipment_used_up_is_not_named_again():
    papers = papers_of(
        prepaid("1", date(2026, 11, 1), 12_000_00),
        prepaid("2", date(2026, 11, 2), 7_000_00),
        prepaid(None, date(2026, 11, 3), 1_000_00),
    )
    assert numbers(payments_of(papers[EARLY])) == ["1"]
    assert numbers(payments_of(papers[LATE])) == ["2"], "money without a number counts, and names nothing"


def test_money_of_the_day_or_later_pays_for_nothing_in_advance():
    papers = papers_of(prepaid("1", EARLY, 12_000_00), prepaid("2", LATE, 12_000_00))
    assert [numbers(payments_of(papers[on])) for on in (EARLY, LATE)] == [[], []]


def test_tax_invoices_on_advances_follow_the_shipments_that_use_them_up():
    advances = (prepaid("А1", date(2026, 11, 1), 5_000_00), prepaid("А2", date(2026, 11, 2), 10_000_00))
    papers = papers_of(prepaid("1", date(2026, 11, 1), 15_000_00), advances=advances)
    assert [numbers(advances_of(papers[on])) for on in (EARLY, LATE)] == [["А1", "А2"], ["А2"]]
    assert not is_advance_untaxed(papers[LATE])


def test_an_advance_of_more_than_five_days_without_its_tax_invoice_is_told_of():
    papers = papers_of(prepaid("1", date(2026, 11, 1), 15_000_00))
    assert [is_advance_untaxed(papers[on]) for on in (EARLY, LATE)] == [False, True]


@given(st.lists(st.integers(1, 9_000_00), max_size=8))
def test_whatever_came_each_payment_is_named_while_something_is_left_to_pay_for(amounts):
    received = [prepaid(str(place), date(2026, 11, 1), amount) for place, amount in enumerate(amounts)]
    papers = papers_of(*received)
    named = numbers(payments_of(papers[EARLY])) + numbers(payments_of(papers[LATE]))
    assert list(dict.fromkeys(named)) == [
        one.number for place, one in enumerate(received) if sum(amounts[:place]) < 24_000_00
    ]
