"""Makes an archive of one moment of the house while others work in it."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from sqlalchemy import URL, Connection, func, select

from docgen.bundle import unwritable
from tracker import migrations
from tracker.backup import tables
from tracker.backup.archive import Packer
from tracker.backup.errors import BackupError
from tracker.backup.manifest import (
    FORMAT,
    NAME,
    SUM_NAME,
    VERSION,
    FilesEntry,
    HeadEntry,
    Manifest,
    TableEntry,
    file_member,
    sum_line,
    table_member,
)
from tracker.backup.pages import copy_pages
from tracker.clock import instant_text
from tracker.database import Database
from tracker.errors import DatabaseError, VaultError
from tracker.house import House
from tracker.journal import Head, check_chain
from tracker.models import Base, FileRow
from tracker.vault import Vault

_STAGING: Final = ".pervichka-backup-"
_ABANDONED: Final = timedelta(days=1)
_PIECE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """What was written. ``size``: bytes of the archive; ``files``: stored files in it."""

    path: Path
    size: int
    rows: int
    files: int
    head: Head


def backup(house: House, target: Path, now: datetime) -> BackedUp:
    """Writes the archive ``target``, whole or not at all; an older one of that name is replaced only at the end.

    Writers wait no longer than a copy of an SQLite file takes. Raises OutputError when the disk cannot take it,
    VaultError or BrokenJournalError when the house itself is damaged: such a copy could not be restored.
    """
    try:
        if target.is_dir():
            raise IsADirectoryError(21, "a folder")
        _remove_abandoned(target.parent, now)
        with tempfile.TemporaryDirectory(prefix=_STAGING, dir=target.parent) as name:
            folder = Path(name)
            manifest = _dump(house.database, folder, now)
            made = folder / "archive"
            with made.open("xb") as stream:
                made.chmod(0o600)  # everything that the house knows is in it
                _pack(manifest, folder, house.vault, stream)
                stream.flush()
                os.fsync(stream.fileno())
            size = made.stat().st_size
            made.replace(target)
            _sync(target.parent)
    except OSError as error:
        raise unwritable(target, error) from error
    return BackedUp(path=target, size=size, rows=manifest.rows, files=manifest.files.count, head=manifest.head)


def _dump(database: Database, folder: Path, now: datetime) -> Manifest:
    """Writes every table into the folder, all from one moment."""
    with _snapshot(database, folder) as connection:
        revision = migrations.current(connection)
        if revision != migrations.newest():
            raise BackupError("База другой версии: выполните pervichka doctor и повторите.")
        head = check_chain(connection)
        entries = tuple(
            _dump_table(connection, name, folder) for name in (table.name for table in tables.kept_tables())
        )
        count, size = connection.execute(select(func.count(), func.coalesce(func.sum(FileRow.size), 0))).one()
    return Manifest(
        format=FORMAT,
        version=VERSION,
        revision=revision,
        made_at=datetime.fromisoformat(instant_text(now)),
        journal=HeadEntry(events=head.events, hash=head.hash),
        tables=entries,
        files=FilesEntry(count=count, bytes=int(size)),
    )


@contextmanager
def _snapshot(database: Database, folder: Path) -> Iterator[Connection]:
    """One moment of the database: PostgreSQL keeps it for a reader; of SQLite, a copy lets writers go on."""
    if not database.is_sqlite:
        with database.read() as connection:
            yield connection
        return
    copy = folder / "copy.db"
    _copy_sqlite(database, copy)
    copied = Database(URL.create("sqlite", database=str(copy)))
    try:
        with copied.read() as connection:
            yield connection
    finally:
        copied.dispose()
        copy.unlink(missing_ok=True)  # before the archive needs its room


def _copy_sqlite(database: Database, copy: Path) -> None:
    try:
        with database.read() as connection, closing(sqlite3.connect(copy)) as target:
            target.execute("PRAGMA synchronous=OFF")  # nobody needs it after a power cut
            source = connection.connection.driver_connection
            if not isinstance(source, sqlite3.Connection):
                raise TypeError("the embedded database speaks through sqlite3")
            copy_pages(source, target)
    except sqlite3.Error as error:
        raise DatabaseError(
            f"Базу не удалось скопировать ({error}): проверьте место на диске и целость базы; копия не сделана."
        ) from error


def _dump_table(connection: Connection, name: str, folder: Path) -> TableEntry:
    place = folder / name
    with place.open("xb") as stream:
        rows = tables.dump(connection, Base.metadata.tables[name], stream)
    with place.open("rb") as stream:
        whole = sha256()
        while piece := stream.read(_PIECE):
            whole.update(piece)
    return TableEntry(name=name, rows=rows, size=place.stat().st_size, sha256=whole.hexdigest())


def _pack(manifest: Manifest, folder: Path, vault: Vault, stream: IO[bytes]) -> None:
    packer = Packer(stream, int(manifest.made_at.astimezone(UTC).timestamp()))
    told = (manifest.model_dump_json(indent=1) + "\n").encode()
    _add_bytes(packer, NAME, told)
    _add_bytes(packer, SUM_NAME, sum_line(sha256(told).hexdigest()))
    for entry in manifest.tables:
        with (folder / entry.name).open("rb") as source:
            packer.add(table_member(entry.name), entry.size, source)
    with (folder / FileRow.__tablename__).open("rb") as files:
        for row in tables.read(Base.metadata.tables[FileRow.__tablename__], files):
            _add_file(packer, vault, row["sha256"], row["size"])
    packer.finish()


def _add_bytes(packer: Packer, name: str, content: bytes) -> None:
    packer.add(name, len(content), io.BytesIO(content))


def _add_file(packer: Packer, vault: Vault, digest: str, size: int) -> None:
    place = vault.path_of(digest)
    try:
        source = place.open("rb")
    except OSError as error:
        raise VaultError(f"Файла {digest} нет в хранилище ({place}): копия не сделана.") from error
    with source:
        try:
            found = packer.add(file_member(digest), size, source)
        except ValueError:
            found = ""
    if found != digest:
        raise VaultError(f"Файл {digest} повреждён ({place}): копия не сделана.")


def _remove_abandoned(folder: Path, now: datetime) -> None:
    """What a killed backup left here."""
    for path in folder.glob(f"{_STAGING}*"):
        if path.stat().st_mtime < (now - _ABANDONED).timestamp():
            shutil.rmtree(path)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
