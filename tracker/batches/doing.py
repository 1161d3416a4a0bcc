"""Does the items of a batch one by one, in their order. It may be broken off anywhere and called again anywhere.

Several may be at one batch: an item is taken inside the change that does it, and changes happen one at a time.

An item may kill the process that does it, and whoever comes next begins with it. So the first item of every call is
counted before it is tried, in a change of its own; one that was begun ``_DEATHS`` times and never ended has failed.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from docgen.errors import DocgenError, OutputError
from tracker.batches.kinds import doing_of
from tracker.batches.ledger import State, find, progress
from tracker.errors import DatabaseError, NotFoundError, TooLargeError
from tracker.house import House, Work
from tracker.journal import canonical
from tracker.models import BatchItemRow, BatchRow

_SECONDS: Final = 1.0
_DEATHS: Final = 5
_FATAL: Final = (
    "Программа раз за разом завершается на этой работе, не закончив её. Покажите журнал программы администратору, "
    "потом повторите."
)
_NO_FAULT_OF_THE_ITEM: Final = (DatabaseError, OutputError)
"""The database is busy or lost, the disk full: it is not the item's fault, and the next one would fare no better."""

_ITEMS: Any = BatchItemRow.__table__
_NEXT: Final = (
    select(_ITEMS.c.id, _ITEMS.c.key, _ITEMS.c.subject, _ITEMS.c.attempts)
    .where(_ITEMS.c.batch_id == bindparam("batch"), _ITEMS.c.state == State.WAITING.value)
    .order_by(_ITEMS.c.position)
    .limit(1)
)
_MARK: Final = update(_ITEMS).where(_ITEMS.c.id == bindparam("item"), _ITEMS.c.state == State.WAITING.value)
_COUNT: Final = _MARK.values(attempts=_ITEMS.c.attempts + bindparam("tries"))

_log = logging.getLogger("tracker.batches")


@dataclass(slots=True)
class _Order:
    """A batch that is being worked at."""

    id: int
    kind: str
    params: Mapping[str, Any]
    actor: str


@dataclass(slots=True)
class _Taken:
    """The item that is being done."""

    id: int
    key: str
    subject: str
    attempts: int


def do_some(house: House, batch_id: int, today: date) -> float | None:
    """Does items for about a second: the step of the job «batch». Raises what no item is to blame for.

    A batch that is not there asks for nothing: the queue may be older than a database that was restored.
    """
    try:
        with house.database.read() as connection:
            batch = find(connection, batch_id)
    except NotFoundError:
        return None
    order = _Order(batch.id, batch.kind, batch.params, batch.asked_by)
    first = _begin(house, order, today)
    until = time.monotonic() + _SECONDS
    try:
        while _do_next(house, order, today, first):
            if time.monotonic() > until:
                return 0
    except _NO_FAULT_OF_THE_ITEM:
        with suppress(DatabaseError):
            _forgive(house, order, today, first)
        raise
    return None


def unfinished(house: House) -> list[int]:
    """Batches in which something waits."""
    statement = select(BatchRow.id).where(BatchRow.finished_at.is_(None)).order_by(BatchRow.id)
    with house.database.read() as connection:
        return list(connection.execute(statement).scalars())


def _begin(house: House, order: _Order, today: date) -> int | None:
    """Counts the item that comes first, or marks it as failed; answers the key of what was counted."""
    with house.work(order.actor, today) as work:
        taken = _take(work.connection, order.id)
        if taken is None:
            return None
        if taken.attempts >= _DEATHS:
            _log.error("batch %s, item %s: the process died at it %s times", order.id, taken.key, taken.attempts)
            _mark(work, taken, State.FAILED, taken.attempts, error=_FATAL)
            return None
        work.connection.execute(_COUNT, {"item": taken.id, "tries": 1})
        return taken.id


def _forgive(house: House, order: _Order, today: date, first: int | None) -> None:
    """Takes back what was counted of an item that is not to blame; of one that is done there is nothing to take."""
    if first is None:
        return
    with house.work(order.actor, today) as work:
        work.connection.execute(_COUNT, {"item": first, "tries": -1})


def _do_next(house: House, order: _Order, today: date, counted: int | None) -> bool:
    """Does the next item; answers whether there was one. One that fails is marked and told, and stops no other."""
    taken: _Taken | None = None
    tries = 0
    try:
        with house.work(order.actor, today) as work:
            taken = _take(work.connection, order.id)
            if taken is None:
                _finish(work, order.id)
                return False
            tries = taken.attempts + (taken.id != counted)
            result = doing_of(order.kind)(house, work, order.params, json.loads(taken.subject))
            _mark(work, taken, State.DONE, tries, result=canonical(result))
    except Exception as error:
        if taken is None or _is_no_fault(error):
            raise
        with house.work(order.actor, today) as work:
            _mark(work, taken, State.FAILED, tries, error=_explained(order, taken, error))
    return True


def _is_no_fault(error: Exception) -> bool:
    return isinstance(error, _NO_FAULT_OF_THE_ITEM) and not isinstance(error, TooLargeError)


def _take(connection: Connection, batch_id: int) -> _Taken | None:
    """The first item that waits; the writers' lock is held, so nobody else has it."""
    row = connection.execute(_NEXT, {"batch": batch_id}).first()
    return None if row is None else _Taken(*row)


def _mark(
    work: Work, taken: _Taken, state: State, attempts: int, *, result: str | None = None, error: str | None = None
) -> None:
    """Between a failure and its mark another worker may have done the item: then it is done."""
    values = {
        "state": state.value,
        "attempts": attempts,
        "result": result,
        "error": error,
        "changed_at": work.at,
    }
    work.connection.execute(_MARK.values(values), {"item": taken.id})


def _finish(work: Work, batch_id: int) -> None:
    still = (BatchRow.id == batch_id, BatchRow.finished_at.is_(None))
    if work.connection.execute(update(BatchRow).where(*still).values(finished_at=work.at)).rowcount:
        now = progress(work.connection, batch_id)
        work.note("batch.finished", f"batch:{batch_id}", done=now.done, failed=now.failed)


def _explained(order: _Order, taken: _Taken, error: Exception) -> str:
    if isinstance(error, DocgenError):
        return str(error)
    _log.error("batch %s, item %s", order.id, taken.key, exc_info=error)
    return f"Непредвиденная ошибка ({type(error).__name__}). Повторите; если не поможет, покажите её администратору."
