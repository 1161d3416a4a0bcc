from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.documents import DealKind
from docgen.vat import TaxStatus
from tracker.facts import (
    Attorney,
    Authority,
    Claim,
    Client,
    Contact,
    Contract,
    DealFacts,
    Demand,
    Direction,
    Document,
    Evidence,
    Obligation,
    ObligationKind,
    Payment,
    Side,
    days_of,
    known_on,
)

FIRST = date(2026, 1, 1)
TERMS = {"due_on", "valid_from", "valid_until"}
"""Days that are agreed, so that they are known before they come."""

days = st.integers(0, 12).map(lambda count: FIRST + timedelta(count))
maybe = st.none() | days
numbers = st.sampled_from(["1", "2", "3"])
attorneys = st.none() | st.builds(Attorney, number=numbers, valid_from=maybe, valid_until=maybe)
signature = {"signed_by_us_on": maybe, "signed_by_client_on": maybe, "attorney": attorneys}
originals = {"scan_on": maybe, "original_on": maybe, "electronic_on": maybe, "annulled_on": maybe}
contracts = st.builds(Contract, number=numbers, date=days, acceptance_days=st.just(5), **signature, **originals)
documents = st.builds(
    Document,
    id=numbers,
    kind=st.sampled_from(["waybill", "reconciliation_statement"]),
    number=numbers,
    date=days,
    sent_on=maybe,
    delivered_on=maybe,
    refused_on=maybe,
    refusal_answered_on=maybe,
    **signature,
    **originals,
)
obligations = st.builds(
    Obligation,
    id=numbers,
    by=st.sampled_from(Side),
    kind=st.sampled_from(ObligationKind),
    amount=st.just(100),
    due_on=days,
    performed_on=maybe,
    cancelled_on=maybe,
)
payments = st.builds(
    Payment,
    date=days,
    amount=st.just(100),
    evidence=st.sampled_from(Evidence),
    direction=st.sampled_from(Direction),
)
clients = st.builds(
    Client,
    id=st.just("c1"),
    name=st.just("ИП Шевченко П. А."),
    contacts=st.lists(st.builds(Contact, name=st.just("Петрова О. И."), left_on=maybe), max_size=2).map(tuple),
    tax_invoice_waiver_on=maybe,
    insolvent_on=maybe,
    insolvency_claim_on=maybe,
)
deals = st.builds(
    DealFacts,
    id=st.just("d1"),
    kind=st.sampled_from(DealKind),
    seller_vat=st.sampled_from(TaxStatus),
    client=clients,
    contracts=st.lists(contracts, max_size=2).map(tuple),
    obligations=st.lists(obligations, max_size=3).map(tuple),
    documents=st.lists(documents, max_size=3).map(tuple),
    payments=st.lists(payments, max_size=3).map(tuple),
    claims=st.lists(st.builds(Claim, sent_on=days, amount=st.just(1)), max_size=2).map(tuple),
    demands=st.lists(st.builds(Demand, received_on=days, amount=st.just(1), answered_on=maybe), max_size=2).map(tuple),
)


def every_day(record):
    """Every date anywhere in the facts that is not a term, found without knowing what the facts are made of."""
    if isinstance(record, tuple):
        for item in record:
            yield from every_day(item)
    elif is_dataclass(record):
        for field in fields(record):
            value = getattr(record, field.name)
            if isinstance(value, date):
                if field.name not in TERMS:
                    yield value
            else:
                yield from every_day(value)


def without_ends(facts):
    """The facts without annulments and cancellations."""
    return replace(
        facts,
        contracts=tuple(replace(paper, annulled_on=None) for paper in facts.contracts),
        documents=tuple(replace(paper, annulled_on=None) for paper in facts.documents),
        obligations=tuple(replace(owed, cancelled_on=None) for owed in facts.obligations),
    )


@given(deals)
def test_the_days_of_the_facts_are_all_the_dates_in_them_but_terms(facts):
    assert sorted(days_of(facts)) == sorted(every_day(facts))


@given(deals, days)
def test_nothing_dated_later_is_known(facts, day):
    assert all(on <= day for on in days_of(known_on(facts, day)))
    assert all(on <= day for on in every_day(known_on(facts, day)))


@given(deals)
def test_on_the_last_day_all_is_known_but_what_has_ended(facts):
    assert known_on(without_ends(facts), date.max) == without_ends(facts)


@given(deals, days)
def test_what_is_known_is_known_again(facts, day):
    assert known_on(known_on(facts, day), day) == known_on(facts, day)


@given(deals, days, days)
def test_a_later_look_at_what_was_known_earlier_adds_nothing(facts, one, other):
    earlier, later = sorted((one, other))
    assert known_on(known_on(facts, earlier), later) == known_on(facts, earlier)


