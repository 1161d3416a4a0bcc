"""A deals file that is loaded again meets what statements have proved since."""

from __future__ import annotations

import pytest

from tests.tracker.matching.making import ON, bring, deals_data, furnish, on_sqlite, operation, payment_of, rows
from tracker.errors import RefusedError
from tracker.models import InvoicePaymentRow, OperationRow, PaymentRow

TEXT = "Оплата за товар"
FIRST = "Оплата по счету № 15 от 01.11.2026"


def with_payments(*amounts):
    data = deals_data()
    paid = [{"date": str(ON), "amount": amount, "evidence": "bank_statement"} for amount in amounts]
    data["deals"][0]["payments"] = paid
    return data


def test_money_of_a_file_is_proved_once_each_and_stays_proved_when_the_file_grows(house, tmp_path):
    furnish(house, tmp_path, with_payments("10.00", "10.00"))
    done = bring(house, *(operation(1_000, TEXT, number=str(place)) for place in range(3)))
    assert done.tied == 2
    assert len(rows(house, PaymentRow)) == 3
    furnish(house, tmp_path, with_payments("10.00", "10.00", "5.00"), is_update=True)
    tied = {row.payment_id for row in rows(house, OperationRow)}
    from_file = {row.id for row in rows(house, PaymentRow, source="file", amount=1_000)}
    assert from_file < tied
    assert {row.state for row in rows(house, OperationRow) if row.payment_id in from_file} == {"matched"}
    assert bring(house, operation(1_000, TEXT, number="0")).new == 0


@on_sqlite
def test_a_file_cannot_take_back_money_that_the_bank_has_told_of(house, tmp_path):
    furnish(house, tmp_path, with_payments("10.00"))
    bring(house, operation(1_000, TEXT))
    key = payment_of(house, TEXT).id
    with pytest.raises(RefusedError, match="подтверждён банковской выпиской"):
        furnish(house, tmp_path, with_payments("11.00"), is_update=True)
    assert [row.payment_id for row in rows(house, OperationRow)] == [key]


@on_sqlite
def test_a_file_cannot_drop_an_invoice_that_was_paid(house, tmp_path):
    furnish(house, tmp_path)
    bring(house, operation(100_000, FIRST))
    data = deals_data()
    del data["deals"][0]["documents"][0]
    with pytest.raises(RefusedError, match="оплачен"):
        furnish(house, tmp_path, data, is_update=True)
    assert len(rows(house, InvoicePaymentRow)) == 1
