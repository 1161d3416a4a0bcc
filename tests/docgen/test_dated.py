from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.dated import DatedError, Entry, History, load

GOOD = """\
rate:
  - {since: 2020-01-01, value: "14.25", announced_on: 2019-12-01, source: первый закон, checked_on: 2026-11-22}
  - {since: 2021-06-01, value: "16.5", announced_on: 2021-07-01, source: второй закон, checked_on: 2026-11-22}
"""
days = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "table.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def history(starts):
    return History(tuple(Entry(day, day, day, "закон", day) for day in sorted(starts)))


def test_values_are_read_exactly_with_their_sources(table):
    entries = load(table(GOOD), Decimal)["rate"].entries
    assert [entry.value for entry in entries] == [Decimal("14.25"), Decimal("16.5")]
    assert entries[1].announced_on == date(2021, 7, 1)
    assert entries[0].source == "первый закон"


@given(st.sets(days, min_size=1, max_size=8), days)
def test_the_value_in_force_is_the_latest_that_has_begun(starts, day):
    begun = [start for start in starts if start <= day]
    entry = history(starts).on(day)
    assert (entry.value if entry else None) == max(begun, default=None)


@given(st.sets(days, min_size=1, max_size=8), days, days)
def test_changes_are_where_the_value_differs_from_the_day_before(starts, start, end):
    changed = [
        day for day in sorted(starts) if start < day <= end and history(starts).on(day - timedelta(days=1)) is not None
    ]
    assert [new.since for _, new in history(starts).changes(start, end)] == changed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "не состоит из именованных списков"),
        ("[1, 2]", "не состоит из именованных списков"),
        ("rate: [", "не читается"),
        ("rate: []", "нужен список записей"),
        ("rate: 5", "нужен список записей"),
        ("rate: [5]", "нужны ровно такие ключи"),
        (GOOD.replace("source", "sauce", 1), "нужны ровно такие ключи"),
        (GOOD.replace("source: первый закон, ", "", 1), "нужны ровно такие ключи"),
        (GOOD.replace("первый закон", "''"), "не назван источник"),
        (GOOD.replace("14.25", "14,25"), "записаны неверно"),
        (GOOD.replace("2019-12-01", "2019-13-01"), "записаны неверно"),
        (GOOD.replace('"14.25"', "[14]"), "записаны неверно"),
        (GOOD.replace("since: 2021-06-01", "since: 2020-01-01"), "расставьте по порядку"),
        (GOOD.replace("since: 2021-06-01", "since: 2019-06-01"), "расставьте по порядку"),
    ],
)
def test_a_broken_table_is_refused_by_name(table, text, told):
    with pytest.raises(DatedError, match=r"table\.yaml") as error:
        load(table(text), Decimal)
    assert told in str(error.value)


def test_a_missing_table_is_told_by_name(tmp_path):
    with pytest.raises(DatedError, match=r"nowhere\.yaml"):
        load(tmp_path / "nowhere.yaml", Decimal)
