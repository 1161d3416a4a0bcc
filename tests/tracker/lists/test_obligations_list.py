"""The list of open obligations: pages put together are the whole in order, and totals are sums."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.tracker.lists.listing import BROKEN_PLACES, fill, pages
from tests.tracker.random_deals import AS_OF
from tracker.errors import RefusedError
from tracker.fact_store import read_deals
from tracker.house import House
from tracker.judging import Awaits, judge
from tracker.lists.obligations import ListedObligation, ObligationFilter, ObligationOrder, open_obligations
from tracker.models import DealRow

TODAY = AS_OF + timedelta(1)
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    *({"awaits": one} for one in Awaits),
    {"manager": "orlova"},
    {"manager": "petrov", "awaits": Awaits.PAYMENT},
    {"client": "c1", "awaits": Awaits.CONFIRMATION},
    {"least_age": 365},
    {"least_age": 10**12, "awaits": Awaits.PAYMENT},
    {"least_sum": 100, "most_sum": 250_000},
    {"client": "\udcff"},
    {"manager": "нет"},
)
SORTED_BY = {
    ObligationOrder.AGE: lambda row: (row.since, -row.amount),
    ObligationOrder.AMOUNT: lambda row: (-row.amount, row.since),
}


def lets_through(chosen: ObligationFilter, row: ListedObligation) -> bool:
    return (
        chosen.awaits in (None, row.awaits)
        and chosen.client in (None, row.client)
        and chosen.manager in (None, row.manager)
        and (chosen.least_age is None or (TODAY - row.since).days >= chosen.least_age)
        and (chosen.least_sum is None or row.amount >= chosen.least_sum)
        and (chosen.most_sum is None or row.amount <= chosen.most_sum)
    )


@pytest.fixture
def filled(house: House, tmp_path: Path) -> tuple[House, list[ListedObligation]]:
    fill(house, tmp_path)
    whole, _ = pages(house, open_obligations, 500)
    return house, whole


def test_pages_put_together_are_the_whole_for_every_order_and_filter(
    filled: tuple[House, list[ListedObligation]],
) -> None:
    house, whole = filled
    for given in FILTERS:
        chosen = ObligationFilter(**given)
        expected = [row for row in whole if lets_through(chosen, row)]
        for order in ObligationOrder:
            rows, total = pages(house, open_obligations, 23, chosen=chosen, order=order)
            assert Counter(rows) == Counter(expected), (given, order)
            assert [*map(SORTED_BY[order], rows)] == sorted(map(SORTED_BY[order], rows))
            assert (total.count, total.amount) == (len(rows), sum(row.amount for row in rows))


def test_the_list_says_what_the_facts_say(filled: tuple[House, list[ListedObligation]]) -> None:
    house, whole = filled
    with house.database.read() as connection:
        deals = list(read_deals(connection, connection.execute(select(DealRow.id)).scalars().all()))
    expected = [
        (deal.facts.id, one.obligation, one.awaits, one.amount, one.since)
        for deal in deals
        for one in judge(deal.facts, TODAY, house.settings.grace_days).open_obligations
    ]
    assert Counter((row.deal, row.obligation, row.awaits, row.amount, row.since) for row in whole) == Counter(expected)
    assert {row.awaits for row in whole} == set(Awaits)


def test_a_broken_place_is_refused(house: House) -> None:
    for place in BROKEN_PLACES:
        with house.database.read() as connection, pytest.raises(RefusedError, match="Такого места в списке нет"):
            open_obligations(connection, TODAY, after=place)
