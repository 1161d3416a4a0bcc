"""How a database of PostgreSQL is given to the next test: emptied, or refused when it is not what it was made as.

To copy a template and to drop the copy costs the server half a second, most of it checkpoints and files; to delete what
a test wrote costs some milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

_TABLES: LiteralString = (
    "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind = 'r' AND c.oid >= 16384 ORDER BY 1, 2"
)
# All that a test could have made, dropped or altered; object ids stay the same in copies of a template.
_SHAPE: LiteralString = """
    SELECT md5(string_agg(it, '|' ORDER BY it)) FROM (
        SELECT concat_ws(',', 'c', oid, relname, relkind, relowner, relacl) AS it FROM pg_class
            WHERE oid >= 16384 AND relkind <> 't' AND relname !~ '^pg_toast'
        UNION ALL SELECT concat_ws(',', 'a', attrelid, attnum, attname, atttypid, attnotnull) FROM pg_attribute
            WHERE attrelid >= 16384 AND attnum > 0
        UNION ALL SELECT concat_ws(',', 'k', oid, conname, convalidated) FROM pg_constraint WHERE oid >= 16384
        UNION ALL SELECT concat_ws(',', 't', oid, tgname, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat_ws(',', 'p', oid, proname, md5(prosrc)) FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT concat_ws(',', 'n', oid, nspname, nspacl) FROM pg_namespace
    ) AS everything"""
_OTHERS: LiteralString = (
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_COUNTERS: LiteralString = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)
_SIZE: LiteralString = "SELECT pg_database_size(current_database())"
_MAY_GROW = 8_000_000  # bytes of rows written and deleted, after which a new copy is the better one


@dataclass(frozen=True, slots=True)
class Washing:
    """What a new copy of the template holds: the shape of its tables, and the few rows that migrations write."""

    tables: tuple[tuple[str, str], ...]
    shape: str
    rows: str
    filled: frozenset[tuple[str, str]]
    size: int

    @classmethod
    def of(cls, connection: psycopg.Connection) -> Washing:
        """What is there now is what a washed database must have."""
        tables = tuple((schema, name) for schema, name in connection.execute(_TABLES))
        filled = frozenset(_filled(connection, tables))
        return cls(tables, _one(connection, _SHAPE), _rows(connection, filled), filled, int(_one(connection, _SIZE)))

    def wash(self, connection: psycopg.Connection) -> bool:
        """Deletes what a test wrote; whether the database is as new. Who is still connected is thrown out."""
        connection.execute(_OTHERS)
        if int(_one(connection, _SIZE)) > self.size + _MAY_GROW or _one(connection, _SHAPE) != self.shape:
            return False
        written = [table for table in _filled(connection, self.tables) if table not in self.filled]
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            for table in written:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(*table)))
            connection.execute(_COUNTERS)
        return _rows(connection, self.filled) == self.rows


def _one(connection: psycopg.Connection, statement: LiteralString) -> str:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return str(row[0])


def _filled(connection: psycopg.Connection, tables: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Those of the tables that have rows."""
    asked = [sql.SQL("EXISTS (SELECT FROM {})").format(sql.Identifier(*table)) for table in tables]
    row = connection.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(asked))).fetchone()
    assert row is not None
    return [table for table, has_rows in zip(tables, row, strict=True) if has_rows]


def _rows(connection: psycopg.Connection, tables: frozenset[tuple[str, str]]) -> str:
    """The content of tables, to be compared."""
    whole = sql.SQL("SELECT md5(string_agg(it::text, '|' ORDER BY it::text)) FROM {} AS it")
    found = [connection.execute(whole.format(sql.Identifier(*table))).fetchone() for table in sorted(tables)]
    return str(found)
