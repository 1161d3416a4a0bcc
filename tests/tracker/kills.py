"""Writers that issue papers on one database and are killed at random moments; what must hold afterwards.

A writer acknowledges a paper after its transaction is committed, as the program would tell a user. Whatever happens to
the writer then or before, an acknowledged paper is there with its file, and no number is missing or given twice.
"""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, func, select

from docgen.intake.source import Source, read_source
from docgen.library import find_kind
from tests.builders import SELLER
from tracker import journal
from tracker.errors import TrackerError
from tracker.house import House
from tracker.models import CounterRow, DocumentFileRow, DocumentRow, EventRow, FileRow, IssuedPaperRow
from tracker.papers.drafts import Draft, prepare
from tracker.papers.issuing import issue
from tracker.parties import organization_id_of
from tracker.party_sections import section_of
from tracker.settings import Settings

KIND = "cover_letter"  # the lightest paper that is two files
TODAY = date(2026, 12, 3)
_PAUSE = (0.02, 0.6)  # seconds between two kills
_BETWEEN_PAPERS = (0.0, 0.02)  # who waits for SQLite looks every so often, and one that never rests would keep it
_MOST_FSYNCS = 40  # a writer that is to die inside the vault does so in one of its first papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it. ``writers``: who issued anything; ``faults``: none if everything held."""

    kills: int
    writers: int
    acknowledged: int
    issued: int
    seconds: float
    faults: tuple[str, ...]

    def __str__(self) -> str:
        told = f"{self.kills} kills, {self.writers} writers issued {self.issued}, {self.acknowledged} acknowledged"
        return "\n".join([f"{told}, {self.seconds:.1f} s", *self.faults])


