from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracker.making import events
from tests.tracker.matching.making import (
    TODAY,
    bring,
    deal_id,
    everything,
    invoice_id,
    on_sqlite,
    operation,
    payment_of,
    returned,
    rows,
)
from tracker.errors import NotFoundError, RefusedError
from tracker.matching import sorting
from tracker.matching.items import Part
from tracker.matching.payment_views import payment_view
from tracker.matching.places import client_key, find_place
from tracker.matching.register import payments
from tracker.matching.rematching import rematch
from tracker.models import (
    AllocationRow,
    AppliedMatchRow,
    InvoicePaymentRow,
    OperationRow,
    PaymentRow,
    ProposalRow,
)
from tracker.papers.issuing import annul
from tracker.recording import allocate, withdraw_allocation
from tracker.recording.allocations import open_sums
from tracker.recording.operation_states import OperationState, states_of

FIRST = "Оплата по счету № 15 от 01.11.2026"
OVER = "Оплата по счету УТ-17 от 01.11.2026"


def do(house, what, *given_, **more):
    with house.work("olga", TODAY) as work:
        return what(work, *given_, **more)


def view(house, payment_id):
    with house.database.read() as connection:
        return payment_view(connection, payment_id)


def waiting(house):
    with house.database.read() as connection:
        return [row.id for row in payments(connection).rows]


def placed(house, payment_id):
    return [(one.deal, one.amount, [amount for _, amount in one.invoices]) for one in view(house, payment_id).placed]


def state(house, payment_id):
    return view(house, payment_id).payment.state


def test_an_accepted_proposal_is_carried_out_whole_and_noted(stocked):
    bring(stocked, operation(300_000, "Оплата за товар"))
    key = payment_of(stocked, "Оплата за товар").id
    assert waiting(stocked) == [key]
    assert [part[2] for part in view(stocked, key).offered[0].parts] == [100_000, 200_000]
    do(stocked, sorting.accept, key)
    assert placed(stocked, key) == [("D1", 300_000, [100_000, 200_000])]
    assert (state(stocked, key), waiting(stocked)) == (OperationState.MATCHED, [])
    assert view(stocked, key).offered == ()
    assert [event["kind"] for event in events(stocked)[-2:]] == ["payment.allocated", "payment.proposal_accepted"]


@on_sqlite
def test_a_proposal_that_does_not_fit_any_more_is_refused_and_nothing_of_it_is_done(stocked):
    bring(stocked, operation(300_000, "Оплата за товар"), operation(30_000, FIRST, date=TODAY))
    key = payment_of(stocked, "Оплата за товар").id
    before = everything(stocked)
    with pytest.raises(RefusedError, match="пересчитайте предложения"):
        do(stocked, sorting.accept, key)
    assert everything(stocked) == before
    do(stocked, rematch)
    assert view(stocked, key).offered[0].parts == ()
    assert waiting(stocked) == [key]


@on_sqlite
def test_a_proposal_that_is_not_there_is_told(stocked):
    bring(stocked, operation(3, "Оплата за товар"))
    key = payment_of(stocked, "Оплата за товар").id
    with pytest.raises(NotFoundError, match="Предложения 7"):
        do(stocked, sorting.accept, key, 7)
    with pytest.raises(NotFoundError, match="Платежа с ключом 99"):
        do(stocked, sorting.accept, 99)


@on_sqlite
def test_money_above_an_invoice_is_accepted_as_an_advance_of_the_same_deal(stocked):
    bring(stocked, operation(60_000, OVER))
    key = payment_of(stocked, OVER).id
    assert (state(stocked, key), placed(stocked, key)) == (OperationState.PARTLY, [("D2", 50_000, [50_000])])
    assert "остаток платежа" in view(stocked, key).offered[0].reasons[0]
    do(stocked, rematch)
    assert "остаток платежа" in view(stocked, key).offered[0].reasons[0]
    do(stocked, sorting.accept, key)
    assert placed(stocked, key) == [("D2", 60_000, [50_000])]


@on_sqlite
def test_a_person_allocates_by_hand_within_what_is_free_and_open(stocked):
    bring(stocked, operation(100_000, "Оплата за товар"))
    key = payment_of(stocked, "Оплата за товар").id
    one, two = deal_id(stocked, "D1"), deal_id(stocked, "D2")
    invoice = invoice_id(stocked, "D2", "УТ-00017")
    parts = [Part(deal_id=one, document_id=None, amount=40_000), Part(deal_id=two, document_id=invoice, amount=50_000)]
    do(stocked, sorting.assign, key, parts)
    assert placed(stocked, key) == [("D1", 40_000, []), ("D2", 50_000, [50_000])]
    assert (state(stocked, key), view(stocked, key).payment.free) == (OperationState.PARTLY, 10_000)
    for wrong, told in (
        (Part(deal_id=one, document_id=None, amount=10_001), "не отнесено"),
        (Part(deal_id=one, document_id=invoice, amount=1), "не счёт на оплату"),
        (Part(deal_id=two, document_id=invoice, amount=1), "осталось оплатить"),
        (Part(deal_id=deal_id(stocked, "D3"), document_id=None, amount=1), "другого клиента"),
    ):
        with pytest.raises(RefusedError, match=told):
            do(stocked, sorting.assign, key, [wrong])
    with pytest.raises(RefusedError, match="хотя бы одну сделку"):
        do(stocked, sorting.assign, key, [])


