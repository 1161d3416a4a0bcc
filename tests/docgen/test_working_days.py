"""The production calendar: moved holidays, years without a decree, corrections of our own, ends of terms."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen import working_days
from docgen.working_days import WorkingDaysError, is_working_day, load_corrections, next_working_day

ENTRY = {"day": "2027-12-31", "is_working": "true", "source": "Постановление", "checked_on": "2026-11-22"}
days = st.dates(date(1992, 1, 1), date(2099, 12, 31))


def written(folder: Path, *entries: dict[str, str]) -> Path:
    path = folder / "days.yaml"
    rows = ["\n".join(f"  {key}: {value}" for key, value in entry.items()) for entry in entries]
    path.write_text("".join(f"-\n{row}\n" for row in rows) or "[]", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 4, 29), date(2024, 12, 30), date(2025, 5, 2), date(2025, 6, 13), date(2025, 12, 31),
        date(2026, 1, 9), date(2026, 3, 9), date(2026, 5, 11), date(2026, 11, 4), date(2026, 12, 31),
    ],
)  # fmt: skip
def test_a_weekday_to_which_a_holiday_was_moved_is_off(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize("day", [date(2024, 4, 27), date(2024, 12, 28), date(2025, 11, 1)])
def test_a_saturday_that_was_made_working_is_working(day: date) -> None:
    assert is_working_day(day)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 12, 14), date(2026, 12, 14)),
        (date(2026, 12, 13), date(2026, 12, 14)),
        (date(2025, 12, 31), date(2026, 1, 12)),
        (date(2026, 5, 9), date(2026, 5, 12)),
        (date(2026, 12, 31), date(2027, 1, 11)),
    ],
)
def test_a_term_ends_on_the_day_itself_or_on_the_next_working_one(day: date, end: date) -> None:
    assert next_working_day(day) == end


@given(days)
def test_the_next_working_day_is_working_and_the_first_such(day: date) -> None:
    end = next_working_day(day)
    assert is_working_day(end)
    assert not any(is_working_day(day + timedelta(days=number)) for number in range((end - day).days))


def test_years_without_a_decree_keep_the_holidays_of_the_labour_code() -> None:
    for month, number in ((1, 1), (1, 7), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)):
        assert not is_working_day(date(2040, month, number))
    assert is_working_day(date(2040, 1, 10))


def test_our_own_table_is_read_and_gives_its_sources() -> None:
    table = load_corrections(Path(working_days.__file__).with_name("working_days.yaml"))
    assert all(correction.source and correction.checked_on for correction in table.values())


def test_a_correction_beats_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = load_corrections(written(tmp_path, ENTRY, ENTRY | {"day": "2026-12-14", "is_working": "false"}))
    monkeypatch.setattr(working_days, "_corrections", lambda: table)
    assert is_working_day(date(2027, 12, 31))
    assert next_working_day(date(2026, 12, 13)) == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"day": "2027-13-01"}, "дата записана неверно"),
        ({"checked_on": "вчера"}, "дата записана неверно"),
        ({"is_working": "maybe"}, "is_working бывает true"),
        ({"source": ""}, "не назван источник"),
        ({"note": "лишнее"}, "нужны ровно такие ключи"),
    ],
)
def test_a_broken_entry_is_told_at_its_place(tmp_path: Path, broken: dict[str, str], told: str) -> None:
    with pytest.raises(WorkingDaysError, match=rf"days\.yaml\[1\]: {told}"):
        load_corrections(written(tmp_path, ENTRY, ENTRY | {"day": "2027-01-08"} | broken))


def test_a_day_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkingDaysError, match="уже есть выше"):
        load_corrections(written(tmp_path, ENTRY, ENTRY | {"is_working": "false"}))


@pytest.mark.parametrize("text", ["days: {}", "[", ""])
def test_what_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "days.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkingDaysError):
        load_corrections(path)
