"""Papers that did not come back as a list: every filter and order against the chasing's own computation."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.tracker.lists.listing import BROKEN_PLACES, fill, pages
from tests.tracker.random_deals import AS_OF
from tracker.chasing.unreturned import Wanted, unreturned
from tracker.errors import RefusedError
from tracker.house import House
from tracker.lists.papers import PaperFilter, PaperOrder, papers_by_keys, papers_not_returned

DAY = AS_OF + timedelta(1)


@pytest.fixture
def filled(house: House, tmp_path: Path) -> House:
    fill(house, tmp_path)
    return house


def expected(house: House, keep: Any = lambda _paper: True) -> set[tuple[int, str]]:
    with house.database.read() as connection:
        return {paper.key for paper in unreturned(connection, DAY, house.settings.grace_days) if keep(paper)}


def listed(house: House, **given: Any) -> list[Any]:
    rows, total = pages(house, papers_not_returned, 7, **given)
    assert total.count == len(rows)
    return rows


def keys(rows: list[Any]) -> set[tuple[int, str]]:
    return {(row.document_id, row.wanted.value) for row in rows}


def test_the_list_is_what_is_chased_whatever_it_is_asked_by(filled: House) -> None:
    whole = listed(filled)
    assert keys(whole) == expected(filled)
    assert len(whole) > 20
    for wanted in Wanted:
        chosen = PaperFilter(wanted=wanted)
        assert keys(listed(filled, chosen=chosen)) == expected(filled, lambda one, what=wanted: one.wanted is what)
    for held in {row.held for row in whole if row.held}:
        assert keys(listed(filled, chosen=PaperFilter(held=held))) == expected(
            filled, lambda one, why=held: one.held == why
        )
    mine = PaperFilter(managers=("orlova", "petrov"), least_age=30)
    late = DAY - timedelta(30)
    assert keys(listed(filled, chosen=mine)) == expected(
        filled, lambda one: one.manager in {"orlova", "petrov"} and one.last_day <= late
    )
    rich = PaperFilter(least_sum=1_000_00)
    assert keys(listed(filled, chosen=rich)) == expected(filled, lambda one: one.exposure >= 1_000_00)


def test_orders_are_by_age_and_by_what_rests_on_a_paper(filled: House) -> None:
    days = [row.last_day for row in listed(filled, order=PaperOrder.AGE)]
    assert days == sorted(days)
    sums = [row.exposure for row in listed(filled, order=PaperOrder.EXPOSURE)]
    assert sums == sorted(sums, reverse=True)


def test_rows_are_found_by_their_keys_in_ones_own_reach_alone(filled: House) -> None:
    whole = listed(filled)
    ids = [row.document_id for row in whole]
    with filled.database.read() as connection:
        assert {row.document_id for row in papers_by_keys(connection, [*ids, 10**9, -1])} == set(ids)
        mine = papers_by_keys(connection, ids, ("orlova",))
    assert {row.document_id for row in mine} == {row.document_id for row in whole if row.manager == "orlova"}


@pytest.mark.parametrize("place", BROKEN_PLACES)
def test_a_broken_place_is_refused(filled: House, place: str) -> None:
    with filled.database.read() as connection, pytest.raises(RefusedError):
        papers_not_returned(connection, DAY, after=place)
