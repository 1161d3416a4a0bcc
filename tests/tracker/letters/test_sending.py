"""Letters are sent once each, whatever the mail server does."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from docgen.errors import DocgenError
from tests.tracker.letters.mailroom import (
    DROP,
    FROM,
    TODAY,
    Mailroom,
    Office,
    connect,
    free_port,
    open_mailroom,
    pdf,
    sqlite_url,
)
from tests.tracker.making import events
from tracker.house import House
from tracker.letters import outbox, sending
from tracker.letters.courier import Fate, Patience
from tracker.letters.sending import Sent, send_due, send_waiting, waiting
from tracker.letters.states import State

QUICK = Patience(usual=5, last=5)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: the same statements are tried on both elsewhere."""
    return sqlite_url(sqlite_template, tmp_path)


def send(house: House) -> Sent:
    return send_due(house, TODAY, patience=QUICK)


def later(house: House, **delta: int) -> None:
    """The clock goes on by so much."""
    clock, forward = house.clock, timedelta(**delta)
    house.clock = lambda: clock() + forward


def test_a_letter_with_papers_arrives_once_as_it_was_written(office: Office, room: Mailroom) -> None:
    paper, other = office.paper(content=pdf(3)), office.paper(content=pdf(2), name="Акт № 41.pdf")
    key = office.write("client@example.org", "buh@пример.рф", document_ids=[paper, other])
    assert send(office.house).counts == {Fate.SENT: 1}
    assert send(office.house).counts == {}
    (letter,) = room.letters
    assert room.envelopes == [(FROM, ["client@example.org", "buh@xn--e1afmkfd.xn--p1ai"])]
    assert letter["Subject"] == "Акты за ноябрь"
    assert letter["From"] == f"ООО «Светотехника» <{FROM}>"
    assert letter["Reply-To"] == "sales@example.ru"
    assert letter["Message-ID"] == office.look(key).message_id
    assert parsedate_to_datetime(letter["Date"]).utcoffset() == timedelta(0)
    assert letter.get_body(("plain",)).get_content().split() == ["Добрый", "день!", "Просим", "подписать", "акт."]
    assert [(part.get_filename(), part.get_content()) for part in letter.iter_attachments()] == [
        ("Акт № 41.pdf", pdf(3)),
        ("Акт № 41 (2).pdf", pdf(2)),
    ]
    assert room.got[0].isascii()


def test_without_settings_letters_wait_and_it_is_said_why(office: Office) -> None:
    office.write()
    connect(office.house, None)
    done = send(office.house)
    assert "PERVICHKA_SMTP_URL" in (done.told or "")
    assert done.again_at is None
    assert events(office.house, "letter.sending") == []


def test_a_server_that_is_down_is_asked_again_ever_later_and_nothing_is_lost_or_doubled(office: Office) -> None:
    keys = [office.write() for _ in range(3)]
    down = Mailroom(free_port())
    connect(office.house, down)
    waits = []
    for attempt in range(1, 7):
        done = send(office.house)
        assert done.counts == {Fate.POSTPONED: 3}
        assert "не отвечает" in (done.told or "")
        letter = office.look(keys[0])
        assert (letter.state, letter.attempts) == (State.WAITING, attempt)
        assert send(office.house).counts == {}, "it is not asked again at once"
        waits.append(letter.try_at)
        later(office.house, hours=5)
    assert waits == sorted(waits)
    assert events(office.house, "letter.sending") == [], "no letter was even begun"
    with open_mailroom(down.port) as room:
        assert send(office.house).counts == {Fate.SENT: 3}
    assert room.ids() == {office.look(key).message_id: 1 for key in keys}


def test_what_a_server_refuses_for_good_has_failed_with_its_words_and_the_next_letter_goes(
    office: Office, room: Mailroom
) -> None:
    room.says = ["554 5.7.1 Spam\u00a0detected"]
    room.refuses = {"nobody@example.org": "550 5.1.1 No such user"}
    keys = [office.write(), office.write("nobody@example.org"), office.write()]
    assert send(office.house).counts == {Fate.FAILED: 2, Fate.SENT: 1}
    assert [office.look(key).error for key in keys] == [
        "554 5.7.1 Spam detected",
        "nobody@example.org (550 5.1.1 No such user)",
        None,
    ]
    later(office.house, days=1)
    assert send(office.house).counts == {}, "it is not tried again by itself"


def test_of_several_recipients_those_who_are_refused_are_named_and_the_others_get_it(
    office: Office, room: Mailroom
) -> None:
    room.refuses = {"left@example.org": "550 gone", "full@example.org": "452 full"}
    key = office.write("left@example.org", "here@example.org", "full@example.org")
    assert send(office.house).counts == {Fate.SENT: 1}
    assert room.envelopes == [(FROM, ["here@example.org"])]
    assert office.look(key).error == "не приняты адреса: left@example.org (550 gone); full@example.org (452 full)"


