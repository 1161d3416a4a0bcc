"""The key rate as the house knows it: the shipped table, and over it what the house has added, dated and with a source.

A claim made today must not wait for a new version of the program because the Bank of Russia decided yesterday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, Row, delete, insert, literal, null, select

from docgen.claims.key_rate import KeyRates, published
from docgen.dated import Entry, History
from docgen.filters import percent as shown
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.law_checks import KEY_RATE, confirm
from tracker.models import KeyRateEntryRow, LawCheckRow
from tracker.texts import line

_Row = KeyRateEntryRow
_LONGEST_SOURCE: Final = 300
_PLACES: Final = 2
_MOST: Final = 100
_LONGEST_NOTICE: Final = 92  # days from a decision to its rate; in fact a weekend


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRate:
    """A rate to be added: percent a year from the day ``since`` on, decided on ``announced_on``, by ``source``."""

    since: date
    percent: Decimal
    announced_on: date
    source: str


def house_rates(connection: Connection) -> KeyRates:
    """The rates by which the house computes interest, in one statement."""
    shipped = published()
    added, confirmed_on = _read(connection)
    entries = {entry.since: entry for entry in shipped.history.entries} | {entry.since: entry for entry in added}
    return KeyRates(History(tuple(entries[day] for day in sorted(entries))), confirmed_on)


def added_days(connection: Connection) -> frozenset[date]:
    """First days of the rates that the house itself has added."""
    return frozenset(connection.execute(select(_Row.since)).scalars())


def add_rate(work: Work, rate: NewRate) -> None:
    """Adds a rate, or puts it in the place of the one from the same day. Raises RefusedError."""
    source = line(rate.source, "Источник", _LONGEST_SOURCE)
    _check(rate, work.today)
    work.connection.execute(delete(_Row).where(_Row.since == rate.since))
    values = {"since": rate.since, "percent": f"{rate.percent:f}", "announced_on": rate.announced_on, "source": source}
    work.connection.execute(insert(_Row).values(**values, checked_on=work.today, added_by=work.actor, added_at=work.at))
    told = {key: str(value) for key, value in values.items() if key != "since"}
    work.note("key_rate.added", f"key_rate:{rate.since.isoformat()}", **told)
    confirm(work, KEY_RATE)


def remove_rate(work: Work, since: date) -> None:
    """Takes away a rate that the house has added by mistake. Raises NotFoundError."""
    found = work.connection.execute(delete(_Row).where(_Row.since == since).returning(_Row.percent)).scalar()
    if found is None:
        raise NotFoundError("Такой ставки дом не вносил: обновите страницу.")
    work.note("key_rate.removed", f"key_rate:{since.isoformat()}", percent=found)


def _read(connection: Connection) -> tuple[list[Entry[Decimal]], date | None]:
    """What the house has added, and when it last compared the table with the Bank's page."""
    entries = select(_Row.since, _Row.percent, _Row.announced_on, _Row.source, _Row.checked_on)
    check = select(null(), literal(""), null(), literal(""), LawCheckRow.checked_on)
    rows = connection.execute(entries.union_all(check.where(LawCheckRow.subject == KEY_RATE))).all()
    confirmed_on = next((row.checked_on for row in rows if row.since is None), None)
    return [_entry(row) for row in rows if row.since is not None], confirmed_on


def _entry(row: Row[date, str, date, str, date]) -> Entry[Decimal]:
    return Entry(row.since, Decimal(row.percent), row.announced_on, row.source, row.checked_on)


def _check(rate: NewRate, today: date) -> None:
    percent = rate.percent
    if not percent.is_finite() or not 0 < percent <= _MOST or percent != round(percent, _PLACES):
        told = shown(percent) if percent.is_finite() else str(percent)
        raise RefusedError(f"Ставка {told} % не подходит: нужно число больше 0 и до 100, до двух знаков после запятой.")
    first = published().history.entries[0].since
    if rate.since < first:
        raise RefusedError(f"Ключевая ставка существует с {first:%d.%m.%Y}: проверьте первый день.")
    if rate.announced_on > today:
        raise RefusedError("Решение ещё не принято: день решения не может быть позже сегодняшнего.")
    if not 0 <= (rate.since - rate.announced_on).days <= _LONGEST_NOTICE:
        raise RefusedError("Ставка действует с дня решения или вскоре после него: проверьте обе даты.")
