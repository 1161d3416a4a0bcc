"""Statements that were loaded: page by page, and one with what became of its operations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from tracker.errors import NotFoundError
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import AppliedMatchRow, OperationRow, StatementRow
from tracker.recording.operation_states import OperationState


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedStatement:
    """A statement that was loaded. ``operations``: those that it brought."""

    id: int
    name: str
    format: str
    operations: int
    loaded_at: str
    loaded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A statement in full. ``states``: how many operations and kopecks by what became of them; ``warnings``: Russian.

    applied: how many allocations the program has made of its money by itself and nobody has taken back.
    """

    statement: ListedStatement
    warnings: tuple[str, ...]
    states: Mapping[OperationState, tuple[int, int]]
    applied: int


_KEYS: Final = (StatementRow.__table__.c.id,)


def statements(connection: Connection, *, after: str | None = None, size: int = PAGE) -> Page[ListedStatement]:
    """A page of statements, the newest first. Raises RefusedError for a wrong place or size."""
    rows = connection.execute(page_of(select(StatementRow.__table__), _KEYS, after, check_size(size))).all()
    count: int = connection.execute(select(func.count()).select_from(StatementRow)).scalar_one()
    return Page(
        rows=tuple(map(_listed, rows[:size])),
        next=place_of(rows[size - 1], _KEYS) if len(rows) > size else None,
        total=Total(count=count, amount=0),
    )


def statement_view(connection: Connection, statement_id: int) -> StatementView:
    """A statement in full. Raises NotFoundError."""
    row = connection.execute(select(StatementRow.__table__).where(StatementRow.id == statement_id)).first()
    if row is None:
        raise NotFoundError(f"Выписки № {statement_id} в базе нет: посмотрите список выписок.")
    mine = OperationRow.statement_id == statement_id
    counted = select(OperationRow.state, func.count(), func.sum(OperationRow.amount)).where(mine)
    found = {one[0]: (one[1], int(one[2])) for one in connection.execute(counted.group_by(OperationRow.state))}
    applied = (
        select(func.count())
        .select_from(AppliedMatchRow)
        .join(OperationRow, OperationRow.payment_id == AppliedMatchRow.payment_id)
    )
    return StatementView(
        statement=_listed(row),
        warnings=tuple(json.loads(row.warnings)),
        states={state: found[state.value] for state in OperationState if state.value in found},
        applied=connection.execute(applied.where(mine)).scalar_one(),
    )


def loaded_before(connection: Connection, digest: str) -> ListedStatement | None:
    """The statement that was loaded from a file of this SHA-256, the newest; None for a file that is new."""
    statement = select(StatementRow.__table__).where(StatementRow.sha256 == digest)
    row = connection.execute(statement.order_by(StatementRow.id.desc()).limit(1)).first()
    return None if row is None else _listed(row)


def _listed(row: Any) -> ListedStatement:
    return ListedStatement(
        id=row.id,
        name=row.name,
        format=row.format,
        operations=row.operations,
        loaded_at=row.loaded_at,
        loaded_by=row.loaded_by,
    )
