"""Who is due a talk: by tier, by the last talk or the first deal, page by page, in few statements."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from tests.tracker.surveys.making import TODAY, held, make_client, read
from tracker.errors import RefusedError
from tracker.surveys.due import DueFilter, due_clients
from tracker.surveys.rhythm import months_later

RECENT = {"recent": (date(2026, 5, 1), "orlova")}


def due(house, today: date = TODAY, **named):
    return read(house, due_clients, today, **named)


def codes(page) -> list[str]:
    return [row.client for row in page.rows]


def deal(code: str, on: date | None = date(2026, 5, 1), manager: str | None = "orlova"):
    return {code: (on, manager)}


def test_a_tier_decides_when_the_next_talk_falls(either_house) -> None:
    house = either_house
    for tier in ("ключевой", "VIP", "обычный", None):
        make_client(house, f"c-{tier}", tier=tier, deals=deal(f"d-{tier}"), talks=(date(2026, 8, 31), date(2026, 3, 1)))
    shown = due(house, chosen=DueFilter(by=date(2028, 1, 1)))
    assert [(row.client, row.due_on, row.months, row.held_on) for row in shown.rows] == [
        ("c-ключевой", date(2026, 9, 30), 1, date(2026, 8, 31)),
        ("c-VIP", date(2026, 11, 30), 3, date(2026, 8, 31)),
        ("c-None", date(2027, 8, 31), 12, date(2026, 8, 31)),
        ("c-обычный", date(2027, 8, 31), 12, date(2026, 8, 31)),
    ]
    assert shown.rows[0].days_late == 58
    assert shown.rows[1].days_late == -3
    assert codes(due(house)) == ["c-ключевой"]


def test_on_the_due_day_itself_a_client_is_due_and_not_overdue(house) -> None:
    make_client(house, tier="VIP", deals=deal("d"), talks=(date(2026, 8, 31),))
    on = date(2026, 11, 30)
    assert codes(due(house, on - timedelta(days=1))) == []
    assert codes(due(house, on)) == ["c1"]
    assert codes(due(house, on, chosen=DueFilter(is_overdue=True))) == []
    assert codes(due(house, on + timedelta(days=1), chosen=DueFilter(is_overdue=True))) == ["c1"]


def test_a_client_who_was_never_asked_is_due_a_rhythm_after_the_first_deal(house) -> None:
    make_client(house, deals=deal("d1", date(2025, 11, 28)) | deal("d2", date(2026, 10, 1)))
    assert due(house).total.count == 0
    (row,) = due(house, date(2026, 11, 28)).rows
    assert (row.held_on, row.due_on, row.days_late) == (None, date(2026, 11, 28), 0)


def test_whoever_bought_nothing_for_years_is_not_waited_for(house) -> None:
    make_client(house, "gone", deals=deal("d1", date(2023, 11, 26)))
    make_client(house, "kept", deals=deal("d2", date(2023, 11, 27)))
    make_client(house, "undated", deals=deal("d3", None))
    make_client(house, "none")
    assert codes(due(house)) == ["kept"]
    assert codes(due(house, recent_years=4)) == ["gone", "kept"]


def test_a_recorded_talk_takes_the_client_off_the_list_and_open_problems_are_counted(house) -> None:
    key = make_client(house, tier="ключевой", deals=deal("d"), talks=(date(2026, 1, 1),))
    assert due(house).rows[0].problems == 0
    held(house, key)
    assert codes(due(house)) == []
    (row,) = due(house, date(2026, 12, 24)).rows
    assert (row.held_on, row.problems) == (date(2026, 11, 24), 2)


def test_a_manager_sees_clients_in_charge_and_those_of_own_deals(either_house) -> None:
    house = either_house
    talks = (date(2025, 1, 1),)
    make_client(house, "mine", manager="orlova", deals=deal("d1", manager=None), talks=talks)
    make_client(house, "by-deal", manager="petrov", deals=deal("d2"), talks=talks)
    make_client(house, "foreign", manager="petrov", deals=deal("d3", manager="petrov"), talks=talks)
    shown = due(house, chosen=DueFilter(manager="orlova"))
    assert sorted(codes(shown)) == ["by-deal", "mine"]
    assert {row.client: row.managers for row in shown.rows} == {"mine": ("orlova",), "by-deal": ("orlova", "petrov")}
    assert codes(due(house, chosen=DueFilter(manager="orlo\0va"))) == []


def test_a_tier_is_found_in_any_spelling(house) -> None:
    for code, tier in (("a", "Ключевой"), ("b", "ключевой "), ("c", "VIP")):
        make_client(house, code, tier=tier, deals=deal(f"d{code}"), talks=(date(2025, 1, 1),))
    assert sorted(codes(due(house, chosen=DueFilter(tier="КЛЮЧЕВОЙ")))) == ["a", "b"]
    assert codes(due(house, chosen=DueFilter(tier="нет такого"))) == []


def test_pages_meet_without_gap_or_repeat_and_the_statements_do_not_grow(either_house) -> None:
    house = either_house
    days = [date(2025, 12, 25) + timedelta(days=place) for place in range(12)]
    for place, on in enumerate(days):
        tier = ("ключевой", "VIP", None)[place % 3]
        make_client(house, f"c{place:02}", tier=tier, deals=deal(f"d{place}"), talks=(on,))
    counted: list[int] = []
    today, seen, after = date(2027, 6, 1), [], None
    while True:
        with house.database.read() as connection:
            ran: list[str] = []
            event.listen(connection, "before_cursor_execute", lambda *given, ran=ran: ran.append(given[2]))
            page = due_clients(connection, today, after=after, size=5)
        counted.append(len(ran))
        seen += page.rows
        after = page.next
        if after is None:
            break
    assert len({row.client for row in seen}) == len(seen) == page.total.count == 12
    assert [row.due_on for row in seen] == sorted(months_later(row.held_on, row.months) for row in seen)
    assert set(counted) == {6}
    with pytest.raises(RefusedError, match="Такого места"):
        due(house, after="ничего")
