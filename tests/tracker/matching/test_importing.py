from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.tracker.making import make_kit
from tests.tracker.matching.making import (
    ACCOUNT_OF_ROMASHKA,
    ON,
    SECOND_OWN,
    SHEVCHENKO,
    TODAY,
    Statement,
    bring,
    deal,
    deal_id,
    deals_data,
    everything,
    furnish,
    invoice_id,
    on_sqlite,
    operation,
    payment_of,
    returned,
    rows,
)
from tracker.facts import Evidence
from tracker.journal import check_chain
from tracker.matching.importing import ConsentNeededError, ForeignStatementError, import_statement
from tracker.models import (
    AllocationRow,
    AppliedMatchRow,
    EventRow,
    InvoicePaymentRow,
    OperationRow,
    PaymentRow,
    ProposalRow,
    StatementRow,
    WatchRow,
)
from tracker.recording import PaymentFacts, add_payment, allocate
from tracker.recording.operation_states import OperationState
from tracker.statements.base import OtherSide, Warnings

FIRST = "Оплата по счету № 15 от 01.11.2026. В т.ч. НДС 22%"
BOTH = "Оплата по счетам № 15 от 01.11.2026, № 16 от 03.11.2026 НДС 22%"


def reasons(house, payment_id):
    (row,) = rows(house, ProposalRow, payment_id=payment_id, position=0)
    return "; ".join(json.loads(row.reasons)).replace("\xa0", " ")


def placed(house, payment_id):
    return [(row.deal_id, row.amount) for row in rows(house, AllocationRow, payment_id=payment_id)]


def paid(house, payment_id):
    return {row.document_id: row.amount for row in rows(house, InvoicePaymentRow, payment_id=payment_id)}


def test_a_payment_that_names_its_invoice_is_applied_with_its_reasons(stocked):
    done = bring(stocked, operation(100_000, FIRST))
    payment = payment_of(stocked, FIRST)
    assert done.states == {OperationState.MATCHED: 1}
    assert placed(stocked, payment.id) == [(deal_id(stocked, "D1"), 100_000)]
    assert paid(stocked, payment.id) == {invoice_id(stocked, "D1", "15"): 100_000}
    (applied,) = rows(stocked, AppliedMatchRow)
    assert "ИНН плательщика — клиент ООО «Ромашка»" in applied.reasons
    (told,) = rows(stocked, OperationRow)
    assert (told.payment_id, told.state, told.statement_id) == (payment.id, "matched", done.statement_id)
    assert (payment.evidence, payment.source, payment.number) == ("bank_statement", "statement", "1")


@on_sqlite
def test_the_findings_of_the_deal_know_of_the_money_at_once(stocked):
    before = rows(stocked, WatchRow, deal_id=deal_id(stocked, "D1"))
    bring(stocked, operation(100_000, FIRST), today=TODAY + timedelta(1))
    (after,) = rows(stocked, WatchRow, deal_id=deal_id(stocked, "D1"))
    assert after.checked_on == TODAY + timedelta(1) > before[0].checked_on


def test_one_payment_pays_two_invoices_in_part_and_another_the_rest(stocked):
    bring(stocked, operation(150_000, BOTH), operation(150_000, BOTH, number="2"))
    first, second = (row.id for row in rows(stocked, PaymentRow))
    one, two = invoice_id(stocked, "D1", "15"), invoice_id(stocked, "D1", "16")
    assert paid(stocked, first) == {one: 100_000, two: 50_000}
    assert paid(stocked, second) == {}
    assert "уже оплачен полностью" in reasons(stocked, second)
    assert placed(stocked, second) == []


@on_sqlite
def test_many_payments_pay_one_invoice_until_it_is_paid(stocked):
    text = "Оплата по счету УТ-17 от 01.11.2026"
    done = bring(stocked, *(operation(20_000, text, number=str(place)) for place in range(3)))
    assert done.states == {OperationState.MATCHED: 2, OperationState.PROPOSED: 1}
    assert sum(row.amount for row in rows(stocked, InvoicePaymentRow)) == 40_000
    assert "часть его уже оплачена" in reasons(stocked, rows(stocked, PaymentRow)[-1].id)


@on_sqlite
def test_a_client_is_known_by_its_account_where_the_statement_gives_no_inn(stocked):
    bring(stocked, operation(100_000, FIRST, inn="", other_account=ACCOUNT_OF_ROMASHKA))
    assert placed(stocked, payment_of(stocked, FIRST).id) == [(deal_id(stocked, "D1"), 100_000)]


