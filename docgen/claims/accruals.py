"""One row of a computation of interest or of a penalty: days, debt, rate, formula and sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from docgen.filters import money, percent
from docgen.money import Money, half_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Accrual:
    """What a debt bore over some days, both inclusive.

    percent: of a year, if ``year_days`` is given, else of a day.
    year_days: 365 or 366, the actual days of the calendar year that the row lies in.
    """

    start: date
    end: date
    debt: Money
    percent: Decimal
    year_days: int | None = None

    @property
    def days(self) -> int:
        """Days of the row."""
        return (self.end - self.start).days + 1

    @property
    def sum(self) -> Money:
        """Debt × days × percent (/ days of the year), rounded once, HALF_UP to kopecks."""
        numerator, denominator = self.percent.as_integer_ratio()
        return Money(half_up(self.debt.kopecks * self.days * numerator, denominator * 100 * (self.year_days or 1)))

    @property
    def formula(self) -> str:
        """As printed: «1 000 000,00 × 92 × 21% / 365», a penalty without the year."""
        product = f"{money(self.debt.roubles)} × {self.days} × {percent(self.percent)}%"
        return f"{product} / {self.year_days}" if self.year_days else product
