"""Where the columns of a mapping stand in a table: by their letters, or by the row of titles that has them all."""

from __future__ import annotations

import re
from collections.abc import Mapping as Names
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.statements.errors import StatementError
from tracker.statements.mappings.mapping import MOST_TITLE_ROWS, Mapping

_LETTERS: Final = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class Header:
    """row: index of the row of titles, -1 where there is none. places: index of a column by its meaning."""

    row: int
    places: Names[str, int]


def find_header(rows: Sequence[Sequence[str]], mapping: Mapping) -> Header:
    """The header among the first rows of a table. Raises StatementError that names the columns that are missing."""
    chosen = mapping.chosen()
    letters = {key: _index(name) for key, name in chosen.items() if _LETTERS.fullmatch(name)}
    titles = {key: _plain(name) for key, name in chosen.items() if key not in letters}
    if not titles:
        return Header(mapping.header_row - 1 if mapping.header_row else -1, letters)
    candidates = range(min(len(rows), MOST_TITLE_ROWS))
    if mapping.header_row:
        candidates = candidates[mapping.header_row - 1 : mapping.header_row]
    best: set[str] = set()
    for number in candidates:
        cells = [_plain(cell) for cell in rows[number]]
        there = {key for key, title in titles.items() if title in cells}
        if len(there) == len(titles):
            _check_single(cells, titles, chosen)
            return Header(number, letters | {key: cells.index(title) for key, title in titles.items()})
        best = max(best, there, key=len)
    missing = ", ".join(f"«{chosen[key]}»" for key in titles if key not in best)
    raise StatementError(f"В таблице нет строки заголовков со столбцами настройки. Не найдены: {missing}.")


def _check_single(cells: Sequence[str], titles: Names[str, str], chosen: Names[str, str]) -> None:
    for key, title in titles.items():
        if cells.count(title) > 1:
            raise StatementError(
                f"Столбцов «{chosen[key]}» в таблице несколько: укажите в настройке ({key}) букву нужного столбца."
            )


def _plain(title: str) -> str:
    return " ".join(title.casefold().replace("ё", "е").split())


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
