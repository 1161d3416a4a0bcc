"""The journal: every change is an event, and each event's hash covers the one before it.

An exported line is ``<hash> <canonical JSON>``, where the hash is SHA-256 of the previous hash, a line feed and the
JSON. So an edit, a swap or a missing line breaks the chain; a cut tail is seen by a head that was kept elsewhere.
``docs/verify.py`` checks an export with nothing but Python's standard library.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from docgen.bundle import unwritable
from tracker.clock import Clock, instant_text
from tracker.errors import BrokenJournalError
from tracker.models import EventRow

GENESIS: Final = "0" * 64
_CHUNK = 2_000


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
    """Writes events for one person, by one clock."""

    actor: str
    clock: Clock

    def record(self, connection: Connection, changes: Iterable[Change]) -> None:
        """Adds events inside the transaction that makes the changes; the writers' lock is held."""
        head = read_head(connection)
        at = instant_text(self.clock())
        rows: list[dict[str, Any]] = []
        seq, last = head.events, head.hash
        for change in changes:
            seq += 1
            row = {
                "seq": seq,
                "at": at,
                "actor": self.actor,
                "kind": change.kind,
                "subject": change.subject,
                "details": canonical(change.details),
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
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def body_of(row: Mapping[str, Any]) -> str:
    """The canonical text of an event, all but its hash."""
    keys = ("seq", "at", "actor", "kind", "subject")
    return canonical({key: row[key] for key in keys} | {"details": json.loads(row["details"])})


def chained(previous: str, body: str) -> str:
    """The hash of an event that follows the one with the hash ``previous``."""
    return sha256(f"{previous}\n{body}".encode()).hexdigest()


def read_head(connection: Connection) -> Head:
    """Where the chain ends now."""
    last = connection.execute(select(EventRow.seq, EventRow.hash).order_by(EventRow.seq.desc()).limit(1)).first()
    return Head(events=last.seq, hash=last.hash) if last else Head(events=0, hash=GENESIS)


def check_chain(connection: Connection) -> Head:
    """Follows the whole chain. Raises BrokenJournalError that names the first event where it does not hold."""
    head = Head(events=0, hash=GENESIS)
    for row in _rows(connection):
        seq = head.events + 1
        if row["seq"] != seq:
            raise BrokenJournalError(
                f"Журнал: нет события {seq}, следующее — {row['seq']}. Восстановите базу из копии."
            )
        try:
            expected = chained(head.hash, body_of(row))
        except ValueError:
            expected = ""
        if expected != row["hash"]:
            raise BrokenJournalError(
                f"Журнал: событие {seq} ({row['kind']}, {row['subject']}) изменено после записи. "
                "Восстановите базу из копии."
            )
        head = Head(events=seq, hash=row["hash"])
    return head


def export(connection: Connection, folder: Path) -> Head:
    """Writes ``journal.jsonl`` and ``journal.head.json``. Raises OutputError when the folder cannot take them."""
    head = Head(events=0, hash=GENESIS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / ".journal.jsonl.partial"
        with partial.open("w", encoding="utf-8", newline="\n") as stream:
            for row in _rows(connection):
                stream.write(f"{row['hash']} {body_of(row)}\n")
                head = Head(events=row["seq"], hash=row["hash"])
        partial.replace(folder / "journal.jsonl")
        kept = {"events": head.events, "hash": head.hash}
        (folder / "journal.head.json").write_text(json.dumps(kept) + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable(folder, error) from error
    return head


def _rows(connection: Connection) -> Iterator[Mapping[str, Any]]:
    columns = EventRow.__table__.columns
    last = 0
    while True:
        statement = select(*columns).where(EventRow.seq > last).order_by(EventRow.seq).limit(_CHUNK)
        rows = connection.execute(statement).mappings().all()
        yield from map(dict, rows)
        if len(rows) < _CHUNK:
            return
        last = rows[-1]["seq"]
