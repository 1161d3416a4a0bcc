"""The key rate of the Bank of Russia by days, and how far the table can be trusted.

Rates are dated data in ``key_rate.yaml``. After the newest known decision its rate goes on, and ``KeyRates.caution``
tells when the Bank may have decided anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from docgen.dated import History, load
from docgen.errors import DocgenError
from docgen.words import date_short

# The Bank's board meets on the rate eight times a year, never less than five weeks after its last planned meeting.
_SHORTEST_PAUSE = timedelta(weeks=5)
_DAY = timedelta(days=1)


class KeyRateError(DocgenError):
    """The table has no key rate for the day asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePeriod:
    """Days, both inclusive, in which the rate stayed the same; ``percent`` is a year's."""

    start: date
    end: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class KeyRates:
    """The history of the key rate, percent a year.

    confirmed_on: the last day on which whoever computes compared the whole table with the Bank's own page.
    """

    history: History[Decimal]
    confirmed_on: date | None = None

    @property
    def last_decision(self) -> date:
        """Day of the newest decision of the Bank that the table knows."""
        return self.history.entries[-1].announced_on

    @property
    def last_checked(self) -> date:
        """Day on which a person last compared the table with its source."""
        checked = max(entry.checked_on for entry in self.history.entries)
        return checked if self.confirmed_on is None else max(checked, self.confirmed_on)

    def caution(self, through: date) -> str | None:
        """A warning for the maker of a computation through this day if the Bank may have decided anew, else None."""
        if through < self.last_decision + _SHORTEST_PAUSE or (self.confirmed_on and through <= self.confirmed_on):
            return None
        return (
            f"Последнее учтённое решение о ключевой ставке — от {date_short(self.last_decision)}, таблица сверена "
            f"{date_short(self.last_checked)}, а расчёт идёт по {date_short(through)}. Сверьте ставку на сайте "
            "Банка России: если она менялась, внесите её в таблицу ставок и повторите расчёт."
        )

    def on(self, day: date) -> Decimal:
        """The rate in force on a day. Raises KeyRateError before the first one."""
        entry = self.history.on(day)
        if entry is None:
            first = self.history.entries[0].since
            raise KeyRateError(
                f"На {date_short(day)} ключевой ставки нет: она известна с {date_short(first)}; проверьте дату."
            )
        return entry.value

    def periods(self, start: date, end: date) -> tuple[RatePeriod, ...]:
        """Split the days from start to end, both inclusive, where the rate changes; none if end is before start.

        A decision that kept the rate splits nothing. Raises KeyRateError for days before the first rate.
        """
        if end < start:
            return ()
        changes = [new.since for old, new in self.history.changes(start, end) if new.value != old.value]
        starts = [start, *changes]
        ends = [*(day - _DAY for day in changes), end]
        return tuple(
            RatePeriod(start=first, end=last, percent=self.on(first)) for first, last in zip(starts, ends, strict=True)
        )


@cache
def published() -> KeyRates:
    """The rates of the project's own table. Raises DatedError if the file is broken."""
    return KeyRates(load(Path(__file__).with_name("key_rate.yaml"), _percent)["key_rate"])


def _percent(text: str) -> Decimal:
    value = Decimal(text)
    if not 0 < value <= 100:
        raise ValueError(f"ставка {text} не бывает такой")
    return value
