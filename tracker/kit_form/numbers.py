"""Numbers and days as people type and paste them, in the spelling of an input file. What is neither stays as it is."""

from __future__ import annotations

import re
from typing import Final

_NOISE: Final = re.compile(r"[\s\u00a0\u202f]|₽|руб\.?|%", re.IGNORECASE)
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+\.\d+", re.ASCII)  # 1,450.50: a comma between thousands
_DOTTED: Final = re.compile(r"\d{1,3}(\.\d{3})+,\d+", re.ASCII)  # 1.450,50
_DAY: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", re.ASCII)


def plain_number(text: str) -> str:
    """«1 450,50 ₽» as «1450.50»."""
    plain = _NOISE.sub("", text)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _DOTTED.fullmatch(plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    return plain if re.fullmatch(r"\d+(\.\d+)?", plain, re.ASCII) else text


def whole(text: str) -> int | str:
    """«10» as a number."""
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else text


def plain_day(text: str) -> str:
    """«27.11.2026» as «2026-11-27», and «31.02.2026» likewise: that there is no such day is for the checks to say."""
    found = _DAY.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text
