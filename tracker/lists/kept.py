"""A list over a kept table: what findings and open obligations have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from tracker.lists.paging import LARGEST, PAGE, Page, Total, check_size, filling, page_to_fill, place_of
from tracker.models import CounterpartyRow
from tracker.watch import elder

R = TypeVar("R")
_MANAGERS, _SAME = "managers", "same_"
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFilter:
    """Whose work to show; None lets everything through. Sums are kopecks, ages days on ``today``.

    organization: key of an organisation of ours. client: id of a client. managers: any of the labels by which deals
    name a person (``tracker.ownership``).
    """

    organization: int | None = None
    manager: str | None = None
    managers: tuple[str, ...] | None = None
    client: str | None = None
    least_age: int | None = None
    least_sum: int | None = None
    most_sum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which page is wanted: by what it is sorted, after which place, how many rows."""

    keys: tuple[ColumnElement[Any], ...]
    after: str | None = None
    size: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList(Generic[R]):
    """A kept table with its sums. ``rows`` selects from the table; ``amount`` is its column of money.

    totals: table of sums, with columns ``count`` and the names of ``sums``, by organisation and other columns that both
    tables have. sums: columns of money that the total tells; without any, ``amount``. born: the column that ages count
    from, an ordinal that falls with age, where the table has no ``elder``.
    """

    table: Any
    amount: str
    totals: Any
    rows: Select[*tuple[Any, ...]]
    listed: Callable[[Any], R]
    sums: tuple[str, ...] = ()
    born: str | None = None
    _prepared: dict[Any, Select[*tuple[Any, ...]]] = field(default_factory=dict, repr=False)

    def page(
        self, connection: Connection, today: date, chosen: WorkFilter, equal: Mapping[str, Any], asked: Asked
    ) -> Page[R]:
        """A page and the total of all that is let through. ``equal``: values of columns, or statements; None for any.

        Raises RefusedError for a broken place.
        """
        named = {"organization_id": chosen.organization, "manager": storable(chosen.manager), **equal}
        asked_by = {name: value for name, value in named.items() if value is not None}
        found = {name: value for name, value in asked_by.items() if isinstance(value, ColumnElement)}
        same = {name: value for name, value in asked_by.items() if name not in found}
        if chosen.managers is not None:
            same[_MANAGERS] = [storable(label) for label in chosen.managers]
        further = [*self._conditions(chosen, today), *(self.table.c[name] == value for name, value in found.items())]
        size = check_size(asked.size)
        is_summed = not further and self._has_sums_by(same)
        total = self._kept_total(connection, same) if is_summed else self._counted(connection, same, further)
        rows = connection.execute(*self._statement(same, further, asked, size)).all()
        return Page(
            rows=tuple(map(self.listed, rows[:size])),
            next=place_of(rows[size - 1], asked.keys) if len(rows) > size else None,
            total=total,
        )

    def _statement(
        self, same: Mapping[str, Any], further: Sequence[ColumnElement[bool]], asked: Asked, size: int
    ) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
        """The statement and its values. Building one costs more than running it, so each shape is built once."""
        values = {**_values(same), **filling(asked.after, asked.keys)}
        is_first = asked.after is None
        if further:
            rows = self.rows.where(*_alike(self.table, same), *further)
            return page_to_fill(rows, asked.keys, size, is_first=is_first), values
        shape = (asked.keys, size, is_first, *_shape(same))
        if shape not in self._prepared:
            rows = self.rows.where(*_alike(self.table, same)) if same else self.rows
            self._prepared[shape] = page_to_fill(rows, asked.keys, size, is_first=is_first)
        return self._prepared[shape], values

    def _conditions(self, chosen: WorkFilter, today: date) -> list[ColumnElement[bool]]:
        columns = self.table.c
        found: list[ColumnElement[bool]] = []
        if chosen.client is not None:
            client = select(CounterpartyRow.id).where(CounterpartyRow.code == storable(chosen.client))
            found.append(columns.counterparty_id == client.scalar_subquery())
        if chosen.least_age is not None:
            eldest = _bounded(elder(today) + chosen.least_age)
            found.append(columns.elder >= eldest if self.born is None else columns[self.born] <= -eldest)
        if chosen.least_sum is not None:
            found.append(columns[self.amount] >= _bounded(chosen.least_sum))
        if chosen.most_sum is not None:
            found.append(columns[self.amount] <= _bounded(chosen.most_sum))
        return found

    def _has_sums_by(self, same: Mapping[str, Any]) -> bool:
        asked = {"manager" if name == _MANAGERS else name for name in same}
        return all(name in self.totals.c for name in asked)

    def _kept_total(self, connection: Connection, same: Mapping[str, Any]) -> Total:
        shape = ("sums", *_shape(same))
        if shape not in self._prepared:
            sums = select(*(func.sum(self.totals.c[name]) for name in ("count", *self._money)))
            self._prepared[shape] = sums.where(*_alike(self.totals, same)) if same else sums
        return _told(connection, self._prepared[shape], _values(same))

    def _counted(
        self, connection: Connection, same: Mapping[str, Any], further: Sequence[ColumnElement[bool]]
    ) -> Total:
        money = (func.sum(self.table.c[name]) for name in self._money)
        counted = select(func.count(), *money).where(*_alike(self.table, same), *further)
        return _told(connection, counted, _values(same))

    @property
    def _money(self) -> tuple[str, ...]:
        return self.sums or (self.amount,)


def _alike(table: Any, same: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Conditions that both tables can be asked by, their values left open."""
    return [_condition(table, name, value) for name, value in same.items()]


def _condition(table: Any, name: str, value: Any) -> ColumnElement[bool]:
    if name != _MANAGERS:
        column = table.c[name]
        return cast("ColumnElement[bool]", column == bindparam(_SAME + name, type_=column.type))
    manager = table.c.manager  # one label is asked for as such: only so an index gives the order too
    if len(value) == 1:
        return cast("ColumnElement[bool]", manager == bindparam(_SAME + name, type_=manager.type))
    return cast("ColumnElement[bool]", manager.in_(bindparam(_SAME + name, type_=manager.type, expanding=True)))


def _values(same: Mapping[str, Any]) -> dict[str, Any]:
    """What fills the conditions in."""
    return {_SAME + name: value[0] if name == _MANAGERS and len(value) == 1 else value for name, value in same.items()}


def _shape(same: Mapping[str, Any]) -> tuple[Any, ...]:
    """What conditions look like without their values."""
    return tuple((name, len(value) == 1) if name == _MANAGERS else name for name, value in same.items())


def _told(connection: Connection, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Total:
    count, amount, *others = (int(number or 0) for number in connection.execute(statement, values).one())
    return Total(count=count, amount=amount, exposure=sum(others))


def storable(text: str | None) -> str | None:
    """What to look for; signs that no database holds become one that no stored text has."""
    return None if text is None else _NOT_STORABLE.sub("\ufffd", text)


def _bounded(number: int) -> int:
    return max(-LARGEST, min(number, LARGEST))
