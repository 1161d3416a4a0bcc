from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.documents import DealKind
from docgen.vat import TaxStatus
from tracker.facts import (
    Client,
    Contract,
    DealFacts,
    Document,
    Evidence,
    Obligation,
    ObligationKind,
    Payment,
    Protection,
    Side,
)
from tracker.judging import Awaits, OpenObligation, judge, total_of
from tracker.rules import rules

DAY = date(2026, 3, 2)
SUMMED = {"paid_unconfirmed": "refund", "unproven_debt": "unproven_debt", "advance_overdue": "overdue_advance"}


def deal(**facts):
    client = Client(id="c1", name="ИП Шевченко П. А.")
    return DealFacts(id="d1", kind=DealKind.SUPPLY, seller_vat=TaxStatus.EXEMPT, client=client, **facts)


def ours(name="o1", **facts):
    usual = {"kind": ObligationKind.SERVICES, "amount": 100, "due_on": DAY}
    return Obligation(id=name, by=Side.US, **usual | facts)


def theirs(name="p1", **facts):
    return Obligation(id=name, by=Side.CLIENT, kind=ObligationKind.PAYMENT, amount=100, due_on=DAY, **facts)


def test_an_empty_deal_has_nothing_to_say_and_nothing_to_wait_for():
    assert judge(deal(), DAY) == judge(deal(), date(2030, 1, 9))
    assert judge(deal(), DAY).findings == judge(deal(), DAY).open_obligations == ()
    assert judge(deal(), DAY).recheck_on is None


def test_an_open_obligation_awaits_performance_then_confirmation_and_the_client_payment():
    both = deal(obligations=(ours(performed_on=date(2026, 3, 20), performed_amount=70), theirs()))
    payment = OpenObligation(obligation="p1", awaits=Awaits.PAYMENT, amount=100, since=DAY)
    assert judge(both, date(2026, 3, 19)).open_obligations == (
        OpenObligation(obligation="o1", awaits=Awaits.PERFORMANCE, amount=100, since=DAY),
        payment,
    )
    assert judge(both, date(2026, 3, 20)).open_obligations == (
        OpenObligation(obligation="o1", awaits=Awaits.CONFIRMATION, amount=70, since=date(2026, 3, 20)),
        payment,
    )


def test_what_is_confirmed_and_paid_is_not_open():
    paper = Document(
        id="w1",
        kind="acceptance_certificate",
        number="1",
        date=DAY,
        covers=(("o1", 100),),
        signed_by_client_on=DAY,
        signer_authority="head",
    )
    paid = Payment(date=DAY, amount=100, evidence=Evidence.BANK_STATEMENT)
    closed = deal(obligations=(ours(performed_on=DAY), theirs()), documents=(paper,), payments=(paid,))
    assert judge(closed, date(2026, 3, 20)).open_obligations == ()


def test_a_fact_of_a_later_day_is_a_reason_to_look_again_on_that_day():
    paid = Payment(date=date(2026, 3, 4), amount=100, evidence=Evidence.CLIENT_WORD)
    told = deal(payments=(paid,))
    assert judge(told, DAY).recheck_on == date(2026, 3, 4)
    assert judge(told, date(2026, 3, 4)).recheck_on == date(2026, 3, 11)  # Thursday, Friday, Tuesday after the holiday


def test_the_day_on_which_silence_counts_is_a_reason_even_when_no_rule_minds():
    granted = Contract(
        number="1",
        date=DAY,
        signed_by_client_on=DAY,
        original_on=DAY,
        acceptance_days=5,
        protections=frozenset({Protection.DEEMED_ACCEPTANCE}),
    )
    act = Document(id="a1", kind="acceptance_certificate", number="1", date=DAY, sent_on=DAY, delivered_on=DAY)
    assert judge(deal(contracts=(granted,), documents=(act,)), DAY).recheck_on == date(2026, 3, 11)


def test_grace_is_a_setting():
    performed = deal(obligations=(ours(performed_on=DAY),))

    def names(grace_days):
        return {found.rule for found in judge(performed, date(2026, 3, 8), grace_days).findings}

    assert "unproven_debt" in names(5)
    assert "unproven_debt" not in names(6)


def test_findings_of_a_deal_can_be_told_apart():
    words = tuple(Payment(date=DAY, amount=amount, evidence=Evidence.CLIENT_WORD) for amount in (1, 2, 3))
    found = judge(deal(payments=words), date(2026, 3, 20)).findings
    assert [one.part for one in found if one.rule == "payment_claimed"] == [0, 1, 2]
    assert len({one.key for one in found}) == len(found)


def test_three_rules_add_up_to_totals_and_no_other_does():
    assert {name: rule.total for name, rule in rules().items() if rule.total} == SUMMED


@given(st.lists(st.tuples(st.sampled_from(sorted(rules())), st.integers(0, 9), st.integers(0, 10**12)), max_size=20))
def test_totals_count_each_rouble_once(rows):
    totals = total_of(7, rows)

    def sum_of(rule):
        return sum(exposure for name, _, exposure in rows if name == rule)

    assert totals.deals == 7
    assert totals.findings == sum(count for _, count, _ in rows)
    assert totals.refund == sum_of("paid_unconfirmed")
    assert totals.unproven_debt == sum_of("unproven_debt")
    assert totals.overdue_advance == sum_of("advance_overdue")
    assert totals.exposure == sum(sum_of(rule) for rule in SUMMED)


def test_totals_of_an_unknown_rule_are_refused():
    with pytest.raises(KeyError):
        total_of(1, [("no_such_rule", 1, 1)])