@on_sqlite
def test_money_on_the_account_of_one_organisation_pays_none_of_another(stocked, tmp_path):
    data = deals_data()
    ours = data["organization"]
    bank = ours["bank"] | {"account": SECOND_OWN, "bic": "044525225"}
    data["organization"] = ours | {"inn": "7802345676", "kpp": "780201002", "ogrn": "1157847123455", "bank": bank}
    data["deals"] = [deal("E1", "rom", {"number": "15", "amount": "1000.00"})]
    furnish(stocked, tmp_path, data)
    text = "Оплата по счету 15 от 01.11.2026"
    bring(stocked, operation(100_000, FIRST), operation(100_000, text, account=SECOND_OWN, inn=SHEVCHENKO))
    assert placed(stocked, payment_of(stocked, FIRST).id) == [(deal_id(stocked, "D1"), 100_000)]
    assert placed(stocked, payment_of(stocked, text).id) == []


@on_sqlite
def test_the_same_number_of_another_client_is_not_touched(stocked):
    bring(stocked, operation(70_000, FIRST, SHEVCHENKO))
    assert placed(stocked, payment_of(stocked, FIRST).id) == [(deal_id(stocked, "D3"), 70_000)]


@on_sqlite
def test_a_stranger_is_kept_and_proposed_by_the_invoice_that_it_names(stocked):
    done = bring(stocked, operation(200_000, "Оплата по счету 16 от 03.11.2026", inn="7707083893"))
    payment = payment_of(stocked, "Оплата по счету 16 от 03.11.2026")
    assert done.states == {OperationState.UNKNOWN: 1}
    assert payment.counterparty_id is None
    assert placed(stocked, payment.id) == []
    assert "счёт № 16 от 03.11.2026" in reasons(stocked, payment.id)


@on_sqlite
def test_of_clients_with_one_inn_the_named_invoice_tells_which_it_is(house, tmp_path):
    data = deals_data()
    data["clients"].append(data["clients"][1] | {"id": "branch"})
    data["deals"].append(deal("D4", "branch", {"number": "99", "amount": "10.00"}))
    furnish(house, tmp_path, data)
    bring(house, operation(1_000, "счет № 99 от 01.11.2026"), operation(5, "за товар"))
    assert placed(house, payment_of(house, "счет № 99 от 01.11.2026").id) == [(deal_id(house, "D4"), 1_000)]
    assert payment_of(house, "за товар").counterparty_id is None


def test_the_same_statement_loaded_twice_changes_nothing_at_all(stocked):
    given = (operation(100_000, FIRST), operation(5, "за товар", inn="7707083893"), returned(7, "налог", "7700000000"))
    bring(stocked, *given)
    before = everything(stocked)
    done = bring(stocked, *given, today=TODAY + timedelta(3))
    assert (done.statement_id, done.known, done.new) == (None, 3, 0)
    assert everything(stocked) == before
    more = bring(stocked, *given, operation(1, "ещё"))  # a longer period
    assert (more.known, more.new) == (3, 1)
    assert len(rows(stocked, PaymentRow)) == 3


@on_sqlite
def test_a_repeat_within_the_file_is_left_out_and_told(stocked):
    one = operation(100_000, FIRST)
    done = bring(stocked, one, replace(one, repeat=1), one)
    assert (done.new, done.repeats) == (1, 2)


@on_sqlite
def test_money_between_own_accounts_and_to_others_gets_no_payment(stocked):
    own = OtherSide(name="мы", inn="7712345671", account="40702810000000000001")
    done = bring(
        stocked,
        returned(5, "перевод", is_internal=True),
        returned(6, "пополнение", other=own, inn=""),
        returned(7, "аренда", "7700000000"),
    )
    assert done.states == {OperationState.INTERNAL: 2, OperationState.OTHER: 1}
    assert rows(stocked, PaymentRow) == []
    assert [row.is_internal for row in rows(stocked, OperationRow)] == [True, True, False]


@on_sqlite
def test_what_came_goes_back_to_the_deal_in_the_same_statement(stocked):
    text = "Возврат ошибочно перечисленных по п/п № 41 от 20.11.2026"
    bring(stocked, operation(100_000, FIRST, number="41"), returned(30_000, text))
    back = payment_of(stocked, text)
    assert back.direction == "out"
    assert placed(stocked, back.id) == [(deal_id(stocked, "D1"), 30_000)]


@pytest.mark.parametrize("number", [None, "1"])
def test_money_that_a_person_recorded_before_is_proved_and_not_added_twice(stocked, number):
    with stocked.work("olga", TODAY) as work:
        facts = {"organization_id": 1, "counterparty_id": 2, "date": ON, "amount": 100_000, "number": number}
        key = add_payment(work, PaymentFacts(evidence=Evidence.BANK_STATEMENT, **facts))
        allocate(work, key, deal_id(stocked, "D1"), 100_000)
    done = bring(stocked, operation(100_000, FIRST), operation(100_000, FIRST, number="2"))
    assert done.tied == 1
    first, second = rows(stocked, OperationRow)
    assert (first.payment_id, first.state) == (key, "matched")
    assert second.payment_id != key
    assert rows(stocked, PaymentRow, id=key)[0].purpose == FIRST


