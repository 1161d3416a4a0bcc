"""Versions of the database, by Alembic; a new database gets all of them, an old one those that it lacks."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from tracker.database import Database
from tracker.errors import DatabaseError
from tracker.models import Base
from tracker.search import schema as search_schema


def upgrade(database: Database) -> None:
    """Brings the database to this program's version; does nothing to one that has it.

    Raises DatabaseError for a database of a newer program, which this one would not understand, and for a foreign one.
    """
    with database.read() as connection:
        if current(connection) == newest():
            return
    with database.write() as connection:
        told = current(connection)
        if told == newest():
            return
        if told is not None and told not in _known():
            raise DatabaseError("База сделана более новой версией программы: обновите Первичку.")
        if told is None:
            _refuse_foreign(connection)
        search_schema.drop(connection)  # its triggers name tables that a migration may make anew
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current(connection: Connection) -> str | None:
    """The version of the database; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The version that this program works with."""
    head = _scripts().get_current_head()
    if head is None:
        raise DatabaseError("В программе нет ни одной версии базы: переустановите её.")
    return head


def _refuse_foreign(connection: Connection) -> None:
    found = sorted(Base.metadata.tables.keys() & set(inspect(connection).get_table_names()))
    if found:
        raise DatabaseError(f"В базе уже есть чужая таблица «{found[0]}»: укажите в DATABASE_URL пустую базу.")


def _known() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration())


def configuration() -> Config:
    """Alembic's configuration; whoever runs a command adds the ``connection`` to its attributes."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
