from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.documents import DealKind
from docgen.vat import TaxStatus
from tracker.facts import (
    Authority,
    Client,
    Contract,
    DealFacts,
    Direction,
    Document,
    Evidence,
    Obligation,
    ObligationKind,
    Payment,
    Protection,
    Side,
)
from tracker.standing import Standing

TODAY = date(2026, 3, 31)
DAY = date(2026, 3, 2)


def ours(name, amount=100, performed_on=DAY, kind=ObligationKind.GOODS, **facts):
    return Obligation(id=name, by=Side.US, kind=kind, amount=amount, due_on=DAY, performed_on=performed_on, **facts)


def theirs(name, amount=100, due_on=DAY):
    return Obligation(id=name, by=Side.CLIENT, kind=ObligationKind.PAYMENT, amount=amount, due_on=due_on)


def money(amount, direction=Direction.IN, evidence=Evidence.BANK_STATEMENT, on=DAY):
    return Payment(date=on, amount=amount, evidence=evidence, direction=direction)


def waybill(covers, **facts):
    usual = {"kind": "waybill", "signed_by_client_on": DAY, "signer_authority": Authority.HEAD, "original_on": DAY}
    return Document(id="w1", number="1", date=DAY, covers=tuple(covers.items()), **usual | facts)


def standing(*obligations, documents=(), payments=(), contracts=(), today=TODAY, grace_days=5):
    facts = DealFacts(
        id="d1",
        kind=DealKind.SUPPLY,
        seller_vat=TaxStatus.STANDARD,
        client=Client(id="c1", name="ИП Шевченко П. А."),
        obligations=obligations,
        documents=tuple(documents),
        payments=tuple(payments),
        contracts=tuple(contracts),
    )
    return Standing(facts, today, grace_days)


def split(deal):
    return {item.obligation.id: (item.confirmed, item.refund, item.unproven) for item in deal.performances}


def test_money_covers_confirmed_performance_first_and_then_the_oldest():
    deal = standing(
        ours("o1", performed_on=date(2026, 3, 3)),
        ours("o2", performed_on=date(2026, 3, 1)),
        ours("o3", performed_on=date(2026, 3, 2)),
        documents=[waybill({"o1": 60})],
        payments=[money(180)],
    )
    assert split(deal) == {"o1": (60, 0, 40), "o2": (0, 100, 0), "o3": (0, 20, 80)}


def test_confirmed_performance_takes_money_even_when_it_is_the_youngest():
    deal = standing(
        ours("o1"),
        ours("o2", performed_on=date(2026, 3, 20)),
        documents=[waybill({"o2": 100})],
        payments=[money(100)],
    )
    assert split(deal) == {"o1": (0, 0, 100), "o2": (100, 0, 0)}


@pytest.mark.parametrize("names", list(permutations(["o1", "o10", "o2"])))
def test_of_one_day_money_goes_by_the_text_of_ids_whatever_their_order_in_the_file(names):
    deal = standing(*(ours(name) for name in names), payments=[money(150)])
    assert split(deal) == {"o1": (0, 100, 0), "o10": (0, 50, 50), "o2": (0, 0, 100)}


@given(
    amounts=st.lists(st.integers(1, 1000), min_size=1, max_size=5),
    covered=st.lists(st.integers(1, 1000), min_size=5, max_size=5),
    received=st.integers(1, 4000),
)
def test_confirmed_refund_and_unproven_make_up_what_was_performed(amounts, covered, received):
    deal = standing(
        *(ours(f"o{place}", amount) for place, amount in enumerate(amounts)),
        documents=[waybill({f"o{place}": covered[place] for place in range(len(amounts))})],
        payments=[money(received)],
    )
    for item in deal.performances:
        assert item.confirmed + item.refund + item.unproven == item.performed
        assert min(item.confirmed, item.refund, item.unproven) >= 0
    confirmed = sum(item.confirmed for item in deal.performances)
    at_risk = sum(item.refund for item in deal.performances)
    assert at_risk == max(0, min(received, deal.performed) - confirmed)


def test_what_is_not_performed_has_no_sums():
    deal = standing(ours("o1", performed_on=None), documents=[waybill({"o1": 100})], payments=[money(100)])
    assert split(deal) == {"o1": (0, 0, 0)}
    assert deal.performed == 0
    assert deal.performed_items == []
    with pytest.raises(ValueError, match="not performed"):
        _ = deal.performances[0].performed_on


def test_a_part_of_the_amount_can_be_performed():
    deal = standing(ours("o1", performed_amount=70))
    assert (deal.performed, split(deal)) == (70, {"o1": (0, 0, 70)})


def test_papers_confirm_no_more_than_was_performed_but_their_cover_is_as_stated():
    deal = standing(ours("o1", performed_amount=70), documents=[waybill({"o1": 100, "gone": 5})])
    assert (deal.performances[0].confirmed, deal.papers[0].cover) == (70, 105)