@on_sqlite
def test_an_invoice_that_is_no_more_takes_no_money_and_money_that_goes_back_pays_none(stocked):
    bring(stocked, operation(100_000, "Оплата за товар"), returned(5, "Возврат"))
    key, back = payment_of(stocked, "Оплата за товар").id, payment_of(stocked, "Возврат").id
    first, second = invoice_id(stocked, "D1", "15"), invoice_id(stocked, "D1", "16")
    do(stocked, annul, first, TODAY, "ошибка")
    deal = deal_id(stocked, "D1")
    with pytest.raises(RefusedError, match="аннулирован"):
        do(stocked, allocate, key, deal, 5, {first: 5})
    with pytest.raises(RefusedError, match="возврат"):
        do(stocked, allocate, back, deal, 5, {second: 5})
    with pytest.raises(RefusedError, match="по счетам больше"):
        do(stocked, allocate, key, deal, 5, {second: 6})


@on_sqlite
def test_a_payment_that_was_put_aside_awaits_nobody_and_can_be_brought_back(stocked):
    bring(stocked, operation(7, "Проценты банка", inn="7707083893"))
    key = payment_of(stocked, "Проценты банка").id
    with pytest.raises(RefusedError, match="причину"):
        do(stocked, sorting.ignore, key, " ")
    do(stocked, sorting.ignore, key, "проценты")
    assert (waiting(stocked), state(stocked, key), view(stocked, key).aside) == (
        [],
        OperationState.IGNORED,
        "проценты",
    )
    with pytest.raises(RefusedError, match="уже отложен"):
        do(stocked, sorting.ignore, key, "проценты")
    do(stocked, sorting.undo, key)
    assert (waiting(stocked), state(stocked, key)) == ([key], OperationState.UNKNOWN)


@on_sqlite
def test_a_payer_that_is_named_gets_proposals_and_keeps_to_its_deals(stocked):
    bring(stocked, operation(70_000, "Оплата по счету 15 от 01.11.2026", inn="7707083893"))
    (row,) = rows(stocked, PaymentRow)
    with stocked.database.read() as connection:
        rom, shev = client_key(connection, "rom"), client_key(connection, "500123456750")
    do(stocked, sorting.name_payer, row.id, shev)
    (offer,) = view(stocked, row.id).offered
    assert (offer.parts[0][0], offer.score, state(stocked, row.id)) == ("D3", 100, OperationState.PROPOSED)
    do(stocked, sorting.accept, row.id)
    with pytest.raises(RefusedError, match="другого клиента"):
        do(stocked, sorting.name_payer, row.id, rom)
    (row,) = rows(stocked, PaymentRow)
    assert (row.counterparty_id, row.position) == (shev, 0)


@on_sqlite
def test_an_undone_payment_is_free_with_what_was_applied_as_its_first_proposal(stocked):
    bring(stocked, operation(100_000, FIRST))
    key = payment_of(stocked, FIRST).id
    assert do(stocked, sorting.undo, key) == 1
    assert (rows(stocked, AllocationRow), rows(stocked, InvoicePaymentRow), rows(stocked, AppliedMatchRow)) == (
        [],
        [],
        [],
    )
    assert state(stocked, key) is OperationState.PROPOSED
    assert view(stocked, key).offered[0].score == 100
    done = do(stocked, rematch)  # what a person took back is not done again by itself
    assert (done.applied, placed(stocked, key)) == (0, [])
    with pytest.raises(RefusedError, match="отменять нечего"):
        do(stocked, sorting.undo, key)
    assert do(stocked, rematch, is_applied=True).applied == 1
    assert placed(stocked, key) == [("D1", 100_000, [100_000])]


def test_an_undone_statement_leaves_what_persons_did(stocked):
    done = bring(stocked, operation(100_000, FIRST), operation(50_000, OVER), operation(70, "Оплата за товар"))
    by_hand = payment_of(stocked, "Оплата за товар").id
    do(stocked, sorting.assign, by_hand, [Part(deal_id=deal_id(stocked, "D1"), document_id=None, amount=70)])
    undone = do(stocked, sorting.undo_statement, done.statement_id)
    assert (undone.withdrawn, undone.left) == (2, 1)
    assert [row.payment_id for row in rows(stocked, AllocationRow)] == [by_hand]
    assert len(rows(stocked, OperationRow)) == len(rows(stocked, PaymentRow)) == 3
    with pytest.raises(RefusedError, match="отменять нечего"):
        do(stocked, sorting.undo_statement, done.statement_id)
    assert bring(stocked, operation(100_000, FIRST)).new == 0


