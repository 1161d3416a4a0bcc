from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
import yaml

from tests.tracker.oracle import RULES, audit
from tests.tracker.random_deals import AS_OF, CLIENT, ORGANIZATION, deals_file

EXAMPLES = yaml.safe_load(Path(__file__).with_name("deals.yaml").read_text(encoding="utf-8"))
GOODS = {"id": "o1", "by": "us", "kind": "goods", "amount": "1000.00", "due_on": "2026-03-01"}
OURS = GOODS | {"performed_on": "2026-03-02"}
OWED = {"id": "p1", "by": "client", "kind": "payment", "amount": "1000.00"}
SIGNED = {"number": "1", "date": "2020-01-09", "signed_by_client_on": "2020-01-09", "original_on": "2020-01-09"}


def of_deal(answer, deal):
    """Rule → (what it names, exposure, since, severity) of a worked example."""
    return {
        found["rule"]: (
            found["obligation"] or found["document"],
            found["exposure"],
            found["since"],
            found["severity"],
        )
        for found in answer["findings"]
        if found["deal"] == deal
    }


def file_of(*, client=(), vat="standard", **deal):
    return {
        "organization": ORGANIZATION | {"vat": vat},
        "clients": [{"id": "c1", "party": CLIENT, "tier": "key"} | dict(client)],
        "deals": [{"id": "d1", "client": "c1", "manager": "orlova", "subject": "Лампы"} | deal],
    }


def found(rule, as_of="2026-11-22", **file):
    """(What it names, exposure, since, severity) of each finding of the rule in a file of one deal."""
    return [
        (each["obligation"] or each["document"], each["exposure"], each["since"], each["severity"])
        for each in audit(file_of(**file), date.fromisoformat(as_of))["findings"]
        if each["rule"] == rule
    ]


def paid(amount, on, evidence="bank_statement", direction="in"):
    return {"date": on, "amount": amount, "evidence": evidence, "direction": direction}


def statement(name, signed_on, covers=(), **facts):
    paper = {"id": name, "kind": "reconciliation_statement", "number": "1", "date": signed_on, "covers": dict(covers)}
    return paper | {"signed_by_client_on": signed_on, "signer_authority": "head", "original_on": signed_on} | facts


def test_worked_example_1_the_waybill_never_came_back():
    rules = of_deal(audit(EXAMPLES, AS_OF), "d1")
    assert rules["paid_unconfirmed"] == ("o1", "60000.00", "2025-02-05", "critical")
    assert rules["unproven_debt"] == ("o1", "60000.00", "2025-02-05", "high")
    assert rules["closing_document_unreturned"] == ("w1", "120000.00", "2025-02-10", "high")
    assert rules["delivery_unproven"] == ("w1", "120000.00", "2025-02-14", "medium")


def test_worked_example_2_a_signed_waybill_clears_all_but_the_debt():
    rules = of_deal(audit(EXAMPLES, AS_OF), "d2")
    cleared = {"paid_unconfirmed", "unproven_debt", "closing_document_unreturned", "delivery_unproven"}
    assert not cleared & set(rules)
    assert rules["payment_overdue"] == (None, "60000.00", "2025-02-11", "high")


def test_worked_example_3_money_covers_the_confirmed_part_first():
    rules = of_deal(audit(EXAMPLES, AS_OF), "d3")
    assert "paid_unconfirmed" not in rules
    assert rules["unproven_debt"] == ("o3", "50000.00", "2025-02-05", "high")


def test_worked_example_4_silence_under_a_protecting_contract_is_a_one_sided_act():
    rules = of_deal(audit(EXAMPLES, AS_OF), "d4")
    assert rules["one_sided_only"] == ("a4", "80000.00", "2026-11-11", "low")
    assert not {"paid_unconfirmed", "closing_document_unreturned"} & set(rules)
    assert "one_sided_only" not in of_deal(audit(EXAMPLES, date(2026, 11, 10)), "d4")


def test_worked_example_5_nothing_is_asked_until_grace_is_over():
    assert of_deal(audit(EXAMPLES, AS_OF), "d5") == {}
    assert "unproven_debt" not in of_deal(audit(EXAMPLES, date(2026, 11, 25)), "d5")
    assert of_deal(audit(EXAMPLES, date(2026, 11, 26)), "d5")["unproven_debt"] == (
        "o5",
        "40000.00",
        "2026-11-26",
        "low",
    )


