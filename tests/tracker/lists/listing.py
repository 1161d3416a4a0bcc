"""A house with many deals of several managers and clients, and the pages of a list put together."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.tracker.deals_file.files import write
from tests.tracker.random_deals import AS_OF, deals_file
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.house import House

DEALS = 24
OTHER_ORGANIZATION = {"inn": "7707083893", "kpp": "773601001", "ogrn": "1027700132195"}


def fill(house: House, folder: Path, seed: int = 41) -> None:
    """Deals of two organisations; every deal comes with a twin, so that many rows are equal in all but their keys."""
    data = deals_file(Random(seed), DEALS)
    random = Random(seed)
    for deal in data["deals"]:
        deal["manager"] = random.choice(("orlova", "petrov", "Ёлкина", ""))
    twins = [deal | {"id": f"{deal['id']}-twin"} for deal in data["deals"]]
    other = data | {"organization": data["organization"] | OTHER_ORGANIZATION}
    for part in (
        data,
        data | {"deals": twins},
        other | {"deals": [deal | {"id": f"{deal['id']}-b"} for deal in twins]},
    ):
        with read_deals_file(write(folder, part)) as file, house.work("anna", AS_OF) as work:
            load(work, file, is_update=False)
    house.sweep(AS_OF + timedelta(1))


def pages(house: House, asked: Any, size: int, **given: Any) -> tuple[list[Any], Any]:
    """All rows, page by page, and the total, which every page tells alike."""
    rows: list[Any] = []
    totals = set()
    after = None
    while True:
        with house.database.read() as connection:
            page = asked(connection, AS_OF + timedelta(1), size=size, after=after, **given)
        assert len(page.rows) <= size
        assert page.rows or page.next is None
        rows += page.rows
        totals.add(page.total)
        after = page.next
        if after is None:
            (total,) = totals
            return rows, total
        assert len(page.rows) == size


BROKEN_PLACES = (
    "мусор",
    "",
    "====",
    "e30",
    "W10",
    "WzFd",
    "WzEsMiwzLDQsNV0",
    "WyJhIiwiYiIsImMiLCJkIl0",
    "W3RydWUsdHJ1ZSx0cnVlLHRydWVd",
    "WzEuNSwxLDEsMV0",
    "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5LDEsMSwxXQ",
    "Wy05MjIzMzcyMDM2ODU0Nzc1ODA5LDAsMCwwXQ",
    "W1tb" * 20_000,
    "\udcff",
    "a\0",
)
