"""The list of deals and the board: pages put together are the whole in order, and totals are sums of what they show."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.tracker.lists.listing import BROKEN_PLACES, DEALS, fill, pages
from tests.tracker.random_deals import AS_OF
from tracker.audit import audit
from tracker.errors import RefusedError
from tracker.house import House
from tracker.lists.board import board
from tracker.lists.deals import DealFilter, DealOrder, ListedDeal, listed_deals
from tracker.lists.findings import FindingFilter, open_findings
from tracker.stages import Rung

TODAY = AS_OF + timedelta(1)
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    *({"rung": one} for one in Rung),
    {"is_open": True},
    {"is_exposed": True},
    {"manager": "orlova"},
    {"managers": ("orlova", "Ёлкина")},
    {"managers": ("orlova",), "rung": Rung.SIGNED, "is_open": True},
    {"managers": ()},
    {"client": "c1", "is_exposed": True},
    {"client": "\udcff"},
    {"least_age": 400},
    {"least_sum": 100, "most_sum": 250_000},
)


def _day(row: ListedDeal) -> int:
    return row.agreed_on.toordinal() if row.agreed_on else 0


SORTED_BY = {
    DealOrder.NEWEST: lambda row: -_day(row),
    DealOrder.EXPOSURE: lambda row: (-row.exposure, -_day(row)),
    DealOrder.AMOUNT: lambda row: (-row.amount, -_day(row)),
}


def lets_through(chosen: DealFilter, row: ListedDeal) -> bool:
    return (
        chosen.rung in (None, row.rung)
        and not (chosen.is_open and row.is_closed)
        and not (chosen.is_exposed and not row.exposure)
        and chosen.client in (None, row.client)
        and chosen.manager in (None, row.manager)
        and (chosen.managers is None or row.manager in chosen.managers)
        and (chosen.least_age is None or (TODAY - (row.agreed_on or date.min)).days >= chosen.least_age)
        and (chosen.least_sum is None or row.amount >= chosen.least_sum)
        and (chosen.most_sum is None or row.amount <= chosen.most_sum)
    )


@pytest.fixture
def filled(house: House, tmp_path: Path) -> tuple[House, list[ListedDeal]]:
    fill(house, tmp_path)
    whole, _ = pages(house, listed_deals, 500)
    return house, whole


def test_pages_put_together_are_the_whole_for_every_order_and_filter(
    filled: tuple[House, list[ListedDeal]],
) -> None:
    house, whole = filled
    assert len(whole) == 3 * DEALS
    for given in FILTERS:
        chosen = DealFilter(**given)
        expected = [row for row in whole if lets_through(chosen, row)]
        for order in DealOrder:
            rows, total = pages(house, listed_deals, 7, chosen=chosen, order=order)
            assert Counter(rows) == Counter(expected), (given, order)
            assert [*map(SORTED_BY[order], rows)] == sorted(map(SORTED_BY[order], rows))
            assert total.count == len(rows)
            assert total.amount == sum(row.amount for row in rows)
            assert total.exposure == sum(row.exposure for row in rows)


def test_exposure_of_all_deals_is_that_of_an_audit(filled: tuple[House, list[ListedDeal]]) -> None:
    house, whole = filled
    assert sum(row.exposure for row in whole) == audit(house, TODAY).totals.exposure
    assert sum(row.findings for row in whole) == audit(house, TODAY).totals.findings


def test_the_board_shows_open_deals_of_each_rung_the_riskiest_first(filled: tuple[House, list[ListedDeal]]) -> None:
    house, _ = filled
    for managers in (None, ("orlova",), ("orlova", "Ёлкина"), ("нет",), ()):
        ran: list[str] = []
        with house.database.read() as connection:
            event.listen(connection, "before_cursor_execute", lambda *given, ran=ran: ran.append(given[2]))
            columns = board(connection, managers=managers, size=4)
        assert len(ran) <= 2
        assert [column.rung for column in columns] == list(Rung)
        for column in columns:
            chosen = DealFilter(rung=column.rung, is_open=True, managers=managers)
            rows, total = pages(house, listed_deals, 50, chosen=chosen, order=DealOrder.EXPOSURE)
            assert list(column.cards) == rows[:4]
            assert column.total == total


def test_the_board_of_an_organization_leaves_out_the_others(filled: tuple[House, list[ListedDeal]]) -> None:
    house, _ = filled
    with house.database.read() as connection:
        both = [board(connection, organization=key, size=100) for key in (1, 2)]
        of_all = board(connection, size=100)
    assert all(any(column.cards for column in one) for one in both)
    for whole, *parts in zip(of_all, *both, strict=True):
        assert whole.total.count == sum(part.total.count for part in parts)
        assert set(whole.cards) == {card for part in parts for card in part.cards}


def test_findings_too_are_listed_by_any_of_a_persons_labels(filled: tuple[House, list[ListedDeal]]) -> None:
    house, _ = filled
    whole, _ = pages(house, open_findings, 500)
    for managers in (("orlova",), ("orlova", "petrov"), ()):
        rows, total = pages(house, open_findings, 29, chosen=FindingFilter(managers=managers))
        assert Counter(rows) == Counter(row for row in whole if row.manager in managers)
        assert total.count == len(rows)


def test_a_broken_place_is_refused(house: House) -> None:
    for place in BROKEN_PLACES:
        with house.database.read() as connection, pytest.raises(RefusedError, match="Такого места в списке нет"):
            listed_deals(connection, TODAY, after=place)
