"""Puts an archive in the place of a house: checked wholly first, then taken at once, whatever happens meanwhile."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Final

from sqlalchemy import URL, Connection, func, inspect, select, text

from docgen.bundle import unwritable
from tracker import migrations, watch
from tracker.backup import pages, tables
from tracker.backup.errors import BackupError, damaged
from tracker.backup.unpacking import Unpacked, unpack
from tracker.database import Database
from tracker.errors import BrokenJournalError, DatabaseError
from tracker.fact_store import CHUNK, deal_keys
from tracker.journal import Head, check_chain
from tracker.letters.outbox import doubt_restored
from tracker.models import Base
from tracker.settings import Settings
from tracker.turns import turn
from tracker.vault import BEFORE_RESTORE, STAGING, Vault

_FULL: Final = (
    "Здесь уже есть данные. Чтобы заменить их копией, повторите с --replace; "
    "прежнюю базу SQLite программа сохранит рядом, базу PostgreSQL сначала скопируйте командой backup."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored. ``kept``: where the former SQLite database lies now, None if there was none."""

    made_at: datetime
    rows: int
    files: int
    head: Head
    kept: Path | None


def restore(archive: Path, settings: Settings, *, replace: bool, now: datetime, today: date) -> Restored:
    """Checks the archive wholly and puts it in the place of the house; findings are computed for ``today``.

    A kill or a full disk leaves the former house or the new one. Files of the former house stay in the vault.
    Raises BackupError for an archive that is not sound, and for a house with data unless ``replace``; DatabaseError,
    OutputError. Nothing is changed then.
    """
    vault = Vault(settings.vault)
    with _opened(archive) as stream, _made_folders(vault.root), _closing(Database.at(settings.url)) as database:
        if not replace:
            _refuse_full(database)
        with tempfile.TemporaryDirectory(prefix=STAGING, dir=vault.root) as name:
            plan = _Plan(unpack(stream, Path(name)), database, vault, settings.grace_days, today, replace)
            kept = None
            if database.path:
                kept = plan.replace_file(database.path, now)
            else:
                plan.refill()
    manifest = plan.unpacked.manifest
    return Restored(
        made_at=manifest.made_at, rows=manifest.rows, files=manifest.files.count, head=manifest.head, kept=kept
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """A sound archive and where it goes."""

    unpacked: Unpacked
    database: Database
    vault: Vault
    grace_days: int
    today: date
    is_replacing: bool

    def replace_file(self, path: Path, now: datetime) -> Path | None:
        """Builds a new SQLite database aside, then copies it over the one that is there in one transaction."""
        made = self.unpacked.folder / "new.db"
        with _closing(Database(URL.create("sqlite", database=str(made)))) as database:
            migrations.upgrade(database)
            with database.write() as connection:
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                _fill(connection, self.unpacked, self.grace_days, self.today)
                _check_references(connection)
        _adopt_files(self.unpacked, self.vault)
        kept = None
        with turn(path, pages.WAIT_SECONDS):  # until the end: nobody writes between the look and the copy
            if not self.is_replacing:
                _refuse_full(self.database)
            elif _has_content(path):
                kept = _unused(path.with_name(f"{path.name}{BEFORE_RESTORE}{now:%Y%m%d-%H%M%S}"))
            self.database.dispose()
            pages.overwrite(path, made, kept)
        return kept

    def refill(self) -> None:
        """Empties and fills PostgreSQL's tables in one transaction."""
        migrations.upgrade(self.database)
        with self.database.write() as connection:
            if not self.is_replacing and not _is_empty(connection):
                raise BackupError(_FULL)
            every = ", ".join(table.name for table in Base.metadata.sorted_tables)
            connection.execute(text(f"TRUNCATE {every}"))
            with _loops_deferred(connection):
                _fill(connection, self.unpacked, self.grace_days, self.today)
            _set_sequences(connection)
            _adopt_files(self.unpacked, self.vault)


@contextmanager
def _loops_deferred(connection: Connection) -> Iterator[None]:
    """Lets a row of PostgreSQL refer to a later row of its own table until all are there."""
    loops = [
        f"ALTER TABLE {table.name} ALTER CONSTRAINT {key.name}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if key.referred_table is table
    ]
    for loop in loops:
        connection.execute(text(f"{loop} DEFERRABLE INITIALLY DEFERRED"))
    yield
    with tables.refusing("строки ссылаются на то, чего в ней нет"):
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for loop in loops:
        connection.execute(text(f"{loop} NOT DEFERRABLE"))


def _fill(connection: Connection, unpacked: Unpacked, grace_days: int, today: date) -> None:
    """Loads all rows into empty tables, checks the journal and computes what is computed."""
    manifest = unpacked.manifest
    for entry in manifest.tables:
        with unpacked.table(entry.name).open("rb") as stream:
            if tables.load(connection, Base.metadata.tables[entry.name], stream) != entry.rows:
                raise damaged(f"в таблице «{entry.name}» не столько строк, сколько в описи")
    doubt_restored(connection)
    try:
        head = check_chain(connection)
    except BrokenJournalError as error:
        raise damaged(f"её журнал не сходится ({error})") from error
    if head != manifest.head:
        raise damaged("её журнал кончается не там, где в описи")
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE"))  # the planner knows nothing of new rows yet
    after = 0
    while keys := deal_keys(connection, after, CHUNK):
        watch.renew(connection, keys, today, grace_days)
        after = keys[-1]
    watch.keep_basis(connection, grace_days)


def _check_references(connection: Connection) -> None:
    fault = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if fault:
        raise damaged(f"таблица «{fault[0]}», строка {fault[1]} ссылается на то, чего в ней нет")


def _set_sequences(connection: Connection) -> None:
    """The next keys of PostgreSQL go on after the greatest; SQLite does so by itself."""
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            last = select(func.max(column)).scalar_subquery()
            name = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(name, func.coalesce(last, 1), last.is_not(None))))