@pytest.mark.parametrize(
    ("payments", "received"),
    [
        ([], 0),
        ([money(100), money(100)], 200),
        ([money(100, evidence=Evidence.CASH_RECEIPT)], 100),
        ([money(100, evidence=Evidence.CLIENT_WORD), money(100, evidence=Evidence.PAYMENT_ORDER)], 0),
        ([money(100), money(30, Direction.OUT)], 70),
        ([money(30), money(100, Direction.OUT)], 0),
        ([money(100), money(30, Direction.OUT, Evidence.PAYMENT_ORDER)], 100),
        ([money(100, on=TODAY), money(100, on=TODAY + timedelta(1))], 100),
    ],
)
def test_received_is_money_in_hand_less_what_went_back_and_at_least_nothing(payments, received):
    assert standing(payments=payments).received == received


def test_receipts_are_the_money_that_came_in_oldest_first_and_as_listed_within_a_day():
    first, second, third = money(1), money(2), money(3, on=date(2026, 3, 1))
    payments = [first, second, money(4, Direction.OUT), money(5, evidence=Evidence.CLIENT_WORD), third]
    assert standing(payments=payments).receipts == [third, first, second]


def debts(deal):
    return [(debt.obligation.id, debt.amount, debt.is_due) for debt in deal.debts]


def test_money_pays_the_oldest_terms_first():
    deal = standing(
        theirs("p3", due_on=date(2026, 3, 30)),
        theirs("p10"),
        theirs("p2"),
        payments=[money(150)],
    )
    assert debts(deal) == [("p10", 0, True), ("p2", 50, True), ("p3", 100, True)]
    assert [debt.obligation.id for debt in deal.unpaid] == ["p2", "p3"]


def test_more_money_than_payments_leaves_no_debt():
    assert debts(standing(theirs("p1"), payments=[money(500)])) == [("p1", 0, True)]


def test_a_payment_is_due_after_the_working_day_to_which_its_term_moves():
    owed = theirs("p1", due_on=date(2026, 3, 7))  # a Saturday before two days off
    assert [debts(standing(owed, today=date(2026, 3, day)))[0][2] for day in (7, 9, 10, 11)] == [
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("grace_days", [0, 5, 30])
def test_papers_have_until_the_end_of_grace(grace_days):
    last = DAY + timedelta(grace_days)
    deal = standing(ours("o1"), today=last, grace_days=grace_days)
    assert deal.grace_end(deal.performed_items[0]) == last


def test_which_papers_there_are_is_told_even_when_they_confirm_nothing():
    unsigned = {"signed_by_client_on": None, "original_on": None}
    deal = standing(
        ours("o1"),
        ours("o2"),
        ours("o3", kind=ObligationKind.SERVICES),
        documents=[waybill({"o1": 100, "o3": 100}, **unsigned), waybill({"o2": 100}, kind="tax_invoice")],
    )
    told = {item.obligation.id: (item.has_confirming_paper, item.has_tax_invoice) for item in deal.performances}
    assert told == {"o1": (True, False), "o2": (False, True), "o3": (False, False)}
    assert [item.confirmed for item in deal.performances] == [0, 0, 0]


def test_of_two_contracts_the_last_known_one_counts():
    old, new = Contract(number="1", date=date(2026, 1, 12)), Contract(number="2", date=date(2026, 3, 12))
    assert standing(contracts=[old, new]).contract == new
    assert standing(contracts=[old, new], today=date(2026, 3, 11)).contract == old
    assert standing().contract is None


def test_silence_days_are_those_that_are_still_to_come():
    granted = Contract(
        number="1",
        date=DAY,
        signed_by_client_on=DAY,
        acceptance_days=5,
        protections=frozenset({Protection.DEEMED_ACCEPTANCE}),
    )
    act = Document(id="a1", kind="acceptance_certificate", number="1", date=DAY, delivered_on=DAY)
    on = {day: standing(contracts=[granted], documents=[act], today=date(2026, 3, day)).silence_days for day in (9, 11)}
    assert on == {9: (date(2026, 3, 11),), 11: ()}


def test_days_of_statements_are_those_of_full_strength_in_order():
    def statement(on, **facts):
        return waybill({}, kind="reconciliation_statement", signed_by_client_on=on, **facts)

    papers = [
        statement(date(2026, 3, 20)),
        statement(date(2026, 3, 10)),
        statement(date(2026, 3, 5), original_on=None),
        statement(date(2026, 3, 6), signer_authority=Authority.UNKNOWN),
        waybill({}, signed_by_client_on=date(2026, 3, 7)),
    ]
    assert standing(documents=papers).statement_days == [date(2026, 3, 10), date(2026, 3, 20)]