@on_sqlite
def test_money_that_was_recorded_and_belongs_to_nothing_yet_gets_proposals(stocked):
    with stocked.work("olga", TODAY) as work:
        facts = {"organization_id": 1, "counterparty_id": 2, "date": ON, "amount": 100_000}
        key = add_payment(work, PaymentFacts(evidence=Evidence.BANK_STATEMENT, **facts))
    assert bring(stocked, operation(100_000, FIRST)).tied == 1
    assert rows(stocked, OperationRow)[0].state == "proposed"
    assert "счёт № 15 от 01.11.2026" in reasons(stocked, key)


@on_sqlite
def test_money_with_another_number_is_other_money(stocked):
    with stocked.work("olga", TODAY) as work:
        facts = {"organization_id": 1, "counterparty_id": 2, "date": ON, "amount": 100_000, "number": "777"}
        add_payment(work, PaymentFacts(evidence=Evidence.BANK_STATEMENT, **facts))
    assert bring(stocked, operation(100_000, FIRST)).tied == 0


@on_sqlite
def test_a_statement_that_contradicts_itself_is_loaded_only_with_consent(stocked):
    before = everything(stocked)
    wrong = Warnings(texts=["Итог не сходится"], needs_consent=True)
    with pytest.raises(ConsentNeededError, match="Итог не сходится"):
        bring(stocked, operation(100_000, FIRST), warnings=wrong)
    assert everything(stocked) == before
    assert not any(stocked.vault.folders())
    done = bring(stocked, operation(100_000, FIRST), warnings=wrong, has_consent=True)
    assert done.warnings == ["Итог не сходится"]
    (kept,) = rows(stocked, StatementRow)
    assert json.loads(kept.warnings) == ["Итог не сходится"]
    assert stocked.vault.read(kept.sha256)


@on_sqlite
def test_a_statement_of_others_is_refused_and_of_a_mixed_one_only_ours_is_loaded(stocked):
    before = everything(stocked)
    foreign = operation(5, "за товар", account="40702810000000000077")
    with pytest.raises(ForeignStatementError, match="40702810000000000077"):
        bring(stocked, foreign, own="40702810000000000077")
    assert everything(stocked) == before
    done = bring(stocked, foreign, operation(100_000, FIRST))
    assert (done.new, done.foreign) == (1, 1)
    assert "40702810000000000077" in done.warnings[0]


@on_sqlite
def test_money_of_tomorrow_waits_for_tomorrow(stocked):
    one = operation(100_000, FIRST, date=TODAY + timedelta(1))
    assert bring(stocked, one).future == 1
    assert bring(stocked, one, today=TODAY + timedelta(1)).new == 1


@on_sqlite
def test_a_file_that_breaks_off_leaves_nothing_behind(stocked):
    class Broken(Statement):
        def operations(self):
            yield operation(100_000, FIRST)
            raise OSError("the disk is gone")

    before = everything(stocked)
    with pytest.raises(OSError, match="gone"), stocked.work("anna", TODAY) as work:
        import_statement(work, Broken([]), name="st.txt", content=b"x")
    assert everything(stocked) == before


@on_sqlite
def test_an_issued_invoice_is_paid_by_its_total_and_its_vat(house):
    kit = make_kit(house)
    invoice = next(one for one in kit.papers if one.kind.name == "proforma_invoice")
    named = f"счет № {invoice.number} от {invoice.date:%d.%m.%Y}"
    good, bad = f"{named} НДС 22%", f"{named} НДС 20%"
    bring(house, operation(500, good, SHEVCHENKO, date=TODAY), operation(500, bad, SHEVCHENKO, date=TODAY))
    assert paid(house, payment_of(house, good).id) == {invoice.document_id: 500}
    assert paid(house, payment_of(house, bad).id) == {}
    assert "в назначении НДС 20 %, а в счёте 22 %" in reasons(house, payment_of(house, bad).id)
    over = bring(house, operation(invoice.total, good, SHEVCHENKO, number="9", date=TODAY))
    assert over.states == {OperationState.PROPOSED: 1}


@on_sqlite
def test_the_journal_tells_of_every_payment_and_holds(stocked):
    bring(stocked, operation(100_000, FIRST), operation(5, "за товар"))
    with stocked.database.read() as connection:
        check_chain(connection)
        kinds = connection.execute(select(EventRow.kind).order_by(EventRow.seq)).scalars().all()
    assert kinds[-4:] == ["payment.added", "payment.added", "payment.allocated", "statement.imported"]


@on_sqlite
def test_a_large_statement_goes_in_piece_by_piece(stocked):
    many = [operation(1, "Оплата по счету № 16 от 03.11.2026", number=str(place)) for place in range(1_205)]
    done = bring(stocked, *many)
    assert done.states == {OperationState.MATCHED: 1_205}
    assert sum(row.amount for row in rows(stocked, InvoicePaymentRow)) == 1_205
