"""The production calendar of Russia: which days are working, with the holidays moved by yearly decrees.

The library ``holidays`` knows ст. 112 ТК РФ and the decrees that have been issued; for years without one it forecasts.
``working_days.yaml`` corrects it day by day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from docgen.errors import DocgenError

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_SATURDAY = 5
_KEYS = frozenset({"day", "is_working", "source", "checked_on"})
_WORDS = {"true": True, "false": False}


class WorkingDaysError(DocgenError):
    """The table of corrections is broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One day that is working, or off, whatever the library says."""

    day: date
    is_working: bool
    source: str
    checked_on: date


def is_working_day(day: date) -> bool:
    """Whether people work on the day in a five-day week. Raises WorkingDaysError if our own table is broken."""
    correction = _corrections().get(day)
    return _of_year(day.year).is_working_day(day) if correction is None else correction.is_working


def next_working_day(day: date) -> date:
    """The last day of a term that falls on this day: the day itself, or the first working one after it.

    Source: ст. 193 ГК РФ; п. 7 ст. 6.1 НК РФ says the same of the terms of tax law.
    """
    while not is_working_day(day):
        day += _DAY
    return day


def corrections() -> tuple[Correction, ...]:
    """Days on which our own table corrects the library, in order. Raises WorkingDaysError if it is broken."""
    return tuple(correction for _, correction in sorted(_corrections().items()))


def decreed_years() -> tuple[int, ...]:
    """Years for which the library knows the decree that moves days off; for others it only forecasts."""
    from holidays.countries.russia import RussiaStaticHolidays

    return tuple(sorted(RussiaStaticHolidays.special_public_holidays))


def library_version() -> str:
    """The version of the library, which is the source of what our own table does not correct."""
    from importlib.metadata import version

    return version("holidays")


def days_off(year: int) -> tuple[date, ...]:
    """Days from Monday to Friday that are off, and Saturdays and Sundays that are not, in order."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    every = (first + _DAY * place for place in range((last - first).days + 1))
    return tuple(day for day in every if is_working_day(day) != (day.weekday() < _SATURDAY))


def load_corrections(path: Path) -> Mapping[date, Correction]:
    """Read a table of corrections. Raises WorkingDaysError, naming the entry, for anything wrong in it."""
    try:
        # BaseLoader leaves every scalar a text, so that a misspelt date is told as such.
        table = yaml.BaseLoader(path.read_text(encoding="utf-8")).get_single_data()
    except (OSError, yaml.YAMLError) as error:
        raise WorkingDaysError(f"Таблица {path.name} не читается: {error}.") from error
    if not isinstance(table, list):
        raise WorkingDaysError(f"Таблица {path.name} должна быть списком дней; пустая таблица — это [].")
    found: dict[date, Correction] = {}
    for place, entry in enumerate(table):
        correction = _correction(f"{path.name}[{place}]", entry)
        if correction.day in found:
            raise WorkingDaysError(f"{path.name}[{place}]: день {correction.day} уже есть выше; уберите лишнюю запись.")
        found[correction.day] = correction
    return found


def _correction(where: str, entry: object) -> Correction:
    if not isinstance(entry, Mapping) or frozenset(entry) != _KEYS:
        raise WorkingDaysError(f"{where}: нужны ровно такие ключи: {', '.join(sorted(_KEYS))}.")
    if not entry["source"]:
        raise WorkingDaysError(f"{where}: не назван источник.")
    if entry["is_working"] not in _WORDS:
        raise WorkingDaysError(f"{where}: is_working бывает true (рабочий) или false (нерабочий).")
    try:
        days = {key: date.fromisoformat(entry[key]) for key in ("day", "checked_on")}
    except (ValueError, TypeError) as error:
        raise WorkingDaysError(f"{where}: дата записана неверно ({error}).") from error
    return Correction(is_working=_WORDS[entry["is_working"]], source=entry["source"], **days)


@cache
def _corrections() -> Mapping[date, Correction]:
    return load_corrections(Path(__file__).with_name("working_days.yaml"))


@cache
def _of_year(year: int) -> HolidayBase:
    """One year of the library's calendar; each its own object, for one that grows is not safe between threads."""
    from holidays import country_holidays

    return country_holidays("RU", years=year, expand=False)
