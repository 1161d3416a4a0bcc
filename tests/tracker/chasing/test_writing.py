"""Reminders become letters once each: to the client with the papers, then to the manager, control and the lawyer."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.tracker.chasing.desk import CLOSING, TODAY, Desk
from tests.tracker.letters.mailroom import connect, open_mailroom, sqlite_url
from tests.tracker.letters.test_sending import send
from tests.tracker.making import events
from tracker.chasing import writing
from tracker.facts import Authority
from tracker.letters.states import State
from tracker.recording import sign_by_client


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: the same statements are tried on both elsewhere."""
    return sqlite_url(sqlite_template, tmp_path)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_who_is_late_with_a_reminder_still_leaves_time_to_the_next(desk: Desk) -> None:
    desk.perform(desk.act())
    desk.renew()
    late = TODAY + timedelta(30)
    assert len(desk.run(late).letters) == 1
    assert desk.run(late).letters == ()
    assert desk.run(late + timedelta(2)).letters == ()
    assert desk.run_until(late + timedelta(5), late + timedelta(3)).popitem()[1] == ["orlova@example.ru"]


def test_the_client_is_told_what_to_sign_by_when_and_where_to_send_it(desk: Desk) -> None:
    paper = desk.act()
    desk.perform(paper)
    desk.run()
    (letter,) = desk.letters()
    assert plain(letter.subject) == "Просим подписать и вернуть: Акт № 41 от 02.11.2026"
    body = plain(letter.body)
    assert "подпишите и верните до 30.11.2026" in body
    assert "1. Акт № 41 от 02.11.2026 на сумму 86 000,00 руб.; отправлено 02.11.2026" in body
    assert "Адрес для оригиналов: ООО «Светотехника», 125009, г. Москва, ул. Светлая, д. 7, оф. 12." in body
    assert "Орлова Мария, orlova@example.ru" in body
    assert "Файлы приложены." in body
    assert "риск" not in body
    assert "pervichka" not in body
    assert "\n\n\n" not in body


def test_a_paper_that_came_from_outside_is_named_without_a_file(desk: Desk) -> None:
    desk.act(name="Акт.docx")
    desk.run()
    (letter,) = desk.letters()
    assert letter.documents == ()
    assert "Файлы приложены" not in letter.body
    assert "Если вы уже всё отправили" in letter.body


def test_an_original_is_asked_for_in_its_own_words(desk: Desk) -> None:
    desk.perform(desk.act(signed_by_client_on=date(2026, 10, 1), signer_authority="head", date=date(2026, 10, 1)))
    desk.run()
    (letter,) = desk.letters()
    assert "Просим прислать до 30.11.2026 подписанные оригиналы" in plain(letter.body)
    assert "копии" not in letter.body, "a letter to the client does not admit that there is no original"
    assert "подпишите" not in letter.body


def test_colleagues_learn_what_is_at_risk_for_how_long_and_what_was_done(desk: Desk) -> None:
    desk.perform(desk.act())
    desk.run_until(date(2026, 12, 7))
    manager, control, lawyer = map(plain, (letter.body for letter in desk.letters()[1:]))
    assert "Позвоните клиенту" in manager
    assert "дней прошло: 14. Под риском 86 000,00 руб." in manager
    assert "Напоминание клиенту: 23.11.2026, письмо № 1." in manager
    assert "Напоминание менеджеру: 26.11.2026, письмо № 2." in control
    assert "одностороннего акта" in lawyer
    assert all(letter.documents == () for letter in desk.letters()[1:])
    assert all("\n\n\n" not in letter.body for letter in desk.letters())


def test_who_comes_next_learns_that_a_letter_did_not_go(desk: Desk) -> None:
    desk.perform(desk.act())
    desk.run()
    with open_mailroom(refuses={CLOSING: "550 gone"}) as room:
        connect(desk.house, room)
        send(desk.house)
    desk.run(TODAY + timedelta(3))
    assert "письмо № 1, не принято сервером." in plain(desk.letters()[1].body)


def test_nobody_is_reminded_on_a_day_off(desk: Desk) -> None:
    desk.perform(desk.act())
    sunday = date(2026, 11, 29)
    assert desk.run(sunday).renewed is None
    assert desk.letters() == []


def test_a_letter_that_asks_for_another_paper_too_still_goes(desk: Desk) -> None:
    home, away = desk.act("41"), desk.act("42")
    desk.perform(home)
    desk.run()
    with desk.house.work("anna", TODAY) as work:
        sign_by_client(work, home, TODAY, Authority.HEAD)
    desk.renew()
    assert [letter.state for letter in desk.letters()] == [State.WAITING]
    assert desk.plan()[away, "manager"][1] is None


def test_a_run_that_is_broken_off_leaves_whole_letters_and_goes_on_with_the_rest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.perform(desk.act("41"))
    desk.perform(desk.act("42", refused_on=date(2026, 11, 20)))
    composed = writing.compose

    def killed(work, letter):
        composed(work, letter)
        if letter.recipients == ("orlova@example.ru",):
            raise KeyboardInterrupt
        return composed

    monkeypatch.setattr(writing, "compose", lambda work, letter: killed(work, letter) and composed(work, letter))
    with pytest.raises(KeyboardInterrupt):
        desk.run()
    monkeypatch.setattr(writing, "compose", composed)
    before = [letter.recipients for letter in desk.letters()]
    desk.run()
    assert set(before) == {(CLOSING,)}
    assert [letter.recipients for letter in desk.letters()][len(before) :] == [("orlova@example.ru",)]


def test_a_damaged_file_is_told_and_the_other_papers_go(desk: Desk) -> None:
    bad, good = desk.act("41", content=b"%PDF-1.7 no more"), desk.act("42")
    done = desk.run()
    assert len(done.problems) == 1
    assert "Акт № 41.pdf" in done.problems[0]
    (letter,) = desk.letters()
    assert letter.documents == (good,)
    assert desk.plan()[bad, "contact"][1] is None, "it stays in the plan"


def test_files_above_the_limit_go_in_several_letters(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.tracker.letters.mailroom import pdf
    from tracker.letters import papers

    for module in (writing, papers):
        monkeypatch.setattr(module, "MOST_BYTES", 2 * len(pdf()))
    acts = [desk.act(str(number)) for number in range(3)]
    desk.run()
    assert [letter.documents for letter in desk.letters()] == [tuple(acts[:2]), tuple(acts[2:])]


def test_reminders_go_out_by_the_mail_server_once_each(desk: Desk) -> None:
    desk.perform(desk.act())
    with open_mailroom() as room:
        connect(desk.house, room)
        for day in (TODAY, TODAY, TODAY + timedelta(3)):
            desk.run(day)
            send(desk.house)
        assert [names for _, names in room.envelopes] == [[CLOSING], ["orlova@example.ru"]]
        assert max(room.ids().values()) == 1
        assert [part.get_filename() for part in room.letters[0].iter_attachments()] == ["Акт № 41.pdf"]
    assert len(events(desk.house, "reminders.written")) == 2