@on_sqlite
def test_a_deal_and_its_invoice_are_found_as_people_name_them(stocked):
    one, invoice = deal_id(stocked, "D2"), invoice_id(stocked, "D2", "УТ-00017")
    with stocked.database.read() as connection:
        assert find_place(connection, "D2") == (one, None)
        for name in ("D2/iУТ-00017", "D2/ут-17", "D2/УТ-00017"):
            assert find_place(connection, name) == (one, invoice)
        for name in ("D9", "D2/99", "D9/15"):
            with pytest.raises(NotFoundError):
                find_place(connection, name)
        with pytest.raises(NotFoundError, match="Клиента"):
            client_key(connection, "nobody")


def test_the_register_goes_page_by_page_with_a_total(stocked):
    bring(stocked, *(operation(place + 1, "Оплата за товар", number=str(place)) for place in range(5)))
    with stocked.database.read() as connection:
        first = payments(connection, size=3)
        rest = payments(connection, size=3, after=first.next)
    assert [row.id for row in (*first.rows, *rest.rows)] == [5, 4, 3, 2, 1]
    assert (first.total.count, first.total.amount, rest.next) == (5, 15, None)


_places = st.sampled_from([("D1", "15"), ("D1", "16"), ("D1", None), ("D2", "УТ-00017"), ("D2", None)])
_acts = st.one_of(
    st.tuples(st.just("bring"), st.integers(1, 120_000), st.sampled_from([FIRST, OVER, "Оплата за товар"])),
    st.tuples(st.just("back"), st.integers(1, 60_000), st.just("Возврат по договору № 25/11-2026")),
    st.tuples(st.just("accept"), st.integers(1, 6), st.integers(1, 3)),
    st.tuples(st.just("assign"), st.integers(1, 6), st.tuples(_places, st.integers(1, 80_000))),
    st.tuples(st.just("withdraw"), st.integers(1, 6), st.sampled_from(["D1", "D2"])),
    st.tuples(st.just("undo"), st.integers(1, 6), st.none()),
    st.tuples(st.just("ignore"), st.integers(1, 6), st.none()),
    st.tuples(st.just("rematch"), st.booleans(), st.none()),
)


@on_sqlite
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(_acts, min_size=3, max_size=8))
def test_whatever_is_done_sums_agree_and_states_say_what_is(stocked, acts):
    with stocked.work("anna", TODAY) as work:
        for row in rows(stocked, AllocationRow):
            withdraw_allocation(work, row.payment_id, row.deal_id)
    for count, act in enumerate(acts):
        try:
            _carry_out(stocked, act, count)
        except (RefusedError, NotFoundError):
            continue
        _check_sums(stocked)


def _carry_out(house, act, count):
    kind, one, two = act
    keys = [row.id for row in rows(house, PaymentRow)]
    if kind in {"bring", "back"}:
        number = f"{len(keys)}-{count}"
        made = operation(one, two, number=number) if kind == "bring" else returned(one, two, number=number)
        bring(house, made)
    elif kind == "rematch":
        do(house, rematch, is_applied=one)
    elif keys:
        _sort(house, kind, keys[-1 - one % len(keys)], two)


def _sort(house, kind, key, what):
    if kind == "accept":
        do(house, sorting.accept, key, what)
    elif kind == "assign":
        (deal, invoice), amount = what
        document = invoice_id(house, deal, invoice) if invoice else None
        do(house, sorting.assign, key, [Part(deal_id=deal_id(house, deal), document_id=document, amount=amount)])
    elif kind == "withdraw":
        do(house, withdraw_allocation, key, deal_id(house, what))
    elif kind == "undo":
        do(house, sorting.undo, key)
    else:
        do(house, sorting.ignore, key, "так")


def _check_sums(house):
    amounts = {row.id: row.amount for row in rows(house, PaymentRow)}
    allocated = {(row.payment_id, row.deal_id): row.amount for row in rows(house, AllocationRow)}
    for key, amount in amounts.items():
        assert sum(part for (payment, _), part in allocated.items() if payment == key) <= amount
    deal_of = {invoice_id(house, deal, number): deal_id(house, deal) for deal, number in _INVOICES}
    parts = {}
    for row in rows(house, InvoicePaymentRow):
        whose = (row.payment_id, deal_of[row.document_id])
        parts[whose] = parts.get(whose, 0) + row.amount
    assert all(part <= allocated.get(whose, 0) for whose, part in parts.items())
    assert all((row.payment_id, row.deal_id) in allocated for row in rows(house, AppliedMatchRow))
    totals = {"15": 100_000, "16": 200_000, "УТ-00017": 50_000}
    with house.database.read() as connection:
        for deal, number in _INVOICES:
            key = invoice_id(house, deal, number)
            whole = sum(row.amount for row in rows(house, InvoicePaymentRow, document_id=key))
            assert open_sums(connection, [key])[key] == totals[number] - whole >= 0
        states = states_of(connection, amounts)
    assert {row.payment_id: row.state for row in rows(house, OperationRow)} == states
    matched = {key for key, one in states.items() if one is OperationState.MATCHED}
    assert not matched & {row.payment_id for row in rows(house, ProposalRow)}


_INVOICES = (("D1", "15"), ("D1", "16"), ("D2", "УТ-00017"))