def _adopt_files(unpacked: Unpacked, vault: Vault) -> None:
    """Puts all files into the vault; when this returns, a power cut cannot take them away."""
    _sync_all()
    for digest, _ in unpacked.files():
        vault.adopt(unpacked.file(digest), digest)
    _sync_all()


def _sync_all() -> None:
    """Once for all files: one by one, a million would take an hour. Windows has no such call."""
    if hasattr(os, "sync"):
        os.sync()


def _refuse_full(database: Database) -> None:
    """Raises BackupError for a house with data, and for one that cannot be looked into."""
    if database.path and not _has_content(database.path):
        return
    try:
        with database.read() as connection:
            is_empty = _is_empty(connection)
    except DatabaseError as error:
        raise BackupError(f"{error} {_FULL}") from error
    if not is_empty:
        raise BackupError(_FULL)


def _is_empty(connection: Connection) -> bool:
    there = set(inspect(connection).get_table_names())
    kept = (table for table in tables.kept_tables() if table.name in there)
    return not any(connection.execute(select(table.columns[0]).limit(1)).first() for table in kept)


def _unused(path: Path) -> Path:
    """The path, or one like it that is not there yet."""
    names = itertools.chain([path.name], (f"{path.name}-{number}" for number in itertools.count(2)))
    return next(place for place in map(path.with_name, names) if not place.exists())


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


@contextmanager
def _opened(archive: Path) -> Iterator[IO[bytes]]:
    try:
        stream = archive.open("rb")
    except OSError as error:
        reason = "это папка" if archive.is_dir() else "нет прав" if archive.exists() else "нет такого файла"
        raise BackupError(f"Не удалось прочитать «{archive}»: {reason}.") from error
    with stream:
        yield stream


@contextmanager
def _made_folders(root: Path) -> Iterator[None]:
    """The folders down to the vault; those that were not there go again if nothing comes of it."""
    made = [path for path in (root, *root.parents) if not path.exists()]
    try:
        root.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException as error:
        for path in made:
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        if isinstance(error, OSError):
            raise unwritable(root, error) from error
        raise


@contextmanager
def _closing(database: Database) -> Iterator[Database]:
    try:
        yield database
    finally:
        database.dispose()
