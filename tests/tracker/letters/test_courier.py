"""What a conversation with a mail server comes to, word by word."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.tracker.letters.mailroom import free_port, open_mailroom
from tracker.letters.courier import Courier, Fate, Patience, ServerDownError
from tracker.letters.server import MailServer, MailSettingError, server_of
from tracker.settings import Settings

QUICK = Patience(usual=5, last=5)
LETTER = b"Subject: x\r\n\r\nbody\r\n"
GREETING = ["220 here", "250 here", "250 sender", "250 recipient", "354 go on"]


def server(port: int, **given: object) -> MailServer:
    facts = {"user": None, "password": None, "sender": "docs@example.ru", "sender_name": None, "is_tls": False}
    return MailServer(host="127.0.0.1", port=port, **(facts | given))


@contextlib.contextmanager
def scripted(says: Sequence[str | None]) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says one line after each of the client's, a whole letter being one; None hangs up."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_talk, args=(listener, list(says), heard))
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join(5)


def _talk(listener: socket.socket, says: list[str | None], heard: list[bytes]) -> None:
    line, _ = listener.accept()
    with line, contextlib.suppress(OSError):
        line.settimeout(5)
        is_letter = False
        for number, said in enumerate(says):
            if number:
                heard.append(_listen(line, b"\r\n.\r\n" if is_letter else b"\r\n"))
            if said is None:
                return
            if said:
                line.sendall(said.encode() + b"\r\n")
            is_letter = said.startswith("354")
        while line.recv(1000):  # until the client goes
            if said:
                line.sendall(b"250 fine\r\n")


def _listen(line: socket.socket, end: bytes) -> bytes:
    got = b""
    while not got.endswith(end) and (more := line.recv(1000)):
        got += more
    return got


def hand_over(port: int, patience: Patience = QUICK) -> tuple[Fate, str | None, bool]:
    with Courier(server(port), patience) as courier:
        courier.connect()
        outcome = courier.send(["client@example.org"], LETTER)
        return outcome.fate, outcome.told, outcome.concerns_all


@pytest.mark.parametrize(
    ("says", "fate", "concerns_all"),
    [
        ([*GREETING, "250 ok"], Fate.SENT, False),
        ([*GREETING, "550 no"], Fate.FAILED, False),
        ([*GREETING, "451 later"], Fate.POSTPONED, False),
        ([*GREETING, None], Fate.DOUBTFUL, True),
        ([*GREETING, "nonsense"], Fate.DOUBTFUL, True),
        ([*GREETING[:4], "451 not now", "250 reset"], Fate.POSTPONED, False),
        ([*GREETING[:4], "554 never", "250 reset"], Fate.FAILED, False),
        ([*GREETING[:4], None], Fate.POSTPONED, True),
        ([*GREETING[:3], "421 closing"], Fate.POSTPONED, False),
        ([*GREETING[:3], None], Fate.POSTPONED, True),
        ([*GREETING[:2], "550 who are you"], Fate.POSTPONED, True),
        ([*GREETING[:2], "552 too large"], Fate.FAILED, False),
        ([*GREETING[:2], None], Fate.POSTPONED, True),
    ],
)
def test_only_what_cannot_have_been_taken_is_ever_tried_again(says, fate: Fate, concerns_all: bool) -> None:
    with scripted(says) as (port, _):
        assert hand_over(port)[::2] == (fate, concerns_all)


def test_a_server_that_keeps_silent_about_a_whole_letter_leaves_it_in_doubt() -> None:
    with scripted([*GREETING, ""]) as (port, _):
        fate, told, _ = hand_over(port, Patience(usual=5, last=0.1))
    assert fate is Fate.DOUBTFUL
    assert "не ответил" in (told or "")
    assert "время ожидания вышло" in (told or "")


@pytest.mark.parametrize("says", [[None], ["554 no service"], ["220 here", "500 what", "500 what"], ["220 here", None]])
def test_a_server_that_does_not_greet_is_down(says) -> None:
    with scripted(says) as (port, _), Courier(server(port), QUICK) as courier, pytest.raises(ServerDownError):
        courier.connect()


@pytest.mark.parametrize(("says", "told"), [(None, "в соединении отказано"), ([None], "сервер закрыл соединение")])
def test_why_a_server_is_down_is_told_in_russian(says, told: str) -> None:
    place = scripted(says) if says else contextlib.nullcontext((free_port(), []))
    with place as (port, _), Courier(server(port), QUICK) as courier, pytest.raises(ServerDownError, match=told):
        courier.connect()


def test_a_password_is_not_given_away_without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MailServer, "is_here", property(lambda _: False))
    with (
        scripted(["220 here", "250 here"]) as (port, heard),
        Courier(server(port, user="docs", password="s3cret"), QUICK) as courier,
        pytest.raises(ServerDownError, match="не предлагает шифрования"),
    ):
        courier.connect()
    assert b"s3cret" not in b"".join(heard)
    assert b"AUTH" not in b"".join(heard)


def test_lines_that_begin_with_a_dot_arrive_as_they_were() -> None:
    content = b"Subject: x\r\n\r\n.\r\n..\r\n.hidden\r\nend\r\n"
    with open_mailroom() as room, Courier(server(room.port), QUICK) as courier:
        courier.connect()
        assert courier.send(["client@example.org"], content).fate is Fate.SENT
        courier.connect()
        assert courier.send(["client@example.org"], content).fate is Fate.SENT
    assert [one.replace(b"\r\n", b"\n") for one in room.got] == [content.replace(b"\r\n", b"\n")] * 2


def test_a_connection_that_was_lost_between_two_letters_is_made_again() -> None:
    with open_mailroom() as room, Courier(server(room.port), QUICK) as courier:
        courier.connect()
        courier._smtp.sock.shutdown(socket.SHUT_RDWR)
        courier.connect()
        assert courier.send(["client@example.org"], LETTER).fate is Fate.SENT


def test_settings_name_a_server() -> None:
    settings = Settings(
        home=Path("home"), smtp_url="smtps://docs%40x:p%40ss@mail.example.ru", mail_from="Документы <docs@example.ru>"
    )
    found = server_of(settings)
    assert found is not None
    assert (str(found), found.is_tls, found.user, found.password) == ("mail.example.ru:465", True, "docs@x", "p@ss")
    assert (found.sender_name, found.sender) == ("Документы", "docs@example.ru")
    assert "p@ss" not in repr(found)
    assert "p%40ss" not in repr(settings)
    assert server_of(Settings(home=Path("home"))) is None


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://mail", "docs@example.ru"),
        ("smtp://u:s3cret@mail:99999", "docs@example.ru"),
        ("smtp://u:s3cret@mail:25/inbox", "docs@example.ru"),
        ("smtp://:25", "docs@example.ru"),
        ("mail.example.ru", "docs@example.ru"),
        ("smtp://u:s3cret@mail", None),
        (None, "docs@example.ru"),
        ("smtp://u:s3cret@mail", "не адрес"),
        ("smtp://u:s3cret@[mail", "docs@example.ru"),
    ],
)
def test_settings_that_make_no_sense_are_told_without_the_password(url: str | None, sender: str | None) -> None:
    with pytest.raises(MailSettingError) as told:
        server_of(Settings(home=Path("home"), smtp_url=url, mail_from=sender))
    assert "PERVICHKA_" in str(told.value)
    assert "s3cret" not in f"{told.value} {told.value.__cause__}"
