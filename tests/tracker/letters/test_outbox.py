"""Whatever servers, workers and people do in whatever order, no letter is ever sent twice by itself."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import update

from docgen.errors import DocgenError
from tests.tracker.archives import NOW
from tests.tracker.letters.mailroom import TODAY, Office, open_office, sqlite_url
from tracker.backup import backup, restore
from tracker.house import House
from tracker.letters import outbox, sending
from tracker.letters.courier import Fate, Outcome, ServerDownError
from tracker.letters.states import State
from tracker.models import LetterRow
from tracker.settings import Settings


class Killed(BaseException):
    """The worker dies here."""


class ScriptedCourier:
    """A courier whose server does as it is told. ``delivered`` counts what really reached it."""

    script: ClassVar[list[str]] = []
    delivered: ClassVar[Counter[bytes]] = Counter()

    def __init__(self, *given: Any) -> None:
        pass

    def __enter__(self) -> ScriptedCourier:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def connect(self) -> None:
        if self.script and self.script[0] == "down":
            self.script.pop(0)
            raise ServerDownError("выключен")

    def send(self, _recipients: tuple[str, ...], content: bytes) -> Outcome:
        said = self.script.pop(0) if self.script else "sent"
        if said == "killed before":
            raise Killed
        if said in {"sent", "killed after", "doubtful"}:
            self.delivered[_name_in(content)] += 1
        if said == "killed after":
            raise Killed
        if said == "lost":
            return Outcome(fate=Fate.DOUBTFUL, told="потеряно", concerns_all=True)
        if said == "down":
            return Outcome(fate=Fate.POSTPONED, told="оборвалось", concerns_all=True)
        return Outcome(fate=Fate(said), told=None if said == "sent" else said)


def _name_in(content: bytes) -> bytes:
    return next(line for line in content.splitlines() if line.startswith(b"Message-ID: "))


def _arrived(message_id: str) -> int:
    return ScriptedCourier.delivered[f"Message-ID: {message_id}".encode()]


SAYS = st.sampled_from(["killed after", "sent", "postponed", "failed", "doubtful", "lost", "killed before", "down"])
WAYS = {
    "resend": outbox.resend,
    "withdraw": outbox.withdraw,
    "sent": lambda work, key: outbox.mark_sent(work, key, TODAY),
}


class Post(RuleBasedStateMachine):
    """Letters of one house. ``allowed``: how often each may arrive: once, and once more when a person said so."""

    office: ClassVar[Office]
    now: ClassVar[datetime]

    @initialize()
    def begin(self) -> None:
        """The house stays, which is quicker; nothing in it waits any more."""
        self.house = Post.office.house
        with self.house.work("anna", TODAY) as work:
            work.connection.execute(update(LetterRow).values(state=State.WITHDRAWN.value))
        self.allowed: dict[int, int] = {}
        self.marked: set[int] = set()
        ScriptedCourier.script, ScriptedCourier.delivered = [], Counter()

    def arrived(self, key: int) -> int:
        return _arrived(self.office.look(key).message_id)

    @rule()
    def write(self) -> None:
        self.allowed[self.office.write()] = 1

    @rule(script=st.lists(SAYS, max_size=3), minutes=st.sampled_from([0, 1, 300]))
    def send(self, script: list[str], minutes: int) -> None:
        Post.now += timedelta(minutes=minutes)
        ScriptedCourier.script = script
        try:
            done = sending.send_due(self.house, TODAY)
        except Killed:
            return
        assert not done.is_other_at_work
        with self.house.database.read() as connection:
            states = outbox.count_by_state(connection)
        assert State.SENDING not in states
        assert (done.again_at is not None) == (State.WAITING in states)

    @precondition(lambda self: self.allowed)
    @rule(choice=st.integers(min_value=0), way=st.sampled_from(sorted(WAYS)))
    def decide(self, choice: int, way: str) -> None:
        key = sorted(self.allowed)[choice % len(self.allowed)]
        before = self.office.look(key)
        try:
            with self.house.work("anna", TODAY) as work:
                WAYS[way](work, key)
        except DocgenError:
            assert self.office.look(key) == before
            return
        assert before.state not in {State.SENT, State.SENDING}
        if way == "sent":
            self.marked.add(key)
        if way == "resend":
            self.allowed[key] = self.arrived(key) + 1

    @invariant()
    def nothing_arrives_more_often_than_it_may(self) -> None:
        if not getattr(self, "allowed", None):
            return
        with self.house.database.read() as connection:
            letters = outbox.list_letters(connection, size=len(self.allowed))
        for letter in letters:
            arrived, most = _arrived(letter.message_id), self.allowed[letter.id]
            assert arrived <= most
            if letter.state is State.WAITING:
                assert arrived < most, "a letter that may have gone waits to go again"
            if letter.state is State.SENT:
                assert arrived or letter.id in self.marked
            if letter.state is State.FAILED:
                assert arrived < most


@pytest.fixture
def _scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "Courier", ScriptedCourier)


@pytest.mark.usefixtures("_scripted")
def test_no_order_of_events_doubles_a_letter(sqlite_template: Path, tmp_path: Path) -> None:
    url = sqlite_url(sqlite_template, tmp_path)
    facts = {"smtp_url": "smtp://mail", "mail_from": "docs@example.ru"}
    Post.now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    house = House.open(Settings(home=tmp_path / "home", database_url=url, **facts), lambda: Post.now)
    Post.office = open_office(house)
    run_state_machine_as_test(Post, settings=settings(max_examples=25, stateful_step_count=8))
    house.close()


def test_after_a_restore_what_waited_is_doubtful_for_it_may_have_gone_since(house: House, tmp_path: Path) -> None:
    office = open_office(house)
    waiting, withdrawn = office.write(), office.write()
    with house.work("anna", TODAY) as work:
        outbox.withdraw(work, withdrawn)
    archive = tmp_path / "archive.tar"
    backup(house, archive, NOW)
    restore(archive, house.settings, replace=True, now=NOW, today=TODAY)
    assert office.look(waiting).state is State.DOUBTFUL
    assert "из копии" in (office.look(waiting).error or "")
    assert office.look(withdrawn).state is State.WITHDRAWN


def test_waits_grow_to_four_hours_and_no_further() -> None:
    minutes = [outbox.delay_after(attempts) / timedelta(minutes=1) for attempts in (1, 2, 3, 4, 5, 6, 100)]
    assert minutes == [1, 5, 15, 60, 240, 240, 240]


def test_the_log_is_read_page_by_page_by_state_and_by_deal(house: House) -> None:
    office = open_office(house)
    keys = [office.write() for _ in range(3)]
    with house.work("anna", TODAY) as work:
        outbox.withdraw(work, keys[1])
    with house.database.read() as connection:
        assert [one.id for one in outbox.list_letters(connection, size=2)] == [keys[2], keys[1]]
        assert [one.id for one in outbox.list_letters(connection, before=keys[1])] == [keys[0]]
        assert [one.id for one in outbox.list_letters(connection, state=State.WITHDRAWN)] == [keys[1]]
        assert outbox.list_letters(connection, deal_id=office.deal_id + 1) == []
        assert outbox.count_by_state(connection) == {State.WAITING: 2, State.WITHDRAWN: 1}
