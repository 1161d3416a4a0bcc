"""Sends what waits: one sender of a house at a time, one letter at a time, nothing in doubt ever again by itself.

A letter is marked as being sent in a transaction of its own before a byte of it goes, and its end is written in
another. Whoever was killed in between leaves it marked; the next sender calls it doubtful.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from docgen.bundle import File
from docgen.errors import DocgenError
from tracker.errors import DatabaseError
from tracker.house import House
from tracker.letters import outbox
from tracker.letters.courier import PATIENCE, Courier, Fate, Outcome, Patience, ServerDownError
from tracker.letters.message import message_of
from tracker.letters.outbox import Letter
from tracker.letters.papers import check_papers, outgoing_files
from tracker.letters.server import NOT_SET, MailServer, MailSettingError, server_of

ACTOR: Final = "почта"
"""Who sends, in the journal."""

JOB: Final = ("mail", 0)
"""The job of ``tracker.jobs`` that sends, and its only argument: a house has one sender."""

_LOCK: Final = "mail"
_SECONDS_AT_ONCE: Final = 2.0
_WHILE_ANOTHER_SENDS: Final = 10.0
_LONGEST_PAUSE: Final = 60.0  # a new letter does not wait for the next attempt of an old one


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a round of sending came to. ``counts``: letters by what became of them.

    again_at: the instant (UTC text) from which another round has something to do, "" for at once; None if nothing
    waits, or only for settings. told: why letters wait. is_other_at_work: another process sends, so this one did not.
    """

    counts: Mapping[Fate, int]
    again_at: str | None = None
    told: str | None = None
    is_other_at_work: bool = False


def send_waiting(house: House, argument: int, today: date) -> float | None:
    """The step of the job «mail»: sends for a moment; the seconds until there is more to do, None for no more."""
    del argument
    done = send_due(house, today, seconds=_SECONDS_AT_ONCE)
    if done.is_other_at_work:
        return _WHILE_ANOTHER_SENDS
    if not done.again_at:
        return None if done.again_at is None else 0.0
    pause = (datetime.fromisoformat(done.again_at) - house.clock()).total_seconds()
    return min(max(0.0, pause), _LONGEST_PAUSE)


def waiting(house: House) -> Sequence[int]:
    """What the job «mail» is to be asked for: its only argument while letters wait for more than settings."""
    with house.database.read() as connection:
        is_any = outbox.is_anything_to_do(connection)
    return [JOB[1]] if is_any and _is_set_up(house) else []


def _is_set_up(house: House) -> bool:
    try:
        return server_of(house.settings) is not None
    except MailSettingError:
        return False


def send_due(house: House, today: date, *, seconds: float | None = None, patience: Patience = PATIENCE) -> Sent:
    """Sends every letter that is due, or those of so many seconds. Safe to repeat, to run twice at once and to kill.

    Raises DatabaseError; all else that can go wrong is an outcome.
    """
    until = None if seconds is None else time.monotonic() + seconds
    with house.database.hold(_LOCK) as is_ours:
        if not is_ours:
            return Sent(counts={}, told="Письма уже отправляет другая программа.", is_other_at_work=True)
        return _Round(house, today, patience, until).run()


class _Round:
    """A round of the only sender."""

    def __init__(self, house: House, today: date, patience: Patience, until: float | None) -> None:
        self._house = house
        self._today = today
        self._patience = patience
        self._until = until
        self._counts: Counter[Fate] = Counter()

    def run(self) -> Sent:
        self._counts[Fate.DOUBTFUL] += self._doubt_broken_off()
        try:
            server = server_of(self._house.settings)
        except MailSettingError as error:
            return self._ended(str(error), is_hopeless=True)
        if server is None:
            return self._ended(NOT_SET, is_hopeless=True)
        with Courier(server, self._patience) as courier:
            told = self._send_all(courier, server)
        return self._ended(told)

    def _doubt_broken_off(self) -> int:
        with self._house.work(ACTOR, self._today) as work:
            return len(outbox.doubt_broken_off(work))

    def _send_all(self, courier: Courier, server: MailServer) -> str | None:
        """Sends letter after letter; the reason if the server takes no more."""
        while not self._is_over() and (letter := self._next()) is not None:
            try:
                courier.connect()
            except ServerDownError as error:
                return self._postpone(str(error))
            outcome = self._send(courier, server, letter)
            if outcome is None:
                continue
            self._counts[outcome.fate] += 1
            if outcome.concerns_all:  # a server that swallows answers would leave every letter in doubt
                return self._postpone(outcome.told or "")
        return None

    def _is_over(self) -> bool:
        """Whether the time is up; at least one letter has been tried then."""
        return self._until is not None and self._counts.total() > 0 and time.monotonic() > self._until

    def _next(self) -> Letter | None:
        with self._house.database.read() as connection:
            return outbox.next_due(connection, self._house.clock())

    def _send(self, courier: Courier, server: MailServer, letter: Letter) -> Outcome | None:
        """What became of the letter; None if a person has withdrawn it meanwhile."""
        try:
            content = message_of(letter, server, self._house.clock(), self._files(letter))
            if not self._take(letter):
                return None
        except DatabaseError:
            raise
        except DocgenError as error:  # a paper was annulled, a file is damaged: nothing of the letter went
            with self._house.work(ACTOR, self._today) as work:
                outbox.refuse(work, letter, str(error))
            return Outcome(fate=Fate.FAILED, told=str(error))
        outcome = courier.send(letter.recipients, content)
        with self._house.work(ACTOR, self._today) as work:
            outbox.settle(work, letter, outcome, self._house.clock())
        return outcome

    def _files(self, letter: Letter) -> list[File]:
        with self._house.database.read() as connection:
            return outgoing_files(
                connection, self._house.vault, letter.documents, letter.organization_id, letter.deal_id
            )

    def _take(self, letter: Letter) -> bool:
        """Marks the letter, its papers looked at once more: one may have been annulled since its file was read."""
        with self._house.work(ACTOR, self._today) as work:
            check_papers(work.connection, letter.documents, letter.organization_id, letter.deal_id)
            return outbox.take(work, letter)

    def _postpone(self, told: str) -> str:
        with self._house.work(ACTOR, self._today) as work:
            self._counts[Fate.POSTPONED] += outbox.postpone_due(work, self._house.clock(), told)
        return told

    def _ended(self, told: str | None, *, is_hopeless: bool = False) -> Sent:
        """The account of the round. ``is_hopeless``: only a person can mend why letters wait."""
        with self._house.database.read() as connection:
            again_at = outbox.next_try(connection)
        if again_at is None:
            told = None
        return Sent(counts=+self._counts, again_at=None if is_hopeless else again_at, told=told)
