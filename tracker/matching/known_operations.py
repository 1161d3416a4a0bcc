"""Operations of a statement against those loaded before: by their keys or, in another format, by what they say.

Keys of one operation differ between formats, which call its kind, or its other side, by other names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from tracker.fact_store import in_chunks
from tracker.models import OperationRow, StatementRow
from tracker.statements.base import Operation

_TOLD: Final = select(
    OperationRow.account,
    OperationRow.date,
    OperationRow.amount,
    OperationRow.direction,
    OperationRow.number,
    OperationRow.counterparty_inn,
    OperationRow.counterparty_account,
    OperationRow.purpose,
    OperationRow.key,
    StatementRow.format,
).join(StatementRow, StatementRow.id == OperationRow.statement_id)

_OTHERS: Final = select(StatementRow.id).limit(1)

_What = tuple[Any, ...]  # account, day, kopecks, direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """Operations that no file has told of. ``alike``: keys of those that a file may have told of in other words."""

    new: list[Operation]
    alike: frozenset[str]


@dataclass(slots=True)
class KnownOperations:
    """What other statements have told; ``format`` and ``statement_id``: of the one that is being read."""

    connection: Connection
    format: str
    _used: set[str] = field(default_factory=set)

    def sift(self, found: Mapping[str, Operation], statement_id: int | None) -> Sifted:
        """Leaves out operations that were loaded before; ``found``: operations by their keys, each once."""
        known = self._keys(found)
        self._used |= known
        left = [one for key, one in found.items() if key not in known]
        told = self._told(left, statement_id)
        new, alike = [], set()
        for one in left:
            rows = [row for row in told.get(_what(one), ()) if row.key not in self._used]
            same = next((row for row in rows if _is_same(one, row)), None)
            if same is not None and same.format != self.format:
                self._used.add(same.key)
                continue
            new.append(one)
            if same is not None or any(row.format != self.format and _is_worded_so(one, row) for row in rows):
                alike.add(one.key)
        return Sifted(new=new, alike=frozenset(alike))

    def _keys(self, keys: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for some in in_chunks(sorted(keys)):
            found.update(self.connection.execute(select(OperationRow.key).where(OperationRow.key.in_(some))).scalars())
        return found

    def _told(self, operations: Sequence[Operation], statement_id: int | None) -> dict[_What, list[Any]]:
        """Operations of other statements of the accounts, days and sums of these."""
        if self.connection.execute(_OTHERS.where(StatementRow.id != (statement_id or 0))).first() is None:
            return {}
        found: dict[_What, list[Any]] = defaultdict(list)
        days = [one.date for one in operations]
        for amounts in in_chunks({one.amount for one in operations}):
            statement = _TOLD.where(
                OperationRow.statement_id != (statement_id or 0),
                OperationRow.amount.in_(amounts),
                OperationRow.date.between(min(days), max(days)),
            )
            for row in self.connection.execute(statement.order_by(OperationRow.id)):
                found[row.account, row.date, row.amount, row.direction].append(row)
        return found


def _what(one: Operation) -> _What:
    return one.account, one.date, one.amount, one.direction.value


def _is_same(one: Operation, row: Any) -> bool:
    """Whether both have the number of one order, or, where a file gives none, the same words."""
    mine, its = _number(one.number), _number(row.number)
    return mine == its and _is_of_one_side(one, row) if mine and its else _is_worded_so(one, row)


def _is_worded_so(one: Operation, row: Any) -> bool:
    return _words(one.purpose) == _words(row.purpose) and _is_of_one_side(one, row)


def _is_of_one_side(one: Operation, row: Any) -> bool:
    """Whether the other side is the same, as far as both files tell of it."""
    sides = ((one.other.account, row.counterparty_account), (one.other.inn, row.counterparty_inn))
    return not any(mine and its and mine != its for mine, its in sides)


def _number(told: str | None) -> str:
    return (told or "").strip().lstrip("0")


def _words(purpose: str) -> str:
    return "".join(purpose.split()).lower()
