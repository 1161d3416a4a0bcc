"""Does the items of a batch one by one, in their order. It may be broken off anywhere and called again anywhere.

Several may be at one batch: an item is taken inside the change that does it, and changes happen one at a time.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from docgen.errors import DocgenError, OutputError
from tracker.batches.kinds import doing_of
from tracker.batches.ledger import State, find, progress
from tracker.errors import DatabaseError
from tracker.house import House, Work
from tracker.journal import canonical
from tracker.models import BatchItemRow, BatchRow

_SECONDS: Final = 1.0
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
    """Does items for about a second: the step of the job «batch». Raises what no item is to blame for."""
    with house.database.read() as connection:
        batch = find(connection, batch_id)
    order = _Order(batch.id, batch.kind, batch.params, batch.asked_by)
    until = time.monotonic() + _SECONDS
    while _do_next(house, order, today):
        if time.monotonic() > until:
            return 0
    return None


def unfinished(house: House) -> list[int]:
    """Batches in which something waits."""
    statement = select(BatchRow.id).where(BatchRow.finished_at.is_(None)).order_by(BatchRow.id)
    with house.database.read() as connection:
        return list(connection.execute(statement).scalars())


def _do_next(house: House, order: _Order, today: date) -> bool:
    """Does the next item; answers whether there was one. One that fails is marked and told, and stops no other."""
    taken: _Taken | None = None
    try:
        with house.work(order.actor, today) as work:
            taken = _take(work.connection, order.id)
            if taken is None:
                _finish(work, order.id)
                return False
            result = doing_of(order.kind)(house, work, order.params, json.loads(taken.subject))
            _mark(work, taken, State.DONE, result=canonical(result))
    except _NO_FAULT_OF_THE_ITEM:
        raise
    except Exception as error:
        if taken is None:
            raise
        with house.work(order.actor, today) as work:
            _mark(work, taken, State.FAILED, error=_explained(order, taken, error))
    return True


def _take(connection: Connection, batch_id: int) -> _Taken | None:
    """The first item that waits; the writers' lock is held, so nobody else has it."""
    row = connection.execute(_NEXT, {"batch": batch_id}).first()
    return None if row is None else _Taken(*row)


def _mark(work: Work, taken: _Taken, state: State, *, result: str | None = None, error: str | None = None) -> None:
    """Between a failure and its mark another worker may have done the item: then it is done."""
    values = {
        "state": state.value,
        "attempts": taken.attempts + 1,
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