def test_recipients_who_are_all_refused_for_now_are_asked_again(office: Office, room: Mailroom) -> None:
    room.refuses = {"full@example.org": "452 full", "left@example.org": "550 gone"}
    key = office.write("full@example.org", "left@example.org")
    assert send(office.house).counts == {Fate.POSTPONED: 1}
    assert office.look(key).state is State.WAITING


def test_a_letter_whose_answer_was_lost_is_doubtful_and_never_sent_again_by_itself(
    office: Office, room: Mailroom
) -> None:
    room.says = [DROP]
    first, second = office.write(), office.write()
    assert send(office.house).counts == {Fate.DOUBTFUL: 1, Fate.POSTPONED: 1}
    assert office.look(first).state is State.DOUBTFUL
    later(office.house, minutes=1)
    assert send(office.house).counts == {Fate.SENT: 1}
    later(office.house, days=30)
    assert send(office.house).counts == {}
    assert room.ids()[office.look(first).message_id] == 1
    with office.house.work("anna", TODAY) as work:
        outbox.mark_sent(work, first, TODAY)
    assert office.look(first).state is State.SENT
    assert office.look(second).state is State.SENT


def test_a_server_that_swallows_its_answers_leaves_one_letter_in_doubt_and_not_all(
    office: Office, room: Mailroom
) -> None:
    room.says = [DROP] * 20
    keys = [office.write() for _ in range(3)]
    send(office.house)
    assert [office.look(key).state for key in keys] == [State.DOUBTFUL, State.WAITING, State.WAITING]
    assert len(room.got) == 1


def test_a_person_who_knows_better_sends_a_doubtful_letter_again_under_the_same_name(
    office: Office, room: Mailroom
) -> None:
    room.says = [DROP]
    key = office.write()
    send(office.house)
    with office.house.work("anna", TODAY) as work:
        outbox.resend(work, key)
    assert send(office.house).counts == {Fate.SENT: 1}
    assert room.ids() == {office.look(key).message_id: 2}


def test_a_withdrawn_letter_does_not_go(office: Office, room: Mailroom) -> None:
    key = office.write()
    with office.house.work("anna", TODAY) as work:
        outbox.withdraw(work, key)
    assert send(office.house).counts == {}
    assert office.look(key).state is State.WITHDRAWN


def test_the_job_says_when_it_wants_to_be_called_again(office: Office, room: Mailroom) -> None:
    assert list(waiting(office.house)) == []
    assert send_waiting(office.house, 0, TODAY) is None
    room.says = ["451 later"]
    office.write()
    assert list(waiting(office.house)) == [0]
    pause = send_waiting(office.house, 0, TODAY)
    assert pause is not None
    assert 0 < pause <= 60
    later(office.house, minutes=5)
    assert send_waiting(office.house, 0, TODAY) is None
    assert list(waiting(office.house)) == []
    assert len(room.got) == 1


def test_letters_without_settings_are_no_work_for_the_job_until_they_are_set(office: Office) -> None:
    office.write()
    connect(office.house, None)
    assert list(waiting(office.house)) == []
    assert send_waiting(office.house, 0, TODAY) is None
    connect(office.house, Mailroom(free_port()))
    assert list(waiting(office.house)) == [0]


def test_a_step_of_the_job_ends_soon_so_that_a_worker_can_stop(
    office: Office, room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_SECONDS_AT_ONCE", 0.0)
    for _ in range(3):
        office.write()
    pauses = [send_waiting(office.house, 0, TODAY) for _ in range(4)]
    assert pauses[:2] == [0.0, 0.0]
    assert pauses[-1] is None
    assert len(room.got) == 3


@pytest.mark.parametrize("deed", [outbox.resend, outbox.withdraw, lambda work, key: outbox.mark_sent(work, key, TODAY)])
def test_what_went_cannot_be_sent_again_or_withdrawn(office: Office, room: Mailroom, deed) -> None:
    key = office.write()
    send(office.house)
    with pytest.raises(DocgenError, match="поступить нельзя"), office.house.work("anna", TODAY) as work:
        deed(work, key)
    assert office.look(key).state is State.SENT


def test_a_wrong_password_lets_all_letters_wait_and_is_shown_nowhere(office: Office, room: Mailroom) -> None:
    from dataclasses import replace

    key = office.write()
    url = f"smtp://docs:s3cret@127.0.0.1:{room.port}"
    office.house.settings = replace(office.house.settings, smtp_url=url)
    done = send(office.house)
    assert done.counts == {Fate.POSTPONED: 1}
    assert office.look(key).state is State.WAITING
    told = repr(office.house.settings) + str(done) + "".join(str(dict(event)) for event in events(office.house))
    assert "s3cret" not in told
