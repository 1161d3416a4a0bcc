"""A batch: each item once, in order; what fails is told and tried again; nobody's death does anything twice."""

from __future__ import annotations

import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.tracker.batches import chores
from tests.tracker.making import TODAY, events
from tracker import journal
from tracker.batches import ledger
from tracker.batches.doing import do_some, unfinished
from tracker.batches.ledger import Progress, State
from tracker.errors import DatabaseError, NotFoundError, RefusedError
from tracker.house import House
from tracker.settings import Settings

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def look(house, batch_id):
    with house.database.read() as connection:
        return ledger.find(connection, batch_id), list(ledger.items_of(connection, batch_id))


def finish(house, batch_id):
    """However slow the machine is."""
    while do_some(house, batch_id, TODAY) is not None:
        pass


def retry(house, batch_id):
    with house.work("anna", TODAY) as work:
        return ledger.retry(work, batch_id)


@on_sqlite
def test_items_are_done_in_their_order_and_the_batch_is_finished(house):
    batch_id = chores.ask(house, "c", "a", "b")
    assert unfinished(house) == [batch_id]
    finish(house, batch_id)
    batch, items = look(house, batch_id)
    assert chores.done(house) == ["c", "a", "b"]
    assert batch.progress == Progress(done=3)
    assert (items[0].result, items[0].attempts, items[0].error) == ({"did": "c"}, 1, None)
    assert unfinished(house) == []
    assert events(house, "batch.finished")[0]["actor"] == "anna"


def test_what_fails_leaves_nothing_of_itself_says_why_and_stops_no_other(house):
    chores.FATES.update(b=chores.refusal(), c=chores.faults(), d=ZeroDivisionError("division"))
    batch_id = chores.ask(house, "a", "b", "c", "d", "e")
    finish(house, batch_id)
    batch, items = look(house, batch_id)
    assert chores.done(house) == ["a", "e"]
    assert batch.progress == Progress(done=2, failed=3)
    told = {item.key: item.error for item in items if item.state is State.FAILED}
    assert told["b"] == "нельзя: нет договора"
    assert told["c"] == "lines[0].price: нужна цена"
    assert told["d"].startswith("Непредвиденная ошибка (ZeroDivisionError).")


def test_what_failed_is_tried_again_and_what_is_done_is_not(house):
    chores.FATES.update(b=chores.refusal())
    batch_id = chores.ask(house, "a", "b")
    finish(house, batch_id)
    chores.FATES.clear()
    assert retry(house, batch_id) == 1
    assert unfinished(house) == [batch_id]
    finish(house, batch_id)
    assert chores.done(house) == ["a", "b"]
    assert look(house, batch_id)[1][1].attempts == 1, "tries are counted anew"
    assert retry(house, batch_id) == 0


@on_sqlite
@pytest.mark.parametrize("trouble", [chores.busy(), chores.Death()], ids=["busy", "death"])
def test_what_no_item_is_to_blame_for_marks_none(house, trouble):
    chores.FATES.update(b=trouble)
    batch_id = chores.ask(house, "a", "b", "c")
    with pytest.raises(type(trouble)):
        finish(house, batch_id)
    assert look(house, batch_id)[0].progress == Progress(waiting=2, done=1)
    chores.FATES.clear()
    finish(house, batch_id)
    assert chores.done(house) == ["a", "b", "c"]


@on_sqlite
def test_an_item_that_kills_the_process_every_time_fails_at_last_and_stops_no_other(house):
    chores.FATES.update(b=chores.Death())
    batch_id = chores.ask(house, "a", "b", "c")
    for _ in range(1 + 5):  # at first it is not what a call begins with
        with pytest.raises(chores.Death):
            finish(house, batch_id)
    finish(house, batch_id)
    batch, items = look(house, batch_id)
    assert chores.done(house) == ["a", "c"]
    assert (items[1].state, items[1].attempts) == (State.FAILED, 5)
    assert items[1].error.startswith("Программа раз за разом завершается")
    assert batch.finished_at is not None
    chores.FATES.clear()
    retry(house, batch_id)
    finish(house, batch_id)
    assert chores.done(house) == ["a", "c", "b"]


