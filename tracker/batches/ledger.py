"""The ledger of batches: asked for, looked at, tried again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from tracker.batches.kinds import KINDS, UNDOING
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.journal import canonical
from tracker.models import BatchItemRow, BatchRow

_AT_ONCE: Final = 500  # rows of one insert, and of one page when all are read


class State(StrEnum):
    """Where an item is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item to do. ``key`` names it within its batch; ``subject`` is plain data of what to do."""

    key: str
    subject: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many items are where."""

    waiting: int = 0
    done: int = 0
    failed: int = 0
    stopped: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.done + self.failed + self.stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch as it stands. ``finished_at`` is None while anything waits; what failed or was stopped may be retried."""

    id: int
    kind: str
    title: str
    params: Mapping[str, Any]
    asked_at: str
    asked_by: str
    finished_at: str | None
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item as it stands. ``result``: what came of it; ``error``: why it failed, in Russian.

    attempts: how often it was tried since it was asked for, or asked for again.
    """

    id: int
    key: str
    subject: Mapping[str, Any]
    state: State
    attempts: int
    result: Mapping[str, Any] | None
    error: str | None


def ask(work: Work, kind: str, title: str, params: Mapping[str, Any], items: Sequence[NewItem]) -> int:
    """Writes what is to be done, in this order; answers the key of the batch. Raises RefusedError for nothing to do."""
    if kind not in KINDS:
        raise ValueError(f"no kind of batches {kind!r}")
    if not items:
        raise RefusedError("Делать нечего: список пуст.")
    values = {
        "kind": kind,
        "title": title,
        "params": canonical(params),
        "asked_at": work.at,
        "asked_by": work.actor,
        "finished_at": None,
    }
    batch_id: int = work.connection.execute(insert(BatchRow).values(**values).returning(BatchRow.id)).scalar_one()
    for start in range(0, len(items), _AT_ONCE):
        rows = [
            _new_row(work, batch_id, position, items[position])
            for position in range(start, min(start + _AT_ONCE, len(items)))
        ]
        work.connection.execute(insert(BatchItemRow), rows)
    work.note("batch.asked", f"batch:{batch_id}", kind=kind, title=title, items=len(items))
    return batch_id


def _new_row(work: Work, batch_id: int, position: int, item: NewItem) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "position": position,
        "key": item.key,
        "subject": canonical(item.subject),
        "state": State.WAITING.value,
        "attempts": 0,
        "result": None,
        "error": None,
        "changed_at": work.at,
    }


def retry(work: Work, batch_id: int) -> int:
    """What failed or was stopped waits again; answers how many items. Raises NotFoundError."""
    find(work.connection, batch_id)
    again_states = [State.FAILED.value, State.STOPPED.value]
    failed = (BatchItemRow.batch_id == batch_id, BatchItemRow.state.in_(again_states))
    again = {"state": State.WAITING.value, "attempts": 0, "error": None, "changed_at": work.at}
    count: int = work.connection.execute(update(BatchItemRow).where(*failed).values(**again)).rowcount
    if count:
        work.connection.execute(update(BatchRow).where(BatchRow.id == batch_id).values(finished_at=None))
        work.note("batch.retried", f"batch:{batch_id}", items=count)
    return count


def stop(work: Work, batch_id: int) -> int:
    """What waits is not to be done; what is done stays. Answers how many items. Raises NotFoundError."""
    find(work.connection, batch_id)
    waiting = (BatchItemRow.batch_id == batch_id, BatchItemRow.state == State.WAITING.value)
    values = {"state": State.STOPPED.value, "changed_at": work.at}
    count: int = work.connection.execute(update(BatchItemRow).where(*waiting).values(**values)).rowcount
    if count:
        work.connection.execute(update(BatchRow).where(BatchRow.id == batch_id).values(finished_at=work.at))
        work.note("batch.stopped", f"batch:{batch_id}", items=count)
    return count


def undo(work: Work, batch_id: int, title: str) -> int:
    """Asks for a batch that takes back what this one did; answers its key. ``title`` of the new one.

    Raises NotFoundError, RefusedError where it cannot be undone, still goes on, or is being undone already.
    """
    batch = find(work.connection, batch_id)
    kind = UNDOING.get(batch.kind)
    if kind is None:
        raise RefusedError("Эту работу отменить нельзя: исправьте сделанное по одному.")
    if batch.finished_at is None:
        raise RefusedError("Работа ещё идёт: сначала остановите её или дождитесь конца.")
    if undone_by(work.connection, batch) is not None:
        raise RefusedError("Эта работа уже отменяется или отменена.")
    done = [
        NewItem(key=item.key, subject={**item.subject, "result": item.result})
        for item in items_of(work.connection, batch_id, State.DONE)
    ]
    return ask(work, kind, title, _undoing(batch), done)


