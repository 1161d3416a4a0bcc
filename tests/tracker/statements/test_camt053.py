"""camt.053 of ISO 20022."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.statements.camt_files import OTHER, OWN, SECOND, balance, entry, file, statement, transaction
from tests.tracker.statements.statement_files import only, read, warned
from tracker.facts import Direction
from tracker.statements import StatementError
from tracker.statements.base import Account, OtherSide

_BALANCES = balance("OPBD", "100.00") + balance("CLBD", "1300.50")


@pytest.mark.parametrize("encoding", ["UTF-8", "windows-1251", "UTF-16"])
@pytest.mark.parametrize(("version", "is_wrapped"), [("02", False), ("04", False), ("08", True), ("13", True)])
def test_every_version_and_encoding_tells_the_same(version, is_wrapped, encoding):
    content = file(statement(entry(transaction(is_wrapped=is_wrapped))), version=version, encoding=encoding)
    operation = only(content)
    assert (operation.account, operation.date, operation.amount) == (OWN, date(2026, 11, 20), 120050)
    assert operation.direction is Direction.IN
    assert operation.other == OtherSide(name="ООО «Ромашка»", inn="7701000009", account=OTHER)
    assert (operation.number, operation.purpose) == ("15", "Оплата по счёту № 15")
    assert operation.kind == "PMNT/RCDT/ESCT"


def test_names_may_stand_under_any_prefix():
    content = file(statement(entry(transaction()))).replace(b"<Document xmlns=", b"<Document xmlns:x=")
    prefixed = (
        content.replace(b"</", b"<\x00").replace(b"<", b"<x:").replace(b"<x:\x00", b"</x:").replace(b"<x:?", b"<?")
    )
    assert only(prefixed).key == only(file(statement(entry(transaction())))).key


def test_balances_and_days_stand_in_the_account_and_are_checked():
    _, reading = read(file(statement(entry(transaction()), balances=_BALANCES)))
    day = date(2026, 11, 20)
    assert reading.accounts == [
        Account(account=OWN, since=day, until=day, opening=10000, credited=None, debited=None, closing=130050)
    ]
    assert not reading.warnings.needs_consent
    _, text, consent = warned(file(statement(entry(transaction(), amount="1.00"), balances=_BALANCES)))
    assert "а конечный остаток в выписке 1 300,50 руб." in text
    assert consent


def test_an_overdraft_is_below_zero_and_the_balance_of_the_day_before_stands_in():
    balances = balance("PRCD", "50.00", "DBIT") + balance("CLBD", "1150.50")
    _, reading = read(file(statement(entry(transaction()), balances=balances)))
    assert (reading.accounts[0].opening, reading.warnings.texts) == (-5000, [])


def test_money_that_goes_out_tells_who_was_paid():
    operation = only(file(statement(entry(transaction(payer=OWN, payee=OTHER), sign="DBIT"))))
    assert operation.direction is Direction.OUT
    assert operation.other == OtherSide(name="ООО «Светотехника»", inn="7701000007", account=OTHER)


def test_a_batch_is_one_operation_for_each_of_its_parts():
    parts = [transaction(amount="1000.00", reference="1"), transaction(amount="200.50", reference="2")]
    operations, reading = read(file(statement(entry(*parts))))
    assert [(one.number, one.amount) for one in operations] == [("1", 100000), ("2", 20050)]
    assert reading.warnings.texts == []


def test_parts_of_a_batch_that_look_alike_are_different_operations():
    parts = [transaction(amount="600.25", reference="NOTPROVIDED")] * 2
    operations, reading = read(file(statement(entry(*parts))))
    assert [(one.number, one.repeat) for one in operations] == [("R1/1", 0), ("R1/2", 0)]
    assert reading.warnings.texts == []


def test_a_part_of_a_batch_may_go_the_other_way():
    back = transaction(amount="100.00", reference="2", sign="<CdtDbtInd>DBIT</CdtDbtInd>", payer=OWN, payee=OTHER)
    operations, _ = read(file(statement(entry(transaction(amount="1300.50"), back))))
    assert [(one.direction, one.amount) for one in operations] == [(Direction.IN, 130050), (Direction.OUT, 10000)]


def test_a_batch_whose_parts_do_not_add_up_is_one_operation_with_consent():
    parts = [transaction(amount="1000.00", reference="1"), transaction(amount="200.00", reference="2")]
    (operation,), text, consent = warned(file(statement(entry(*parts))))
    assert operation.amount == 120050
    assert "не дают её сумму" in text
    assert consent


def test_a_reversal_names_the_other_side_of_what_it_takes_back():
    reversed_out = entry(transaction(payer=OWN, payee=OTHER), more="<RvslInd>true</RvslInd>")
    (operation,), text, consent = warned(file(statement(reversed_out)))
    assert (operation.direction, operation.kind) == (Direction.IN, "Сторно")
    assert operation.other.account == OTHER
    assert "сторно" in text
    assert not consent


def test_a_movement_between_own_accounts_is_one_operation_of_both_statements():
    part = transaction(payer=OWN, payee=SECOND)
    first = statement(entry(part, sign="DBIT"), balances=balance("OPBD", "1200.50") + balance("CLBD", "0.00"))
    second = statement(entry(part), number=SECOND, balances=balance("OPBD", "0.00") + balance("CLBD", "1200.50"))
    operations, reading = read(file(first, second))
    assert [(one.account, one.direction, one.is_internal, one.repeat) for one in operations] == [
        (OWN, Direction.OUT, True, 0), (OWN, Direction.OUT, True, 1),
    ]  # fmt: skip
    assert operations[0].key == operations[1].key
    assert reading.warnings.texts == []


@pytest.mark.parametrize(
    ("change", "told", "consent"),
    [
        ({"currency": "USD"}, "валюта USD", False),
        ({"status": "PDNG"}, "ещё не провёл", False),
        ({"amount": "0.00"}, "равна нулю", False),
        ({"amount": "много"}, "сумма не читается", True),
        ({"amount": "1.005"}, "сумма не читается", True),
        ({"sign": ""}, "приход это или расход", True),
        ({"day": "1926-11-20"}, "нет даты этого века", True),
    ],
)
def test_what_is_no_operation_in_roubles_is_told_and_the_rest_goes_on(change, told, consent):
    operations, text, needs_consent = warned(file(statement(entry(transaction(), **change), entry(transaction()))))
    assert len(operations) == 1
    assert told in text
    assert needs_consent is consent


def test_a_long_purpose_that_was_cut_into_pieces_is_joined_where_it_was_cut():
    first = "Оплата по договору поставки светильников ".ljust(137, "я") + "нал"
    purpose = f"{first}</Ustrd><Ustrd>огом без НДС"
    assert only(file(statement(entry(transaction(purpose=purpose))))).purpose == f"{first}огом без НДС"


def test_an_entry_without_details_tells_what_the_bank_says_of_it():
    bare = entry().replace("<NtryDtls></NtryDtls>", "<AddtlNtryInf>Комиссия за ведение счёта</AddtlNtryInf>")
    operation = only(file(statement(bare.replace("CRDT", "DBIT"))))
    assert (operation.purpose, operation.other) == ("Комиссия за ведение счёта", OtherSide(name="", inn="", account=""))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE Document [<!ENTITY x "y">]>',
        '<!DOCTYPE Document SYSTEM "http://example.org/x.dtd">',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
        "<!DOCTYPE Document>",
    ],
)
def test_declarations_that_could_fetch_or_unfold_anything_are_refused(head):
    with pytest.raises(StatementError, match="DOCTYPE"):
        read(file(statement(entry(transaction())), head=head))


def test_xml_that_is_too_deep_is_refused():
    deep = "<a>" * 100 + "</a>" * 100
    with pytest.raises(StatementError, match="глубоко"):
        read(file(statement(entry(transaction(purpose=deep)))))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4000))
def test_a_torn_file_is_refused_wherever_it_is_torn(end):
    content = file(statement(entry(transaction())), statement(entry(transaction(reference="2"))))
    with pytest.raises(StatementError):
        read(content[: min(end, len(content) - 1)])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=4))
def test_a_damaged_file_is_refused_or_read_but_never_breaks_the_reader(place, rubbish):
    content = bytearray(file(statement(entry(transaction()))))
    content[place : place + len(rubbish)] = rubbish
    try:
        found, _ = read(bytes(content))
    except StatementError:
        return
    assert all(one.amount > 0 for one in found)