@given(deals, days, days)
def test_an_earlier_look_at_what_is_known_later_is_as_it_was_but_for_what_has_ended(facts, one, other):
    earlier, later = sorted((one, other))
    lasting = without_ends(facts)
    assert known_on(known_on(lasting, later), earlier) == known_on(lasting, earlier)


@given(deals, days)
def test_terms_and_names_stay_whatever_the_day(facts, day):
    known = known_on(facts, day)
    assert (known.id, known.kind, known.seller_vat, known.client.name) == (
        facts.id,
        facts.kind,
        facts.seller_vat,
        facts.client.name,
    )
    assert {(owed.id, owed.due_on) for owed in known.obligations} <= {
        (owed.id, owed.due_on) for owed in facts.obligations
    }
    assert len(known.client.contacts) == len(facts.client.contacts)


def deal(**facts):
    client = facts.pop("client", Client(id="c1", name="ИП Шевченко П. А."))
    return DealFacts(id="d1", kind=DealKind.SUPPLY, seller_vat=TaxStatus.STANDARD, client=client, **facts)


def test_a_paper_exists_from_its_date_until_the_day_before_it_is_annulled():
    paper = Document(id="w1", kind="waybill", number="1", date=date(2026, 1, 5), annulled_on=date(2026, 1, 9))
    there = [day for day in range(1, 12) if known_on(deal(documents=(paper,)), date(2026, 1, day)).documents]
    assert there == [5, 6, 7, 8]


def test_when_a_contract_is_annulled_the_one_before_it_is_known_again():
    old = Contract(number="1", date=date(2026, 1, 1))
    new = Contract(number="2", date=date(2026, 1, 5), annulled_on=date(2026, 1, 9))
    both = deal(contracts=(old, new))
    assert [known_on(both, date(2026, 1, day)).contracts[-1].number for day in (4, 5, 8, 9)] == ["1", "2", "2", "1"]


def test_an_obligation_is_known_before_its_term_and_gone_on_the_day_it_is_cancelled():
    owed = Obligation(
        id="o1",
        by=Side.US,
        kind=ObligationKind.GOODS,
        amount=1,
        due_on=date(2026, 2, 1),
        cancelled_on=date(2026, 1, 9),
    )
    assert known_on(deal(obligations=(owed,)), date(2026, 1, 8)).obligations == (replace(owed, cancelled_on=None),)
    assert known_on(deal(obligations=(owed,)), date(2026, 1, 9)).obligations == ()


def test_a_performance_of_tomorrow_is_an_open_obligation_today():
    owed = Obligation(
        id="o1",
        by=Side.US,
        kind=ObligationKind.GOODS,
        amount=1,
        due_on=date(2026, 2, 1),
        performed_on=date(2026, 1, 9),
    )
    assert known_on(deal(obligations=(owed,)), date(2026, 1, 8)).obligations[0].performed_on is None
    assert known_on(deal(obligations=(owed,)), date(2026, 1, 9)).obligations == (owed,)


def test_a_demand_is_unanswered_until_the_day_of_the_answer():
    demand = Demand(received_on=date(2026, 1, 5), amount=1, answered_on=date(2026, 1, 9))
    asked = deal(demands=(demand,))
    assert known_on(asked, date(2026, 1, 4)).demands == ()
    assert known_on(asked, date(2026, 1, 8)).demands[0].answered_on is None
    assert known_on(asked, date(2026, 1, 9)).demands == (demand,)


@pytest.mark.parametrize(
    ("bounds", "covered"),
    [((None, None), [1, 2, 3, 4]), ((2, None), [2, 3, 4]), ((None, 3), [1, 2, 3]), ((2, 3), [2, 3]), ((2, 2), [2])],
)
def test_a_power_of_attorney_covers_both_its_days_and_what_is_not_known_bounds_nothing(bounds, covered):
    valid_from, valid_until = (day and date(2026, 1, day) for day in bounds)
    attorney = Attorney(valid_from=valid_from, valid_until=valid_until)
    assert [day for day in range(1, 5) if attorney.covers(date(2026, 1, day))] == covered


@pytest.mark.parametrize("evidence", Evidence)
def test_only_a_bank_and_a_cash_desk_put_money_in_hand(evidence):
    paid = Payment(date=FIRST, amount=1, evidence=evidence)
    assert paid.is_in_hand == (evidence in ("bank_statement", "cash_receipt"))


def test_the_head_signs_a_contract_and_nobody_known_signs_a_paper_unless_said():
    assert Contract(number="1", date=FIRST).signer_authority is Authority.HEAD
    assert Document(id="1", kind="waybill", number="1", date=FIRST).signer_authority is Authority.UNKNOWN
