"""Sums, days and accounts as banks write them. What can be read in two ways is not read at all."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

from docgen.money import LIMIT_KOPECKS

_CENTURY: Final = 2000
_is_plain = re.compile(r"[0-9]{1,14}\.[0-9]{2}").fullmatch
_SPACES = re.compile(r"[\s'’\u00a0\u2009\u202f]+")
_CURRENCY = re.compile(r"(?:руб(?:лей|\.)?|р\.|₽|RUB|RUR)$", re.IGNORECASE)
_DASHED = re.compile(r"([+-]?[0-9]+)[-=]([0-9]{2})")
_GROUPED = re.compile(r"([+-]?[0-9]{1,3}(?:([.,])[0-9]{3})+)(?:([.,])([0-9]{1,2}))?")
_SUM = re.compile(r"([+-]?)([0-9]{1,17})(?:[.,]([0-9]*))?")
_DAY = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}|[0-9]{2})(?:[ T,].*)?", re.DOTALL)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T+Z].*)?", re.DOTALL)
_NOISE = str.maketrans("", "", ".-")
_ACCOUNT_DIGITS = 20
_ROUBLES = ("810", "643")


def kopecks_of(text: str) -> int | None:
    """Kopecks of «1 234,56», «1234-56», «1234.5», «-10»; None for what is no sum, or no exact one.

    One comma or point is always the decimal one, so «1,234» is no sum; with both signs, or one that repeats, groups
    of three digits are told from kopecks.
    """
    if _is_plain(text):
        return int(text[:-3] + text[-2:])
    plain = _CURRENCY.sub("", _SPACES.sub("", text).replace("\u2212", "-"))
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    if dashed := _DASHED.fullmatch(plain):
        plain = f"{dashed[1]}.{dashed[2]}"
    elif grouped := _GROUPED.fullmatch(plain):
        plain = _ungrouped(grouped)
    return _exact(plain)


def _ungrouped(found: re.Match[str]) -> str:
    """Groups of thousands taken away, where another sign or its repetition shows that they are such."""
    groups, sign, decimal, fraction = found.groups()
    is_sure = groups.count(sign) > 1 or decimal is not None
    if not is_sure or decimal == sign or {",", "."} <= set(groups):
        return found[0]
    return f"{groups.replace(sign, '')}.{fraction or '00'}"


def _exact(plain: str) -> int | None:
    found = _SUM.fullmatch(plain)
    if found is None:
        return None
    sign, whole, fraction = found[1], found[2], (found[3] or "").ljust(2, "0")
    if fraction[2:].strip("0"):
        return None
    kopecks = int(whole + fraction[:2])
    if kopecks > LIMIT_KOPECKS:
        return None
    return -kopecks if sign == "-" else kopecks


@lru_cache(maxsize=4096)
def day_of(text: str) -> date | None:
    """The day of «22.11.2026», «22.11.26» or «2026-11-22», a time after it left out.

    None for what is no day and for one of another century: two digits mean 20…, and a statement of 1926 is a slip.
    """
    plain = text.strip()
    if found := _DAY.fullmatch(plain):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
        year += _CENTURY if len(found[3]) == 2 else 0
    elif found := _ISO_DAY.fullmatch(plain):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    try:
        return date(year, month, day) if is_of_this_century(year) else None
    except ValueError:
        return None


def is_of_this_century(year: int) -> bool:
    """Whether an operation may be of this year."""
    return _CENTURY <= year < _CENTURY + 100


def account_of(text: str) -> str:
    """An account without spaces and points between its digits."""
    if text.isdigit():
        return text
    return "".join(text.split()).translate(_NOISE)


@lru_cache(maxsize=1024)
def foreign_currency(account: str) -> str:
    """The code of an account's currency, which its sixth to eighth digits tell; "" for roubles and other numbers.

    Source: приложение к Положению Банка России № 809-П.
    """
    if len(account) != _ACCOUNT_DIGITS or not account.isdigit():
        return ""
    code = account[5:8]
    return "" if code in _ROUBLES else code
