"""Asked for, killed, stopped, failed: what is asked for is done, and no job twice at once."""

from __future__ import annotations

import signal
import stat
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.tracker.jobs import chores
from tracker.errors import DatabaseError
from tracker.jobs import enqueue, run, worker
from tracker.jobs.slots import slot
from tracker.jobs.storage import client, url_of

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def work(house, *jobs):
    run(house, until_idle=True, today=lambda: chores.TODAY, jobs=jobs or ["chore"])


def wait_until(holds):
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.02)


def active(house):
    with client(house.settings) as asking:
        states = ["ENQUEUED", "PENDING", "DELAYED"]
        return [(one.status, one.executor_id) for one in asking.list_workflows(status=states)]


def test_what_was_asked_for_is_done_in_order_and_once_however_often_it_was_asked_for(house):
    chores.ask_for(house, 1, "a", "b", "c")
    chores.ask_for(house, 2, "d")
    for argument in (1, 1, 2, 1):
        enqueue(house.settings, "chore", argument)
    assert len(active(house)) == 2
    work(house)
    assert chores.done(house) == ["a", "b", "c", "d"]
    assert active(house) == []


@on_sqlite
def test_a_job_that_is_asked_for_again_after_it_was_done_is_done_again(house):
    for line in ("a", "b"):
        chores.ask_for(house, 1, line)
        enqueue(house.settings, "chore", 1)
        work(house)
    assert chores.done(house) == ["a", "b"]


@on_sqlite
def test_work_that_nobody_asked_for_is_found_in_its_tables(house):
    """Who writes what there is to do may be killed before it asks."""
    chores.ask_for(house, 7, "forgotten")
    work(house)
    assert chores.done(house) == ["forgotten"]


@on_sqlite
def test_a_failure_is_told_and_what_failed_is_done_later(house, caplog):
    chores.ask_for(house, 1, "a", "fail", "b")
    work(house)
    assert chores.done(house) == ["a"]
    assert "не вышло" in caplog.text
    wait_until(lambda: work(house) or chores.done(house) == ["a", "fail", "b"])


@on_sqlite
def test_a_step_that_asks_for_a_pause_gets_it_and_another_worker_goes_on_after_it(house):
    chores.ask_for(house, 1, "later", "b")
    work(house)
    assert chores.done(house) == []
    assert [state for state, _ in active(house)] == ["DELAYED"]
    wait_until(lambda: work(house) or chores.done(house) == ["later", "b"])


@on_sqlite
def test_a_pause_of_one_job_keeps_nobody_from_ending(house):
    chores.ask_for(house, 1, "a")
    for _ in range(3):
        enqueue(house.settings, "other", 1)
        work(house, "other", "chore")
    assert chores.done(house) == ["a"]
    assert 1 <= len(active(house)) <= 2, "the pauses of one job do not pile up"


@on_sqlite
def test_a_worker_does_the_jobs_that_it_was_told_and_leaves_the_others(house):
    chores.ask_for(house, 1, "a")
    enqueue(house.settings, "other", 1)
    work(house)
    assert chores.done(house) == ["a"]
    assert not (house.settings.home / "was-put-off").exists()


@on_sqlite
def test_a_worker_that_was_killed_is_followed_by_one_that_goes_on_at_once(house, start):
    lines = [f"slow{number}" for number in range(5)]
    chores.ask_for(house, 1, *lines)
    enqueue(house.settings, "chore", 1)
    for count in (1, 3):
        killed = start()
        wait_until(lambda count=count: len(chores.done(house)) >= count)
        killed.kill()
        killed.wait()
    work(house)
    assert chores.done(house) == lines


@on_postgresql
def test_a_living_worker_takes_over_what_a_dead_one_left(house, start):
    """The dead one had another place, so no start of a worker alone would find it."""
    chores.ask_for(house, 1, *(f"slow{number}" for number in range(600)))
    enqueue(house.settings, "chore", 1)
    first = start()
    wait_until(lambda: chores.done(house))
    second = start("--until-idle")
    wait_until(lambda: _is_held(house, "worker-1"))
    assert active(house) == [("PENDING", "worker-0")], "two workers do not work at one job"
    first.kill()
    first.wait()
    count = len(chores.done(house))
    chores.ask_for(house, 1, *(f"slow{number}" for number in range(count + 2)))
    assert second.wait(timeout=60) == 0
    assert chores.done(house) == [f"slow{number}" for number in range(count + 2)]


