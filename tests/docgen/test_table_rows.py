"""Workbooks that we did not write, as rows of texts."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time

import pytest
import xlsxwriter

from docgen.errors import DocgenError, TemplateError
from docgen.sandbox import ForbiddenTemplateError, TooLargeError
from docgen.table_rows import MOST_COLUMNS, MOST_ROWS, rows_of


def workbook(cells, sheets=("Лист1",), **options):
    """A workbook with cells by (row, column) on its last sheet."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "remove_timezone": True, **options})
    formats = {"day": book.add_format({"num_format": "dd.mm.yyyy"}), "time": book.add_format({"num_format": "hh:mm"})}
    for name in sheets:
        page = book.add_worksheet(name)
    for (row, column), value in cells.items():
        if isinstance(value, datetime):
            page.write_datetime(row, column, value, formats["day"])
        elif isinstance(value, time):
            page.write_datetime(row, column, value, formats["time"])
        else:
            page.write(row, column, value)
    book.close()
    return made.getvalue()


def test_each_cell_is_a_text_as_excel_shows_it():
    cells = [
        "Дата", 5, 1234.5, 0.1 + 0.2, -0.07, 123456789012345, 1e16, True, False,
        datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 20, 10, 15, tzinfo=UTC),
    ]  # fmt: skip
    (row,) = rows_of(workbook({(0, column): cell for column, cell in enumerate(cells)}))
    assert row == [
        "Дата", "5", "1234.5", "0.3", "-0.07", "123456789012345", "1e+16", "ИСТИНА", "ЛОЖЬ", "2026-11-20",
        "2026-11-20 10:15:00",
    ]  # fmt: skip


def test_empty_rows_and_columns_before_the_first_cell_keep_their_places():
    assert [*rows_of(workbook({(1, 2): "x"}))] == [["", "", ""], ["", "", "x"]]


def test_the_first_sheet_that_is_not_empty_is_read_unless_another_is_named():
    content = workbook({(0, 0): "x"}, sheets=("Пустой", "Полный"))
    assert [*rows_of(content)] == [["x"]]
    assert [*rows_of(content, "Полный")] == [["x"]]
    with pytest.raises(TemplateError, match="нет ни одной"):
        rows_of(content, "Пустой")
    with pytest.raises(TemplateError, match=r"нет листа «Другой». Есть: «Пустой», «Полный»"):
        rows_of(content, "Другой")


def test_a_sheet_of_the_most_rows_and_columns_is_read_and_one_more_is_not():
    assert len([*rows_of(workbook({(MOST_ROWS - 1, 0): "x"}))]) == MOST_ROWS
    for place in ((MOST_ROWS, 0), (0, MOST_COLUMNS)):
        with pytest.raises(TooLargeError):
            rows_of(workbook({place: "x"}))


def test_a_sheet_whose_corners_are_a_bomb_is_refused():
    with pytest.raises(DocgenError):
        rows_of(workbook({(0, 0): "x", (1_048_575, 16_383): "x"}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"Rubbish", workbook({})[:900]])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(TemplateError, match="Excel"):
        rows_of(content)


def test_a_workbook_with_a_link_to_another_is_refused():
    made = io.BytesIO(workbook({(0, 0): "x"}))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns='
            '"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
            'Target="file:///etc/passwd" TargetMode="External"/></Relationships>',
        )
    with pytest.raises(ForbiddenTemplateError, match="связь с другой книгой"):
        rows_of(made.getvalue())