def test_worked_example_6_a_tax_invoice_proves_nothing():
    rules = of_deal(audit(EXAMPLES, AS_OF), "d6")
    assert rules["tax_invoice_only"] == ("o6", "50000.00", "2026-01-16", "high")
    assert rules["paid_unconfirmed"] == ("o6", "50000.00", "2026-01-16", "critical")


def test_totals_add_up_the_three_sums_and_nothing_else():
    assert audit(EXAMPLES, AS_OF)["totals"] == {
        "deals": 6,
        "findings": len(audit(EXAMPLES, AS_OF)["findings"]),
        "exposure": "220000.00",
        "refund": "110000.00",
        "unproven_debt": "110000.00",
        "overdue_advance": "0.00",
    }


def test_the_gravest_finding_is_first_and_has_its_age_in_days():
    assert audit(EXAMPLES, AS_OF)["findings"][0] == {
        "rule": "paid_unconfirmed",
        "severity": "critical",
        "deal": "d1",
        "obligation": "o1",
        "document": None,
        "exposure": "60000.00",
        "since": "2025-02-05",
        "days": 655,
    }


def test_dates_and_texts_of_dates_are_read_alike():
    as_text = yaml.load(Path(__file__).with_name("deals.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    as_text["deals"][3]["contract"]["acceptance_days"] = 5
    assert audit(as_text, AS_OF) == audit(EXAMPLES, AS_OF)


def test_limitation_runs_three_years_from_the_due_day_and_stays_after_its_end():
    owed = [OURS, OWED | {"due_on": "2023-06-01"}]
    assert found("limitation_near", "2025-12-02", obligations=owed) == []  # nothing is performed yet
    done = [OURS | {"performed_on": "2023-05-01"}, OWED | {"due_on": "2023-06-01"}]
    assert found("limitation_near", "2025-12-02", obligations=done) == []
    assert found("limitation_near", "2025-12-03", obligations=done) == [("p1", "1000.00", "2025-12-03", "high")]
    assert found("limitation_near", "2026-05-01", obligations=done)[0][3] == "high"
    assert found("limitation_near", "2026-05-02", obligations=done)[0][3] == "critical"
    assert found("limitation_near", obligations=done) == [("p1", "1000.00", "2025-12-03", "critical")]


def test_three_years_from_the_29th_of_february_end_on_the_28th():
    done = [OURS | {"performed_on": "2024-02-01"}, OWED | {"due_on": "2024-02-29"}]
    assert found("limitation_near", "2026-08-31", obligations=done) == []
    assert found("limitation_near", "2026-09-01", obligations=done) == [("p1", "1000.00", "2026-09-01", "high")]


@pytest.mark.parametrize(
    ("statements", "since"),
    [
        ([statement("r1", "2026-06-01")], []),  # the last day of the term
        ([statement("r1", "2026-06-02")], ["2025-12-03"]),  # a day too late
        ([statement("r1", "2023-06-01")], ["2025-12-03"]),  # not later than the start
        ([statement("r1", "2025-01-10", signer_authority="unknown")], ["2025-12-03"]),
        ([statement("r1", "2025-01-10", original_on=None)], ["2025-12-03"]),
        ([statement("r1", "2025-01-10", annulled_on="2026-11-22")], ["2025-12-03"]),
        ([statement("r1", "2023-09-30")], ["2026-04-03"]),  # end 2026-09-30
        ([statement("r2", "2026-08-01"), statement("r1", "2023-09-30")], []),  # the second is in time by the first
    ],
)
def test_a_full_statement_signed_in_time_starts_limitation_anew(statements, since):
    done = [OURS | {"performed_on": "2023-05-01"}, OWED | {"due_on": "2023-06-01"}]
    assert [each[2] for each in found("limitation_near", obligations=done, documents=statements)] == since


def test_a_claimed_payment_waits_three_working_days():
    # 2 November 2026 is a Monday and the 4th a holiday: the third working day after it is Friday the 6th.
    payments = [paid("100.00", "2026-11-02", "client_word")]
    assert found("payment_claimed", "2026-11-06", payments=payments) == []
    assert found("payment_claimed", "2026-11-07", payments=payments) == [(None, "100.00", "2026-11-07", "medium")]


def test_an_earlier_claim_takes_the_money_first_and_only_money_from_its_day_on():
    payments = [
        paid("50.00", "2026-11-03", "payment_order"),  # nothing is left for it
        paid("100.00", "2026-11-02", "client_word"),
        paid("70.00", "2026-11-05"),
        paid("60.00", "2026-11-01"),  # came before anyone said so
        paid("90.00", "2026-11-06", direction="out"),
    ]
    assert found("payment_claimed", payments=payments) == [
        (None, "50.00", "2026-11-10", "medium"),
        (None, "30.00", "2026-11-07", "medium"),
    ]


def test_money_that_came_later_is_left_for_a_later_claim():
    payments = [
        paid("100.00", "2026-11-02", "client_word"),
        paid("100.00", "2026-11-02", "client_word"),
        paid("130.00", "2026-11-02", "cash_receipt"),
        paid("70.00", "2026-11-20"),
    ]
    assert found("payment_claimed", "2026-11-19", payments=payments) == [(None, "70.00", "2026-11-07", "medium")]
    assert found("payment_claimed", payments=payments) == []


def test_a_statement_confirms_only_what_other_papers_leave():
    certificate = {"id": "a1", "kind": "acceptance_certificate", "number": "1", "date": "2026-01-15"}
    certificate |= {"covers": {"o1": "400.00"}, "signed_by_client_on": "2026-01-20", "signer_authority": "head"}
    papers = [
        certificate,
        statement("r1", "2026-03-01", {"o1": "1000.00"}),
        statement("r2", "2026-02-01", {"o1": "10.00"}),
        statement("r3", "2026-01-20", {"o1": "1000.00"}, original_on=None),  # a scan confirms nothing here
    ]
    works = [OURS | {"kind": "works", "performed_on": "2026-01-15"}]
    assert found("reconciliation_only", obligations=works, documents=papers) == [
        ("o1", "600.00", "2026-02-01", "medium")
    ]
    assert found("reconciliation_only", obligations=works, documents=[certificate, papers[3]]) == []
    assert found("unproven_debt", obligations=works, documents=[papers[3]])[0][1] == "1000.00"


@pytest.mark.parametrize(
    ("signed_on", "payments", "is_early"),
    [
        ("2026-03-02", [], False),
        ("2026-03-03", [], True),
        ("2026-03-03", [paid("1.00", "2026-03-02")], False),
        ("2026-03-03", [paid("1.00", "2026-03-03")], True),
        ("2026-03-03", [paid("1.00", "2026-03-02", "client_word")], True),
        ("2026-03-03", [paid("1.00", "2026-03-02", direction="out")], True),
    ],
)
def test_a_signature_or_money_of_the_day_of_shipment_is_in_time(signed_on, payments, is_early):
    contract = SIGNED | {"signed_by_client_on": signed_on}
    assert found("shipped_before_papers", obligations=[OURS], contract=contract, payments=payments) == (
        [("o1", "1000.00", "2026-03-02", "high")] if is_early else []
    )


def test_goods_shipped_too_early_are_forgiven_once_covered_in_full():
    half, rest = statement("r1", "2026-04-01", {"o1": "400.00"}), statement("r2", "2026-04-02", {"o1": "600.00"})
    assert found("shipped_before_papers", obligations=[OURS], documents=[half])
    assert not found("shipped_before_papers", obligations=[OURS], documents=[half, rest])


def test_an_overdue_advance_is_critical_from_the_30th_day():
    obligations = [
        OURS | {"id": "o9", "amount": "200.00"},
        GOODS | {"due_on": "2026-10-24"},  # a Saturday: the term ends on Monday the 26th
        GOODS | {"id": "o2", "due_on": "2026-11-20"},
        GOODS | {"id": "o3", "due_on": "2026-11-23", "amount": "5000.00"},
    ]
    deal = {"obligations": obligations, "payments": [paid("4000.00", "2026-03-01"), paid("300.00", "2026-03-02")]}
    assert found("advance_overdue", "2026-10-26", **deal) == []
    assert found("advance_overdue", "2026-10-27", **deal) == [(None, "1000.00", "2026-10-27", "high")]
    assert found("advance_overdue", "2026-11-22", **deal) == [(None, "2000.00", "2026-10-27", "high")]
    assert found("advance_overdue", "2026-11-25", **deal) == [(None, "4100.00", "2026-10-27", "high")]
    assert found("advance_overdue", "2026-11-26", **deal) == [(None, "4100.00", "2026-10-27", "critical")]


def test_money_falls_on_the_oldest_performance_and_then_on_the_lesser_text_of_the_id():
    obligations = [OURS | {"id": "o2"}, OURS | {"id": "o10"}]
    assert found("paid_unconfirmed", obligations=obligations, payments=[paid("1300.00", "2026-03-01")]) == [
        ("o10", "1000.00", "2026-03-08", "critical"),
        ("o2", "300.00", "2026-03-08", "critical"),
    ]


def test_a_one_sided_universal_document_counts_for_services_and_not_for_goods():
    contract = SIGNED | {"acceptance_days": 5, "protections": ["deemed_acceptance"]}
    obligations = [OURS, OURS | {"id": "o2", "kind": "services"}]
    paper = {"id": "u1", "kind": "universal_transfer_document", "number": "1", "date": "2026-03-02"}
    paper |= {"covers": {"o1": "1000.00", "o2": "700.00"}, "sent_on": "2026-03-02", "delivered_on": "2026-03-02"}
    deal = {"contract": contract, "obligations": obligations, "documents": [paper]}
    # Five days end on Saturday 7 March 2026; Monday the 9th is a day off for the 8th.
    assert found("one_sided_only", "2026-03-10", **deal) == []
    assert found("one_sided_only", "2026-03-11", **deal) == [("u1", "700.00", "2026-03-11", "low")]
    assert [each[:2] for each in found("unproven_debt", **deal)] == [("o1", "1000.00"), ("o2", "300.00")]


def test_what_happens_tomorrow_is_not_known_today():
    waybill = {"id": "w1", "kind": "waybill", "number": "1", "date": "2026-03-02", "covers": {"o1": "1000.00"}}
    waybill |= {"signed_by_client_on": "2026-11-23", "signer_authority": "head", "original_on": "2026-11-23"}
    assert found("closing_document_unsent", obligations=[OURS], documents=[waybill])
    assert not found("closing_document_unsent", "2026-11-23", obligations=[OURS], documents=[waybill])
    assert found("closing_document_missing", obligations=[OURS], documents=[waybill | {"date": "2026-11-23"}])


@pytest.mark.parametrize(
    ("power", "severity"),
    [
        ({}, []),
        ({"from": "2026-03-02", "until": "2026-03-02"}, []),
        ({"from": "2026-03-03"}, ["high"]),
        ({"until": "2026-03-01"}, ["high"]),
    ],
)
def test_a_power_of_attorney_is_good_within_its_dates(power, severity):
    contract = SIGNED | {"signed_by_client_on": "2026-03-02", "signer_authority": "power_of_attorney"}
    contract["power_of_attorney"] = {"number": "1"} | power
    assert [each[3] for each in found("signer_unauthorised", contract=contract)] == severity


def test_random_deals_are_the_same_for_the_same_seed():
    assert deals_file(Random(7), 5) == deals_file(Random(7), 5)


@pytest.mark.parametrize("seed", range(20))
def test_random_deals_have_nothing_that_load_refuses(seed):
    file = deals_file(Random(seed), 10)
    for deal in file["deals"]:
        amounts = {o["id"]: Decimal(o["amount"]) for o in deal["obligations"]}
        names = [each["id"] for each in deal["obligations"] + deal["documents"]]
        assert len(set(names)) == len(names)
        for paper in deal["documents"]:
            assert all(0 < Decimal(amount) <= amounts[name] for name, amount in paper["covers"].items())
        for paper in [*deal["documents"], *([deal["contract"]] if "contract" in deal else [])]:
            signs = ("signed_by_client_on", "original_on", "electronic_on", "scan_on")
            assert all(paper.get(fact, paper["date"]) >= paper["date"] for fact in signs)
    assert len({deal["id"] for deal in file["deals"]}) == 10
    assert {deal["client"] for deal in file["deals"]} <= {client["id"] for client in file["clients"]}


def test_random_deals_meet_every_rule_often():
    met = Counter(
        rule
        for seed in range(30)
        for rule in {each["rule"] for each in audit(deals_file(Random(seed), 10), AS_OF)["findings"]}
    )
    assert set(met) == {rule.__name__ for rule in RULES}
    assert min(met.values()) >= 5
