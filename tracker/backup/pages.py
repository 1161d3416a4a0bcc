"""SQLite files as a whole: pages copied, a database overwritten in one transaction.

A database that others have open must not be renamed away: they would go on writing into the old file, and leave their
rollback journal beside the new one, where it destroys it. So the new pages are written into the file that is there.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from tracker.errors import DatabaseError

WAIT_SECONDS: Final = 30
_BUSY: Final = "База занята другой программой: остановите её и повторите. Ничего не изменено."
_SIDECARS: Final = ("-journal", "-wal", "-shm")


def copy_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copies a database into another, in one transaction of it. Raises sqlite3.Error, DatabaseError if it is busy."""

    def refuse_busy(status: int, remaining: int, total: int) -> None:
        del remaining, total
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:  # the driver would ask again for ever
            raise DatabaseError(_BUSY)

    source.backup(target, progress=refuse_busy)


def overwrite(path: Path, made: Path, kept: Path | None) -> None:
    """Makes the database at ``path`` equal to the one at ``made``; all of it, or nothing even if the power fails.

    kept: where what was there before is copied to; None if it is not worth it. An unreadable database is set aside
    there as it is. Raises DatabaseError, OSError.
    """
    try:
        _overwrite(path, made, kept)
    except BaseException as error:
        if kept:
            kept.unlink(missing_ok=True)
        if not isinstance(error, sqlite3.Error):
            raise
        reason = error.sqlite_errorcode & 0xFF  # the rest is detail
        if reason in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise DatabaseError(_BUSY) from error
        if reason not in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT} or kept is None:
            raise DatabaseError(
                f"Базу не удалось заменить ({error}): проверьте место на диске и права. Ничего не изменено."
            ) from error
        _replace_unreadable(path, made, kept)


def _overwrite(path: Path, made: Path, kept: Path | None) -> None:
    with closing(_connect(path)) as target, closing(sqlite3.connect(made)) as source:
        target.execute("PRAGMA locking_mode=EXCLUSIVE").fetchone()  # the lock stays after this empty transaction
        target.execute("BEGIN EXCLUSIVE")
        target.execute("COMMIT")
        if kept:
            with closing(sqlite3.connect(kept)) as copy:
                copy_pages(target, copy)
            kept.chmod(0o600)
        target.execute("PRAGMA synchronous=EXTRA")
        copy_pages(source, target)


def _replace_unreadable(path: Path, made: Path, kept: Path) -> None:
    """Nobody can work with a file that is no database, so it may be renamed; its name is never without a file."""
    for suffix in _SIDECARS:
        sidecar = path.with_name(path.name + suffix)
        if sidecar.exists():
            sidecar.replace(kept.with_name(kept.name + suffix))
    os.link(path, kept)
    with made.open("rb") as stream:
        os.fsync(stream.fileno())
    made.replace(path)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
