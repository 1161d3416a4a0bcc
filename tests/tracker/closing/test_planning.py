"""The plan of a month out of the database, and papers issued by it: on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from tests.builders import SELLER
from tests.tracker.closing import world
from tests.tracker.closing.world import LAMPS, NOVEMBER, SERVICE, TODAY, agreed
from tests.tracker.making import consignment, events, obligations
from tests.tracker.making import draft as sample_draft
from tracker.batches import ledger
from tracker.batches.ledger import State
from tracker.closing import asking
from tracker.closing.choices import GoodsPaper
from tracker.closing.planning import plan_of
from tracker.errors import NotFoundError, RefusedError
from tracker.facts import Evidence
from tracker.models import IssuedPaperRow, SignatoryRow
from tracker.papers.issuing import annul, issue
from tracker.recording import PaymentFacts, add_payment, allocate, cancel

WAYBILLS = replace(NOVEMBER, goods=GoodsPaper.WAYBILL)
ON = date(2026, 11, 27)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def told(house, choice=NOVEMBER):
    return [
        (paper.case.code, paper.form.word, paper.dated_on, paper.amount) for paper in world.plan(house, choice).papers
    ]


def close(house, choice=NOVEMBER):
    """Issues the whole plan; answers what came of each item."""
    batch_id = world.ask_for(house, choice)
    world.finish(house, batch_id, choice.today)
    return world.items(house, batch_id)


def test_a_month_is_closed_and_nothing_is_left_to_close(house):
    world.add_deal(house, agreed(LAMPS, SERVICE), performed={"goods": ON, "services": TODAY})
    lamps, service = LAMPS.gross.kopecks, SERVICE.gross.kopecks
    assert told(house, WAYBILLS) == [
        ("d1", "Накладная", ON, lamps),
        ("d1", "Счет-фактура", ON, lamps),
        ("d1", "Акт", TODAY, service),
        ("d1", "Счет-фактура", TODAY, service),
    ]
    items = close(house, WAYBILLS)
    assert {item.state for item in items} == {State.DONE}
    assert [(item.result["kind"], item.result["number"], item.result["total"]) for item in items] == [
        ("waybill", "1", lamps),
        ("tax_invoice", "1", lamps),
        ("acceptance_certificate", "1", service),
        ("tax_invoice", "2", service),
    ]
    assert told(house, WAYBILLS) == []
    with pytest.raises(RefusedError, match="Делать нечего"):
        world.ask_for(house, WAYBILLS)


def test_a_tax_invoice_names_the_shipment_and_the_money_that_came_before_it(house):
    deal_id = world.add_deal(house, performed={"goods": ON})
    organization_id = world.plan(house).papers[0].case.organization_id
    with house.work("anna", TODAY) as work:
        for number, on in (("145", date(2026, 11, 2)), ("151", TODAY)):
            fact = PaymentFacts(
                organization_id=organization_id,
                counterparty_id=None,
                date=on,
                amount=1_000_00,
                evidence=Evidence.BANK_STATEMENT,
                number=number,
            )
            allocate(work, add_payment(work, fact), deal_id, 1_000_00)
    items = close(house, WAYBILLS)
    frozen = _frozen(house, items[1].result["document"])
    assert frozen["shipment_documents"] == [{"title": "Товарная накладная", "number": "1", "date": "2026-11-27"}]
    assert frozen["payments"] == [{"number": "145", "date": "2026-11-02"}]


def _frozen(house, document_id):
    with house.database.read() as connection:
        row = (
            connection.execute(IssuedPaperRow.__table__.select().where(IssuedPaperRow.document_id == document_id))
            .mappings()
            .one()
        )
    return json.loads(row["input"])["data"]


@on_sqlite
def test_what_somebody_issued_meanwhile_is_not_issued_again(house):
    deal_id = world.add_deal(house, performed={"goods": ON})
    batch_id = world.ask_for(house)
    with house.work("anna", TODAY) as work:
        owed = obligations(work.connection, deal_id)["goods"]
        organization_id = world.plan(house).papers[0].case.organization_id
        draft = sample_draft(
            "universal_transfer_document", organization_id, deal_id, covers={owed["id"]: owed["amount"]}
        )
        issue(work, draft)
    world.finish(house, batch_id)
    (item,) = world.items(house, batch_id)
    assert (item.state, item.result) == (State.DONE, {"issued": False})
    assert len(events(house, "document.issued")) == 1


@on_sqlite
def test_what_was_annulled_is_lacking_again(house):
    world.add_deal(house, performed={"goods": ON})
    (item,) = close(house)
    with house.work("anna", TODAY) as work:
        annul(work, item.result["document"], TODAY, "не тот адрес")
    assert [word for _, word, _, _ in told(house)] == ["УПД"]
    assert close(house)[0].result["number"] == "2"


@on_sqlite
def test_a_tax_invoice_whose_act_failed_waits_for_it_and_follows_it(house):
    """Its number comes after those that were issued meanwhile, and so does its day."""
    world.add_deal(house, agreed(SERVICE), performed={"services": date(2026, 11, 28)})
    batch_id = world.ask_for(house)
    signatory = world.plan(house).papers[0].case.client_party
    broken = update(SignatoryRow).where(SignatoryRow.party_id == signatory)
    with house.work("anna", TODAY) as work:
        work.connection.execute(broken.values(attorney_from=date(2025, 1, 1), attorney_until=date(2026, 11, 1)))
    world.finish(house, batch_id)
    act, invoice = world.items(house, batch_id)
    assert "доверенност" in act.error
    assert invoice.error == "Счет-фактура называет документ об отгрузке, а его ещё нет: сначала выпустите его."
    with house.work("anna", TODAY) as work:
        work.connection.execute(broken.values(attorney_from=None, attorney_until=None))
    world.add_deal(house, code="d2", performed={"goods": TODAY})
    with house.work("anna", TODAY) as work:
        assert ledger.retry(work, batch_id) == 2
    with pytest.raises(RefusedError, match="Месяц уже закрывается: пакет № 1 не закончен"):
        world.ask_for(house)
    world.finish(house, batch_id)
    assert [item.result["date"] for item in world.items(house, batch_id)] == ["2026-11-28", "2026-11-28"]
    assert [item.result["number"] for item in close(house)] == ["2"]


def test_the_day_of_a_tax_invoice_is_never_before_that_of_the_last_one(house):
    world.add_deal(house, performed={"goods": date(2026, 11, 28)})
    close(house)
    world.add_deal(house, code="d2", performed={"goods": ON})
    assert [on for _, _, on, _ in told(house)] == [date(2026, 11, 28)]
    assert "номера по порядку" in world.plan(house).papers[0].notes[-1]


@on_sqlite
def test_goods_on_commission_are_shown_with_what_hinders_them(house):
    deal_id = world.add_deal(house, consignment(), performed={"goods": ON}, contract=None)
    (paper,) = world.plan(house).impossible
    assert (paper.case.code, paper.form.kind) == ("d1", "handover_certificate")
    assert "без подписанного договора" in paper.problem
    assert deal_id == paper.case.deal_id
    assert world.plan(house).possible == []


@on_sqlite
def test_a_contract_from_outside_gives_its_number_and_no_lines(house):
    world.add_deal(house, agreed(SERVICE), contract="foreign", performed={"services": ON})
    items = close(house)
    frozen = _frozen(house, items[0].result["document"])
    assert frozen["contract"]["number"] == "25/11-2026"
    assert [line["quantity"] for line in frozen["lines"]] == ["1"]
    assert items[0].result["total"] == SERVICE.gross.kopecks


def test_what_was_cancelled_paid_in_part_or_belongs_to_others_is_left_alone(house):
    deal_id = world.add_deal(house, agreed(LAMPS, SERVICE), performed={"goods": (ON, 1_000_00)})
    with house.work("anna", TODAY) as work:
        cancel(work, obligations(work.connection, deal_id)["services"]["id"], TODAY)
    other = replace(SELLER, inn="7702070139", full_name="Другая", short_name="ООО «Другая»")
    world.add_deal(house, agreed(seller=other), code="d2", performed={"goods": ON})
    assert [(code, amount) for code, _, _, amount in told(house)] == [
        ("d2", LAMPS.gross.kopecks),
        ("d1", 1_000_00),
    ]
    with house.database.read() as connection:
        assert [paper.case.code for paper in plan_of(connection, NOVEMBER, "7702070139").papers] == ["d2"]
        with pytest.raises(NotFoundError, match="с ИНН 1 в базе нет"):
            plan_of(connection, NOVEMBER, "1")


@on_sqlite
def test_a_month_that_is_being_closed_is_found_and_others_are_not(house):
    world.add_deal(house, performed={"goods": ON})
    batch_id = world.ask_for(house)
    with house.database.read() as connection:
        assert asking.unfinished_of(connection, "2026-11").id == batch_id
        assert asking.unfinished_of(connection, "2026-10") is None
    world.finish(house, batch_id)
    with house.database.read() as connection:
        assert asking.unfinished_of(connection, "2026-11") is None


@on_sqlite
def test_a_shipment_names_the_tax_invoice_on_its_advance_and_that_one_closes_nothing(house):
    deal_id = world.add_deal(house, performed={"goods": ON})
    organization_id = world.plan(house).papers[0].case.organization_id
    line = {"name": "Аванс", "unit": "шт", "quantity": "1", "price": "1000.00"}
    with house.work("anna", date(2026, 11, 2)) as work:
        changes = {"date": "2026-11-02", "for": "advance", "shipped_on": None, "shipment_documents": None}
        changes |= {"advances": None, "lines": [line], "payments": [{"number": "145", "date": "2026-11-02"}]}
        advance = issue(work, sample_draft("tax_invoice", organization_id, deal_id, changes=changes))
    items = close(house)
    frozen = _frozen(house, items[0].result["document"])
    assert frozen["advances"] == [{"number": advance.number, "date": "2026-11-02"}]
    assert items[0].result["kind"] == "universal_transfer_document"
