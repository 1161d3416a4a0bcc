"""Interest for money kept without right, ст. 395 ГК РФ: the key rate of each period, the actual days of each year."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date

from docgen.claims.accruals import Accrual
from docgen.claims.key_rate import KeyRates, published
from docgen.errors import DocgenError
from docgen.money import Money
from docgen.words import date_short

FIRST_DAY = date(2016, 8, 1)  # п. 1 ст. 395 ГК РФ names the key rate since 315-ФЗ of 03.07.2016


class InterestError(DocgenError):
    """Days for which the law took other rates than the key rate."""


def interest(debt: Money, start: date, end: date, rates: KeyRates | None = None) -> tuple[Accrual, ...]:
    """Rows of interest on one sum from start to end, both inclusive; none if end is before start.

    A row ends where the key rate changes and at the end of a year, since a leap year divides by 366. Each row is
    rounded by itself; the interest is the sum of the rows. ``rates``: the published table unless given.
    Raises InterestError for days before 1 August 2016.
    """
    if start < FIRST_DAY:
        raise InterestError(
            f"Проценты по ст. 395 ГК РФ считаются здесь с {date_short(FIRST_DAY)}: раньше действовали не ключевая, а "
            f"другие ставки. Долг просрочен с {date_short(start)}; уберите его или посчитайте эти дни отдельно."
        )
    return tuple(
        Accrual(start=first, end=last, debt=debt, percent=period.percent, year_days=366 if isleap(first.year) else 365)
        for period in (rates or published()).periods(start, end)
        for first, last in _by_years(period.start, period.end)
    )


def _by_years(start: date, end: date) -> Iterator[tuple[date, date]]:
    for year in range(start.year, end.year + 1):
        yield max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
