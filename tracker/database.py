"""The database: SQLite beside the files, or PostgreSQL by ``DATABASE_URL``; one writer at a time in both.

SQLite commits survive a power cut: WAL with FULL from 3.51.3 on, where its WAL-reset fault is mended, before it a
rollback journal with EXTRA. A writer begins with BEGIN IMMEDIATE, a reader on an engine of its own with a plain BEGIN.
PostgreSQL gets the same order of writers from one advisory lock, so numbers have no gaps and writers no deadlocks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from tracker.errors import DatabaseError, TooLargeError
from tracker.turns import BUSY, held, turn

_WAL_IS_SOUND = (3, 51, 3)
_WAIT_SECONDS = 120  # how long a writer waits for another; a load of a hundred thousand deals is one transaction
_CACHE_KIB = 65_536
_WRITER_LOCK = 7_412_026  # any number that is nobody else's in this database
_SQLITE_NAME = "pervichka.db"
_HOLD = text(f"SELECT pg_try_advisory_lock({_WRITER_LOCK}, hashtext(:name))")


def default_url(home: Path) -> str:
    """The embedded database of a home folder."""
    try:
        return URL.create("sqlite", database=str(home / _SQLITE_NAME)).render_as_string(hide_password=False)
    except UnicodeEncodeError as error:
        raise DatabaseError("Имя папки PERVICHKA_HOME не в UTF-8: переименуйте её или выберите другую.") from error


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """How this SQLite keeps its promises: journal_mode and synchronous."""
    return ("WAL", "FULL") if version >= _WAL_IS_SOUND else ("DELETE", "EXTRA")


@dataclass(slots=True)
class Database:
    """Engines for writing and for reading. Raises DatabaseError, in Russian, for all that a user can mend."""

    url: URL
    _writer: Engine = field(init=False)
    _reader: Engine = field(init=False)

    @classmethod
    def at(cls, url: str) -> Database:
        """The database at a URL; nothing is opened yet."""
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
            raise DatabaseError(_BAD_URL) from error
        if not (parsed.get_backend_name() == "postgresql" or _is_a_file(parsed)):
            raise DatabaseError(_BAD_URL)
        return cls(parsed)

    def __post_init__(self) -> None:
        """Makes the engines."""
        try:
            self._writer = _engine(self.url, is_writer=True)
            self._reader = _engine(self.url, is_writer=False)
        except (ImportError, NoSuchModuleError) as error:
            raise DatabaseError(f"Нет драйвера для {self.url.drivername}: выполните ./run demo.") from error

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file of an embedded database."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def make_private(self) -> None:
        """Makes the file of an embedded database, for its owner alone, if it is not there; an empty one is as none."""
        if self.path is None or self.path.exists():
            return
        try:
            self.path.touch(mode=0o600)
        except OSError as error:
            raise DatabaseError(f"Базу нельзя создать: {_CHECK_HOME}") from error

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that alone may write; committed at the end, rolled back by any exception."""
        with _told(), self._turn(), self._writer.begin() as connection:
            yield connection

    def _turn(self) -> AbstractContextManager[None]:
        """PostgreSQL queues writers itself, at its advisory lock."""
        return nullcontext() if self.path is None else turn(self.path, _WAIT_SECONDS)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with _told(), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def hold(self, name: str) -> Iterator[bool]:
        """Whether this process alone does the thing of this name, from now to the end of the block or of the process.

        It may take long: no transaction is open meanwhile.
        """
        if self.path is not None:
            with held(Path(f"{self.path}.{name}")) as is_ours:
                yield is_ours
            return
        with _told(), self._reader.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.detach()  # the lock goes with the connection, which no pool may keep
            yield bool(connection.execute(_HOLD, {"name": name}).scalar())

    def dispose(self) -> None:
        """Closes all connections."""
        self._writer.dispose()
        self._reader.dispose()


_CHECK_HOME = "проверьте папку PERVICHKA_HOME и права на неё."
_BAD_URL = (
    "DATABASE_URL не подходит: нужно postgresql://имя:пароль@сервер/база или sqlite:///файл; "
    "уберите переменную, чтобы работать со встроенной базой."
)


def _is_a_file(url: URL) -> bool:
    """Whether it is SQLite with a file: one in memory would be gone at the end, and two engines would have two."""
    name = url.database or ""
    return url.get_backend_name() == "sqlite" and name not in {"", ":memory:"} and "\0" not in name and not url.query


def _make_folder(file: Path) -> None:
    try:
        file.absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"Папки «{file.absolute().parent}» нет, и её не создать: {_CHECK_HOME}") from error


def _engine(url: URL, *, is_writer: bool) -> Engine:
    if url.get_backend_name() == "sqlite":
        _make_folder(Path(url.database or ""))
        engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS, "check_same_thread": False})
        event.listen(engine, "connect", _set_up_sqlite)
        statement = "BEGIN IMMEDIATE" if is_writer else "BEGIN"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(statement))
        return engine
    level = "READ COMMITTED" if is_writer else "REPEATABLE READ"
    engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level=level, pool_pre_ping=True)
    if is_writer:
        event.listen(engine, "begin", _wait_for_other_writers)
    return engine


def _set_up_sqlite(connection: Any, entry: ConnectionPoolEntry) -> None:
    """The driver's own transactions off, ours on; durability as this version of SQLite allows."""
    del entry
    connection.isolation_level = None
    mode, synchronous = journal_mode()
    connection.execute(f"PRAGMA journal_mode={mode}").fetchone()
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")


def _wait_for_other_writers(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise DatabaseError(_LOST if error.connection_invalidated else _reason(error)) from error
    except OverflowError as error:  # a sum beyond 64 bits, which the driver of SQLite does not take
        raise TooLargeError(_TOO_LARGE) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseError(_LOST) from error
        if isinstance(error, DataError):
            raise TooLargeError(_TOO_LARGE) from error
        told = str(error.orig)
        if "malformed" in told or "not a database" in told:
            raise DatabaseError("Файл базы повреждён или это не база: восстановите его из копии.") from error
        if "permission denied" in told:
            raise DatabaseError("У пользователя из DATABASE_URL нет прав на базу: дайте их или смените его.") from error
        if error.statement is None:  # the driver took offence at the address before it was asked anything
            raise DatabaseError(_BAD_URL) from error
        raise


_LOST = (
    "Связь с базой данных оборвалась, и неизвестно, записано ли последнее: посмотрите, есть ли оно, и только потом "
    "повторяйте."
)
_TOO_LARGE = "Слишком длинный текст или слишком большая сумма для базы: проверьте данные; ничего не записано."


def _reason(error: OperationalError) -> str:
    told = str(error.orig)
    if "locked" in told or "lock timeout" in told:
        return BUSY
    if "disk is full" in told or "No space left" in told:
        return "На диске нет места: ничего не записано. Освободите место и повторите."
    if "readonly" in told or "unable to open" in told:
        return f"Базу нельзя открыть на запись: {_CHECK_HOME}"
    if "disk I/O" in told:
        return f"Файл базы не читается или не пишется: проверьте диск; {_CHECK_HOME}"
    if "no such table" in told:
        return "База не подготовлена: выполните pervichka load или pervichka doctor."
    return (
        f"База данных не отвечает ({told.splitlines()[0] if told else 'причина неизвестна'}): проверьте DATABASE_URL."
    )
