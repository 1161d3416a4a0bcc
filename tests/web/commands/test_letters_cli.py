"""Reminders, letters and the calendar on the command line."""

from __future__ import annotations

import pytest

from tests.tracker.letters.mailroom import Mailroom, open_mailroom
from tests.web.shell import run as run_captured
from tracker.deals_file import sample_file
from tracker.house import House
from tracker.letters.sending import send_due
from web.settings import house_settings, today


@pytest.fixture
def run(home, capsys, monkeypatch):
    for name in ("PERVICHKA_SMTP_URL", "PERVICHKA_MAIL_FROM"):
        monkeypatch.delenv(name, raising=False)

    def command(*words):
        return run_captured(capsys, *words)

    return command


@pytest.fixture
def sample(run):
    """The shipped deals and people who chase them."""
    assert run("load", sample_file()).status == 0
    for login, role in (("orlova", "manager"), ("control", "control"), ("lawyer", "lawyer")):
        assert run("user", "add", login, "--name", f"Пользователь {login}", "--role", role).status == 0
        assert run("user", "email", login, f"{login}@example.ru").status == 0
    return run


def deliver(room: Mailroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the worker does."""
    monkeypatch.setenv("PERVICHKA_SMTP_URL", room.url)
    monkeypatch.setenv("PERVICHKA_MAIL_FROM", "docs@example.ru")
    house = House.open(house_settings())
    send_due(house, today())
    house.close()


def test_reminders_are_planned_written_once_and_listed(sample, monkeypatch) -> None:
    planned = sample("remind", "plan")
    assert "Документов ждём: 2. Напоминаний добавлено: 8" in planned.out
    assert "у клиента нет адреса для закрывающих документов: 1" in planned.out
    written = sample("remind", "run")
    assert written.status == 0
    assert "orlova@example.ru — Не вернулись документы: 1, клиентов: 1" in written.out
    assert "Писем: 2." in written.out
    assert "Почта не настроена, письма ждут" in written.err
    assert "Писем: 0." in sample("remind", "run").out
    assert sample("worker", "--once").out == "Письма: ждёт отправки — 2. Почему — pervichka letter list\n"
    assert "письмо № 1: ждёт отправки" in sample("remind", "list").out
    assert "запланировано" in sample("remind", "list", "--deal", "НС-1", "--open").out
    with open_mailroom() as room:
        deliver(room, monkeypatch)
        assert len(room.got) == 2
    assert "отправлено: 2" in sample("letter", "list").out
    assert "выходной" in sample("remind", "run", "--today", "2026-11-29").out


def test_a_letter_with_a_paper_is_written_sent_and_recorded_as_a_dispatch(
    deal_home, run, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("letter", "write", "D1", "--to", "buh@example.org", "--subject", "Счёт", "--text", "Во вложении.")
    written = run(*words, "--paper", "contract")
    assert written.status == 0
    assert "№ 1 ждёт отправки: buh@example.org — Счёт, документов: 1" in written.out
    assert "ещё нельзя" in run("letter", "dispatched", 1).err
    with open_mailroom() as room:
        deliver(room, monkeypatch)
        (letter,) = room.letters
    (attached,) = letter.iter_attachments()
    assert attached.get_content().startswith(b"%PDF-")
    assert "Приложено: Договор №" in run("letter", "show", 1).out
    assert "--anyway" in run("letter", "dispatched", 1).err
    assert "Отправлен: Договор" in run("letter", "dispatched", 1, "--anyway").out
    assert "уже записана" in run("letter", "dispatched", 1, "--anyway").out
    assert run("letter", "resend", 1).status == 2


def test_a_person_decides_about_letters(deal_home, run, tmp_path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("Добрый день!", encoding="utf-8")
    words = ("letter", "write", "D1", "--to", "buh@example.org", "--subject", "Счёт", "--file", text)
    assert run(*words).status == 0
    assert "отозвано" in run("letter", "withdraw", 1).out
    assert "ждёт отправки" in run("letter", "resend", 1).out
    assert run("letter", "sent", 1).status == 2, "it is known that it did not go"
    assert "ждёт отправки: 1" in run("letter", "list", "--state", "waiting").out


def test_a_letter_is_written_although_the_settings_of_mail_make_no_sense(deal_home, run, monkeypatch) -> None:
    monkeypatch.setenv("PERVICHKA_SMTP_URL", "http://docs:s3cret@example.ru")
    monkeypatch.setenv("PERVICHKA_MAIL_FROM", "docs@example.ru")
    told = run("letter", "write", "D1", "--to", "buh@example.org", "--subject", "Счёт", "--text", "Добрый день!")
    assert (told.status, "№ 1 ждёт отправки" in told.out) == (0, True)
    assert "PERVICHKA_SMTP_URL не подходит" in told.err
    assert "s3cret" not in told.out + told.err


def test_a_cover_letter_is_issued_and_lies_in_the_folder(deal_home, run, tmp_path) -> None:
    done = run("letter", "cover", "D1", "--way", "post", "--number", "12500991045678", "-o", tmp_path / "out")
    assert done.status == 0
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".docx", ".pdf"]
    assert "--sent-on" in done.err
    assert "Письмо № 1 от 23.11.2026" in run("deal", "D1").out


def test_a_calendar_is_written(sample, tmp_path) -> None:
    done = sample("calendar", "-o", tmp_path / "all.ics")
    assert done.status == 0
    content = (tmp_path / "all.ics").read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR")
    assert f"сроков {content.count(b'BEGIN:VEVENT')}" in done.out
    assert sample("calendar", "-o", tmp_path / "none.ics", "--manager", "nobody").out.endswith("сроков 0\n")


@pytest.mark.parametrize(
    "words",
    [
        ("letter", "show", "7"),
        ("letter", "resend", "7"),
        ("letter", "list", "--state", "gone"),
        ("letter", "write", "D1", "--subject", " ", "--text", "Текст"),
        ("letter", "write", "D1", "--to", "a@b.ru\nBcc: c@d.ru", "--subject", "Счёт", "--text", "Текст"),
        ("letter", "write", "D1", "--to", "a@b.ru", "--subject", "Счёт"),
        ("letter", "write", "D1", "--to", "a@b.ru", "--subject", "Счёт", "--text", "Текст", "--paper", "нет"),
        ("letter", "cover", "D1", "--way", "pigeon"),
        ("letter", "cover", "D1", "--way", "post", "--sheets", "contract"),
        ("letter", "cover", "нет", "--way", "post"),
        ("remind", "list", "--deal", "нет"),
        ("calendar", "-o", "/nowhere/at/all.ics"),
        ("user", "email", "orlova", "a@b.ru"),
    ],
)
def test_what_cannot_be_is_one_line_of_russian(deal_home, run, words) -> None:
    done = run(*words)
    assert done.status == 2
    assert done.err.count("\n") == 1
    assert not done.out
