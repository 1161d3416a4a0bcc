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

    organization: key of an organisation of ours. client: id of a client.
    """

    organization: int | None = None
    manager: str | None = None
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

    totals: table of sums, with columns ``count`` and the name of ``amount``, by organisation and other columns that
    both tables have.
    """

    table: Any
    amount: str
    totals: Any
    rows: Select[*tuple[Any, ...]]
    listed: Callable[[Any], R]
    _prepared: dict[Any, Select[*tuple[Any, ...]]] = field(default_factory=dict, repr=False)

    def page(
        self, connection: Connection, today: date, chosen: WorkFilter, equal: Mapping[str, Any], asked: Asked
    ) -> Page[R]:
        """A page and the total of all that is let through. ``equal``: values of columns, None for any.

        Raises RefusedError for a broken place.
        """
        named = {"organization_id": chosen.organization, "manager": storable(chosen.manager), **equal}
        same = {name: value for name, value in named.items() if value is not None}
        conditions = [self.table.c[name] == value for name, value in same.items()]
        conditions += self._conditions(chosen, today)
        size = check_size(asked.size)
        rows = connection.execute(self._statement(conditions, asked, size)).all()
        return Page(
            rows=tuple(map(self.listed, rows[:size])),
            next=place_of(rows[size - 1], asked.keys) if len(rows) > size else None,
            total=self._total(connection, same, conditions),
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
            found.append(columns.elder >= _bounded(elder(today) + chosen.least_age))
        if chosen.least_sum is not None:
            found.append(columns[self.amount] >= _bounded(chosen.least_sum))
        if chosen.most_sum is not None:
            found.append(columns[self.amount] <= _bounded(chosen.most_sum))
        return found

    def _total(
        self, connection: Connection, same: Mapping[str, Any], conditions: Sequence[ColumnElement[bool]]
    ) -> Total:
        """From kept sums where nothing is asked but what they are kept by, else counted."""
        sums = self.totals.c
        if len(conditions) == len(same) and all(name in sums for name in same):
            statement = self._sums().where(*(sums[name] == value for name, value in same.items()))
        else:
            statement = select(func.count(), func.sum(self.table.c[self.amount])).where(*conditions)
        count, amount = connection.execute(statement).one()
        return Total(count=int(count or 0), amount=int(amount or 0))

    def _sums(self) -> Select[*tuple[Any, ...]]:
        if "sums" not in self._prepared:
            self._prepared["sums"] = select(func.sum(self.totals.c["count"]), func.sum(self.totals.c[self.amount]))
        return self._prepared["sums"]


def storable(text: str | None) -> str | None:
    """What to look for; signs that no database holds become one that no stored text has."""
    return None if text is None else _NOT_STORABLE.sub("\ufffd", text)


def _bounded(number: int) -> int:
    return max(-LARGEST, min(number, LARGEST))
