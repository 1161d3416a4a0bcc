"""A worker is killed with -9 in the midst of its letters: none arrives twice, none is lost without a word."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from tests.tracker.letters.mailroom import Mailroom, Office, connect, open_mailroom
from tests.tracker.letters.test_sending import send
from tracker.house import House
from tracker.letters.states import State

ROOT = Path(__file__).resolve().parents[3]
LETTERS = 20


def start(house: House, room: Mailroom) -> subprocess.Popen[bytes]:
    words = [str(house.settings.home), str(house.settings.database_url), room.url]
    command = [sys.executable, "-m", "tests.tracker.letters.sender", *words]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def kill_at(house: House, room: Mailroom, letter: int) -> None:
    """Runs a worker and kills it when this letter is with the server, which has not answered yet."""
    started = threading.Event()
    workers: list[subprocess.Popen[bytes]] = []

    def strike() -> None:
        started.wait(10)
        if len(room.got) == letter:
            workers[0].kill()
            workers[0].wait(10)

    room.on_letter = strike
    workers.append(start(house, room))
    started.set()
    _, told = workers[0].communicate(timeout=30)
    assert workers[0].returncode == -9, told


def test_no_letter_arrives_twice_and_each_that_may_have_arrived_is_named(office: Office) -> None:
    deaths = (4, 11) if office.house.database.is_sqlite else (7,)
    keys = [office.write(subject=f"Письмо {number}") for number in range(LETTERS)]
    with open_mailroom() as room:
        connect(office.house, room)
        for letter in deaths:
            kill_at(office.house, room, letter)
        room.on_letter = lambda: None
        before = [office.look(key) for key in keys]
        assert Counter(letter.state for letter in before)[State.SENDING] == 1
        send(office.house)
        arrived = room.ids()
    letters = [office.look(key) for key in keys]
    assert max(arrived.values()) == 1
    assert Counter(letter.state for letter in letters) == {
        State.SENT: LETTERS - len(deaths),
        State.DOUBTFUL: len(deaths),
    }
    silent = [letter for letter in letters if letter.message_id not in arrived]
    assert all(letter.state is State.DOUBTFUL for letter in silent)
    assert {letter.message_id for letter in letters if letter.state is State.SENT} <= arrived.keys()
