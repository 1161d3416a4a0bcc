"""What papers a deal lacks: derived by hand, condition by condition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from docgen.documents import DealKind
from docgen.vat import TaxStatus
from tests.tracker.closing.cases import CONTRACT, agreed, case, owed, shipment
from tracker.closing.choices import Choice, GoodsPaper, ServicesPaper, month_of
from tracker.closing.papers import lacking_of
from tracker.errors import RefusedError

TODAY = date(2026, 11, 30)
CHOICE = Choice(first=date(2026, 11, 1), today=TODAY)
WAYBILLS = replace(CHOICE, goods=GoodsPaper.WAYBILL)
ONE_PAPER = replace(CHOICE, services=ServicesPaper.UPD)


def told(deal, choice=CHOICE):
    """(kind and status, day of the paper in November, kopecks) of each paper, problems apart."""
    return [
        (f"{paper.form.kind}{paper.form.status or ''}", paper.dated_on.day, paper.amount)
        for paper in lacking_of(deal, choice)
        if paper.problem is None
    ]


def problems(deal, choice=CHOICE):
    return [(paper.form.kind, paper.problem) for paper in lacking_of(deal, choice) if paper.problem is not None]


@pytest.mark.parametrize(
    ("obligations", "choice", "papers"),
    [
        (["goods"], CHOICE, ["universal_transfer_document1"]),
        (["goods"], WAYBILLS, ["waybill", "tax_invoice"]),
        (["services"], CHOICE, ["acceptance_certificate", "tax_invoice"]),
        (["works"], CHOICE, ["acceptance_certificate", "tax_invoice"]),
        (["services", "works"], CHOICE, ["acceptance_certificate", "tax_invoice"]),
        (["services"], ONE_PAPER, ["universal_transfer_document1"]),
        (["goods", "services"], ONE_PAPER, ["universal_transfer_document1"]),
        (["goods", "services"], CHOICE, ["acceptance_certificate", "universal_transfer_document1", "tax_invoice"]),
        (["goods", "services"], WAYBILLS, ["waybill", "acceptance_certificate", "tax_invoice"]),
        (["handover"], CHOICE, ["handover_certificate", "tax_invoice"]),
    ],
)
def test_each_kind_of_performance_has_its_paper_in_the_order_of_issue(obligations, choice, papers):
    assert [name for name, _, _ in told(case(*map(owed, obligations)), choice)] == papers


def test_what_one_paper_covers_of_a_day_stands_in_one_and_another_day_has_another():
    deal = case(owed("goods", id=1), owed("goods", id=2, amount=5_00), owed("goods", date(2026, 11, 28), id=3))
    upd = "universal_transfer_document1"
    assert told(deal) == [(upd, 27, 12_005_00), (upd, 28, 12_000_00)]


def test_only_what_is_not_covered_yet_is_covered():
    deal = case(owed(confirmed=2_000_00, taxed=2_000_00))
    assert told(deal) == [("universal_transfer_document1", 27, 10_000_00)]


def test_a_part_that_was_performed_is_covered_and_no_more():
    assert told(case(owed(performed=3_000_00))) == [("universal_transfer_document1", 27, 3_000_00)]


def test_what_is_covered_in_full_lacks_nothing():
    assert lacking_of(case(owed(confirmed=12_000_00, taxed=12_000_00)), CHOICE) == []


def test_a_confirmed_performance_without_its_tax_invoice_gets_that_alone():
    deal = case(owed(confirmed=12_000_00), shipments=(shipment(1),))
    assert told(deal) == [("tax_invoice", 27, 12_000_00)]


def test_goods_whose_tax_invoice_is_there_get_a_transfer_document_that_is_none():
    assert told(case(owed(taxed=12_000_00))) == [("universal_transfer_document2", 27, 12_000_00)]


@pytest.mark.parametrize(
    "facts",
    [
        {"seller_vat": TaxStatus.EXEMPT},
        {"waiver_on": date(2026, 11, 27)},
    ],
)
def test_without_a_tax_invoice_a_transfer_document_has_status_two(facts):
    deal = case(owed("goods"), owed("services"), **facts)
    papers = [name for name, _, _ in told(deal)]
    assert papers == ["acceptance_certificate", "universal_transfer_document2"]


def test_a_waiver_of_a_later_day_spares_nothing():
    assert told(case(waiver_on=date(2026, 11, 28)))[0][0] == "universal_transfer_document1"


@pytest.mark.parametrize("status", [TaxStatus.REDUCED_5, TaxStatus.REDUCED_7])
def test_who_pays_vat_at_a_reduced_rate_issues_tax_invoices_too(status):
    assert told(case(seller_vat=status))[0][0] == "universal_transfer_document1"


def test_goods_on_commission_are_handed_over_without_a_tax_invoice():
    deal = case(owed("goods"), owed("services"), kind=DealKind.CONSIGNMENT)
    papers = [(paper.form.kind, [owed.code for owed, _ in paper.covers]) for paper in lacking_of(deal, CHOICE)]
    assert papers == [
        ("handover_certificate", ["goods"]),
        ("acceptance_certificate", ["services"]),
        ("tax_invoice", ["services"]),
    ]


def test_goods_that_are_paid_for_as_they_are_resold_are_sold_at_once_with_a_tax_invoice():
    deal = case(kind=DealKind.CONSIGNMENT, agreed=agreed(consignment="deferred_supply"))
    assert told(deal)[0][0] == "universal_transfer_document1"


def test_goods_on_commission_stay_where_they_are_until_the_contract_is_signed():
    deal = case(kind=DealKind.CONSIGNMENT, is_contract_signed=False)
    assert told(deal) == []
    ((kind, problem),) = problems(deal)
    assert kind == "handover_certificate"
    assert problem.startswith("товар не отпускается без подписанного договора")


def test_an_act_needs_a_ground_and_so_does_its_tax_invoice_but_a_transfer_document_does_not():
    deal = case(owed("goods"), owed("services"), basis=None)
    assert [name for name, _, _ in told(deal)] == ["universal_transfer_document1"]
    assert [kind for kind, _ in problems(deal)] == ["acceptance_certificate", "tax_invoice"]
    assert {problem for _, problem in problems(deal)} == {
        "в сделке нет ни договора, ни счёта, на который сослаться: выпустите договор или запишите его."
    }


def test_a_contract_that_is_later_than_the_performance_is_told_as_a_mistake():
    deal = case(basis=replace(CONTRACT, date=date(2026, 11, 28)))
    assert "позже документа" in problems(deal)[0][1]


@pytest.mark.parametrize(
    ("performed_on", "dated_on"),
    [
        (date(2026, 11, 25), date(2026, 11, 25)),
        (date(2026, 11, 23), date(2026, 11, 23)),  # the fifth day is Saturday the 28th, so today is in time
        (date(2026, 11, 22), TODAY),
        (date(2026, 10, 5), TODAY),
    ],
)
def test_a_tax_invoice_bears_the_day_of_performance_while_its_five_days_last(performed_on, dated_on):
    (paper,) = lacking_of(case(owed(on=performed_on)), CHOICE)
    assert paper.dated_on == dated_on
    assert bool(paper.notes) == (dated_on != performed_on)


def test_an_act_of_the_month_bears_its_day_and_a_late_one_the_day_of_issue():
    deal = case(owed("services", date(2026, 11, 3)), owed("works", date(2026, 10, 20)))
    acts = [paper for paper in lacking_of(deal, CHOICE) if paper.form.kind == "acceptance_certificate"]
    assert [(act.dated_on, act.is_late) for act in acts] == [(date(2026, 11, 3), False), (TODAY, True)]


def test_a_month_that_is_closed_long_after_tells_that_its_papers_look_backdated():
    late = replace(CHOICE, today=date(2027, 2, 1), services=ServicesPaper.ACT)
    (paper, *_) = lacking_of(case(owed("services", on=date(2026, 11, 5))), late)
    assert paper.form.kind == "acceptance_certificate"
    assert paper.notes == (
        "дней со дня исполнения: 88, а документ — его датой: задним числом его оспорят (п. 3 ст. 9 402-ФЗ)",
    )


def test_what_is_performed_after_the_month_waits_and_earlier_months_may_be_left_out():
    deal = case(owed("goods", date(2026, 12, 1)), owed("services", date(2026, 10, 31)))
    december = replace(CHOICE, today=date(2026, 12, 2))
    assert {paper.performed_on for paper in lacking_of(deal, december)} == {date(2026, 10, 31)}
    assert lacking_of(deal, replace(december, since=december.first)) == []


def test_a_waybill_that_is_late_by_a_change_of_rates_cannot_be_made():
    """It states the rate of its own day, and goods went at that of another; a УПД names the day of shipment."""
    january = Choice(first=date(2026, 1, 1), today=date(2026, 1, 20), goods=GoodsPaper.WAYBILL)
    early = replace(CONTRACT, date=date(2025, 11, 1))
    deal = case(owed(on=date(2025, 12, 20)), basis=early)
    assert "сменилась ставка НДС" in problems(deal, january)[0][1]
    assert problems(deal, replace(january, goods=GoodsPaper.UPD)) == []
    assert problems(replace(deal, seller_vat=TaxStatus.EXEMPT), january) == []


def test_the_key_of_a_paper_stays_when_another_is_issued():
    before = {paper.form.kind: paper.key for paper in lacking_of(case(owed("services")), CHOICE)}
    after = lacking_of(case(owed("services", confirmed=12_000_00), shipments=(shipment(2),)), CHOICE)
    assert [paper.key for paper in after] == [before["tax_invoice"]]


def test_a_choice_comes_back_as_it_was_kept():
    chosen = replace(WAYBILLS, services=ServicesPaper.UPD, since=date(2026, 11, 1))
    assert Choice.of_params(chosen.as_params()) == chosen
    assert chosen.last == date(2026, 11, 30)


@pytest.mark.parametrize("text", ["2026-13", "ноябрь", "2026-1", "", "2026-11-01"])
def test_what_is_no_month_is_told_so(text):
    with pytest.raises(RefusedError, match="не месяц"):
        month_of(text)
