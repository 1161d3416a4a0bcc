"""A batch that a person stops, takes up again or takes back."""

from __future__ import annotations

import pytest

from tests.tracker.batches import chores
from tests.tracker.making import TODAY, events
from tracker.batches import kinds, ledger
from tracker.batches.doing import do_some
from tracker.batches.ledger import State
from tracker.errors import RefusedError
from tracker.house import House


@pytest.fixture(autouse=True)
def chores_can_be_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"chore": "tests.tracker.batches.chores:do", "unchore": "tests.tracker.batches.chores:undo"}
    for module in (kinds, ledger):
        monkeypatch.setattr(module, "KINDS", both)
    monkeypatch.setattr(ledger, "UNDOING", {"chore": "unchore"})


def work_off(house: House, batch_id: int) -> None:
    while do_some(house, batch_id, TODAY) is not None:
        pass


def states(house: House, batch_id: int) -> list[State]:
    with house.database.read() as connection:
        return [item.state for item in ledger.items_of(connection, batch_id)]


def test_what_was_stopped_is_not_done_until_it_is_asked_for_again(house: House) -> None:
    batch_id = chores.ask(house, "a", "b")
    with house.work("anna", TODAY) as work:
        assert ledger.stop(work, batch_id) == 2
        assert ledger.stop(work, batch_id) == 0
    work_off(house, batch_id)
    assert states(house, batch_id) == [State.STOPPED, State.STOPPED]
    assert chores.done(house) == []
    with house.work("anna", TODAY) as work:
        assert ledger.find(work.connection, batch_id).finished_at
        assert ledger.retry(work, batch_id) == 2
    work_off(house, batch_id)
    assert chores.done(house) == ["a", "b"]


def test_undo_takes_back_what_was_done_alone_and_once(house: House) -> None:
    chores.FATES["b"] = chores.refusal()
    batch_id = chores.ask(house, "a", "b", "c")
    with house.work("anna", TODAY) as work, pytest.raises(RefusedError, match="ещё идёт"):
        ledger.undo(work, batch_id, "Отмена")
    work_off(house, batch_id)
    with house.work("anna", TODAY) as work:
        undoing = ledger.undo(work, batch_id, "Отмена")
    work_off(house, undoing)
    assert [event["subject"] for event in events(house, "chore.undone")] == ["chore:a", "chore:c"]
    with house.work("anna", TODAY) as work:
        assert ledger.undone_by(work.connection, ledger.find(work.connection, batch_id)) == undoing
        with pytest.raises(RefusedError, match="уже отменяется"):
            ledger.undo(work, batch_id, "Отмена")
        with pytest.raises(RefusedError, match="отменить нельзя"):
            ledger.undo(work, undoing, "Отмена отмены")


def test_the_newest_batches_are_those_of_one_person_where_one_is_named(house: House) -> None:
    mine = chores.ask(house, "a")
    with house.work("boris", TODAY) as work:
        items = [ledger.NewItem(key="x", subject={"name": "x"})]
        other = ledger.ask(work, "chore", "Чужое", {"by": "boris"}, items)
    with house.database.read() as connection:
        assert [one.id for one in ledger.newest(connection, 9)] == [other, mine]
        assert [one.id for one in ledger.newest(connection, 9, "anna")] == [mine]
        assert ledger.newest(connection, 9)[0].progress.waiting == 1
