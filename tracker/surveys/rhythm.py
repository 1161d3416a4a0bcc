"""How often a client is asked: rhythms by tier, and the arithmetic of months. Every client at least once a year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import SurveyRhythmRow

OTHERS: Final = ""
"""The tier of everybody whose tier has no rhythm of its own."""

MOST_MONTHS: Final = 12
MONTH: Final = 32
"""Days of a month in a place in time: more than any has."""

_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often clients of a tier are asked: once in ``months``. is_default: the house has not said otherwise."""

    tier: str
    title: str
    months: int
    is_default: bool


_DEFAULTS: Final = (("Ключевой", 1), ("key", 1), ("VIP", 3), (OTHERS, MOST_MONTHS))


def folded(tier: str | None) -> str:
    """A tier as it is compared: in either case, «ё» is «е», spaces do not matter; none is everybody else."""
    return " ".join((tier or "").split()).casefold().replace("ё", "е")


def rhythms(connection: Connection) -> list[Rhythm]:
    """Every rhythm, the most frequent first, everybody else last."""
    known = {folded(title): _default(title, months) for title, months in _DEFAULTS}
    for tier, title, months in connection.execute(select(*SurveyRhythmRow.__table__.columns)):
        known[tier] = Rhythm(tier=tier, title=title, months=months, is_default=False)
    return sorted(known.values(), key=lambda one: (one.tier == OTHERS, one.months, one.title))


def _default(title: str, months: int) -> Rhythm:
    return Rhythm(tier=folded(title), title=title, months=months, is_default=True)


def months_by_tier(connection: Connection) -> dict[str, int]:
    """Months between two talks by folded tier; that of ``OTHERS`` is always there."""
    return {one.tier: one.months for one in rhythms(connection)}


def months_of(months: Mapping[str, int], tier: str | None) -> int:
    """Months between two talks with a client of the tier."""
    return months.get(folded(tier), months[OTHERS])


def set_rhythm(work: Work, tier: str, months: int) -> None:
    """Says how often clients of a tier are asked; ``OTHERS`` is everybody else. Raises RefusedError."""
    title = " ".join(tier.split())
    if len(title) > _LONGEST or not title.isprintable():
        raise RefusedError(f"Уровень не подходит: нужна одна строка не длиннее {_LONGEST} знаков.")
    if not 1 <= months <= MOST_MONTHS:
        raise RefusedError(f"Клиентов спрашивают не реже раза в год: укажите от 1 до {MOST_MONTHS} месяцев.")
    _forget(work, folded(title))
    work.connection.execute(insert(SurveyRhythmRow).values(tier=folded(title), title=title, months=months))
    work.note("survey_rhythm.set", f"survey_rhythm:{folded(title)}", title=title, months=months)


def drop_rhythm(work: Work, tier: str) -> None:
    """Gives a tier back the usual rhythm; nothing if it has that already."""
    if _forget(work, folded(tier)):
        work.note("survey_rhythm.dropped", f"survey_rhythm:{folded(tier)}")


def _forget(work: Work, tier: str) -> bool:
    return work.connection.execute(delete(SurveyRhythmRow).where(SurveyRhythmRow.tier == tier)).rowcount > 0


def months_later(on: date, months: int) -> date:
    """The same day so many months later; the last day of a month that is too short for it."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def place_in_time(year: int, month: int, day: int, months: int) -> int:
    """A whole number that sorts as the day so many months later does; plain enough for a database to compute.

    Days that a short month folds into its last one come after it and before the next month.
    """
    return (year * 12 + month - 1 + months) * MONTH + day


def last_place(on: date) -> int:
    """The greatest place in time that falls on the day, or before it."""
    is_last = on.day == monthrange(on.year, on.month)[1]
    return place_in_time(on.year, on.month, MONTH - 1 if is_last else on.day, 0)
