"""A closing whose workers are killed with -9 at random moments and started again; what must hold at its end."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from tests.tracker.closing import world
from tests.tracker.kills import _die_at_fsync as die_at_fsync
from tracker import journal
from tracker.batches import ledger
from tracker.batches.ledger import State
from tracker.closing.planning import plan_of
from tracker.errors import TrackerError
from tracker.house import House
from tracker.jobs import enqueue, run
from tracker.models import CounterRow, DocumentRow, EventRow, FileRow
from tracker.settings import Settings

_LONGEST_LIFE = 120.0  # seconds in which a worker must have done something
_MOST_FSYNCS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it; ``faults``: none if everything held."""

    kills: int
    papers: int
    seconds: float
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([f"{self.kills} kills, {self.papers} papers, {self.seconds:.1f} s", *self.faults])


def close_with_kills(settings: Settings, *, deals: int, kills: int, seed: int) -> Outcome:
    """Closes a month of so many deals, killing the worker so many times on the way; call it where nothing runs yet."""
    began = time.monotonic()
    chance = random.Random(seed)
    house = House.open(settings)
    world.many_deals(house, deals)
    batch_id = world.ask_for(house)
    enqueue(settings, "batch", batch_id)
    total = len(world.items(house, batch_id))
    house.close()
    killed = sum(_killed(settings, batch_id, total * (number + 1) // (kills + 1), chance) for number in range(kills))
    errors = settings.home / "errors"
    last = _fork(settings, None)
    status = os.waitstatus_to_exitcode(os.waitpid(last, 0)[1])
    faults = [f"the last worker ended with {status}"] if status else []
    faults += [errors.read_text(encoding="utf-8")] if errors.exists() else []
    house = House.open(settings)
    with house.database.read() as connection:
        faults += _faults(connection, house, batch_id)
    house.close()
    return Outcome(kills=killed, papers=total, seconds=time.monotonic() - began, faults=tuple(faults))


def _killed(settings: Settings, batch_id: int, least: int, chance: random.Random) -> int:
    """Starts a worker and kills it when so many papers are done, or lets it die amid the vault's writes."""
    fatal = chance.randint(1, _MOST_FSYNCS) if chance.random() < 1 / 3 else None
    pid = _fork(settings, fatal)
    if fatal is None:
        _wait_for(settings, batch_id, least)
        time.sleep(chance.uniform(0, 0.1))
        os.kill(pid, signal.SIGKILL)
    return int(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL)


def _wait_for(settings: Settings, batch_id: int, least: int) -> None:
    """The house is open between two forks only: children must not share what it holds."""
    house = House.open(settings)
    until = time.monotonic() + _LONGEST_LIFE
    while time.monotonic() < until:
        with house.database.read() as connection:
            if ledger.progress(connection, batch_id).done >= least:
                break
        time.sleep(0.05)
    house.close()


def _fork(settings: Settings, fatal: int | None) -> int:
    """A worker in a child, everything slow imported already."""
    pid = os.fork()
    if pid:
        return pid
    try:
        if fatal is not None:
            die_at_fsync(fatal)
        house = House.open(settings)
        run(house, until_idle=True, today=lambda: world.TODAY, jobs=["batch"])
        os._exit(0)
    finally:
        with (settings.home / "errors").open("a", encoding="utf-8") as stream:
            stream.write(traceback.format_exc())
        os._exit(1)


def _faults(connection: Connection, house: House, batch_id: int) -> Iterator[str]:
    try:
        journal.check_chain(connection)
    except TrackerError as error:
        yield str(error)
    items = list(ledger.items_of(connection, batch_id))
    yield from (f"{item.key}: {item.state}, {item.error}" for item in items if item.state is not State.DONE)
    documents = [item.result["document"] for item in items if item.result and item.result["issued"]]
    numbered = select(DocumentRow.id).where(DocumentRow.series.is_not(None))
    if sorted(documents) != sorted(connection.execute(numbered).scalars()):
        yield "the ledger and the papers differ"
    if len(set(documents)) != len(items):
        yield f"{len(items)} items and {len(set(documents))} papers"
    events = select(func.count()).where(EventRow.kind == "document.issued")
    if connection.execute(events).scalar_one() != len(documents):
        yield "events and papers differ in number"
    yield from _faults_of_numbers(connection)
    yield from _faults_of_files(connection, house)
    if plan_of(connection, world.NOVEMBER).papers:
        yield "something is lacking still"
    if ledger.find(connection, batch_id).finished_at is None:
        yield "the batch is not finished"


def _faults_of_numbers(connection: Connection) -> Iterator[str]:
    """Every sequence goes from 1 without gaps, tax invoices in the order of their days."""
    statement = (
        select(DocumentRow.series, DocumentRow.number_value, DocumentRow.date)
        .where(DocumentRow.series.is_not(None))
        .order_by(DocumentRow.series, DocumentRow.number_value)
    )
    rows = connection.execute(statement).all()
    counts = Counter(row.series for row in rows)
    for series, count in counts.items():
        mine = [row for row in rows if row.series == series]
        if [row.number_value for row in mine] != list(range(1, count + 1)):
            yield f"{series}: numbers with gaps or repeated"
        if [row.date for row in mine] != sorted(row.date for row in mine):
            yield f"{series}: numbers do not follow days"
    last = {row.series: row.last for row in connection.execute(select(CounterRow.series, CounterRow.last))}
    if last != dict(counts):
        yield f"counters stand at {last}, and there are {dict(counts)}"


def _faults_of_files(connection: Connection, house: House) -> Iterator[str]:
    for digest, size in connection.execute(select(FileRow.sha256, FileRow.size)):
        try:
            house.vault.check(digest, size)
        except TrackerError as error:
            yield str(error)


def prepare_process(folder: Path) -> None:
    """Imports and compiles everything slow once, so that a new worker starts at once."""
    house = House.open(Settings(home=folder))
    world.many_deals(house, 2)
    batch_id = world.ask_for(house)
    from tracker.jobs import driving, slots, storage

    assert driving
    assert slots
    assert storage
    world.finish(house, batch_id)
    house.close()
