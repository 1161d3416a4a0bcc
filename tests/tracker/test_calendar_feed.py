"""Deadlines as a calendar that other programs read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import insert, update

from tests.tracker.chasing.desk import TODAY, Desk, open_desk
from tests.tracker.letters.mailroom import party_of, second_client
from tracker.calendar_feed import FeedFilter, feed
from tracker.facts import ObligationKind, Side
from tracker.house import House
from tracker.models import ClaimRow, DealRow, SignatoryRow
from tracker.recording import NewObligation, add_obligation, perform

STAMP = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)


@pytest.fixture
def desk(house: House) -> Desk:
    return open_desk(house)


def made(desk: Desk, today: date = TODAY, **given: object) -> bytes:
    desk.house.sweep(today)
    facts = {"since": today - timedelta(30), "until": today + timedelta(120)} | given
    with desk.house.database.read() as connection:
        return feed(connection, today, 5, FeedFilter(**facts), STAMP)


def read(desk: Desk, today: date = TODAY, **given: object) -> dict[str, tuple[date, str]]:
    """Days and titles by UIDs without their house, as another program reads them."""
    calendar = Calendar.from_ical(made(desk, today, **given))
    events = list(calendar.walk("VEVENT"))
    found = {str(one["UID"]).split("@")[0]: (one.decoded("DTSTART"), str(one["SUMMARY"])) for one in events}
    assert len(found) == len(events), "every UID is its own"
    return {uid: (on, title.replace("\u00a0", " ")) for uid, (on, title) in found.items()}


def owe(desk: Desk, code: str, by: Side, kind: ObligationKind, due_on: date) -> int:
    with desk.house.work("anna", TODAY) as work:
        owed = NewObligation(code=code, by=by, kind=kind, amount=12_345_600, due_on=due_on)
        return add_obligation(work, desk.office.deal_id, owed)


def test_a_feed_tells_every_kind_of_deadline(desk: Desk) -> None:
    act = desk.act(sent_on=date(2026, 11, 20))
    ours = owe(desk, "товар", Side.US, ObligationKind.GOODS, date(2026, 11, 28))
    theirs = owe(desk, "оплата", Side.CLIENT, ObligationKind.PAYMENT, date(2026, 12, 10))
    with desk.house.work("anna", TODAY) as work:
        claim = {"deal_id": desk.office.deal_id, "sent_on": TODAY, "amount": 500_000}
        for place, answer_by in enumerate((date(2026, 12, 5), None)):
            work.connection.execute(insert(ClaimRow).values(**claim, position=place, answer_by=answer_by))
        attorney = {"attorney_number": "17/26", "attorney_from": TODAY, "attorney_until": date(2026, 12, 31)}
        mine = SignatoryRow.party_id == party_of(desk.office, work)
        work.connection.execute(update(SignatoryRow).where(mine).values(**attorney))
    found = read(desk)
    assert found == {
        f"paper-{act}-signature": (
            date(2026, 11, 30),
            "Акт № 41 от 02.11.2026: ждём подпись клиента, ИП Шевченко П. А.",
        ),
        f"obligation-{ours}-performance": (
            date(2026, 11, 30),  # a Saturday is moved
            "Исполнить: товар, 123 456,00 руб., ИП Шевченко П. А.",
        ),
        f"obligation-{theirs}-payment": (
            date(2026, 12, 10),
            "Получить: оплата от клиента, 123 456,00 руб., ИП Шевченко П. А.",
        ),
        "claim-1": (date(2026, 12, 5), "Претензия на 5 000,00 руб.: конец срока ответа, ИП Шевченко П. А."),
        "claim-2": (date(2026, 12, 23), "Претензия на 5 000,00 руб.: конец срока ответа, ИП Шевченко П. А."),
        "attorney-500123456750-17/26": (
            date(2026, 12, 31),
            "Кончается доверенность № 17/26: Шевченко Пётр Андреевич, ИП Шевченко П. А.",
        ),
    }


def test_limitation_ends_on_the_day_that_the_rule_names(desk: Desk) -> None:
    key = owe(desk, "товар", Side.US, ObligationKind.GOODS, date(2023, 12, 1))
    debt = owe(desk, "оплата", Side.CLIENT, ObligationKind.PAYMENT, date(2023, 12, 15))
    with desk.house.work("anna", TODAY) as work:
        perform(work, key, date(2023, 12, 1), None)
    assert read(desk)[f"limitation-{debt}"][0] == date(2026, 12, 15)


def test_the_same_deadline_keeps_its_uid_when_its_day_is_moved(desk: Desk) -> None:
    act = desk.act(sent_on=date(2026, 11, 20))
    before = read(desk)
    desk.office.change(act, sent_on=date(2026, 11, 23))
    after = read(desk)
    assert before.keys() == after.keys()
    assert before != after


def test_the_same_facts_and_instant_give_the_same_bytes(desk: Desk) -> None:
    desk.act(sent_on=date(2026, 11, 20))
    assert made(desk) == made(desk)
    assert made(desk).endswith(b"\r\n")
    assert b"DTSTART;VALUE=DATE:20261130" in made(desk)
    assert b"DTSTAMP:20261123T081500Z" in made(desk)
    assert max(map(len, made(desk).split(b"\r\n"))) <= 75


def test_a_manager_sees_the_own_deals_and_nobody_sees_what_is_far_away(desk: Desk) -> None:
    mine = desk.act(sent_on=date(2026, 11, 20))
    other = second_client(desk.office)
    with desk.house.work("anna", TODAY) as work:
        work.connection.execute(update(DealRow).where(DealRow.id == other.deal_id).values(manager="belov"))
    theirs = other.paper(sent_on=date(2026, 11, 20), number="7")
    assert len(read(desk)) == 2
    assert list(read(desk, manager="orlova")) == [f"paper-{mine}-signature"]
    assert list(read(desk, manager="belov")) == [f"paper-{theirs}-signature"]
    assert read(desk, manager="nobody") == {}
    assert read(desk, organization=desk.office.organization_id + 1) == {}
    assert read(desk, until=date(2026, 11, 29)) == {}
    assert len(read(desk, until=date(2026, 11, 30))) == 2
    assert read(desk, since=date(2026, 12, 1)) == {}


def test_what_is_signed_paid_or_cancelled_is_no_deadline(desk: Desk) -> None:
    act = desk.act(sent_on=date(2026, 11, 20))
    owed = owe(desk, "товар", Side.US, ObligationKind.GOODS, date(2026, 11, 28))
    with desk.house.work("anna", TODAY) as work:
        perform(work, owed, TODAY, None)
    desk.office.change(act, signed_by_client_on=TODAY, signer_authority="head", original_on=TODAY)
    assert read(desk) == {}
