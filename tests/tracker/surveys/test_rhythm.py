"""Due days by the calendar: short months, leap years, and the whole numbers by which a database sorts them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.making import events
from tests.tracker.surveys.making import do, read
from tracker.errors import RefusedError
from tracker.surveys.rhythm import (
    OTHERS,
    drop_rhythm,
    folded,
    last_place,
    months_by_tier,
    months_later,
    months_of,
    place_in_time,
    rhythms,
    set_rhythm,
)

DAYS = st.dates(date(1991, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(0, 24)


@pytest.mark.parametrize(
    ("on", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2028, 2, 29), -36, date(2025, 2, 28)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one_of_a_short_month(on: date, months: int, due: date) -> None:
    assert months_later(on, months) == due


@given(DAYS, MONTHS)
def test_the_due_day_is_in_the_right_month_and_never_past_the_day_of_the_talk(on: date, months: int) -> None:
    due = months_later(on, months)
    assert (due.year * 12 + due.month) - (on.year * 12 + on.month) == months
    assert due.day == on.day or (due.day < on.day and (due + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, MONTHS, MONTHS)
def test_places_in_time_never_put_a_later_due_day_first(one: date, other: date, soon: int, late: int) -> None:
    first = place_in_time(one.year, one.month, one.day, soon)
    second = place_in_time(other.year, other.month, other.day, late)
    if months_later(one, soon) < months_later(other, late):
        assert first < second


@given(DAYS, MONTHS, DAYS)
def test_a_place_is_reached_exactly_on_the_due_day(on: date, months: int, today: date) -> None:
    is_reached = place_in_time(on.year, on.month, on.day, months) <= last_place(today)
    assert is_reached == (months_later(on, months) <= today)


@given(DAYS, MONTHS)
def test_a_place_is_reached_on_its_due_day_and_not_a_day_sooner(on: date, months: int) -> None:
    place, due = place_in_time(on.year, on.month, on.day, months), months_later(on, months)
    assert last_place(due - timedelta(days=1)) < place <= last_place(due)


def test_without_settings_key_clients_are_asked_monthly_vip_quarterly_and_all_others_yearly(house) -> None:
    months = read(house, months_by_tier)
    assert [months_of(months, tier) for tier in ("ключевой", " VIP ", "vip", "key", "обычный", None, "")] == [
        1, 3, 3, 1, 12, 12, 12,
    ]  # fmt: skip


def test_the_house_names_its_tiers_and_a_tier_can_go_back_to_the_usual_rhythm(house) -> None:
    do(house, set_rhythm, "Ключевой", 3)
    do(house, set_rhythm, "Сетевые  клиенты", 2)
    do(house, set_rhythm, OTHERS, 6)
    months = read(house, months_by_tier)
    tiers = ("КЛЮЧЕВОЙ", "сетевые клиенты", "обычный", "VIP")
    assert [months_of(months, tier) for tier in tiers] == [3, 2, 6, 3]
    do(house, drop_rhythm, "ключевой")
    do(house, drop_rhythm, "ключевой")
    assert months_of(read(house, months_by_tier), "ключевой") == 1
    shown = [(one.title, one.is_default) for one in read(house, rhythms)]
    assert shown == [("key", True), ("Ключевой", True), ("Сетевые клиенты", False), ("VIP", True), ("", False)]
    assert len(events(house, "survey_rhythm.dropped")) == 1


@pytest.mark.parametrize("months", [0, -1, 13])
def test_nobody_is_asked_less_than_once_a_year(house, months: int) -> None:
    with pytest.raises(RefusedError, match="не реже раза в год"):
        do(house, set_rhythm, "VIP", months)


def test_spellings_of_one_tier_are_one() -> None:
    assert folded(" Надёжный\u00a0 Клиент ") == folded("надежный клиент")
