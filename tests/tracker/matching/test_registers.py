"""Payments as control's screens ask for them: filtered, page by page, with deals to choose of, many at once."""

from __future__ import annotations

import pytest

from tests.tracker.matching.making import TODAY, bring, on_sqlite, operation, payment_of, rows
from tracker.batches import ledger
from tracker.batches.doing import do_some
from tracker.batches.ledger import State
from tracker.errors import NotFoundError, RefusedError
from tracker.matching import sorting
from tracker.matching.bulk import ACCEPTED, items_to_accept
from tracker.matching.candidates import candidates, deal_candidate
from tracker.matching.loaded import loaded_before, statement_view, statements
from tracker.matching.payment_views import offered_to, payment_view, placed_of
from tracker.matching.register import (
    Confidence,
    PaymentFilter,
    PaymentOrder,
    confidence_of,
    find_payments,
    payments,
)
from tracker.models import PaymentRow
from tracker.recording.operation_states import OperationState, states_of

FIRST = "Оплата по счету УТ-17 от 01.11.2026"
VAGUE = "Оплата за товар"


def ids(house, **wanted):
    with house.database.read() as connection:
        return [row.id for row in payments(connection, wanted=PaymentFilter(**wanted)).rows]


@pytest.fixture
def brought(stocked):
    """Money that is certain, money that is doubtful, and small money of nobody."""
    bring(stocked, operation(50_000, FIRST), operation(300_000, VAGUE), operation(7, "Проценты", inn="7707083893"))
    return {purpose: payment_of(stocked, purpose).id for purpose in (FIRST, VAGUE, "Проценты")}


def test_filters_let_through_what_they_say_and_nothing_else(stocked, brought):
    vague, nobody = brought[VAGUE], brought["Проценты"]
    assert ids(stocked) == [nobody, vague], "only what awaits a person, the newest first"
    assert ids(stocked, state=OperationState.MATCHED) == [brought[FIRST]]
    assert ids(stocked, text="ТОВАР") == [vague]
    assert ids(stocked, text="7707083893") == [nobody]
    assert ids(stocked, text="товар проценты") == []
    assert ids(stocked, text="%") == []
    assert ids(stocked, least_sum=8) == [vague]
    assert ids(stocked, most_sum=7) == [nobody]
    assert ids(stocked, since=TODAY) == []
    assert ids(stocked, organization=999) == []
    score = find_payments_of(stocked, vague).score
    assert ids(stocked, confidence=confidence_of(score)) == [vague]
    others = [one for one in Confidence if one is not confidence_of(score)]
    assert [ids(stocked, confidence=one) for one in others] == [[], []]


def find_payments_of(house, key):
    with house.database.read() as connection:
        return find_payments(connection, [key, 999_999])[0]


def test_the_state_in_a_list_is_what_the_rows_of_a_payment_say(stocked, brought):
    keys = [row.id for row in rows(stocked, PaymentRow)]
    with stocked.database.read() as connection:
        listed = {one.id: one.state for one in find_payments(connection, keys)}
        assert listed == states_of(connection, keys)


def test_the_largest_come_first_when_asked_and_pages_do_not_meet(stocked, brought):
    seen, after = [], None
    with stocked.database.read() as connection:
        while True:
            wanted = PaymentFilter(statement_id=1)
            page = payments(connection, wanted=wanted, order=PaymentOrder.LARGEST, after=after, size=1)
            seen += [row.amount for row in page.rows]
            after = page.next
            if after is None:
                break
        with pytest.raises(RefusedError):
            payments(connection, wanted=wanted, after=page.next or "bad", size=1)
    assert seen == [300_000, 50_000, 7]


def test_views_of_many_are_those_of_each(stocked, brought):
    keys = list(brought.values())
    with stocked.database.read() as connection:
        placed, offered = placed_of(connection, keys), offered_to(connection, keys)
        for key in keys:
            view = payment_view(connection, key)
            assert (placed.get(key, ()), offered.get(key, ())) == (view.placed, view.offered)
            assert view.statement_id == 1


def test_deals_to_choose_are_those_of_the_payer_or_of_the_search(stocked, brought):
    with stocked.database.read() as connection:
        own = candidates(connection, brought[VAGUE])
        assert own
        assert {deal.client for deal in own} == {find_payments(connection, [brought[VAGUE]])[0].payer}
        assert candidates(connection, brought["Проценты"]) == []
        (found,) = candidates(connection, brought["Проценты"], "d1")
        assert found.code == "D1"
        assert sum(invoice.left or 0 for invoice in found.invoices) == found.left > 0
        assert candidates(connection, brought["Проценты"], "%") == []
        assert deal_candidate(connection, "D1") == found
        assert deal_candidate(connection, "нет") is None


def test_statements_are_told_with_what_became_of_them(stocked, brought):
    with stocked.database.read() as connection:
        page = statements(connection)
        view = statement_view(connection, 1)
        assert (page.total.count, page.rows[0]) == (1, view.statement)
        assert view.states[OperationState.MATCHED] == (1, 50_000)
        assert (view.applied, loaded_before(connection, "0" * 64)) == (1, None)
        with pytest.raises(NotFoundError):
            statement_view(connection, 2)


def ask(house, keys):
    with house.work("olga", TODAY) as work:
        items = items_to_accept(work, find_payments(work.connection, keys))
        return ledger.ask(work, ACCEPTED, "Отнести", {}, items)


def finish(house, batch):
    while do_some(house, batch, TODAY) is not None:
        pass
    with house.database.read() as connection:
        return {item.subject["payment"]: item.state for item in ledger.items_of(connection, batch)}


def test_many_proposals_are_accepted_and_taken_back(stocked, brought):
    batch = ask(stocked, brought.values())
    assert finish(stocked, batch) == {brought[VAGUE]: State.DONE}, "only what has a proposal"
    assert ids(stocked) == [brought["Проценты"]]
    with stocked.work("olga", TODAY) as work:
        undoing = ledger.undo(work, batch, "Отмена")
    assert finish(stocked, undoing) == {brought[VAGUE]: State.DONE}
    assert brought[VAGUE] in ids(stocked)


@on_sqlite
def test_a_proposal_that_has_become_another_is_not_accepted_unseen(stocked, brought):
    batch = ask(stocked, [brought[VAGUE]])
    with stocked.work("olga", TODAY) as work:
        sorting.accept(work, brought[VAGUE])
        sorting.undo(work, brought[VAGUE])
        sorting.ignore(work, brought[VAGUE], "не наше")
    assert finish(stocked, batch) == {brought[VAGUE]: State.FAILED}
    assert ids(stocked, state=OperationState.IGNORED) == [brought[VAGUE]]


@on_sqlite
def test_nothing_to_accept_is_told(stocked, brought):
    with pytest.raises(RefusedError, match="нет предложений"):
        ask(stocked, [brought["Проценты"]])
