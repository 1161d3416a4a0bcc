"""Reports say what the facts say, counted a second time here; a day's list puts first things first."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from sqlalchemy import event, select

from tests.tracker.lists.listing import fill, pages
from tests.tracker.random_deals import AS_OF
from tracker.audit import audit
from tracker.errors import RefusedError
from tracker.fact_store import read_deals
from tracker.facts import Direction
from tracker.house import House
from tracker.judging import judge
from tracker.lists.deals import listed_deals
from tracker.models import DealRow
from tracker.people import Role, add_person
from tracker.reports.commercial import NOBODY, ReportRow, as_xlsx, commercial
from tracker.reports.exposure import AGES, age_label, exposure_of
from tracker.reports.today import Work, control_day, lawyer_day, manager_day
from tracker.rules import rules

TODAY = AS_OF + timedelta(1)
LONG_AGO = AS_OF - timedelta(365 * 8)


@pytest.fixture
def filled(house: House, tmp_path: Path) -> House:
    with house.work("admin", AS_OF) as work:
        add_person(work, login="orlova", name="Орлова Анна", role=Role.MANAGER)
    fill(house, tmp_path)
    return house


def _name(label: str) -> str:
    return {"orlova": "Орлова Анна", "": NOBODY}.get(label, label)


def _expected(house: House, since: date, until: date) -> dict[tuple[str, date], list[int]]:
    """Deals, their worth, confirmed and unconfirmed money by person and month, deal by deal from the facts."""
    rows, _ = pages(house, listed_deals, 500)
    sums: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        if row.agreed_on and since <= row.agreed_on <= until:
            sums[_name(row.manager), row.agreed_on.replace(day=1)][0] += 1
            sums[_name(row.manager), row.agreed_on.replace(day=1)][1] += row.amount
    with house.database.read() as connection:
        deals = list(read_deals(connection, connection.execute(select(DealRow.id)).scalars().all()))
    for deal in deals:
        standing = judge(deal.facts, TODAY, house.settings.grace_days).standing
        confirmed = min(standing.received, sum(item.confirmed for item in standing.performances))
        balance = 0
        for paid in sorted((one for one in deal.facts.payments if one.is_in_hand), key=lambda one: one.date):
            before = min(confirmed, max(0, balance))
            moved = paid.amount if paid.direction is Direction.IN else -paid.amount
            balance += moved
            covered = min(confirmed, max(0, balance)) - before
            if since <= paid.date <= until:
                month = sums[_name(deal.manager), paid.date.replace(day=1)]
                month[2] += covered
                month[3] += moved - covered
    return {key: values for key, values in sums.items() if any(values)}


def test_the_commercial_report_is_the_sum_of_its_deals(filled: House) -> None:
    for since, until in ((LONG_AGO, TODAY), (AS_OF - timedelta(100), AS_OF - timedelta(40)), (AS_OF, AS_OF)):
        ran: list[str] = []
        with filled.database.read() as connection:
            event.listen(connection, "before_cursor_execute", lambda *given, ran=ran: ran.append(given[2]))
            report = commercial(connection, since, until)
        assert len(ran) <= 3
        expected = _expected(filled, since, until)
        assert {(row.person, row.month): [*row[2:]] for row in report.rows} == expected
        assert report.total.received == sum(row.confirmed + row.unconfirmed for row in report.rows)
        assert sum(sums.amount for sums in report.by_person.values()) == report.total.amount
        assert sum(sums.confirmed for sums in report.by_month.values()) == report.total.confirmed
    assert report.by_person.keys() <= {"Орлова Анна", "petrov", "Ёлкина", NOBODY}


def test_whole_report_is_that_of_organizations_and_of_people_together(filled: House) -> None:
    with filled.database.read() as connection:
        whole = commercial(connection, LONG_AGO, TODAY)
        of_each = [commercial(connection, LONG_AGO, TODAY, organization=key).total for key in (1, 2)]
        hers = commercial(connection, LONG_AGO, TODAY, managers=("orlova",))
    assert whole.total == tuple(map(sum, zip(*of_each, strict=True)))
    assert whole.total.confirmed
    assert whole.total.unconfirmed
    assert hers.rows == tuple(row for row in whole.rows if row.person == "Орлова Анна")


def test_a_period_that_is_none_is_refused(house: House) -> None:
    with house.database.read() as connection:
        for since, until in ((TODAY, AS_OF), (date(1900, 1, 1), TODAY)):
            with pytest.raises(RefusedError):
                commercial(connection, since, until)
        empty = commercial(connection, AS_OF, TODAY)
    assert (empty.rows, empty.total) == ((), (0, 0, 0, 0))


def test_the_table_of_the_report_holds_its_rows_and_totals(filled: House) -> None:
    with filled.database.read() as connection:
        report = commercial(connection, LONG_AGO, TODAY)
    sheet = python_calamine.load_workbook(io.BytesIO(as_xlsx(report, TODAY))).get_sheet_by_index(0).to_python()
    assert len(sheet) == len(report.rows) + 2
    first, last = report.rows[0], sheet[-1]
    assert sheet[1] == [first.person, first.month, first.deals, *(_roubles(first))]
    assert last[0] == "Итого"
    assert last[2:] == [report.total.deals, *_roubles(report.total)]


def _roubles(row: Any) -> list[float]:
    return [round(sum_ / 100, 2) for sum_ in (row.amount, row.received, row.confirmed, row.unconfirmed)]


def test_exposure_by_rule_and_age_is_that_of_the_audit(filled: House) -> None:
    found = audit(filled, TODAY)
    with filled.database.read() as connection:
        exposure = exposure_of(connection, TODAY)
        hers = exposure_of(connection, TODAY, managers=("orlova",), organization=1)
    expected: Counter[tuple[str, int]] = Counter()
    for one in found.findings:
        expected[one.rule, sum((TODAY - one.since).days > last for last in AGES)] += one.exposure
    assert {(one.rule, one.age): one.exposure for one in exposure.risks} == dict(expected)
    assert exposure.total == found.totals.exposure == sum(exposure.by_age)
    assert sum(one.findings for one in exposure.risks) == found.totals.findings
    assert list(exposure.by_rule.values()) == sorted(exposure.by_rule.values(), reverse=True)
    assert 0 < hers.total < exposure.total


def test_buckets_of_age_leave_no_day_out() -> None:
    labels = [age_label(age) for age in range(len(AGES) + 1)]
    assert labels[:2] == ["0–30\N{NO-BREAK SPACE}дней", "31–90\N{NO-BREAK SPACE}дней"]
    assert labels[-1] == "больше 1095\N{NO-BREAK SPACE}дней"


def test_a_day_tells_the_gravest_first_and_its_counts_are_those_of_the_lists(filled: House) -> None:
    found = audit(filled, TODAY).findings
    managers = {row.deal: row.manager for row in pages(filled, listed_deals, 500)[0]}
    ran: list[str] = []
    with filled.database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: ran.append(given[2]))
        hers = manager_day(connection, ("orlova",), TODAY, 5)
        assert len(ran) <= 4
        ran.clear()
        everybodys = control_day(connection, TODAY)
        assert len(ran) <= 7
        lawyers = lawyer_day(connection, TODAY)
        nobodys = manager_day(connection, ("нет",), TODAY)
    assert (nobodys.tasks, nobodys.first, nobodys.findings) == ((), (), 0)
    for day, mine in (
        (hers, [one for one in found if managers[one.deal] == "orlova"]),
        (everybodys, found),
        (lawyers, found),
    ):
        assert {task.rule: task.count for task in day.tasks} == Counter(one.rule for one in mine)
        assert day.findings == len(mine)
        severities = [task.severity for task in day.tasks if task.severity]
        assert severities == sorted(severities, reverse=True)
        assert all(task.title == rules()[task.rule or ""].title for task in day.tasks if task.work is Work.FINDINGS)
        assert all(one.action for one in day.first)
    assert len(hers.first) == 5


def test_months_of_a_row_are_first_days() -> None:
    assert ReportRow("а", date(2026, 1, 1), 1, 2, 3, 4).received == 7