def _is_held(house, name):
    with slot(url_of(house.settings), name) as is_free:
        return not is_free


@on_sqlite
def test_a_worker_that_is_asked_to_stop_ends_its_step_and_says_nothing(house, start):
    chores.ask_for(house, 1, *(f"slow{number}" for number in range(50)))
    enqueue(house.settings, "chore", 1)
    worker = start()
    wait_until(lambda: chores.done(house))
    worker.send_signal(signal.SIGTERM)
    told = worker.communicate(timeout=60)
    assert (worker.returncode, *told) == (0, "ready\n", "")
    assert [state for state, _ in active(house)] == ["PENDING"]
    chores.ask_for(house, 1)
    work(house)
    assert active(house) == []


@on_sqlite
def test_a_worker_in_the_foreground_is_stopped_by_the_keyboard_and_goes_on_later(house):
    lines = [f"slow{number}" for number in range(6)]
    chores.ask_for(house, 1, *lines)
    presses = iter([True])

    def press():
        if chores.done(house) and next(presses, False):
            signal.raise_signal(signal.SIGINT)

    run(house, until_idle=True, today=lambda: chores.TODAY, jobs=["chore"], on_progress=press)
    assert 0 < len(chores.done(house)) < len(lines)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    work(house)
    assert chores.done(house) == lines


@on_sqlite
def test_a_worker_whose_queue_was_taken_away_ends_and_the_next_one_does_all_work(house, monkeypatch):
    monkeypatch.setattr(worker, "_LOOK_AROUND", 0.4)
    lines = [f"slow{number}" for number in range(6)]
    chores.ask_for(house, 1, *lines)

    def take_away():
        if chores.done(house):
            (house.settings.home / "jobs.sqlite3").unlink(missing_ok=True)

    with pytest.raises(DatabaseError, match="Очередь фоновых работ недоступна"):
        run(house, until_idle=True, today=lambda: chores.TODAY, jobs=["chore"], on_progress=take_away)
    work(house)
    assert chores.done(house) == lines


@on_sqlite
def test_what_ended_a_month_ago_is_forgotten(house):
    chores.ask_for(house, 1, "a")
    work(house)
    assert ended(house) == 1
    work(house)
    assert ended(house) == 1
    later = datetime.now(UTC) + timedelta(days=31)
    house.clock = lambda: later
    work(house)
    assert ended(house) == 0


def ended(house):
    with client(house.settings) as asking:
        return len(asking.list_workflows(status="SUCCESS"))


@on_sqlite
def test_progress_is_told_while_it_works_and_at_the_end(house):
    chores.ask_for(house, 1, "slow1")
    seen = []
    run(
        house,
        until_idle=True,
        today=lambda: chores.TODAY,
        jobs=["chore"],
        on_progress=lambda: seen.append(len(chores.done(house))),
    )
    assert (seen[0], seen[-1]) == (0, 1)


@on_sqlite
def test_a_job_that_is_not_there_is_a_mistake_of_the_program(house):
    with pytest.raises(ValueError, match="no job"):
        enqueue(house.settings, "nonsense", 1)


@on_sqlite
def test_a_folder_that_cannot_be_written_is_told_in_russian(house):
    (house.settings.home / "jobs.sqlite3").mkdir()
    with pytest.raises(DatabaseError, match="Очередь фоновых работ недоступна"):
        enqueue(house.settings, "chore", 1)


@on_sqlite
def test_a_spoilt_queue_may_be_removed(house):
    (house.settings.home / "jobs.sqlite3").write_bytes(b"x" * 8192)
    with pytest.raises(DatabaseError, match="повреждён: удалите его"):
        enqueue(house.settings, "chore", 1)


@on_sqlite
def test_only_its_owner_reads_the_file_of_the_queue(house):
    enqueue(house.settings, "chore", 1)
    assert stat.S_IMODE((house.settings.home / "jobs.sqlite3").stat().st_mode) == 0o600
