"""What tests of the tracker share: a fresh database of each kind, and a house that stands on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import postgres
from tracker import migrations
from tracker.clock import Clock
from tracker.database import Database, default_url
from tracker.house import House
from tracker.settings import Settings


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """One server for all tests of a session; it forgets what a power cut would take, which is faster."""
    if postgres.programs() is None:
        pytest.skip(postgres.MISSING)
    with postgres.cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy, which is faster than to migrate each."""
    folder = tmp_path_factory.mktemp("sqlite")
    database = Database.at(default_url(folder))
    migrations.upgrade(database)
    database.dispose()
    assert database.path is not None
    return database.path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new, migrated database, once in SQLite and once in PostgreSQL."""
    with _database(request, tmp_path) as url:
        yield url


@contextmanager
def _database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "postgresql":
        with request.getfixturevalue("postgres_cluster").database() as url:
            yield url
        return
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(request.getfixturevalue("sqlite_template"), home / "pervichka.db")
    yield default_url(home)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """A house on a new database, its clock one second later each time it is looked at."""
    settings = Settings(home=tmp_path / "home", database_url=database_url)
    opened = House.open(settings, ticking(datetime(2026, 11, 22, 8, tzinfo=UTC)))
    yield opened
    opened.close()


def ticking(since: datetime) -> Clock:
    """A clock that shows ``since`` first and a second more with every look."""
    instants = (since + timedelta(seconds=count) for count in range(10**9))
    return lambda: next(instants)
