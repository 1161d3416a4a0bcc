"""How screens write sums, days, instants and sizes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from docgen.filters import NBSP
from web.language import ENGLISH, RUSSIAN, language

MOSCOW: Final = ZoneInfo("Europe/Moscow")
"""Time of screens: that of the house's courts, banks and tax office."""

_MONTHS: Final = {
    RUSSIAN: "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    ENGLISH: "January February March April May June July August September October November December",
}
_UNITS: Final = {RUSSIAN: ("Б", "КБ", "МБ", "ГБ"), ENGLISH: ("B", "KB", "MB", "GB")}


def money(kopecks: int | None) -> str:
    """«1 450,00 ₽»; an empty cell for none."""
    if kopecks is None:
        return ""
    whole, part = divmod(abs(kopecks), 100)
    sign = "−" if kopecks < 0 else ""
    if language() == RUSSIAN:
        return f"{sign}{whole:,}".replace(",", NBSP) + f",{part:02}{NBSP}₽"
    return f"{sign}{whole:,}.{part:02}{NBSP}₽"


def day(on: date | None) -> str:
    """«27.11.2026»; an empty cell for none."""
    if on is None:
        return ""
    if language() == RUSSIAN:
        return f"{on.day:02}.{on.month:02}.{on.year}"
    return f"{on.day}{NBSP}{_MONTHS[ENGLISH].split()[on.month - 1][:3]}{NBSP}{on.year}"


def month(on: date) -> str:
    """«ноябрь 2026»."""
    return f"{_MONTHS[language()].split()[on.month - 1]}{NBSP}{on.year}"


def instant(at: str | None) -> str:
    """«27.11.2026 12:30» in Moscow, of an instant as the database keeps it."""
    if not at:
        return ""
    local = datetime.fromisoformat(at).astimezone(MOSCOW)
    return f"{day(local.date())}{NBSP}{local:%H:%M}"


def size(count: int) -> str:
    """«1,4 МБ»."""
    units = _UNITS[language()]
    value, place = float(count), 0
    while value >= 1024 and place < len(units) - 1:
        value, place = value / 1024, place + 1
    text = f"{value:.0f}" if place == 0 or value >= 100 else f"{value:.1f}"
    return (text.replace(".", ",") if language() == RUSSIAN else text) + NBSP + units[place]
