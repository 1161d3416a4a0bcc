"""Money that was recorded before the bank told of it: the operation is tied to it, and nothing is added twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from tracker.fact_store import in_chunks
from tracker.matching import item_queries as queries

What = tuple[int, int, dt.date, int, str]  # organisation, client, day, kopecks, direction
_NEAR: Final = dt.timedelta(5)
"""Between the day of an order, which a person may have recorded, and the day of the movement."""


@dataclass(slots=True)
class Recorded:
    """Payments of clients that a file or a person brought as the bank's word, and no operation proves yet."""

    connection: Connection
    _free: dict[What, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    _days: dict[tuple[int, int, int, str], set[dt.date]] = field(default_factory=lambda: defaultdict(set))

    def add_clients(self, ids: Iterable[int]) -> None:
        """Reads payments of clients that are new here."""
        for keys in in_chunks(ids):
            for row in self.connection.execute(queries.UNTIED, {"ids": keys}):
                what = (row.organization_id, row.counterparty_id, row.date, row.amount, row.direction)
                self._free[what].append((row.id, row.number or ""))
                self._days[row.organization_id, row.counterparty_id, row.amount, row.direction].add(row.date)

    def take(self, what: What, number: str) -> int | None:
        """The payment that this operation tells of: of the same number, else one without a number; each once."""
        listed = self._free.get(what, [])
        for wanted in (number, ""):
            for place, (key, known) in enumerate(listed):
                if known == wanted:
                    del listed[place]
                    return key
        return None

    def near(self, what: What) -> dt.date | None:
        """The day of such money that is recorded for about this day, and that no operation has been tied to."""
        organization_id, client, on, amount, direction = what
        days = self._days.get((organization_id, client, amount, direction), ())
        near = (day for day in days if abs(day - on) <= _NEAR)
        return next((day for day in sorted(near) if self._free[organization_id, client, day, amount, direction]), None)
