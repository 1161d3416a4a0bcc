"""A chase from its first day to the lawyer, or to the day on which the paper comes home, in both databases."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select, update

from tests.tracker.chasing.desk import CLOSING, TODAY, Desk
from tests.tracker.chasing.test_writing import plain
from tests.tracker.letters.mailroom import second_client
from tracker.facts import Authority
from tracker.letters.states import State
from tracker.models import CounterpartyRow, PartyRow
from tracker.recording import sign_by_client


def test_day_after_day_each_is_written_to_once_in_turn(desk: Desk) -> None:
    desk.perform(desk.act())
    assert desk.run_until(date(2026, 12, 31)) == {
        date(2026, 11, 23): [CLOSING],
        date(2026, 11, 26): ["orlova@example.ru"],
        date(2026, 11, 30): ["control@example.ru"],
        date(2026, 12, 7): ["lawyer@example.ru"],
    }


def test_what_came_home_is_asked_for_no_more_and_a_letter_that_still_waits_is_withdrawn(desk: Desk) -> None:
    paper = desk.act()
    desk.perform(paper)
    desk.run()
    with desk.house.work("anna", TODAY) as work:
        sign_by_client(work, paper, TODAY, Authority.HEAD)
    assert desk.run_until(date(2026, 12, 21), TODAY + timedelta(1)) == {}
    assert desk.plan()[paper, "lawyer"][2] == "вернулся"
    assert [letter.state for letter in desk.letters()] == [State.WITHDRAWN]


def test_all_papers_of_a_client_go_in_one_letter_and_each_client_gets_its_own(desk: Desk) -> None:
    acts = [desk.act("41"), desk.act("42")]
    desk.perform(acts[0])
    other = second_client(desk.office)
    foreign = other.paper(number="7", sent_on=date(2026, 11, 3))
    with desk.house.work("anna", TODAY) as work:
        mine = select(CounterpartyRow.party_id).where(CounterpartyRow.id == other.counterparty_id).scalar_subquery()
        email = update(PartyRow).where(PartyRow.id == mine).values(email="other@example.org")
        work.connection.execute(email)
    desk.run()
    first, second = desk.letters()
    assert (first.recipients, first.documents) == ((CLOSING,), tuple(acts))
    assert (second.recipients, second.documents) == (("other@example.org",), (foreign,))
    assert "№ 7 " not in plain(first.body)
    assert "№ 41 " not in plain(second.body)
