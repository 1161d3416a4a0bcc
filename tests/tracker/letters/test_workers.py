"""One worker sends at a time, in both databases; what it was at when it died is known to the next."""

from __future__ import annotations

import json

from tests.tracker.letters.mailroom import TODAY, Mailroom, Office
from tests.tracker.letters.test_sending import later, send
from tests.tracker.making import events
from tracker.letters import outbox
from tracker.letters.courier import Fate
from tracker.letters.sending import Sent
from tracker.letters.states import State


def test_the_log_says_who_wrote_when_it_went_and_which_papers_went(office: Office, room: Mailroom) -> None:
    paper = office.paper()
    key = office.write(document_ids=[paper])
    send(office.house)
    sent = office.look(key)
    assert (sent.state, sent.created_by, sent.sent_on, sent.attempts) == (State.SENT, "anna", TODAY, 1)
    kinds = [(event["kind"], event["actor"]) for event in events(office.house) if event["subject"] == f"letter:{key}"]
    assert kinds == [("letter.composed", "anna"), ("letter.sending", "почта"), ("letter.sent", "почта")]
    assert json.loads(events(office.house, "letter.composed")[0]["details"])["documents"] == [paper]


def test_a_letter_that_was_being_sent_when_the_worker_died_is_doubtful(office: Office, room: Mailroom) -> None:
    key = office.write()
    with office.house.work("почта", TODAY) as work:
        assert outbox.take(work, office.look(key))
    assert send(office.house).counts == {Fate.DOUBTFUL: 1}
    assert "неизвестно, ушло ли" in (office.look(key).error or "")
    assert room.got == []


def test_a_second_worker_leaves_the_letter_of_a_living_one_alone(office: Office, room: Mailroom) -> None:
    key = office.write()
    others: list[Sent] = []
    seen: list[State] = []

    def meanwhile() -> None:
        seen.append(office.look(key).state)
        others.append(send(office.house))

    room.on_letter = meanwhile
    assert send(office.house).counts == {Fate.SENT: 1}
    assert seen == [State.SENDING]
    assert [other.is_other_at_work for other in others] == [True]
    assert room.ids() == {office.look(key).message_id: 1}


def test_what_a_server_refuses_for_now_is_tried_again_with_the_same_name(office: Office, room: Mailroom) -> None:
    room.says = ["451 Greylisted"]
    first, second = office.write(), office.write()
    assert send(office.house).counts == {Fate.POSTPONED: 1, Fate.SENT: 1}
    waiting = office.look(first)
    assert (waiting.state, waiting.error) == (State.WAITING, "451 Greylisted")
    assert office.look(second).state is State.SENT
    later(office.house, minutes=1)
    assert send(office.house).counts == {Fate.SENT: 1}
    assert room.ids() == {waiting.message_id: 1, office.look(second).message_id: 1}