def may_undo(batch: Batch) -> bool:
    """Whether what the batch did can be taken back now."""
    return batch.kind in UNDOING and batch.finished_at is not None and batch.progress.done > 0


def undone_by(connection: Connection, batch: Batch) -> int | None:
    """The batch that undoes this one, if it was asked for."""
    kind = UNDOING.get(batch.kind)
    if kind is None:
        return None
    same = (BatchRow.kind == kind, BatchRow.params == canonical(_undoing(batch)))
    return connection.execute(select(BatchRow.id).where(*same)).scalar()


def _undoing(batch: Batch) -> Mapping[str, Any]:
    own = {"own": batch.params["own"]} if "own" in batch.params else {}
    return {"undoes": batch.id, **own}


def find(connection: Connection, batch_id: int) -> Batch:
    """A batch. Raises NotFoundError."""
    found = connection.execute(select(BatchRow.__table__).where(BatchRow.id == batch_id)).mappings().first()
    if found is None:
        raise NotFoundError(f"Пакета работ № {batch_id} нет: посмотрите список командой pervichka batch list.")
    return _batch(connection, found)


def newest(connection: Connection, count: int, asked_by: str | None = None, *, kind: str | None = None) -> list[Batch]:
    """The last batches, the newest first; of one person or of everybody, of one kind or of all: two statements."""
    statement = select(BatchRow.__table__).order_by(BatchRow.id.desc()).limit(count)
    if asked_by is not None:
        statement = statement.where(BatchRow.asked_by == asked_by)
    if kind is not None:
        statement = statement.where(BatchRow.kind == kind)
    rows = connection.execute(statement).mappings().all()
    states = (
        select(BatchItemRow.batch_id, BatchItemRow.state, func.count())
        .where(BatchItemRow.batch_id.in_([row["id"] for row in rows]))
        .group_by(BatchItemRow.batch_id, BatchItemRow.state)
    )
    counts: dict[int, dict[str, int]] = {}
    for batch_id, state, count_ in connection.execute(states):
        counts.setdefault(batch_id, {})[state] = count_
    return [_batch_with(row, Progress(**counts.get(row["id"], {}))) for row in rows]


def unfinished(connection: Connection, kind: str | None = None) -> list[Batch]:
    """Batches in which something waits, the oldest first."""
    statement = select(BatchRow.__table__).where(BatchRow.finished_at.is_(None)).order_by(BatchRow.id)
    if kind is not None:
        statement = statement.where(BatchRow.kind == kind)
    return [_batch(connection, row) for row in connection.execute(statement).mappings().all()]


def progress(connection: Connection, batch_id: int) -> Progress:
    """How far it is."""
    statement = (
        select(BatchItemRow.state, func.count()).where(BatchItemRow.batch_id == batch_id).group_by(BatchItemRow.state)
    )
    return Progress(**{row[0]: row[1] for row in connection.execute(statement)})


def items_of(connection: Connection, batch_id: int, *states: State) -> Iterator[Item]:
    """Items in their order, those in some states or all; read page by page."""
    last = -1
    while True:
        statement = (
            select(BatchItemRow.__table__)
            .where(BatchItemRow.batch_id == batch_id, BatchItemRow.position > last)
            .order_by(BatchItemRow.position)
            .limit(_AT_ONCE)
        )
        if states:
            statement = statement.where(BatchItemRow.state.in_([state.value for state in states]))
        rows = connection.execute(statement).mappings().all()
        if not rows:
            return
        for row in rows:
            yield _item(row)
        last = rows[-1]["position"]


def _batch(connection: Connection, row: RowMapping) -> Batch:
    return _batch_with(row, progress(connection, row["id"]))


def _batch_with(row: RowMapping, how_far: Progress) -> Batch:
    return Batch(
        id=row["id"],
        kind=row["kind"],
        title=row["title"],
        params=json.loads(row["params"]),
        asked_at=row["asked_at"],
        asked_by=row["asked_by"],
        finished_at=row["finished_at"],
        progress=how_far,
    )


def _item(row: RowMapping) -> Item:
    return Item(
        id=row["id"],
        key=row["key"],
        subject=json.loads(row["subject"]),
        state=State(row["state"]),
        attempts=row["attempts"],
        result=None if row["result"] is None else json.loads(row["result"]),
        error=row["error"],
    )
