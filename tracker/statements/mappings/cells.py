"""The rows of a table, whatever file they stand in: XLSX by the limited process, CSV by its content."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from docgen.errors import DocgenError, TemplateError
from docgen.sandbox import ForbiddenTemplateError, TooLargeError
from tracker.statements.errors import StatementError
from tracker.statements.mappings.header import Header, find_header
from tracker.statements.mappings.mapping import MOST_TITLE_ROWS, Delimiter, Mapping
from tracker.statements.reading.decoding import encoding_of, text_of, without_zeros
from tracker.statements.reading.notes import Notes
from tracker.statements.reading.source import Source

ZIP: Final = b"PK\x03\x04"
_MOST_BYTES: Final = 60_000_000
_DELIMITERS: Final = (";", "\t", ",", "|")
_NARROWEST: Final = 3  # a day, a sum and whose they are


def table_rows(source: Source, mapping: Mapping, notes: Notes) -> Iterator[tuple[int, Header, list[str]]]:
    """Rows under the titles: number in the file, where the columns are, cells. Raises StatementError."""
    rows = _xlsx(source, mapping.sheet) if source.head.startswith(ZIP) else _csv(source, mapping, notes)
    first = list(islice(rows, MOST_TITLE_ROWS))
    header = find_header([cells for _, cells in first], mapping)
    for number, cells in chain(first[header.row + 1 :], rows):
        yield number, header, cells


def first_rows(source: Source, count: int) -> tuple[list[list[str]], Delimiter]:
    """The first rows of a table as they stand, whatever they mean, and how its cells are parted; AUTO for XLSX.

    Raises StatementError for a file that is no table.
    """
    if source.head.startswith(ZIP):
        return [cells for _, cells in islice(_xlsx(source, None), count)], Delimiter.AUTO
    encoding = encoding_of(source.head)
    with source.open() as stream, text_of(stream, encoding) as text:
        lines = without_zeros(text.read(len(source.head))).lstrip("\ufeff").splitlines()[: count + 1]
    found = max((_parted(lines, delimiter) for delimiter in _DELIMITERS), key=lambda one: one.score)
    if found.score == 0:
        raise StatementError("Это не таблица: строк с одинаковыми столбцами в файле нет.")
    return found.rows[:count], found.delimiter


@dataclass(frozen=True, slots=True)
class _Parted:
    """Lines as a delimiter parts them. ``score``: how many rows have the most frequent width, times that width."""

    rows: list[list[str]]
    delimiter: Delimiter
    score: int


def _parted(lines: list[str], delimiter: str) -> _Parted:
    try:
        rows = [*csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        rows = []
    widths = Counter(len(row) for row in rows if len(row) >= _NARROWEST)
    width, times = widths.most_common(1)[0] if widths else (0, 0)
    return _Parted(
        rows, Delimiter.TAB if delimiter == "\t" else Delimiter(delimiter), width * times if times > 1 else 0
    )


def _xlsx(source: Source, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    from docgen.table_rows import rows_of

    try:
        rows = rows_of(source.whole(_MOST_BYTES), sheet)
    except ForbiddenTemplateError as error:
        told = "; ".join(map(str, error.findings[:5]))
        raise StatementError(f"Таблица не открыта, в ней есть запрещённое: {told}. Сохраните её как CSV.") from error
    except TooLargeError as error:
        raise StatementError(f"{error} Файл CSV может быть любой длины.") from error
    except TemplateError as error:
        raise StatementError(str(error)) from error
    except DocgenError as error:
        raise StatementError(
            "Таблица XLSX не прочитана: она испорчена или слишком сложна. Сохраните её заново или как CSV."
        ) from error
    return enumerate(rows, start=1)


def _csv(source: Source, mapping: Mapping, notes: Notes) -> Iterator[tuple[int, list[str]]]:
    encoding = encoding_of(source.head) if mapping.encoding == "auto" else mapping.encoding
    with source.open() as stream, text_of(stream, encoding) as text:
        beginning = text.read(len(source.head))
        delimiter = _delimiter(beginning, mapping)
        lines = map(without_zeros, chain(_lines_of(beginning, text), text))
        yield from _checked(lines, delimiter, notes)


def _lines_of(beginning: str, rest: io.TextIOWrapper) -> Iterator[str]:
    """Lines of what was read already; the last of them goes on in the rest."""
    *whole, last = beginning.lstrip("\ufeff").splitlines(keepends=True) or [""]
    yield from whole
    yield last if last.endswith("\n") else last + rest.readline()


def _delimiter(beginning: str, mapping: Mapping) -> str:
    """The delimiter with which the titles are found, else the one that is met most often."""
    if mapping.delimiter is not Delimiter.AUTO:
        return "\t" if mapping.delimiter is Delimiter.TAB else mapping.delimiter.value
    lines = beginning.lstrip("\ufeff").splitlines()[:MOST_TITLE_ROWS]
    for delimiter in _DELIMITERS:
        try:
            if find_header([*csv.reader(lines, delimiter=delimiter)], mapping).row >= 0:
                return delimiter
        except (StatementError, csv.Error):
            continue
    return max(_DELIMITERS, key=beginning.count)


def _checked(lines: Iterator[str], delimiter: str, notes: Notes) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which they begin; a cell that has swallowed rows after a stray quote is told."""
    reader = csv.reader(lines, delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            if any(_has_swallowed(cell, delimiter, len(cells)) for cell in cells):
                notes.tell(
                    "Кавычки",
                    f"Строка {before + 1}: не закрыта кавычка, следующие строки могли попасть в одну ячейку.",
                    consent=True,
                )
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise StatementError(
            f"Строка {before + 1} не читается как CSV: проверьте кавычки в ней или сохраните файл в XLSX."
        ) from error


def _has_swallowed(cell: str, delimiter: str, width: int) -> bool:
    """Whether a cell has lines in it that look like rows."""
    return "\n" in cell and max(line.count(delimiter) for line in cell.split("\n")) >= max(2, width // 2)