@on_sqlite
def test_an_item_waits_however_often_the_database_was_busy(house):
    chores.FATES.update(a=chores.busy())
    batch_id = chores.ask(house, "a")
    for _ in range(5):
        with pytest.raises(DatabaseError):
            finish(house, batch_id)
    chores.FATES.clear()
    finish(house, batch_id)
    assert look(house, batch_id)[1][0].attempts == 1


def test_an_item_too_large_for_the_database_fails_alone(house):
    batch_id = chores.ask(house, "a", chores.HUGE, "c")
    finish(house, batch_id)
    assert chores.done(house) == ["a", "c"]
    assert "слишком большая сумма" in look(house, batch_id)[1][1].error


@on_sqlite
def test_a_batch_that_is_not_there_has_nothing_to_do(house):
    """The queue remembers what was asked for before a restore."""
    assert do_some(house, 7, TODAY) is None


def test_two_workers_at_one_batch_do_each_item_once(house):
    batch_id = chores.ask(house, *(f"n{number}" for number in range(12)))
    workers = [threading.Thread(target=do_some, args=(house, batch_id, TODAY)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    finish(house, batch_id)
    assert chores.done(house) == [f"n{number}" for number in range(12)]
    assert len(events(house, "batch.finished")) == 1


@on_sqlite
def test_many_items_are_read_page_by_page_in_their_order(house):
    names = [f"n{number}" for number in range(1203)]
    batch_id = chores.ask(house, *names)
    assert [item.key for item in look(house, batch_id)[1]] == names


@on_sqlite
def test_a_batch_of_nothing_and_one_that_is_not_there_are_refused_in_russian(house):
    with pytest.raises(RefusedError, match="Делать нечего"):
        chores.ask(house)
    with pytest.raises(NotFoundError, match="Пакета работ № 7 нет"):
        look(house, 7)


@on_sqlite
def test_the_newest_batches_come_first(house):
    keys = [chores.ask(house, "a"), chores.ask(house, "b")]
    with house.database.read() as connection:
        assert [batch.id for batch in ledger.newest(connection, 5)] == keys[::-1]
        assert [batch.id for batch in ledger.unfinished(connection, "chore")] == keys


_NAMES = ("a", "b", "c", "d")
_FATES = {"refused": chores.refusal, "faults": chores.faults, "bug": ZeroDivisionError, "busy": chores.busy}


class Batches(RuleBasedStateMachine):
    """Work, failures, deaths and second tries in any order: an item is done once or not at all, and never both."""

    template: Path

    @initialize(
        fates=st.fixed_dictionaries({}, optional={name: st.sampled_from([*_FATES, "death"]) for name in _NAMES})
    )
    def begin(self, fates):
        self.home = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.home / "pervichka.db")
        self.house = House.open(Settings(home=self.home))
        chores.FATES.clear()
        chores.FATES.update(
            {name: chores.Death() if fate == "death" else _FATES[fate]() for name, fate in fates.items()}
        )
        self.batch_id = chores.ask(self.house, *_NAMES)

    @rule()
    def work(self):
        with suppress(DatabaseError, chores.Death):
            do_some(self.house, self.batch_id, TODAY)

    @precondition(lambda _: chores.FATES)
    @rule(data=st.data())
    def mend(self, data):
        del chores.FATES[data.draw(st.sampled_from(sorted(chores.FATES)))]

    @rule()
    def try_again(self):
        retry(self.house, self.batch_id)

    @invariant()
    def each_item_is_done_once_or_not(self):
        batch, items = look(self.house, self.batch_id)
        done = [item.key for item in items if item.state is State.DONE]
        assert sorted(chores.done(self.house)) == sorted(done)
        assert batch.finished_at is None or batch.progress.waiting == 0
        for item in items:
            assert (item.error is not None) == (item.state is State.FAILED)
            assert (item.result is not None) == (item.state is State.DONE)

    def teardown(self):
        with self.house.database.read() as connection:
            journal.check_chain(connection)
        self.house.close()
        shutil.rmtree(self.home)


def test_whatever_happens_an_item_is_done_once(sqlite_template):
    class Machine(Batches):
        template = sqlite_template

    chosen = settings(max_examples=12, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Machine, settings=chosen)
