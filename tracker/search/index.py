"""Keeps the index current: what triggers have put into the queue is indexed, some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, delete, select

from tracker.database import Database
from tracker.errors import RefusedError
from tracker.search import schema
from tracker.search.schema import QUEUE, engine_of
from tracker.search.texts import texts_of

AT_ONCE: Final = 100
"""Subjects that a change indexes itself; a larger one, a load or a closing, leaves them to the next search."""

_CHUNK: Final = 400  # under every limit on parameters of a statement
_IN_TRANSACTION: Final = 2_000  # a writer waits about a second for it
_TRIES: Final = 3

PATIENCE: Final = 20_000
"""Subjects that a search indexes before it answers: some seconds. ``refresh`` of a job takes more."""


class SearchBehindError(RefusedError):
    """The index does not know the latest changes, so it is not asked at all."""

    def __init__(self) -> None:
        super().__init__("Поиск ещё обновляется после большой загрузки: повторите через минуту.")


def keep(connection: Connection) -> None:
    """Indexes what the transaction changed, if it is little; called before each commit of ``House.work``."""
    if not schema.is_made(connection):
        return
    waiting = _waiting(connection, AT_ONCE + 1)
    if len(waiting) <= AT_ONCE:
        _index(connection, waiting)


def refresh(database: Database, most: int | None = None) -> int:
    """Brings the index up to date in short transactions and answers how many subjects it took.

    One that was never made, or by another version of the program, is made anew. most: about how many to take; whoever
    comes next goes on. A hundred thousand deals take minutes.
    """
    with database.read() as connection:
        if is_current(connection):
            return 0
    done = 0
    with database.write() as connection:
        if not _has_basis(connection):
            schema.create(connection)
    while (most is None or done < most) and (taken := _refresh_some(database)):
        done += taken
    return done


def reindex(database: Database) -> int:
    """Makes the whole index anew and answers how many subjects it took; until the end nothing is found."""
    with database.write() as connection:
        schema.create(connection)
    return refresh(database)


def is_current(connection: Connection) -> bool:
    """Whether the index knows every change that this transaction sees."""
    return _has_basis(connection) and not schema.is_behind(connection)


@contextmanager
def current(database: Database) -> Iterator[Connection]:
    """A reader that ``search`` can be asked on.

    Raises SearchBehindError if there is more to index than one search can, or others change things all the time.
    """
    for _ in range(_TRIES):
        refresh(database, PATIENCE)
        with database.read() as connection:
            if is_current(connection):
                yield connection
                return
    raise SearchBehindError


def _has_basis(connection: Connection) -> bool:
    return schema.is_made(connection) and schema.is_basis_current(connection)


def _refresh_some(database: Database) -> int:
    with database.write() as connection:
        waiting = _waiting(connection, _IN_TRANSACTION)
        for start in range(0, len(waiting), _CHUNK):
            _index(connection, waiting[start : start + _CHUNK])
    return len(waiting)


def _waiting(connection: Connection, count: int) -> Sequence[int]:
    return connection.execute(select(QUEUE.c.subject).order_by(QUEUE.c.subject).limit(count)).scalars().all()


def _index(connection: Connection, subjects: Sequence[int]) -> None:
    if subjects:
        engine_of(connection).replace(connection, subjects, texts_of(connection, subjects))
        connection.execute(delete(QUEUE).where(QUEUE.c.subject.in_(subjects)))
