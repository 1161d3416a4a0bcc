"""CSV and XLSX of banks through a mapping of columns."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.errors import InputError
from tests.tracker.statements.statement_files import OTHER, OWN, SECOND, only, read, warned
from tracker.facts import Direction
from tracker.statements import StatementError, open_statement
from tracker.statements.mappings.mapping import mapping_from, read_mapping, sample, text_of

PAIR = {
    "account": OWN,
    "columns": {
        "date": "Дата операции", "credit": "Приход", "debit": "Расход", "number": "№", "purpose": "Назначение платежа",
        "name": "Контрагент", "inn": "ИНН", "other_account": "Счёт контрагента",
    },
}  # fmt: skip
HEADER = ["№", "Дата операции", "Приход", "Расход", "Контрагент", "ИНН", "Счет контрагента", "Назначение  платежа"]
ROW = ["15", "20.11.2026", "1 200,50", "", "ООО «Ромашка»", "7701000009", OTHER, "Оплата по счёту 15"]


def csv_of(*rows, delimiter=";", encoding="cp1251", line_end="\r\n"):
    return "".join(delimiter.join(row) + line_end for row in rows).encode(encoding)


def workbook(*rows, sheet="Выписка", formats=None):
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, column, value, day)
            elif isinstance(value, str):
                page.write_formula(number, column, value, None, 1200.5) if value.startswith("=") else page.write_string(
                    number, column, value
                )
            else:
                page.write(number, column, value)
    book.close()
    return made.getvalue()


def through(content, mapping=PAIR):
    operations, reading = read(content, mapping_from(mapping))
    return operations, "\n".join(reading.warnings.texts).replace("\u00a0", " "), reading.warnings.needs_consent


def single(content, mapping=PAIR):
    operations, text, _ = through(content, mapping)
    assert text == ""
    (operation,) = operations
    return operation


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_csv_is_read_by_its_content(delimiter, encoding, line_end):
    content = csv_of(HEADER, ROW, delimiter=delimiter, encoding=encoding, line_end=line_end)
    operation = single(content)
    assert (operation.account, operation.date, operation.amount) == (OWN, date(2026, 11, 20), 120050)
    assert (operation.direction, operation.number) == (Direction.IN, "15")
    assert (operation.other.name, operation.other.inn, operation.other.account) == (
        "ООО «Ромашка»",
        "7701000009",
        OTHER,
    )
    assert operation.purpose == "Оплата по счёту 15"


def test_titles_above_the_header_and_totals_below_it_are_no_operations():
    above = [["Выписка по счёту", OWN], [], ["Остаток на начало", "0,00"]]
    below = [["", ""], ["Итого оборотов:", "", "1 200,50", "0,00"], ["Остаток на конец", "20.11.2026", "1 200,50"]]
    single(csv_of(*above, HEADER, ROW, *below))


def test_a_workbook_is_read_with_its_days_and_numbers():
    row = ["15", date(2026, 11, 20), 1200.5, None, "ООО «Ромашка»", 7701000009, OTHER, "Оплата"]
    operation = single(workbook(["Выписка"], [], HEADER, row))
    assert (operation.date, operation.amount, operation.other.inn) == (date(2026, 11, 20), 120050, "7701000009")


def test_a_number_with_the_noise_of_binary_fractions_is_what_excel_shows():
    row = ["15", datetime.fromisoformat("2026-11-20 10:15"), 0.1 + 0.2, None, "", 277000009, "", ""]
    operation = single(workbook(HEADER, row))
    assert operation.amount == 30
    assert operation.other.inn == "0277000009", "the leading zero that a number has lost"


def test_a_formula_is_the_value_that_was_saved():
    assert single(workbook(HEADER, ["15", date(2026, 11, 20), "=SUM(A1:A2)", None, "", "", "", ""])).amount == 120050


def test_a_cell_that_is_no_exact_sum_is_told_with_its_row():
    cells = [1200.505, True, 1e20, date(2026, 11, 20), 5]
    rows = [[str(number), date(2026, 11, 20), cell, None, "", "", "", ""] for number, cell in enumerate(cells)]
    operations, text, consent = through(workbook(HEADER, *rows))
    assert [one.number for one in operations] == ["4"]
    for number in (2, 3, 4, 5):
        assert f"Строка {number}: сумма или направление непонятны" in text
    assert consent


def test_letters_are_those_of_the_sheet_even_if_its_first_columns_and_rows_are_empty():
    mapping = {"account": OWN, "columns": {"date": "C", "amount": "D"}}
    operation = single(workbook([], [], [None, None, date(2026, 11, 20), 5]), mapping)
    assert (operation.date, operation.amount) == (date(2026, 11, 20), 500)


def test_a_sheet_is_chosen_by_its_name():
    content = workbook(HEADER, ROW, sheet="Операции")
    assert single(content, PAIR | {"sheet": "Операции"}).amount == 120050
    with pytest.raises(StatementError, match="Есть: «Операции»"):
        through(content, PAIR | {"sheet": "Лист1"})


@pytest.mark.parametrize("rows", [[[*[None] * 200, "x"]], [*[[]] * 50_000, ["x"]]], ids=["wide", "long"])
def test_a_sheet_that_is_too_large_is_refused(rows):
    with pytest.raises(StatementError, match="больше, чем разрешено"):
        through(workbook(*rows))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500])
def test_a_broken_workbook_is_refused(content):
    with pytest.raises(StatementError, match="заново"):
        through(content)


def test_a_workbook_without_a_mapping_says_how_to_give_one():
    with pytest.raises(StatementError, match="mapping sample"):
        open_statement(workbook(HEADER, ROW))


@pytest.mark.parametrize(
    ("told", "direction", "kopecks"), [("100,00", Direction.IN, 10000), ("-100,00", Direction.OUT, 10000)]
)
def test_one_column_of_sums_tells_the_direction_by_its_sign(told, direction, kopecks):
    mapping = {"account": OWN, "columns": {"date": "Дата", "amount": "Сумма"}}
    content = csv_of(["Дата", "Сумма"], ["20.11.2026", told])
    operation = single(content, mapping)
    assert (operation.direction, operation.amount) == (direction, kopecks)
    opposite = single(content, mapping | {"negative": "in"})
    assert opposite.direction is not direction


def test_a_column_of_words_tells_the_direction():
    mapping = {
        "account": OWN,
        "columns": {"date": "Дата", "amount": "Сумма", "direction": "Тип", "number": "№"},
        "incoming": ["Кредит"],
        "outgoing": ["Дебет"],
    }
    rows = [["1", "20.11.2026", "5", "КРЕДИТ"], ["2", "20.11.2026", "5", "дебет"], ["3", "20.11.2026", "5", "возврат"]]
    operations, text, consent = through(csv_of(["№", "Дата", "Сумма", "Тип"], *rows), mapping)
    assert [one.direction for one in operations] == [Direction.IN, Direction.OUT]
    assert "Строка 4: сумма или направление непонятны: «5» и «возврат»" in text
    assert consent


def test_sides_are_told_by_the_columns_of_both():
    columns = {
        "date": "A", "amount": "B", "account": "C", "payer_name": "D", "payer_account": "E", "payee_name": "F",
        "payee_account": "G", "number": "H",
    }  # fmt: skip
    rows = [
        ["20.11.2026", "10", OWN, "Ромашка", OTHER, "Мы", OWN, "1"],
        ["20.11.2026", "-20", OWN, "Мы", OWN, "Василёк", OTHER, "2"],
        ["20.11.2026", "-30", OWN, "Мы", OWN, "Мы", SECOND, "3"],
        ["20.11.2026", "40", SECOND, "Ромашка", OTHER, "Мы", SECOND, "4"],
    ]
    operations, text, _ = through(csv_of(*rows), {"columns": columns})
    assert text == ""
    assert [(one.other.name, one.is_internal) for one in operations] == [
        ("Ромашка", False),
        ("Василёк", False),
        ("Мы", True),
        ("Ромашка", False),
    ]
    assert [account.account for account in read(csv_of(*rows), mapping_from({"columns": columns}))[1].accounts] == [
        OWN,
        SECOND,
    ]


def test_both_a_credit_and_a_debit_in_one_row_are_not_guessed():
    _, text, consent = through(csv_of(HEADER, ["15", "20.11.2026", "5", "7", "", "", "", ""]))
    assert "«5» и «7»" in text
    assert consent


@pytest.mark.parametrize(
    ("row", "told", "consent"),
    [
        (["15", "вчера", "5", "", "", "", "", ""], "не дата этого века: «вчера»", True),
        (["15", "20.11.2026", "", "", "", "", "", ""], "равна нулю", False),
        (["15", "20.11.2026", "0,00", "0,00", "", "", "", ""], "равна нулю", False),
        (["", "", "", "", "Ромашка", "", "", ""], "ни даты, ни суммы", False),
    ],
)
def test_a_row_that_is_no_operation_is_told(row, told, consent):
    operations, text, needs_consent = through(csv_of(HEADER, row))
    assert operations == []
    assert told in text
    assert needs_consent is consent


def test_equal_rows_without_numbers_may_be_two_operations_and_need_consent():
    mapping = {"account": OWN, "columns": {"date": "Дата", "amount": "Сумма"}}
    operations, text, consent = through(csv_of(["Дата", "Сумма"], *[["20.11.2026", "5"]] * 2), mapping)
    assert [one.repeat for one in operations] == [0, 1]
    assert "не две ли это разные операции" in text
    assert consent
    _, _, consent = through(csv_of(HEADER, ROW, ROW))
    assert not consent


def test_a_quote_that_nobody_closed_does_not_swallow_rows_without_a_word():
    bad = ["15", "20.11.2026", "5", "", '"Ромашка', "", "", ""]
    _, text, consent = through(csv_of(HEADER, bad, ROW, ROW))
    assert "не закрыта кавычка" in text
    assert consent


def test_a_purpose_of_several_lines_stays_one_cell():
    row = [*ROW[:-1], '"Оплата по счёту\n15; без НДС"']
    assert single(csv_of(HEADER, row)).purpose == "Оплата по счёту 15; без НДС"


def test_columns_that_are_not_there_are_named():
    with pytest.raises(StatementError, match="Не найдены: «Приход», «Расход»"):
        through(csv_of([title for title in HEADER if title not in ("Приход", "Расход")], ROW))


def test_two_columns_of_one_title_need_a_letter():
    header, row = [*HEADER, "ИНН"], [*ROW, "7701000007"]
    with pytest.raises(StatementError, match="несколько"):
        through(csv_of(header, row))
    lettered = PAIR | {"columns": PAIR["columns"] | {"inn": "F"}}
    assert single(csv_of(header, row), lettered).other.inn == "7701000009"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"columns": {"date": "A"}}, "нет столбца суммы"),
        ({"columns": {"date": "A", "credit": "B"}}, "нет столбца суммы"),
        ({"columns": {"date": "A", "amount": "B", "credit": "C", "debit": "D"}}, "сумма уже есть"),
        ({"columns": {"amount": "B"}}, "date"),
        ({"account": None}, "чей это счёт"),
        ({"columns": {"date": "A", "amount": "B", "direction": "C"}}, "слова прихода"),
        ({"columns": {"date": "A", "amount": "B", "summa": "C"}}, "неизвестный ключ"),
        ({"columns": {"date": "A", "amount": "B", "name": "C", "payer_name": "D"}}, "либо"),
        ({"incoming": ["Д"], "outgoing": ["д"]}, "одно слово"),
        ({"encoding": "koi8"}, "encoding"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(change, told):
    with pytest.raises(InputError) as refused:
        mapping_from({key: value for key, value in (PAIR | change).items() if value is not None})
    assert told in str(refused.value)


def test_the_sample_reads_what_it_describes(tmp_path):
    path = tmp_path / "bank.yaml"
    path.write_text(sample(), encoding="utf-8")
    mapping = read_mapping(path)
    header = [*mapping.chosen().values()]
    row = ["20.11.2026", "1 200,50", "", "15", "ПП", "Оплата", "ООО «Ромашка»", "7701000009", OTHER]
    told = {
        key: row[place]
        for place, key in enumerate(
            ["date", "credit", "debit", "number", "kind", "purpose", "name", "inn", "other_account"]
        )
    }
    (operation,), reading = read(csv_of(header, [told[key] for key in mapping.chosen()]), mapping)
    assert (operation.amount, operation.other.inn, reading.warnings.texts) == (120050, "7701000009", [])


def test_a_mapping_reads_back_as_it_is_shown(tmp_path):
    mapping = mapping_from(PAIR | {"delimiter": "tab", "negative": "in"})
    path = tmp_path / "bank.yaml"
    path.write_text(text_of(mapping), encoding="utf-8")
    assert read_mapping(path) == mapping


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_rubbish_under_a_header_never_breaks_the_reader(rubbish, is_after_row):
    content = csv_of(HEADER, *[ROW] * is_after_row) + rubbish
    try:
        operations, _, _ = through(content)
    except StatementError:
        return
    assert all(one.amount > 0 for one in operations)


def test_a_1c_file_does_not_mind_a_mapping():
    from tests.tracker.statements.statement_files import File

    assert read(File(), mapping_from(PAIR))[0] == read(File())[0]
    assert only(File()).amount == 120050
    assert warned(File())[2] is False


def test_a_table_that_breaks_off_within_a_row_needs_consent():
    second = [*ROW[:1], "21.11.2026", *ROW[2:]]
    whole = csv_of(HEADER, ROW, second)
    broken = whole[: whole.rindex(OTHER.encode()) + 5]
    operations, warnings, needs_consent = through(broken)
    assert (len(operations), needs_consent) == (2, True)
    assert "Файл оборван: в последней строке, 3, не хватает столбцов" in warnings
    assert through(csv_of(HEADER, ROW, second, ["Итого", "2 401,00"]))[1:] == ("", False)


def test_zeros_that_fill_a_cell_up_are_spaces():
    assert single(csv_of(HEADER, [*ROW[:-1], "Оплата\x00\x00"])).purpose == "Оплата"
