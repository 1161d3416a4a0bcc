"""Rows of a table as packed JSON lines: the first line names the columns, each other line is a row in that order."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import IO, Any, Final

from sqlalchemy import Boolean, Connection, Date, Integer, String, Table, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError

from tracker.backup.errors import BackupError, damaged
from tracker.models import Base

DERIVED: Final = frozenset(
    {
        "awaited_paper_totals",
        "awaited_papers",
        "deal_card_totals",
        "deal_cards",
        "finding_totals",
        "findings",
        "open_obligation_totals",
        "open_obligations",
        "watch",
        "watch_basis",
    }
)
"""Tables that are computed from the others, and are computed anew after a restore."""

_CHUNK = 500
_LONGEST_LINE = 2**28
_LEVEL = 1  # packs JSON well, and several times faster than the usual level


def kept_tables() -> list[Table]:
    """Tables that an archive holds, each after those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in DERIVED]


def dump(connection: Connection, table: Table, stream: IO[bytes]) -> int:
    """Writes all rows of a table and answers how many. Raises BackupError for a value that no program wrote."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
    statement = select(*table.columns).order_by(*table.primary_key.columns)
    rows = 0
    with gzip.GzipFile("", "wb", _LEVEL, stream, mtime=0) as packed:
        packed.write((encode(table.columns.keys()) + "\n").encode())
        try:
            with connection.execute(statement, execution_options={"yield_per": _CHUNK}) as found:
                for part in found.partitions():
                    packed.write("".join([encode(tuple(row)) + "\n" for row in part]).encode())
                    rows += len(part)
        except ValueError as error:
            raise BackupError(f"В таблице «{table.name}» есть значение, которого программа не писала.") from error
    return rows


def read(table: Table, stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Rows of a dumped table, by columns' names, as the database wants them. Raises BackupError."""
    place = 1
    try:
        with gzip.GzipFile(fileobj=stream, mode="rb") as packed:
            names = json.loads(packed.readline(_LONGEST_LINE))
            if names != table.columns.keys():
                raise damaged(f"в таблице «{table.name}» другие столбцы")
            parsers = [_parser(column.type) for column in table.columns]
            while line := packed.readline(_LONGEST_LINE):
                place += 1
                yield dict(zip(names, _parsed(line, parsers), strict=True))
    except (ValueError, RecursionError, EOFError, OSError, zlib.error) as error:
        raise damaged(f"таблица «{table.name}», строка {place} не читается") from error


def _parsed(line: bytes, parsers: Sequence[Callable[[Any], Any]]) -> list[Any]:
    values = json.loads(line)
    if type(values) is not list or not line.endswith(b"\n"):
        raise ValueError("no row")
    return [None if value is None else parse(value) for parse, value in zip(parsers, values, strict=True)]


def load(connection: Connection, table: Table, stream: IO[bytes]) -> int:
    """Adds rows that ``dump`` wrote and answers how many. Raises BackupError for rows that contradict each other."""
    rows, count = read(table, stream), 0
    while chunk := list(islice(rows, _CHUNK)):
        with refusing(f"строки таблицы «{table.name}» противоречат друг другу или другим"):
            connection.execute(insert(table), chunk)
        count += len(chunk)
    return count


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """Turns a refusal of the database to take rows into a BackupError; a full disk is no fault of the rows."""
    try:
        yield
    except OperationalError:
        raise
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        raise damaged(what) from error


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"{type(value).__name__} is no value of a column")


def _parser(kind: object) -> Callable[[Any], Any]:
    if isinstance(kind, Boolean):
        return _same(bool)
    if isinstance(kind, Integer):
        return _whole
    if isinstance(kind, Date):
        return _day
    if isinstance(kind, String):
        return _same(str)
    raise TypeError(f"columns of the type {kind!r} have no spelling in a backup yet")


def _same(kind: type) -> Callable[[Any], Any]:
    def same(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError("another type")
        return value

    return same


def _whole(value: Any) -> int:
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise ValueError("no whole number")
    return value


def _day(value: Any) -> date:
    if type(value) is not str:
        raise ValueError("no day")
    return date.fromisoformat(value)
