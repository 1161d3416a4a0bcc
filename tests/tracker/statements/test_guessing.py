"""What a bank's table most likely means, and which saved mapping it was made for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.matching.making import on_sqlite
from tracker.statements import open_statement
from tracker.statements.errors import StatementError
from tracker.statements.mappings.choosing import fitting
from tracker.statements.mappings.guessing import columns_of, letter, sample_of
from tracker.statements.mappings.header import find_header
from tracker.statements.mappings.mapping import Delimiter, mapping_from
from tracker.statements.mappings.store import save_mapping
from tracker.statements.reading.overview import overview

OWN = "40702810938000012345"
ROWS = (
    "Выписка;;;;\n"
    "Дата;№ док.;Сумма по дебету;Сумма по кредиту;Основание\n"
    "01.11.2026;5;;100,00;Оплата по счёту 15, в т.ч. НДС 22%\n"
    "02.11.2026;6;40,50;;Комиссия\n"
)


def csv_of(text: str = ROWS, encoding: str = "cp1251") -> bytes:
    return text.encode(encoding)


def mapping(text: str = ROWS, **more: object):
    sample = sample_of(csv_of(text))
    return mapping_from({"columns": columns_of(sample, sample.title_row, sample.meanings), "account": OWN, **more})


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "cp866"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_titles_tell_columns_whatever_the_file_is_written_in(encoding: str, delimiter: str) -> None:
    sample = sample_of(csv_of(ROWS.replace(";", delimiter), encoding))
    assert (sample.title_row, sample.width) == (2, 5)
    assert list(sample.meanings.values()) == ["date", "number", "debit", "credit", "purpose"]
    assert sample.delimiter is (Delimiter.TAB if delimiter == "\t" else Delimiter(delimiter))


def test_what_was_guessed_reads_the_file_to_its_sums() -> None:
    told = overview(open_statement(csv_of(), mapping()), 1)
    (account,) = told.accounts
    assert (account.account, account.credited, account.debited, account.operations) == (OWN, 10_000, 4_050, 2)
    assert (told.operations, len(told.first)) == (2, 1)


def test_an_operation_is_no_row_of_titles_though_its_purpose_speaks_of_sums() -> None:
    text = "01.11.2026;5;100,00;сумма по счёту; дата\n02.11.2026;6;10,00;сумма;дата\n"
    assert sample_of(csv_of(text)).title_row is None


def test_columns_without_titles_are_kept_by_their_letters_and_titles_met_twice_too() -> None:
    sample = sample_of(csv_of("Дата;Сумма;Сумма\n01.11.2026;1,00;2,00\n"))
    assert columns_of(sample, 1, {0: "date", 1: "amount"}) == {"date": "Дата", "amount": "B"}
    assert columns_of(sample, None, {0: "date", 2: "amount"}) == {"date": "A", "amount": "C"}


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 200, "одна строка".encode(), b"a;b\nc;d\n", b"\xff\xd8\xff\xe0JFIF" * 9]
)
def test_what_is_no_table_is_none(content: bytes) -> None:
    with pytest.raises(StatementError):
        sample_of(content)


@given(st.binary(max_size=2_000))
def test_any_bytes_are_a_table_or_are_refused(content: bytes) -> None:
    try:
        sample = sample_of(content)
    except StatementError:
        return
    assert sample.rows
    assert all(place < sample.width for place in sample.meanings)


@given(st.integers(0, 20_000))
def test_letters_count_as_spreadsheets_do(place: int) -> None:
    told = letter(place)
    assert re.fullmatch("[A-Z]+", told)
    number = 0
    for sign in told:
        number = number * 26 + ord(sign) - ord("A") + 1
    assert number == place + 1
    if len(told) <= 3:
        header = find_header([], mapping_from({"columns": {"date": told, "amount": "A"}, "account": OWN}))
        assert header.places["date"] == place


@on_sqlite
def test_a_table_is_read_by_the_saved_mapping_that_has_most_of_its_titles(house) -> None:
    sample = sample_of(csv_of())
    with house.work("anna", house.clock().date()) as work:
        assert fitting(work.connection, sample) is None
        save_mapping(work, "Буквы", mapping_from({"columns": {"date": "A", "amount": "D"}, "account": OWN}))
        assert fitting(work.connection, sample) is None, "letters fit anything, so they choose nothing"
        columns = mapping().model_dump(mode="json", exclude_defaults=True)["columns"]
        short = {key: columns[key] for key in ("date", "credit", "debit")}
        save_mapping(work, "Коротко", mapping_from({"columns": short, "account": OWN}))
        save_mapping(work, "Альфа", mapping())
        assert fitting(work.connection, sample) == "Альфа"
        assert fitting(work.connection, sample_of(csv_of(ROWS.replace("Основание", "Прочее")))) == "Коротко"
