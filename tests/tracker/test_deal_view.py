"""A deal on one page shows what was known on a day, and papers by the names that commands understand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.tracker.making import TODAY, draft, make_kit, obligations
from tracker.deal_view import DealView, view_of
from tracker.errors import NotFoundError
from tracker.facts import Authority, Evidence
from tracker.house import House, Work
from tracker.lookup import document_key
from tracker.papers.issuing import annul, issue, supersede
from tracker.papers.kits import IssuedKit
from tracker.papers.states import PaperState
from tracker.papers.stored import find_deal
from tracker.recording import PaymentFacts, add_payment, allocate, perform, sign_by_client
from tracker.stages import Rung

AGREED = date(2026, 11, 22)


@pytest.fixture
def kit(house: House) -> IssuedKit:
    return make_kit(house, today=AGREED)


def view(house: House, kit: IssuedKit, day: date = TODAY) -> DealView:
    with house.database.read() as connection:
        return view_of(connection, kit.deal_id, day, 5)


def test_a_new_deal_shows_who_and_what_its_papers_and_what_is_awaited(house: House, kit: IssuedKit) -> None:
    shown = view(house, kit, AGREED)
    assert (shown.code, shown.client) == (kit.deal_code, "ИП Шевченко П. А.")
    assert shown.ladder.current is Rung.ISSUED
    assert [paper.id for paper in shown.papers] == ["contract", *(paper.page_id for paper in kit.papers[1:])]
    assert {paper.state for paper in shown.papers} == {PaperState.ISSUED}
    assert [one.id for one in shown.obligations] == list(shown.open_obligations)
    assert (shown.payments, shown.findings) == ((), ())


def test_what_is_not_known_yet_is_not_shown(house: House, kit: IssuedKit) -> None:
    with house.work("anna", TODAY) as work:
        perform(work, obligations(work.connection, kit.deal_id)["goods"]["id"], TODAY)
        _pay(work, kit, TODAY)
    earlier = view(house, kit, AGREED + timedelta(1))
    assert earlier.payments == ()
    assert "goods" in earlier.open_obligations
    now = view(house, kit)
    assert [payment.date for payment in now.payments] == [TODAY]
    assert view(house, kit, AGREED - timedelta(30)).papers == ()


def _pay(work: Work, kit: IssuedKit, on: date) -> None:
    deal = find_deal(work.connection, kit.deal_id)
    whose = {key: deal[key] for key in ("organization_id", "counterparty_id")}
    payment = PaymentFacts(date=on, amount=100, evidence=Evidence.BANK_STATEMENT, **whose)
    allocate(work, add_payment(work, payment), kit.deal_id, 100)


def test_a_correction_and_what_it_corrects_are_told_apart(house: House, kit: IssuedKit) -> None:
    with house.work("anna", TODAY) as work:
        first = issue(work, draft("universal_transfer_document", 1, kit.deal_id))
        second = supersede(work, first.document_id, draft("universal_transfer_document", 1, kit.deal_id))
    shown = {paper.id: (paper.name.replace("\u00a0", " "), paper.state) for paper in view(house, kit).papers}
    assert shown[first.page_id] == ("УПД № 1 от 24.11.2026, статус 1", PaperState.SUPERSEDED)
    assert shown[second.page_id] == ("УПД № 1 от 24.11.2026, статус 1, исправление № 1", PaperState.ISSUED)


def test_every_name_that_is_shown_finds_its_paper(house: House, kit: IssuedKit) -> None:
    with house.work("anna", TODAY) as work:
        annul(work, kit.papers[0].document_id, TODAY, "Не подписали")
        source = draft("waybill", 1, kit.deal_id)
        supersede(work, issue(work, source).document_id, source)
    shown = view(house, kit).papers
    with house.database.read() as connection:
        keys = [document_key(connection, kit.deal_id, paper.id) for paper in shown]
    assert len(set(keys)) == len(shown) == 5
    assert "contract" not in {paper.id for paper in shown}


def test_findings_come_gravest_first(house: House, kit: IssuedKit) -> None:
    later = TODAY + timedelta(90)
    with house.work("anna", later) as work:
        perform(work, obligations(work.connection, kit.deal_id)["goods"]["id"], TODAY)
        sign_by_client(work, kit.papers[0].document_id, TODAY, Authority.NONE)
    found = view(house, kit, later).findings
    assert len(found) > 2
    assert [one.severity for one in found] == sorted((one.severity for one in found), reverse=True)


def test_there_is_no_view_of_a_deal_that_is_not_there(house: House) -> None:
    with house.database.read() as connection, pytest.raises(NotFoundError):
        view_of(connection, 7, TODAY, 5)
