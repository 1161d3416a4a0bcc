"""1CClientBankExchange as banks write it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tracker.statements.statement_files import (
    DAY,
    OTHER,
    OWN,
    SECOND,
    File,
    Paper,
    Section,
    file_of,
    only,
    read,
    warned,
)
from tracker.facts import Direction
from tracker.statements import StatementError, open_statement
from tracker.statements.base import Account, OtherSide

ENCODINGS = ["cp1251", "cp866", "utf-8", "utf-8-sig", "utf-16"]


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
@pytest.mark.parametrize("coding", ["Windows", "DOS", "windows", ""])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_reads_the_same_whatever_it_says_of_its_encoding(encoding, coding, line_end):
    file = File(coding=coding)
    if encoding == "cp866":
        file = File(papers=(Paper(purpose="Оплата по счёту N 15 от 01.11.2026"),), coding=coding)
    content = file.encoded(encoding, line_end) if encoding != "cp866" else _dos(file, line_end)
    (operation,), reading = read(content)
    assert reading.warnings.texts == []
    assert operation.other.inn == "7701000009"
    assert operation.purpose.startswith("Оплата по счёту")
    assert (operation.amount, operation.date, operation.direction) == (120050, DAY, Direction.IN)


def _dos(file, line_end):
    text = "".join(f"{line}{line_end}" for line in file.lines())
    return text.replace("«", '"').replace("»", '"').encode("cp866")


def test_an_operation_tells_all_that_a_document_says():
    operation = only(File())
    assert operation.account == OWN
    assert operation.other == OtherSide(name="ООО «Ромашка»", inn="7701000009", account=OTHER)
    assert (operation.number, operation.kind, operation.is_internal) == ("15", "Платежное поручение", False)
    assert (operation.repeat, len(operation.key)) == (0, 64)


def test_the_day_is_that_of_the_movement_and_not_that_of_the_order():
    assert only(File()).date == DAY
    out = Paper(payer=OWN, payee=OTHER, debited="18.11.2026", credited="")
    assert only(file_of(out)).date == date(2026, 11, 18)


@pytest.mark.parametrize("empty", [{"credited": ""}, {"without": ("ДатаПоступило", "ДатаСписано")}])
def test_without_a_day_of_the_movement_the_day_of_the_order_stands(empty):
    assert only(file_of(Paper(**empty))).date == date(2026, 11, 19)


def test_money_between_own_accounts_is_told_from_the_paying_one():
    paper = Paper(payer=OWN, payee=SECOND, debited="20.11.2026")
    operation = only(file_of(paper, accounts=(OWN, SECOND)))
    assert (operation.is_internal, operation.direction) == (True, Direction.OUT)
    assert (operation.account, operation.other.account) == (OWN, SECOND)


def test_an_own_account_that_only_a_later_section_names_is_own_as_well():
    sections = (Section(opening="", credited="", debited="", closing=""),)
    file = File(
        papers=(Paper(payer=OWN, payee=SECOND, debited="20.11.2026"),),
        sections=sections,
        more=tuple(Section(account=SECOND, opening="", credited="", debited="", closing="").lines()),
    )
    assert only(file).is_internal


def test_an_empty_account_of_the_header_is_nobodys():
    paper = Paper(payer="", payee=OWN)
    assert only(file_of(paper, accounts=("", OWN))).direction is Direction.IN


def test_an_own_account_in_the_second_place_of_a_side_is_found():
    paper = Paper(payee="30101810000000000999", extra=(f"ПолучательРасчСчет={OWN}",))
    operation = only(file_of(paper))
    assert (operation.account, operation.direction) == (OWN, Direction.IN)


@pytest.mark.parametrize(
    ("days", "direction", "other"),
    [
        ({"credited": "20.11.2026"}, Direction.IN, OTHER),
        ({"credited": "", "debited": "20.11.2026"}, Direction.OUT, "40702810000000000099"),
    ],
)
def test_where_neither_account_is_ours_the_filled_day_tells_and_a_warning_says_so(days, direction, other):
    file = file_of(Paper(payee="40702810000000000099", **days))
    (operation,), text, consent = warned(file)
    assert (operation.account, operation.direction, operation.other.account) == (OWN, direction, other)
    assert "нет ни одного счёта этой выписки: 1" in text
    assert consent, "no totals confirm it"


def test_totals_that_hold_confirm_a_direction_that_only_a_day_tells():
    _, text, consent = warned(File(papers=(Paper(payee="40702810000000000099"),)))
    assert "итоги выписки с этим сходятся" in text
    assert not consent


def test_a_file_without_sections_of_accounts_is_read():
    (operation,), reading = read(File(sections=()))
    assert operation.direction is Direction.IN
    assert reading.accounts == [
        Account(account=OWN, since=None, until=None, opening=None, credited=None, debited=None, closing=None)
    ]


def test_a_file_that_names_no_account_at_all_takes_that_of_the_filled_day():
    (operation,), text, consent = warned(File(sections=(), accounts=()))
    assert (operation.account, operation.direction) == (OWN, Direction.IN)
    assert consent
    assert text


@pytest.mark.parametrize(
    ("told", "kopecks"),
    [
        ("1234,56", 123456), ("1 234.56", 123456), ("1\u00a0234,5", 123450), ("1234-56", 123456), ("1234", 123400),
        ("1.234.567,89", 123456789), ("1,234.56", 123456), ("1234.560", 123456), ("0.01", 1), ("+7.00", 700),
    ],
)  # fmt: skip
def test_sums_are_read_as_banks_write_them(told, kopecks):
    assert only(file_of(Paper(amount=told))).amount == kopecks


@pytest.mark.parametrize("told", ["1,234", "12.345", "много", "1e3", "10..5", "", "1 2,3 4,5", "-0x1", "1,2,3"])
def test_a_sum_that_is_none_or_not_exact_is_told_with_its_place_and_the_rest_goes_on(told):
    operations, text, consent = warned(file_of(Paper(number="1", amount=told), Paper(number="2")))
    assert [operation.number for operation in operations] == ["2"]
    assert "Документ № 1 (строка " in text
    assert consent


def test_the_place_of_a_warning_is_its_line_in_the_file():
    file = file_of(Paper(), Paper(number="2", amount="много"), Paper(number="3"))
    line = file.lines().index("Номер=2")
    assert f"Документ № 2 (строка {line})" in warned(file)[1]


def test_a_sum_below_zero_needs_consent_and_one_of_zero_does_not():
    operations, text, consent = warned(file_of(Paper(amount="-10.00")))
    assert (operations, consent) == ([], True)
    assert "меньше нуля" in text
    operations, text, consent = warned(file_of(Paper(amount="0.00")))
    assert (operations, consent) == ([], False)
    assert "равна нулю" in text


@pytest.mark.parametrize("told", ["20.11.26", "2026-11-20", "20.11.2026 10:15:00", "20/11/2026", " 20.11.2026 "])
def test_days_are_read_as_banks_write_them(told):
    assert only(file_of(Paper(credited=told))).date == DAY


@pytest.mark.parametrize("told", ["20.11.1926", "31.02.2026", "20.11.0026", "вчера", "2126-11-20"])
def test_a_day_that_cannot_be_gives_way_to_that_of_the_order_with_consent(told):
    (operation,), text, consent = warned(file_of(Paper(credited=told)))
    assert operation.date == date(2026, 11, 19)
    assert "не дата этого века" in text
    assert consent


def test_a_document_without_any_day_is_told_and_not_dated_by_a_guess():
    operations, text, consent = warned(file_of(Paper(day="", credited="")))
    assert operations == []
    assert "нет ни одной даты" in text
    assert consent


@pytest.mark.parametrize(
    ("extra", "without", "name"),
    [
        ((), ("Плательщик1",), "ООО «Ромашка»"),
        (("Плательщик1=ИНН 7701000009 КПП 770101001 ООО «Ромашка»",), ("Плательщик1",), "ООО «Ромашка»"),
        (("Плательщик1=ИНН 7701000009/770101001 ООО «Ромашка»",), ("Плательщик1",), "ООО «Ромашка»"),
    ],
)
def test_a_name_is_told_without_its_inn(extra, without, name):
    operation = only(file_of(Paper(extra=extra, without=without)))
    assert (operation.other.name, operation.other.inn) == (name, "7701000009")


def test_an_inn_that_stands_only_in_the_name_is_taken_from_there():
    assert only(file_of(Paper(without=("Плательщик1", "ПлательщикИНН")))).other.inn == "7701000009"


@pytest.mark.parametrize(
    ("told", "inn"), [("7701000009/770101001", "7701000009"), ("0", ""), ("  7701000009 ", "7701000009"), ("000", "")]
)
def test_an_inn_is_told_without_what_banks_write_around_it(told, inn):
    paper = Paper(without=("ПлательщикИНН", "Плательщик1", "Плательщик"), extra=(f"ПлательщикИНН={told}",))
    assert only(file_of(paper)).other.inn == inn


def test_a_value_may_hold_the_sign_of_a_value_and_the_words_that_end_sections():
    purpose = "Сумма=100 КонецДокумента СекцияДокумент=5 КонецФайла"
    assert only(file_of(Paper(purpose=purpose))).purpose == purpose


@pytest.mark.parametrize("more", ["в т. ч. НДС=200.08", "и ещё строка", "Договор № 5"])
def test_a_line_without_a_known_key_goes_on_with_the_value_before(more):
    operation = only(file_of(Paper(purpose="Оплата", extra=(more, "Очередность=5"))))
    assert operation.purpose == f"Оплата {more}"


def test_a_line_that_goes_on_with_a_name_does_not_touch_the_inn():
    paper = Paper(
        without=("ПлательщикИНН",), extra=("Плательщик1=ООО «Ромашка", "и партнёры»", "ПлательщикИНН=7701000009")
    )
    operation = only(file_of(Paper(**{**paper.__dict__, "without": ("ПлательщикИНН", "Плательщик1")})))
    assert operation.other.name == "ООО «Ромашка и партнёры»"
    assert operation.other.inn == "7701000009"


def test_an_unknown_line_after_an_account_does_not_become_part_of_it():
    paper = Paper(without=("НазначениеПлатежа",), extra=("ПолучательРасчСчет=", "НовыйКлюч=1"))
    operations, text, consent = warned(file_of(paper))
    assert operations[0].account == OWN
    assert "не понята" in text
    assert not consent


def test_a_key_that_only_this_bank_has_is_no_part_of_the_purpose():
    assert only(file_of(Paper(purpose="Оплата", extra=("ПлательщикОГРН=1027700000000",)))).purpose == "Оплата"


@pytest.mark.parametrize(
    ("whole", "lines", "purpose"),
    [
        ("", ("Оплата по", "договору 5"), "Оплата по договору 5"),
        ("Оплата по догов", ("Оплата по", "договору 5"), "Оплата по договору 5"),
        ("Оплата по договору 5", ("Оплата по", "договору 5"), "Оплата по договору 5"),
        ("Оплата по договору 5 без НДС", ("Оплата по",), "Оплата по договору 5 без НДС"),
        ("Оплата", ("без НДС",), "Оплата без НДС"),
    ],
)
def test_a_purpose_in_numbered_lines_is_told_once_and_whole(whole, lines, purpose):
    extra = tuple(f"НазначениеПлатежа{number}={line}" for number, line in enumerate(lines, start=1))
    assert only(file_of(Paper(purpose=whole, extra=extra))).purpose == purpose


@pytest.mark.parametrize("receipt", ["Отказано банком", "Не исполнен: нет средств", "На исполнении", "Аннулирован"])
def test_an_order_that_the_bank_has_not_carried_out_is_no_operation(receipt):
    paper = Paper(credited="", extra=(f"КвитанцияСодержание={receipt}",))
    operations, text, consent = warned(file_of(paper))
    assert operations == []
    assert "банк его не исполнил" in text
    assert not consent


@pytest.mark.parametrize("receipt", ["статус документа: Сверен", "Документ проведён", "Исполнен"])
def test_a_receipt_changes_nothing_in_what_was_carried_out(receipt):
    extra = ("КвитанцияДата=01.01.2026", f"КвитанцияСодержание={receipt}")
    assert only(file_of(Paper(extra=extra))).date == DAY
    assert only(file_of(Paper(credited="", extra=extra))).date == date(2026, 11, 19)


def test_a_day_of_the_movement_outweighs_a_receipt():
    assert only(file_of(Paper(extra=("КвитанцияСодержание=Отказано в повторе",)))).amount == 120050


def test_spaces_around_lines_and_empty_lines_change_nothing():
    lines = [f"  {line}\t\n" for line in File().lines()]
    assert only("".join(lines).encode("cp1251")).key == only(File()).key


def test_two_statements_in_one_file_are_read_both():
    first, second = File(), File(papers=(Paper(number="16", credited="21.11.2026"),), sections=())
    operations, reading = read(first.encoded() + second.encoded())
    assert [operation.number for operation in operations] == ["15", "16"]
    assert "всего поступило" in reading.warnings.texts[0], "the bank told of the first only"


def test_many_warnings_of_a_kind_are_counted():
    _, reading = read(file_of(*[Paper(amount="-1") for _ in range(100)]))
    assert len(reading.warnings.texts) == 21
    assert reading.warnings.texts[-1].endswith("ещё 80, всего 100.")


def test_a_document_longer_than_a_piece_of_the_file_is_read():
    long = Paper(number="2", purpose="Оплата " + "очень " * 30_000)
    operations, _ = read(file_of(Paper(), long, Paper(number="3")))
    assert [operation.number for operation in operations] == ["15", "2", "3"]


def test_a_statement_may_be_read_twice():
    reading = open_statement(File().encoded())
    assert [*reading.operations()] == [*reading.operations()]
    assert len(reading.accounts) == 1


def test_a_file_on_disk_reads_as_its_bytes(tmp_path):
    path = tmp_path / "выписка.txt"
    path.write_bytes(File().encoded())
    assert [*open_statement(path).operations()] == read(File())[0]
    assert [*open_statement(str(path)).operations()] == read(File())[0]


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"%PDF-1.7", b"1CClientBank", "Дата;Сумма\n".encode(), b"\x00" * 99]
)
def test_what_is_no_statement_is_refused_with_the_names_of_what_is(content):
    with pytest.raises(StatementError, match=r"1CClientBankExchange.*camt|camt.*1CClientBankExchange"):
        open_statement(content)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    with pytest.raises(StatementError, match="нет"):
        open_statement(tmp_path / "нет.txt")
    with pytest.raises(StatementError, match="не обычный файл"):
        open_statement(tmp_path)


def test_a_line_without_an_end_is_refused():
    with pytest.raises(StatementError, match="длиннее"):
        read(b"1CClientBankExchange\n" + b"x" * 3_000_000)


def test_an_account_in_another_currency_is_not_read_as_roubles():
    dollars = "40702840900000000011"
    foreign, ours = Paper(payee=dollars), Paper(number="16")
    told = File(papers=(foreign, ours), sections=(Section(account=dollars), Section()), accounts=(dollars, OWN))
    operations, warnings, needs_consent = warned(told)
    assert [(operation.account, operation.number) for operation in operations] == [(OWN, "16")]
    assert "счёт в валюте (код 840), а нужны рубли" in warnings
    assert not needs_consent
    _, reading = read(told)
    assert [account.closing for account in reading.accounts] == [None, 120050]


def test_zeros_that_fill_a_field_up_are_spaces():
    padded = only(file_of(Paper(purpose="Оплата\x00\x00по счёту № 15", number="15\x00\x00")))
    assert (padded.number, padded.purpose.split()) == ("15", ["Оплата", "по", "счёту", "№", "15"])
