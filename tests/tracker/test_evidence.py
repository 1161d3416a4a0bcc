from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.library import audiences
from tracker.evidence import (
    Strength,
    confirmed_by,
    counts_for,
    deemed_accepted_after,
    is_attorney_valid,
    is_signer_authorised,
    strength,
    working_day,
    working_day_after,
)
from tracker.facts import Attorney, Authority, Contract, Document, ObligationKind, Protection

DAY = date(2026, 3, 2)
GOODS_PAPERS = {"waybill", "handover_certificate", "universal_transfer_document"}
OURS = {"goods", "services", "works", "handover"}
CONFIRM = {
    "waybill": {"goods"},
    "acceptance_certificate": {"services", "works"},
    "handover_certificate": {"goods", "handover"},
    "universal_transfer_document": OURS,
    "reconciliation_statement": OURS,
}
GRANTED = frozenset({Protection.DEEMED_ACCEPTANCE})


def paper(kind="acceptance_certificate", **facts):
    return Document(id="d1", kind=kind, number="1", date=DAY, **facts)


def signed(kind="waybill", authority=Authority.HEAD, **facts):
    return paper(kind, signed_by_client_on=DAY, signer_authority=authority, **facts)


def contract(**facts):
    usual = {"signed_by_client_on": date(2026, 2, 2), "acceptance_days": 5, "protections": GRANTED}
    return Contract(number="1/26", date=date(2026, 2, 2), **usual | facts)


@pytest.mark.parametrize("kind", audiences())
def test_every_kind_of_the_library_confirms_what_the_rules_say_and_most_confirm_nothing(kind):
    assert confirmed_by(kind) == CONFIRM.get(kind, set())


@pytest.mark.parametrize("kind", [*CONFIRM, "tax_invoice", "proforma_invoice"])
@pytest.mark.parametrize("authority", Authority)
def test_who_may_sign_a_paper(kind, authority):
    may = {"head", "approved", "power_of_attorney"} | ({"circumstances"} if kind in GOODS_PAPERS else set())
    assert is_signer_authorised(signed(kind, authority)) == (authority in may)


@pytest.mark.parametrize("authority", Authority)
def test_who_may_sign_a_contract(authority):
    may = {"head", "approved", "power_of_attorney"}
    assert is_signer_authorised(contract(signer_authority=authority)) == (authority in may)


@pytest.mark.parametrize(
    ("first", "last", "is_valid"),
    [(0, 0, True), (None, 0, True), (0, None, True), (None, None, True), (1, 9, False), (-9, -1, False)],
)
def test_a_power_of_attorney_must_be_in_force_on_the_day_of_signing(first, last, is_valid):
    valid_from, valid_until = (days if days is None else DAY + timedelta(days) for days in (first, last))
    attorney = Attorney(number="5", valid_from=valid_from, valid_until=valid_until)
    by_attorney = signed(authority=Authority.POWER_OF_ATTORNEY, attorney=attorney)
    assert is_attorney_valid(by_attorney) == is_signer_authorised(by_attorney) == is_valid


def test_days_of_a_power_of_attorney_do_not_matter_when_the_head_signs():
    attorney = Attorney(valid_until=DAY - timedelta(1))
    assert is_signer_authorised(signed(authority=Authority.HEAD, attorney=attorney))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Strength.SCAN),
        ({"scan_on": DAY}, Strength.SCAN),
        ({"original_on": DAY}, Strength.FULL),
        ({"electronic_on": DAY}, Strength.FULL),
        ({"authority": Authority.UNKNOWN}, Strength.UNAUTHORISED),
        ({"authority": Authority.NONE, "original_on": DAY}, Strength.UNAUTHORISED),
        ({"authority": Authority.CIRCUMSTANCES, "original_on": DAY}, Strength.FULL),
        ({"refused_on": DAY, "original_on": DAY}, Strength.FULL),
    ],
)
def test_a_signed_paper_is_as_strong_as_its_signer_and_its_original(facts, expected):
    assert strength(signed(**facts), contract(), DAY) is expected


@pytest.mark.parametrize("facts", [{}, {"original_on": DAY}, {"electronic_on": DAY}, {"scan_on": DAY}])
def test_a_paper_that_nobody_signed_has_no_strength(facts):
    assert strength(paper(**facts), contract(), DAY) is Strength.NONE


def test_silence_counts_from_the_day_after_the_working_day_on_which_the_term_ends():
    delivered = paper(delivered_on=DAY)  # five days end on Saturday; Monday the 9th is off for the 8th
    assert deemed_accepted_after(delivered, contract()) == date(2026, 3, 10)
    assert strength(delivered, contract(), date(2026, 3, 10)) is Strength.NONE
    assert strength(delivered, contract(), date(2026, 3, 11)) is Strength.ONE_SIDED


@pytest.mark.parametrize("kind", [*CONFIRM, "tax_invoice", "proforma_invoice"])
def test_silence_speaks_only_over_an_act_and_a_universal_document(kind):
    speaks = kind in {"acceptance_certificate", "universal_transfer_document"}
    assert (deemed_accepted_after(paper(kind, delivered_on=DAY), contract()) is not None) == speaks


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"delivered_on": DAY, "refused_on": DAY},
        {"delivered_on": DAY, "signed_by_client_on": DAY},
        {"sent_on": DAY},
    ],
)
def test_silence_means_nothing_without_delivery_or_after_a_word_of_the_client(facts):
    assert deemed_accepted_after(paper(**facts), contract()) is None


@pytest.mark.parametrize(
    "agreed",
    [
        None,
        contract(protections=frozenset()),
        contract(protections=frozenset(Protection) - GRANTED),
        contract(acceptance_days=None),
        contract(signed_by_client_on=None),
        contract(signer_authority=Authority.NONE),
        contract(signer_authority=Authority.UNKNOWN),
        contract(signer_authority=Authority.CIRCUMSTANCES),
        contract(signer_authority=Authority.POWER_OF_ATTORNEY, attorney=Attorney(valid_until=date(2026, 2, 1))),
    ],
)
def test_silence_means_nothing_unless_a_well_signed_contract_says_so(agreed):
    assert deemed_accepted_after(paper(delivered_on=DAY), agreed) is None
    assert strength(paper(delivered_on=DAY), agreed, date(2030, 1, 9)) is Strength.NONE


@pytest.mark.parametrize("kind", [*CONFIRM, "tax_invoice"])
@pytest.mark.parametrize("owed", ObligationKind)
@pytest.mark.parametrize("how", Strength)
def test_what_counts_as_confirmed(kind, owed, how):
    confirms = owed in CONFIRM.get(kind, set())
    enough = {"full"} if kind == "reconciliation_statement" else {"full", "scan"}
    if owed in {"services", "works"} and kind != "reconciliation_statement":
        enough.add("one_sided")
    assert counts_for(paper(kind), how, owed) == (confirms and how in enough)


@given(st.dates(date(2019, 1, 1), date(2027, 12, 31)))
def test_a_term_never_ends_before_its_day_nor_more_than_two_weeks_after(day):
    assert day <= working_day(day) <= day + timedelta(14)
    assert working_day(working_day(day)) == working_day(day)


def test_working_days_are_counted_without_the_first_and_without_holidays():
    # 2 November 2026 is a Monday, the 4th is a holiday.
    monday = date(2026, 11, 2)
    assert [working_day_after(monday, count).day for count in range(5)] == [2, 3, 5, 6, 9]
    assert working_day_after(date(2026, 11, 14), 3) == date(2026, 11, 18)