@dataclass(slots=True)
class Writers:
    """Two processes that issue papers for one organisation until they are killed."""

    settings: Settings
    organization_id: int
    folder: Path
    random: random.Random
    are_mortal: bool
    pids: list[int] = field(default_factory=list)

    @property
    def acknowledgments(self) -> Path:
        return self.folder / "acknowledgments"

    @property
    def errors(self) -> Path:
        return self.folder / "errors"

    def start(self) -> None:
        """One more writer; every third is to die by itself amid the vault's writes to the disk."""
        is_fatal = self.are_mortal and self.random.random() < 1 / 3
        fatal = self.random.randint(1, _MOST_FSYNCS) if is_fatal else None
        pid = os.fork()
        if pid == 0:
            self._live(fatal)
        self.pids.append(pid)

    def _live(self, fatal: int | None) -> None:
        """What the child does; it never comes back."""
        try:
            if fatal is not None:
                _die_at_fsync(fatal)
            self._issue_for_ever()
        finally:  # nothing but an error ends the loop
            with self.errors.open("a", encoding="utf-8") as stream:
                stream.write(traceback.format_exc())
            os._exit(1)

    def _issue_for_ever(self) -> None:
        descriptor = os.open(self.acknowledgments, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        house = House.open(self.settings)
        draft = letter(self.organization_id)
        pauses = random.Random(os.getpid())
        while True:
            with house.work(f"writer-{os.getpid()}", TODAY) as work:
                issued = issue(work, draft)
            os.write(descriptor, f"{issued.number} {issued.files['pdf'].sha256}\n".encode())
            time.sleep(pauses.uniform(*_BETWEEN_PAPERS))

    def kill_one(self) -> None:
        """Kills a writer and starts another in its place. One that has died by itself is the one that was killed."""
        time.sleep(self.random.uniform(*_PAUSE))
        pid = next(filter(_is_dead, self.pids), None) or self.random.choice(self.pids)
        self._end(pid)
        self.start()

    def _end(self, pid: int) -> None:
        self.pids.remove(pid)
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            return  # it died by itself and has been waited for

    def stop(self) -> None:
        """Kills all of them."""
        for pid in list(self.pids):
            self._end(pid)

    def acknowledged(self) -> Iterator[tuple[str, str]]:
        """Numbers and SHA-256 of papers that were told to be issued; a line cut short was not told."""
        text = self.acknowledgments.read_text(encoding="utf-8") if self.acknowledgments.exists() else ""
        for line in text.splitlines(keepends=True):
            if line.endswith("\n"):
                number, digest = line.split()
                yield number, digest


def letter(organization_id: int) -> Draft:
    """A letter of the sample without its number."""
    kind = find_kind(KIND)
    data = {key: value for key, value in read_source(kind.folder / "sample.yaml").data.items() if key != "number"}
    return Draft(kind=kind, organization_id=organization_id, source=Source(data, ()))


def run(settings: Settings, *, kills: int, seed: int, seconds: float = 0.0) -> Outcome:
    """Lets two writers work, for ``seconds`` and until so many were killed, and looks at what is left."""
    began = time.monotonic()
    organization_id = _prepare(settings)
    with _writers(settings, organization_id, seed, are_mortal=kills > 0) as writers:
        time.sleep(seconds)
        for _ in range(kills):
            writers.kill_one()
    faults = [writers.errors.read_text(encoding="utf-8")] if writers.errors.exists() else []
    told = list(writers.acknowledged())
    house = House.open(settings)
    with house.database.read() as connection:
        actors = list(connection.execute(select(IssuedPaperRow.issued_by)).scalars())
        faults += [*_faults(connection, house, organization_id), *_lost(connection, told)]
    house.close()
    return Outcome(
        kills=kills,
        writers=len(set(actors)),
        acknowledged=len(told),
        issued=len(actors),
        seconds=time.monotonic() - began,
        faults=tuple(faults),
    )


def _prepare(settings: Settings) -> int:
    """The organisation; everything slow is imported and drawn once, so that a new writer starts at once."""
    house = House.open(settings)
    with house.work("setup", TODAY) as work:
        organization_id = organization_id_of(work, section_of(SELLER))
    house.close()
    from docgen.rendering import render_paper

    draft = letter(organization_id)
    context = prepare(draft, "1").context
    for fmt in draft.kind.formats:
        render_paper(draft.kind, context, fmt, document_id="7K3MZQ4X9B2T")
    return organization_id


@contextmanager
def _writers(settings: Settings, organization_id: int, seed: int, *, are_mortal: bool) -> Iterator[Writers]:
    folder = settings.home / "writers"
    folder.mkdir(parents=True)
    writers = Writers(settings, organization_id, folder, random.Random(seed), are_mortal)
    try:
        writers.start()
        writers.start()
        yield writers
    finally:
        writers.stop()


def _is_dead(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG) != (0, 0)


def _die_at_fsync(count: int) -> None:
    """The process is killed at its call number ``count`` of fsync: in the midst of keeping a file."""
    left = count
    real = os.fsync

    def fsync(descriptor: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        real(descriptor)

    os.fsync = fsync


def _faults(connection: Connection, house: House, organization_id: int) -> Iterator[str]:
    """What does not hold in a database after whatever has happened to its writers."""
    try:
        journal.check_chain(connection)
    except TrackerError as error:
        yield str(error)
    values = sorted(connection.execute(select(DocumentRow.number_value)).scalars())
    if values != list(range(1, len(values) + 1)):
        yield f"numbers with gaps or repeated: {values}"
    last = connection.execute(select(CounterRow.last).where(CounterRow.organization_id == organization_id)).scalar()
    if (last or 0) != len(values):
        yield f"the counter stands at {last}, and there are {len(values)} papers"
    events = select(func.count()).where(EventRow.kind == "document.issued")
    if connection.execute(events).scalar_one() != len(values):
        yield "events and papers differ in number"
    yield from _faults_of_files(connection, house)


def _faults_of_files(connection: Connection, house: House) -> Iterator[str]:
    expected = len(find_kind(KIND).formats)
    statement = (
        select(DocumentRow.number, func.count(DocumentFileRow.id), func.count(IssuedPaperRow.document_id))
        .outerjoin(DocumentFileRow, DocumentFileRow.document_id == DocumentRow.id)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .group_by(DocumentRow.id, DocumentRow.number)
    )
    for number, files, inputs in connection.execute(statement):
        if (files, inputs) != (expected, expected):
            yield f"paper {number} has {files} files and {inputs} frozen inputs"
    for digest, size in connection.execute(select(FileRow.sha256, FileRow.size)):
        try:
            house.vault.check(digest, size)
        except TrackerError as error:
            yield str(error)


def _lost(connection: Connection, told: list[tuple[str, str]]) -> Iterator[str]:
    """Acknowledged papers that are not there as they were acknowledged."""
    statement = select(DocumentRow.number, DocumentFileRow.sha256).join(
        DocumentFileRow, DocumentFileRow.document_id == DocumentRow.id
    )
    kept = {(number, digest) for number, digest in connection.execute(statement)}
    for number, digest in told:
        if (number, digest) not in kept:
            yield f"acknowledged and lost: paper {number}, {digest}"
