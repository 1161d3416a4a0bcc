"""The journal: every change is an event, and each event's hash covers the one before it.

An exported line is ``<hash> <canonical JSON>``, where the hash is SHA-256 of the previous hash, a line feed and the
JSON. So an edit, a swap or a missing line breaks the chain; a cut tail is seen by a head that was kept elsewhere.
``docs/verify.py`` checks an export with nothing but Python's standard library.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Connection, insert, select

from docgen.bundle import read_file, unwritable, write_file
from tracker.database import Database
from tracker.errors import BrokenJournalError
from tracker.models import EventRow

GENESIS: Final = "0" * 64
LINES_NAME: Final = "journal.jsonl"
HEAD_NAME: Final = "journal.head.json"
_CHUNK = 2_000
_HEAD_BYTES = 1_000
_MEND = "Восстановите базу из копии."


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that was changed. ``subject`` names it, «deal:d1»; ``details`` are plain data with its new facts."""

    kind: str
    subject: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the chain ends: how many events, and the hash of the last one."""

    events: int
    hash: str


@dataclass(frozen=True, slots=True)
class Journal:
    """Writes events of one person at one instant, as ``clock.instant_text`` spells it."""

    actor: str
    at: str

    def record(self, connection: Connection, changes: Iterable[Change]) -> None:
        """Adds events inside the transaction that makes the changes; the writers' lock is held.

        Raises ValueError for details that JSON has no word for.
        """
        head = read_head(connection)
        rows: list[dict[str, Any]] = []
        seq, last = head.events, head.hash
        for change in changes:
            seq += 1
            row = {
                "seq": seq,
                "at": self.at,
                "actor": self.actor,
                "kind": change.kind,
                "subject": change.subject,
                # What is read back spells the same again: keys that were no strings are sorted as strings.
                "details": canonical(json.loads(canonical(change.details))),
            }
            last = chained(last, body_of(row))
            rows.append(row | {"hash": last})
            if len(rows) == _CHUNK:
                connection.execute(insert(EventRow), rows)
                rows = []
        if rows:
            connection.execute(insert(EventRow), rows)


def canonical(value: Any) -> str:
    """JSON in one spelling: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str, allow_nan=False)


def body_of(row: Mapping[str, Any]) -> str:
    """The canonical text of an event, all but its hash. ``details`` are canonical already and go in as they are."""
    actor, at, kind, subject = (canonical(row[key]) for key in ("actor", "at", "kind", "subject"))
    return (
        f'{{"actor":{actor},"at":{at},"details":{row["details"]},"kind":{kind},"seq":{row["seq"]},"subject":{subject}}}'
    )


def chained(previous: str, body: str) -> str:
    """The hash of an event that follows the one with the hash ``previous``."""
    return sha256(f"{previous}\n{body}".encode()).hexdigest()


def read_head(connection: Connection) -> Head:
    """Where the chain ends now."""
    last = connection.execute(select(EventRow.seq, EventRow.hash).order_by(EventRow.seq.desc()).limit(1)).first()
    return Head(events=last.seq, hash=last.hash) if last else Head(events=0, hash=GENESIS)


def check_chain(source: Connection | Database, anchor: Head | None = None) -> Head:
    """Follows the whole chain. Raises BrokenJournalError that names the first event where it does not hold.

    anchor: a head that was kept elsewhere; the chain must have passed through it.
    """
    head = Head(events=0, hash=GENESIS)
    passed = anchor is None or anchor == head
    for row in _rows(source):
        head = _follow(head, row)
        passed = passed or head == anchor
    if anchor and not passed:
        if head.events < anchor.events:
            raise BrokenJournalError(f"Журнал обрезан: событий {head.events}, а было {anchor.events}. {_MEND}")
        raise BrokenJournalError(f"Журнал переписан: событие {anchor.events} не то, что было отмечено. {_MEND}")
    return head


def export(source: Connection | Database, folder: Path) -> Head:
    """Writes ``journal.jsonl`` and ``journal.head.json``. Raises OutputError when the folder cannot take them.

    Rows go out as they are, whether or not the chain holds: an export is evidence, and its checker judges it.
    """
    head = Head(events=0, hash=GENESIS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(prefix=".journal-", dir=folder)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
                head = _write_lines(stream, source)
                stream.flush()
                os.fsync(stream.fileno())
            Path(partial).chmod(0o644)
            Path(partial).replace(folder / LINES_NAME)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(folder, error) from error
    write_file(folder / HEAD_NAME, head_text(head).encode())
    return head


def head_text(head: Head) -> str:
    """A head as the file ``journal.head.json`` holds it."""
    return json.dumps({"events": head.events, "hash": head.hash}) + "\n"


def read_head_file(path: Path) -> Head:
    """A head that was kept in a file. Raises OutputError if it is not there, BrokenJournalError if it is no head."""
    content = read_file(path, _HEAD_BYTES)
    try:
        kept = json.loads(content)
        head = Head(events=kept["events"], hash=kept["hash"])
        is_head = head_text(head).encode() == content and type(head.events) is int and len(head.hash) == len(GENESIS)
    except (ValueError, TypeError, KeyError, RecursionError):
        is_head = False
        head = Head(events=0, hash=GENESIS)
    if not is_head:
        raise BrokenJournalError(f"«{path}» — не отметка журнала: укажите {HEAD_NAME}, который записала программа.")
    return head


def _follow(head: Head, row: Mapping[str, Any]) -> Head:
    seq = head.events + 1
    if row["seq"] != seq:
        raise BrokenJournalError(f"Журнал: нет события {seq}, следующее — {row['seq']}. {_MEND}")
    try:
        is_canonical = canonical(json.loads(row["details"])) == row["details"]
        expected = chained(head.hash, body_of(row)) if is_canonical else ""
    except (ValueError, TypeError, RecursionError):
        expected = ""
    if expected != row["hash"]:
        raise BrokenJournalError(
            f"Журнал: событие {seq} ({row['kind']}, {row['subject']}) изменено после записи. {_MEND}"
        )
    return Head(events=seq, hash=row["hash"])


def _write_lines(stream: IO[str], source: Connection | Database) -> Head:
    head = Head(events=0, hash=GENESIS)
    for row in _rows(source):
        stream.write(f"{row['hash']} {body_of(row)}\n")
        head = Head(events=row["seq"], hash=row["hash"])
    return head


def _rows(source: Connection | Database) -> Iterator[Mapping[str, Any]]:
    """Events up to the present head, some at a time.

    Events never change and are only added, so many short transactions see what one long one would; on an old SQLite a
    long reader would make every writer wait.
    """
    opened: Callable[[], AbstractContextManager[Connection]] = (
        source.read if isinstance(source, Database) else lambda: nullcontext(source)
    )
    with opened() as connection:
        end = read_head(connection).events
    columns = EventRow.__table__.columns
    last = -(2**63)
    while True:
        statement = select(*columns).where(EventRow.seq > last, EventRow.seq <= end).order_by(EventRow.seq)
        with opened() as connection:
            rows = connection.execute(statement.limit(_CHUNK)).mappings().all()
        yield from map(dict, rows)
        if len(rows) < _CHUNK:
            return
        last = rows[-1]["seq"]
