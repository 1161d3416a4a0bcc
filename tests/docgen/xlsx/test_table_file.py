"""A plain table: texts stay texts, numbers and days are true, and nothing is cut off silently."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import python_calamine

from docgen.xlsx import SheetLimitError
from docgen.xlsx.table_file import Column, Sort, table_file

ON = date(2026, 11, 23)
COLUMNS = (
    Column(head="Кто"),
    Column(head="Сколько", sort=Sort.COUNT),
    Column(head="Сумма, руб.", sort=Sort.MONEY),
    Column(head="День", sort=Sort.DAY),
)
TEXTS = ("=1+1", "+7 (999) 000", "-5", "@СУММ(A1)", "{=1}", "https://example.org", "007", "  пробелы ", "«Ёлка» <&>")


def sheet_of(content: bytes) -> list[list[Any]]:
    return python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_text_stays_a_text_whatever_it_begins_with() -> None:
    content = table_file("Список", COLUMNS, [(text, None, None, None) for text in TEXTS], created=ON)
    assert [row[0] for row in sheet_of(content)[1:]] == list(TEXTS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not any("hyperlink" in name for name in archive.namelist())
    assert "<f>" not in xml
    assert "hyperlink" not in xml


def test_sums_and_days_are_true_and_totals_stand_under_the_rows() -> None:
    rows = [("а", 3, 123_456_789_012_345, ON), ("б", 0, -1, date(2024, 2, 29))]
    sheet = sheet_of(table_file("С", COLUMNS, rows, created=ON, totals=("Итого", 3, 123_456_789_012_344, None)))
    assert sheet[0] == [column.head for column in COLUMNS]
    assert sheet[1] == ["а", 3, 1234567890123.45, ON]
    assert sheet[2] == ["б", 0, -0.01, date(2024, 2, 29)]
    assert sheet[3][:3] == ["Итого", 3, 1234567890123.44]


def test_the_same_table_is_the_same_file() -> None:
    rows = [("а", 1, 1, ON)]
    assert table_file("С", COLUMNS, rows, created=ON) == table_file("С", COLUMNS, rows, created=ON)


@pytest.mark.parametrize("title", ["", "a/b:c*[d]?", "'", "и" * 50, "History"])
def test_any_title_will_do(title: str) -> None:
    assert sheet_of(table_file(title, COLUMNS, [], created=ON)) == [[column.head for column in COLUMNS]]


def test_what_no_cell_holds_is_refused_and_what_xml_cannot_say_is_shown_as_such() -> None:
    with pytest.raises(SheetLimitError):
        table_file("С", COLUMNS, [("а" * 32_768, 1, 1, ON)], created=ON)
    content = table_file("С", COLUMNS, [("а\0б\ud800", 1, 1, ON)], created=ON)
    assert sheet_of(content)[1][0] == "а\ufffdб\ufffd"
