"""A list over a kept table: what findings and open obligations have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func, select

from tracker.lists.paging import LARGEST, PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import CounterpartyRow
from tracker.watch import elder

R = TypeVar("R")
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
        """A page and the total of all that is let through. ``equal``: values of columns, None for any.

        Raises RefusedError for a broken place.
        """
        named = {"organization_id": chosen.organization, "manager": storable(chosen.manager), **equal}
        same = {name: value for name, value in named.items() if value is not None}
        further = self._conditions(chosen, today)
        conditions = [*self._same(self.table, same, chosen), *further]
        size = check_size(asked.size)
        is_summed = not further and self._has_sums_by(same, chosen)
        total = self._kept_total(connection, same, chosen) if is_summed else self._counted(connection, conditions)
        rows = connection.execute(self._statement(conditions, asked, size)).all()
        return Page(
            rows=tuple(map(self.listed, rows[:size])),
            next=place_of(rows[size - 1], asked.keys) if len(rows) > size else None,
            total=total,
        )

    def _statement(
        self, conditions: Sequence[ColumnElement[bool]], asked: Asked, size: int
    ) -> Select[*tuple[Any, ...]]:
        """Building a statement costs as much as running it, so the page that everybody opens first is kept ready."""
        if conditions or asked.after is not None:
            return page_of(self.rows.where(*conditions), asked.keys, asked.after, size)
        key = (asked.keys, size)
        if key not in self._prepared:
            self._prepared[key] = page_of(self.rows, asked.keys, None, size)
        return self._prepared[key]

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

    @staticmethod
    def _same(table: Any, same: Mapping[str, Any], chosen: WorkFilter) -> list[ColumnElement[bool]]:
        """Conditions that both tables can be asked by."""
        conditions = [table.c[name] == value for name, value in same.items()]
        if chosen.managers is not None:
            labels = [storable(label) for label in chosen.managers]
            manager = table.c.manager  # one label is asked for as such: only so an index gives the order too
            conditions.append(manager == labels[0] if len(labels) == 1 else manager.in_(labels))
        return conditions

    def _has_sums_by(self, same: Mapping[str, Any], chosen: WorkFilter) -> bool:
        asked = {*same} | ({"manager"} if chosen.managers is not None else set())
        return all(name in self.totals.c for name in asked)

    def _kept_total(self, connection: Connection, same: Mapping[str, Any], chosen: WorkFilter) -> Total:
        sums, conditions = self._kept_sums(), self._same(self.totals, same, chosen)
        return _told(connection, sums.where(*conditions) if conditions else sums)

    def _counted(self, connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> Total:
        money = (func.sum(self.table.c[name]) for name in self._money)
        return _told(connection, select(func.count(), *money).where(*conditions))

    @property
    def _money(self) -> tuple[str, ...]:
        return self.sums or (self.amount,)

    def _kept_sums(self) -> Select[*tuple[Any, ...]]:
        if "sums" not in self._prepared:
            names = ("count", *self._money)
            self._prepared["sums"] = select(*(func.sum(self.totals.c[name]) for name in names))
        return self._prepared["sums"]


def _told(connection: Connection, statement: Select[*tuple[Any, ...]]) -> Total:
    count, amount, *others = (int(number or 0) for number in connection.execute(statement).one())
    return Total(count=count, amount=amount, exposure=sum(others))


def storable(text: str | None) -> str | None:
    """What to look for; signs that no database holds become one that no stored text has."""
    return None if text is None else _NOT_STORABLE.sub("\ufffd", text)


def _bounded(number: int) -> int:
    return max(-LARGEST, min(number, LARGEST))
