"""A deal as its page tells it: what is owed against papers and money, by what was known on the day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tracker.making import TODAY, make_kit
from tracker.clients import client_card, client_changes, client_version, set_tier
from tracker.deal_story import DealStory, deal_story
from tracker.errors import NotFoundError, RefusedError
from tracker.facts import Authority, Evidence
from tracker.house import House
from tracker.judging import Awaits
from tracker.lists.clients import ClientFilter, list_clients
from tracker.lookup import obligation_key
from tracker.paper_story import paper_called, paper_of_deal
from tracker.papers.kits import IssuedKit
from tracker.papers.stored import find_deal
from tracker.reconciling import account_of
from tracker.recording import PaymentFacts, add_payment, allocate, perform, sign_by_client
from tracker.recording.deals import edit_deal
from tracker.stages import Rung

AGREED = date(2026, 11, 22)


@pytest.fixture
def kit(house: House) -> IssuedKit:
    return make_kit(house, today=AGREED)


def story(house: House, kit: IssuedKit, day: date = TODAY) -> DealStory:
    with house.database.read() as connection:
        return deal_story(connection, kit.deal_code, day, 5)


def test_a_new_deal_awaits_performance_and_payment(house: House, kit: IssuedKit) -> None:
    told = story(house, kit)
    assert told.ladder.current is Rung.ISSUED
    assert {one.awaits for one in told.ours} == {Awaits.PERFORMANCE}
    assert {one.awaits for one in told.theirs} == {Awaits.PAYMENT}
    assert [one.left for one in told.ours] == [one.obligation.amount for one in told.ours]
    assert all(paper.files for paper in told.papers)


def test_what_was_paid_and_performed_is_set_against_what_is_owed(house: House, kit: IssuedKit) -> None:
    name = story(house, kit).ours[0].obligation.id
    with house.work("tests", TODAY) as work:
        deal = find_deal(work.connection, kit.deal_id)
        money = PaymentFacts(
            organization_id=deal["organization_id"],
            counterparty_id=deal["counterparty_id"],
            date=TODAY,
            amount=100_00,
            evidence=Evidence.BANK_STATEMENT,
        )
        allocate(work, add_payment(work, money), kit.deal_id, 100_00)
        perform(work, obligation_key(work.connection, kit.deal_id, name), TODAY)
    told = story(house, kit)
    done = next(one for one in told.ours if one.obligation.id == name)
    assert (done.done, done.awaits, done.left) == (done.obligation.amount, Awaits.CONFIRMATION, done.obligation.amount)
    assert sum(one.done for one in told.theirs) == told.received == 100_00
    assert sum(one.left for one in told.theirs) == sum(one.obligation.amount for one in told.theirs) - 100_00


def test_another_client_or_code_is_not_found(house: House, kit: IssuedKit) -> None:
    with house.database.read() as connection:
        with pytest.raises(NotFoundError):
            deal_story(connection, "нет\0такой", TODAY, 5)
        with pytest.raises(NotFoundError):
            paper_called(connection, "нет", TODAY)
        with pytest.raises(NotFoundError):
            paper_of_deal(connection, kit.deal_id + 1, kit.papers[0].document_id, TODAY)
        with pytest.raises(NotFoundError):
            client_card(connection, "нет")


def test_a_paper_tells_its_files_and_days(house: House, kit: IssuedKit) -> None:
    contract = kit.papers[0]
    with house.work("tests", TODAY) as work:
        sign_by_client(work, contract.document_id, TODAY, Authority.HEAD)
    with house.database.read() as connection:
        told = paper_called(connection, contract.page_id, TODAY)
    assert told.deal == kit.deal_code
    assert told.days.signed_by_client_on == TODAY
    assert told.issued_pdf is not None
    assert told.file("0" * 64) is None


def test_a_deal_is_called_and_led_otherwise_and_lists_follow(house: House, kit: IssuedKit) -> None:
    with house.work("tests", TODAY) as work:
        edit_deal(work, kit.deal_id, subject="  Другой   предмет ", manager="Новый Человек")
    told = story(house, kit)
    assert (told.subject, told.manager) == ("Другой предмет", "Новый Человек")
    with house.work("tests", TODAY) as work, pytest.raises(RefusedError):
        edit_deal(work, kit.deal_id, subject=" ", manager=None)


def test_a_client_is_found_by_name_and_its_changes_are_told(house: House, kit: IssuedKit) -> None:
    told = story(house, kit)
    with house.database.read() as connection:
        version = client_version(connection, told.client)
        assert [one.code for one in list_clients(connection, chosen=ClientFilter(text="шевченко")).rows] == [
            told.client
        ]
        assert list_clients(connection, chosen=ClientFilter(labels=("никто",))).rows == ()
    with house.work("tests", TODAY) as work:
        set_tier(work, told.client, "VIP")
    with house.database.read() as connection:
        assert [one.kind for one in client_changes(connection, told.client, version)] == ["client.changed"]
        assert client_card(connection, told.client).tier == "VIP"
        assert account_of(connection, told.counterparty_id, told.organization_id, AGREED, TODAY).entries == ()
