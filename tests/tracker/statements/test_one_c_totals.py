"""Balances, turnovers, repeats and several accounts of a 1C statement; and files that are torn or damaged."""

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
    read,
    warned,
)
from tracker.statements.base import Account


def test_balances_stand_in_the_account():
    _, reading = read(File())
    expected = Account(account=OWN, since=DAY, until=DAY, opening=0, credited=120050, debited=0, closing=120050)
    assert reading.accounts == [expected]
    assert not reading.warnings.needs_consent


def test_repeats_are_all_told_and_counted():
    operations, text, consent = warned(file_of(Paper(), Paper(number="16"), Paper(), Paper()))
    assert [operation.repeat for operation in operations] == [0, 0, 1, 2]
    assert text.count("такая операция в файле уже есть") == 2
    assert not consent


def test_repeats_do_not_count_in_the_totals():
    operations, reading = read(File(papers=(Paper(), Paper())))
    assert len(operations) == 2
    assert not reading.warnings.needs_consent


def test_totals_that_hold_only_with_repeats_say_that_these_may_be_operations():
    section = Section(credited="2401.00", closing="2401.00")
    _, text, consent = warned(File(papers=(Paper(), Paper()), sections=(section,)))
    assert "только если повторы — отдельные операции" in text
    assert consent


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"closing": "1200.51"}, "а конечный остаток в выписке 1 200,51 руб."),
        (
            {"credited": "1300.50", "closing": "1300.50"},
            "всего поступило по выписке 1 300,50 руб., а операций на 1 200,50",
        ),
        ({"debited": "5.00", "closing": "1195.50"}, "всего списано по выписке 5,00 руб., а операций на 0,00 руб."),
        ({"credited": "", "closing": "1.00"}, "+ поступило 1 200,50 руб."),
        ({"opening": "сто"}, "«НачальныйОстаток» секции со строки"),
    ],
)
def test_totals_that_do_not_hold_need_consent(change, told):
    _, text, consent = warned(File(sections=(Section(**change),)))
    assert told in text
    assert consent


def test_days_of_one_account_are_joined_into_one():
    sections = (
        Section(since="21.11.2026", until="21.11.2026", opening="1200.50", credited="100.00", closing="1300.50"),
        Section(),
    )
    papers = (Paper(), Paper(number="16", amount="100.00", credited="21.11.2026"))
    _, reading = read(File(papers=papers, sections=sections))
    assert reading.warnings.texts == []
    (account,) = reading.accounts
    assert (account.since, account.until) == (DAY, date(2026, 11, 21))
    assert (account.opening, account.credited, account.debited, account.closing) == (0, 130050, 0, 130050)


def test_a_gap_between_days_is_told_and_a_jump_of_the_balance_needs_consent():
    later = Section(since="25.11.2026", until="25.11.2026", opening="1200.50", credited="0", closing="1200.50")
    _, text, consent = warned(File(sections=(Section(), later)))
    assert "нет дней с 21.11.2026 по 24.11.2026" in text
    assert not consent
    jumped = Section(since="21.11.2026", until="21.11.2026", opening="0.00", credited="0.00", closing="0.00")
    _, text, consent = warned(File(sections=(Section(), jumped)))
    assert "остаток на начало 21.11.2026 не равен" in text
    assert consent


def test_a_section_that_is_told_twice_counts_once():
    _, reading = read(File(sections=(Section(), Section())))
    assert reading.accounts[0].credited == 120050
    assert not reading.warnings.needs_consent


def test_several_accounts_keep_their_own_balances():
    sections = (Section(), Section(account=SECOND, credited="0.00", debited="7.00", opening="7.00", closing="0.00"))
    papers = (Paper(), Paper(number="2", amount="7.00", payer=SECOND, payee=OTHER, credited="", debited="20.11.2026"))
    operations, reading = read(File(papers=papers, sections=sections, accounts=(OWN, SECOND)))
    assert reading.warnings.texts == []
    assert [operation.account for operation in operations] == [OWN, SECOND]
    assert [account.account for account in reading.accounts] == [OWN, SECOND]


def test_a_movement_between_own_accounts_counts_on_both():
    paper = Paper(payer=OWN, payee=SECOND, debited="20.11.2026")
    out = Section(opening="1200.50", credited="0.00", debited="1200.50", closing="0.00")
    _, reading = read(File(papers=(paper,), sections=(out, Section(account=SECOND)), accounts=(OWN, SECOND)))
    assert reading.warnings.texts == []


def test_a_file_without_its_last_line_needs_consent():
    operations, text, consent = warned(File(end=()))
    assert len(operations) == 1
    assert "Файл оборван" in text
    assert consent


def test_a_document_that_is_torn_off_is_not_taken_with_half_its_sum():
    lines = file_of(Paper(), Paper(number="2", amount="100000.00")).lines()
    at = lines.index("Сумма=100000.00")
    content = "\n".join([*lines[:at], "Сумма=10"]).encode("cp1251")
    operations, text, consent = warned(content)
    assert [operation.number for operation in operations] == ["15"]
    assert "Файл оборван на секции" in text
    assert consent


def test_a_document_whose_end_is_missing_is_taken_with_consent():
    paper = file_of(Paper(), Paper(number="2"))
    lines = paper.lines()
    lines.remove("КонецДокумента")
    operations, text, consent = warned("\n".join(lines).encode("cp1251"))
    assert [operation.number for operation in operations] == ["15", "2"]
    assert "не закончена" in text
    assert consent


def test_a_document_whose_beginning_is_missing_is_told():
    lines = file_of(Paper(), Paper(number="2")).lines()
    lines.remove("СекцияДокумент=Платежное поручение")
    operations, text, consent = warned("\n".join(lines).encode("cp1251"))
    assert [operation.number for operation in operations] == ["2"]
    assert "без начала секции" in text
    assert consent


def test_a_key_that_says_two_things_needs_consent():
    (operation,), text, consent = warned(file_of(Paper(extra=("Сумма=9999.00",))))
    assert operation.amount == 120050
    assert "«Сумма» второй раз" in text
    assert consent
