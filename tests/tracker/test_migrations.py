"""Versions of the database: an empty one gets all, a current one nothing, a newer one is refused."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from tests.postgres import Cluster
from tracker import migrations
from tracker.database import Database, default_url
from tracker.errors import DatabaseError
from tracker.house import House
from tracker.models import Base
from tracker.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        database = Database.at(default_url(tmp_path))
        yield database
        database.dispose()
        return
    with request.getfixturevalue("postgres_cluster").database(empty=True) as url:
        database = Database.at(url)
        yield database
        database.dispose()


@pytest.fixture
def migrated(database_url: str) -> Iterator[Database]:
    """A database with every table: a copy of one that ``migrations.upgrade`` made out of nothing."""
    database = Database.at(database_url)
    yield database
    database.dispose()


def tables(database: Database) -> set[str]:
    with database.read() as connection:
        return set(inspect(connection).get_table_names())


def test_an_empty_database_gets_every_table(empty: Database) -> None:
    with empty.read() as connection:
        assert migrations.current(connection) is None
    migrations.upgrade(empty)
    assert tables(empty) == {"alembic_version", *Base.metadata.tables}
    with empty.read() as connection:
        assert migrations.current(connection) == migrations.newest()


def test_a_second_run_does_nothing(migrated: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        pytest.fail("a current database was migrated")

    monkeypatch.setattr("alembic.command.upgrade", fail)
    migrations.upgrade(migrated)


def test_the_tables_are_those_of_the_models(migrated: Database) -> None:
    with migrated.read() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("version", ["9999", "zzz", "0001'"])
def test_a_database_of_a_newer_program_is_refused_and_left_alone(migrated: Database, version: str) -> None:
    with migrated.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    with pytest.raises(DatabaseError, match="более новой версией программы"):
        migrations.upgrade(migrated)
    with migrated.read() as connection:
        assert migrations.current(connection) == version


def test_a_migration_that_fails_leaves_nothing(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    class StopError(Exception):
        pass

    real = command.upgrade

    def break_off(config: Any, version: str) -> None:
        real(config, version)
        raise StopError

    monkeypatch.setattr("alembic.command.upgrade", break_off)
    with pytest.raises(StopError):
        migrations.upgrade(empty)
    assert tables(empty) == set()


def test_opening_a_house_makes_its_database(tmp_path: Path) -> None:
    for _ in range(2):
        house = House.open(Settings(home=tmp_path))
        with house.database.read() as connection:
            assert migrations.current(connection) == migrations.newest()
        house.close()


def test_a_foreign_database_is_not_written_over(empty: Database) -> None:
    with empty.write() as connection:
        connection.execute(text("CREATE TABLE deals (x INTEGER)"))
    with pytest.raises(DatabaseError, match="чужая таблица «deals»"):
        migrations.upgrade(empty)
    assert tables(empty) == {"deals"}


def test_a_user_without_rights_is_told(postgres_cluster: Cluster) -> None:
    with postgres_cluster.database(empty=True) as url:
        postgres_cluster.execute("CREATE ROLE nobody LOGIN")
        try:
            database = Database.at(url.replace("postgres@", "nobody@"))
            with pytest.raises(DatabaseError, match="нет прав на базу"):
                migrations.upgrade(database)
            database.dispose()
        finally:
            postgres_cluster.execute("DROP ROLE nobody")
