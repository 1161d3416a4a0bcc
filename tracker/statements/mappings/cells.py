"""The rows of a table, whatever file they stand in: XLSX by the limited process, CSV by its content."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
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


def table_rows(source: Source, mapping: Mapping, notes: Notes) -> Iterator[tuple[int, Header, list[str]]]:
    """Rows under the titles: number in the file, where the columns are, cells. Raises StatementError."""
    rows = _xlsx(source, mapping) if source.head.startswith(ZIP) else _csv(source, mapping, notes)
    first = list(islice(rows, MOST_TITLE_ROWS))
    header = find_header([cells for _, cells in first], mapping)
    for number, cells in chain(first[header.row + 1 :], rows):
        yield number, header, cells


def _xlsx(source: Source, mapping: Mapping) -> Iterator[tuple[int, list[str]]]:
    from docgen.table_rows import rows_of

    try:
        rows = rows_of(source.whole(_MOST_BYTES), mapping.sheet)
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
