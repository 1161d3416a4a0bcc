"""A throwaway PostgreSQL cluster for tests: made, started on a socket of its own, stopped and removed."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psycopg

from tests.washing import Washing
from tracker import migrations
from tracker.database import Database

MISSING = "Нет PostgreSQL, поэтому проверки на нём пропущены. Установите: sudo apt install postgresql"
_PROGRAMS = ("initdb", "pg_ctl")
_SERVER_USER = "postgres"
_TEMPLATE = "pervichka_template"
_WAIT_SECONDS = 60


@cache
def programs() -> Path | None:
    """The folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    found = shutil.which(_PROGRAMS[0])
    folders = [*([Path(found).resolve().parent] if found else []), *versions]
    whole = (folder for folder in folders if all((folder / name).is_file() for name in _PROGRAMS))
    return next(whole, None)


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


@dataclass(slots=True)
class Cluster:
    """A running server. ``folder`` holds its data and its socket; databases are copies of one migrated template."""

    folder: Path
    _count: Iterator[int] = field(default_factory=itertools.count)
    _washing: Washing | None = None
    _clean: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        """How to reach a database by SQLAlchemy's words."""
        return f"postgresql://{_SERVER_USER}@/{name}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """One statement outside any transaction, as CREATE DATABASE wants it."""
        with self._connected("postgres") as connection:
            connection.execute(statement)

    def _connected(self, name: str) -> psycopg.Connection:
        return psycopg.connect(f"host={self.folder} user={_SERVER_USER} dbname={name}", autocommit=True)

    def prepare(self) -> None:
        """Makes the template from which databases are copied, which is faster than to migrate each."""
        self.execute(f"CREATE DATABASE {_TEMPLATE}")
        database = Database.at(self.url(_TEMPLATE))
        migrations.upgrade(database)
        database.dispose()
        with self._connected(_TEMPLATE) as connection:
            self._washing = Washing.of(connection)

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """The URL of a database as new, migrated unless ``empty``; washed for the next test, or dropped."""
        name = self._clean.pop() if self._clean and not empty else self._new(empty=empty)
        try:
            yield self.url(name)
        finally:
            if not empty and self._is_washed(name):
                self._clean.append(name)
            else:
                self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _new(self, *, empty: bool) -> str:
        name = f"test_{next(self._count)}"
        self.execute(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {_TEMPLATE}"))
        return name

    def _is_washed(self, name: str) -> bool:
        with self._connected(name) as connection:
            return self._washing is not None and self._washing.wash(connection)


@contextmanager
def cluster(*, fsync: bool = False) -> Iterator[Cluster]:
    """A server for as long as the block lasts. fsync: whether commits survive a power cut, as in real use."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a path to a socket may have a hundred bytes at most
    try:
        _give_to_server(folder)
        _run("initdb", "-D", str(folder / "data"), "-U", _SERVER_USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
        if not fsync:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        started = ("-D", str(folder / "data"), "-l", str(folder / "log"), "-t", str(_WAIT_SECONDS))
        _run("pg_ctl", *started, "-w", "-o", options, "start")
        try:
            made = Cluster(folder)
            made.prepare()
            yield made
        finally:
            _run("pg_ctl", "-D", str(folder / "data"), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_root() -> bool:
    return os.geteuid() == 0


def _give_to_server(folder: Path) -> None:
    """PostgreSQL refuses to run as root, so its own user runs it."""
    if _is_root():
        user = pwd.getpwnam(_SERVER_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)


def _run(program: str, *arguments: str) -> None:
    folder = programs()
    if folder is None:
        raise RuntimeError(MISSING)
    command = [str(folder / program), *arguments]
    if _is_root():
        command = ["runuser", "-u", _SERVER_USER, "--", *command]
    # What pg_ctl starts lives on with its pipes, so output goes to a file and not to a pipe that nobody closes.
    with tempfile.TemporaryFile() as told:
        done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=told, stderr=told, check=False)
        told.seek(0)
        if done.returncode:
            raise RuntimeError(f"{program}: {told.read().decode(errors='replace')}")
