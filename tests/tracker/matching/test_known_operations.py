"""One operation that two statements tell of: in formats that call things by other names, or in other words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.tracker.matching.making import (
    ACCOUNT_OF_ROMASHKA,
    ON,
    OWN,
    ROMASHKA,
    TODAY,
    bring,
    deals_data,
    everything,
    furnish,
    on_sqlite,
    operation,
    payment_of,
    rows,
)
from tests.tracker.statements import camt_files as camt
from tests.tracker.statements.statement_files import Paper, file_of
from tracker.facts import Evidence
from tracker.matching.importing import import_statement
from tracker.matching.rematching import rematch
from tracker.matching.sorting import undo_statement
from tracker.models import AllocationRow, InvoicePaymentRow, OperationRow, PaymentRow, ProposalRow
from tracker.recording import PaymentFacts, add_payment, allocate
from tracker.recording.operation_states import OperationState
from tracker.statements import open_statement
from tracker.statements.base import REVERSAL, OtherSide

TEXT = "Оплата по счету № 15 от 01.11.2026"
NUMBERS = ("41", "42")


def load(house, content):
    with house.work("anna", TODAY) as work:
        return import_statement(work, open_statement(content), name="st", content=content)


def one_c(numbers, amount="300.00"):
    facts = {"payer": ACCOUNT_OF_ROMASHKA, "payee": OWN, "amount": amount, "purpose": TEXT}
    papers = [Paper(number=number, **facts) for number in numbers]
    told = file_of(*(papers), accounts=(OWN,), sections=()).encoded()
    return told.replace(b"7701000009", ROMASHKA.encode())


def camt053(numbers, amount="300.00"):
    entries = (
        camt.entry(
            camt.transaction(payer=ACCOUNT_OF_ROMASHKA, payee=OWN, purpose=TEXT, reference=number), amount=amount
        )
        for number in numbers
    )
    told = camt.file(camt.statement(*entries, number=OWN))
    return told.replace(b"7701000009", ROMASHKA.encode())


def reasons(house, payment_id):
    (row,) = rows(house, ProposalRow, payment_id=payment_id, position=0)
    return "; ".join(json.loads(row.reasons))


def paid(house):
    return sum(row.amount for row in rows(house, InvoicePaymentRow))


@on_sqlite
@pytest.mark.parametrize(("first", "second"), [(one_c, camt053), (camt053, one_c)])
def test_the_same_days_in_another_format_change_nothing(stocked, first, second):
    assert load(stocked, first(NUMBERS)).states == {OperationState.MATCHED: 2}
    before = everything(stocked)
    done = load(stocked, second(NUMBERS))
    assert (done.statement_id, done.known, done.new) == (None, 2, 0)
    assert everything(stocked) == before
    more = load(stocked, second((*NUMBERS, "43")))
    assert (more.known, more.new, paid(stocked)) == (2, 1, 90_000)


@on_sqlite
def test_equal_payments_of_another_format_are_as_many_as_they_are(stocked):
    load(stocked, one_c(("",)))
    done = load(stocked, camt053(NUMBERS))
    assert (done.known, done.new) == (1, 1)
    assert load(stocked, camt053(NUMBERS)).new == 0


@on_sqlite
def test_the_same_order_in_other_words_is_left_to_a_person(stocked):
    bring(stocked, operation(30_000, "Оплата по счету № 15 от 01.11.20", number="0041"))
    done = bring(stocked, operation(30_000, TEXT, number="41"), operation(30_000, f"{TEXT} НДС 22%", number="42"))
    assert done.new == 2
    assert "уже загружена" in reasons(stocked, payment_of(stocked, TEXT).id)
    assert paid(stocked) == 30_000


@on_sqlite
def test_another_payer_with_the_same_number_and_sum_is_another_operation(stocked):
    one = operation(30_000, "за товар", number="41", inn="7707083893")
    bring(stocked, one)
    assert bring(stocked, operation(30_000, TEXT, number="41")).states == {OperationState.MATCHED: 1}
    other = replace(one, other=OtherSide(name="", inn="7707083894", account=""), key="0" * 64)
    assert bring(stocked, other).new == 1


@on_sqlite
def test_money_that_a_person_recorded_for_another_day_is_not_paid_twice(stocked):
    with stocked.work("olga", TODAY) as work:
        facts = {"organization_id": 1, "counterparty_id": 2, "date": ON - timedelta(1), "amount": 30_000}
        key = add_payment(work, PaymentFacts(evidence=Evidence.BANK_STATEMENT, **facts))
        allocate(work, key, 1, 30_000)
    done = bring(stocked, operation(30_000, TEXT), operation(30_001, f"{TEXT}.", number="2"))
    assert done.states == {OperationState.PROPOSED: 1, OperationState.MATCHED: 1}
    assert "19.11.2026 уже записана" in reasons(stocked, payment_of(stocked, TEXT).id)
    assert len(rows(stocked, AllocationRow)) == 2


@on_sqlite
def test_money_recorded_for_one_of_clients_with_one_inn_is_proved_and_not_added_twice(house, tmp_path):
    data = deals_data()
    data["clients"].append(data["clients"][1] | {"id": "branch"})
    furnish(house, tmp_path, data)
    with house.work("olga", TODAY) as work:
        facts = {"organization_id": 1, "counterparty_id": 2, "date": ON, "amount": 30_000}
        add_payment(work, PaymentFacts(evidence=Evidence.BANK_STATEMENT, **facts))
    assert bring(house, operation(30_000, TEXT)).tied == 1
    assert len(rows(house, PaymentRow)) == 1


@on_sqlite
def test_what_the_bank_reversed_and_an_invoice_of_a_later_day_are_for_a_person(stocked):
    bring(stocked, operation(30_000, TEXT, kind=REVERSAL), operation(1, f"{TEXT}.", date=ON - timedelta(30)))
    with stocked.work("olga", TODAY) as work:
        assert rematch(work, is_applied=True).applied == 0
    assert "сторно" in reasons(stocked, payment_of(stocked, TEXT).id)
    assert "выставлен позже платежа" in reasons(stocked, payment_of(stocked, f"{TEXT}.").id)
    assert rows(stocked, AllocationRow) == []


def test_an_undone_operation_stays_known_in_every_format(stocked):
    done = load(stocked, one_c(NUMBERS))
    with stocked.work("olga", TODAY) as work:
        undo_statement(work, done.statement_id)
    before = everything(stocked)
    assert load(stocked, camt053(NUMBERS)).new == 0
    assert load(stocked, one_c(NUMBERS)).new == 0
    assert everything(stocked) == before
    assert (len(rows(stocked, OperationRow)), len(rows(stocked, PaymentRow)), paid(stocked)) == (2, 2, 0)
