"""The list of findings: pages put together are the whole in order, totals are sums, and nothing breaks it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.tracker.lists.listing import BROKEN_PLACES, fill, pages
from tests.tracker.random_deals import AS_OF
from tracker.audit import audit
from tracker.errors import RefusedError
from tracker.house import House
from tracker.lists.findings import FindingFilter, FindingOrder, ListedFinding, open_findings
from tracker.models import OrganizationRow
from tracker.rules import Severity

TODAY = AS_OF + timedelta(1)
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"rule": "scan_only"},
    {"severity": Severity.CRITICAL},
    {"severity": Severity.LOW, "rule": "scan_only"},
    {"organization": 1},
    {"organization": 2, "severity": Severity.HIGH},
    {"manager": "orlova"},
    {"manager": "Ёлкина", "severity": Severity.MEDIUM},
    {"manager": ""},
    {"client": "c1"},
    {"client": "c2", "manager": "petrov", "least_age": 100},
    {"deal": "d7"},
    {"deal": "d7-twin", "severity": Severity.HIGH},
    {"least_age": 30},
    {"least_age": 0},
    {"least_sum": 1},
    {"most_sum": 0},
    {"least_sum": 10_000, "most_sum": 6_000_000},
    {"least_age": 10**30},
    {"least_age": -(10**30)},
    {"least_sum": 10**30},
    {"most_sum": 10**30},
    {"least_age": 999_999_999},
    {"manager": "нет"},
    {"client": "\udcff"},
    {"client": "c1\0"},
    {"manager": "\ud800"},
    {"deal": "' or 1=1 --"},
    {"deal": "\udce9"},
    {"rule": "\udcff"},
    {"rule": "", "organization": 1},
)
SORTED_BY = {
    FindingOrder.URGENCY: lambda row: (-row.severity, -row.exposure, row.since),
    FindingOrder.EXPOSURE: lambda row: (-row.exposure, row.since),
    FindingOrder.AGE: lambda row: (row.since, -row.exposure),
}


def lets_through(chosen: FindingFilter, row: ListedFinding, organization: int) -> bool:
    age = (TODAY - row.since).days
    return (
        chosen.rule in (None, row.rule)
        and chosen.severity in (None, row.severity)
        and chosen.deal in (None, row.deal)
        and chosen.client in (None, row.client)
        and chosen.manager in (None, row.manager)
        and chosen.organization in (None, organization)
        and (chosen.least_age is None or age >= chosen.least_age)
        and (chosen.least_sum is None or row.exposure >= chosen.least_sum)
        and (chosen.most_sum is None or row.exposure <= chosen.most_sum)
    )


@pytest.fixture
def filled(house: House, tmp_path: Path) -> tuple[House, list[ListedFinding]]:
    fill(house, tmp_path)
    whole, _ = pages(house, open_findings, 500)
    return house, whole


def test_pages_put_together_are_the_whole_for_every_order_and_filter(
    filled: tuple[House, list[ListedFinding]],
) -> None:
    house, whole = filled
    with house.database.read() as connection:
        first, second = connection.execute(select(OrganizationRow.id).order_by(OrganizationRow.id)).scalars()
    keys = {1: first, 2: second, None: None}
    for given in FILTERS:
        chosen = FindingFilter(**(given | {"organization": keys[given.get("organization")]}))
        expected = [row for row in whole if lets_through(chosen, row, keys[1 + row.deal.endswith("-b")])]
        for order in FindingOrder:
            rows, total = pages(house, open_findings, 37, chosen=chosen, order=order)
            assert Counter(rows) == Counter(expected), (given, order)
            assert [*map(SORTED_BY[order], rows)] == sorted(map(SORTED_BY[order], rows))
            assert (total.count, total.amount) == (len(rows), sum(row.exposure for row in rows))


def test_equal_rows_are_neither_lost_nor_told_twice(filled: tuple[House, list[ListedFinding]]) -> None:
    house, whole = filled
    for size in (1, 2, 499):
        rows, _ = pages(house, open_findings, size, chosen=FindingFilter(rule="tax_invoice_late"))
        assert Counter(rows) == Counter(row for row in whole if row.rule == "tax_invoice_late")
    twins = Counter((row.rule, row.exposure, row.since) for row in whole)
    assert max(twins.values()) >= 3


def test_the_list_says_what_the_audit_says(filled: tuple[House, list[ListedFinding]]) -> None:
    house, whole = filled
    found = audit(house, TODAY).findings
    columns = ("rule", "severity", "deal", "obligation", "document", "exposure", "since", "message", "action")
    told = attrgetter(*columns)
    assert Counter(map(told, whole)) == Counter(map(told, found))


def test_a_broken_place_is_refused(house: House) -> None:
    for place in BROKEN_PLACES:
        with house.database.read() as connection, pytest.raises(RefusedError, match="Такого места в списке нет"):
            open_findings(connection, TODAY, after=place)


@pytest.mark.parametrize("size", [0, -1, 501, 10**30])
def test_a_page_is_neither_empty_nor_endless(house: House, size: int) -> None:
    with house.database.read() as connection, pytest.raises(RefusedError, match="от 1 до 500"):
        open_findings(connection, TODAY, size=size)


def test_an_empty_list_has_no_next_page(house: House) -> None:
    assert pages(house, open_findings, 50) == ([], open_total(house))


def open_total(house: House) -> Any:
    with house.database.read() as connection:
        total = open_findings(connection, TODAY).total
    assert (total.count, total.amount) == (0, 0)
    return total
