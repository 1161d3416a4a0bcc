"""What the columns of a bank's table most likely mean, told by their titles: a person looks and corrects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.statements.mappings.cells import first_rows
from tracker.statements.mappings.mapping import ColumnsSection, Delimiter
from tracker.statements.reading.source import Source
from tracker.statements.reading.values import day_of, kopecks_of

SHOWN: Final = 30
"""Rows of a sample."""

MEANINGS: Final[Mapping[str, str]] = {name: str(field.title) for name, field in ColumnsSection.model_fields.items()}
"""What a column can mean, and how people call it."""

_WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("purpose", ("назначение", "основание", "содержание")),
    ("payer_inn", ("инн плательщика",)),
    ("payee_inn", ("инн получателя",)),
    ("payer_account", ("счет плательщика",)),
    ("payee_account", ("счет получателя",)),
    ("inn", ("инн",)),
    ("other_account", ("счет контрагента", "счет корреспондента", "корр. счет", "корсчет")),
    ("account", ("наш счет", "номер счета", "счет")),
    ("date", ("дата",)),
    ("credit", ("кредит", "поступ", "приход", "зачисл")),
    ("debit", ("дебет", "списан", "расход")),
    ("payer_name", ("плательщик",)),
    ("payee_name", ("получатель",)),
    ("name", ("контрагент", "корреспондент", "наименование")),
    ("amount", ("сумма",)),
    ("kind", ("вид ", "вид", "тип")),
    ("number", ("номер", "№", "n ")),
)
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_FEWEST: Final = 2  # titles that are known make a row one of titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The first rows of a table, and what its columns most likely mean.

    title_row: number of the row of titles from 1, None where there seems to be none. meanings: by index of a column.
    """

    rows: tuple[tuple[str, ...], ...]
    delimiter: Delimiter
    title_row: int | None
    meanings: Mapping[int, str]

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)


def sample_of(content: bytes) -> Sample:
    """A sample of a file. Raises StatementError for one that is no table."""
    rows, delimiter = first_rows(Source.of(content), SHOWN)
    number = next((place for place, row in enumerate(rows) if len(_meant(row)) >= _FEWEST and not _is_money(row)), None)
    return Sample(
        rows=tuple(map(tuple, rows)),
        delimiter=delimiter,
        title_row=None if number is None else number + 1,
        meanings={} if number is None else _meant(rows[number]),
    )


def columns_of(sample: Sample, title_row: int | None, meanings: Mapping[int, str]) -> dict[str, Any]:
    """The columns of a mapping as plain data: by their titles where each is there once, else by their letters."""
    titles = [*map(_plain, sample.rows[title_row - 1])] if title_row else []
    found: dict[str, Any] = {}
    for place, meaning in meanings.items():
        title = titles[place] if place < len(titles) else ""
        is_known = bool(title) and titles.count(title) == 1 and not _LETTERS.fullmatch(title.upper())
        found[meaning] = " ".join(sample.rows[(title_row or 1) - 1][place].split()) if is_known else letter(place)
    return found


def letter(place: int) -> str:
    """«A» for the first column, «AB» for the twenty-eighth."""
    told = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        told, place = chr(ord("A") + rest) + told, place - 1
    return told


def _meant(titles: Sequence[str]) -> dict[int, str]:
    """Each meaning once, in the first column whose title speaks of it; a sum is one column or a pair."""
    found: dict[int, str] = {}
    for place, title in enumerate(map(_plain, titles)):
        for meaning in _meanings(title):
            if meaning not in found.values():
                found[place] = meaning
                break
    is_pair = bool({"credit", "debit"} & {*found.values()})
    return {place: one for place, one in found.items() if one != "amount" or not is_pair}


def _meanings(title: str) -> Iterator[str]:
    return (meaning for meaning, words in _WORDS if any(word in title for word in words))


def _is_money(row: Sequence[str]) -> bool:
    """Whether it is an operation itself, whose purpose may speak of anything."""
    return any(map(day_of, row)) and any(kopecks_of(cell) for cell in row)


def _plain(title: str) -> str:
    return " ".join(title.casefold().replace("ё", "е").split())
