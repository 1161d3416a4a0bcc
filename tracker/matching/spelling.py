"""How payers spell: spaces, dashes, Latin letters that look Russian, days and sums in words and figures."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_LOOKALIKES: Final = str.maketrans("abcehkmoptxy", "авсенкмортху")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"ё": "е", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"'})
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[a-zа-я]*[а-я][a-zа-я]*")
_GLUED = re.compile(r"(?<=\d)\s*от\s*(?=\d)")
_YEAR_WORD = re.compile(r"(?<=[-/]20\d\d)\s?г(?:ода?)?\b\.?")
_LETTER_O = re.compile(r"(?<=\d)о+(?=\d)")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_BESIDE_LETTER = re.compile(r"(?<=[а-яa-z])[-/_ ](?=\d)|(?<=\d)[-/_ ](?=[а-яa-z])")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_CENTURY = 2000

DAY: Final = (
    r"(?:(?P<d>\d{1,2})(?P<sep>[./-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?!\d)"
    r"|(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})(?!\d)"
    r'|"?(?P<wd>\d{1,2})"?\s(?P<wm>янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*\.?\s(?P<wy>\d{4}|\d{2})(?!\d))'
)
"""A day, as named groups that ``day_of`` reads."""

SUM: Final = (
    r"(?P<rub>\d{1,3}(?:[ ']\d{3})+|\d+)"
    r"(?:[.,=-](?P<kop>\d{2})(?![\d.,/%-]*\d|\s?%)(?:\s?(?:руб|р\b))?|\s?(?:руб|р\b)\w*\.?(?:\s?(?P<wkop>\d{2})\s?коп)?)"
)
"""A sum of roubles with kopecks, or with the word, as named groups that ``sum_of`` reads."""


def plain(text: str) -> str:
    """The text in small letters and one spelling: one space, one dash, Russian letters in Russian words."""
    small = _SPACES.sub(" ", text.lower().translate(_DASHES)).strip()
    russian = _WORD.sub(lambda word: word[0].translate(_LOOKALIKES), small)
    return _GLUED.sub(" от ", _YEAR_WORD.sub("", russian))


def key_of(number: str) -> str:
    """A number of a paper as it is compared: «УТ-00015» and «ут 15» are one, «0031» and «31» too, «1О2» and «102»."""
    small = _SPACES.sub(" ", number.lower().translate(_DASHES).translate(_LOOKALIKES)).strip(" .№#")
    figures = _LETTER_O.sub(lambda letters: "0" * len(letters[0]), small.replace("\\", "/"))
    short = _LEADING_ZEROS.sub("", figures)
    return _BESIDE_LETTER.sub("", short).replace(" ", "")


def day_of(found: re.Match[str]) -> date | None:
    """The day of a match of DAY; None for a day that no calendar has."""
    groups = found.groupdict()
    if groups["iy"]:
        year, month, day = groups["iy"], groups["im"], groups["id"]
    elif groups["wy"]:
        year, month, day = groups["wy"], _month(groups["wm"]), groups["wd"]
    else:
        year, month, day = groups["y"], groups["m"], groups["d"]
    try:
        return date(int(year) + (_CENTURY if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def _month(word: str) -> str:
    return str(next(number for number, begin in enumerate(_MONTHS, start=1) if word.startswith(begin)))


def sum_of(found: re.Match[str]) -> int:
    """Kopecks of a match of SUM."""
    kopecks = found["kop"] or found["wkop"] or "0"
    return int(re.sub(r"[ ']", "", found["rub"])) * 100 + int(kopecks)
