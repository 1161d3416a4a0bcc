"""What the worker does beside its jobs: a little at a time, and nothing that fails stops it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.desk import TODAY, Desk
from tracker.errors import DatabaseError
from tracker.search import index
from tracker.sharing import returning
from web.serving import INDEXED_AT_ONCE, Chores


def test_the_index_is_made_a_piece_at_a_look_and_then_seldom(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = iter([INDEXED_AT_ONCE, INDEXED_AT_ONCE, 5, 0])
    asked: list[float] = []
    now = [0.0]

    def refresh(_: Any, most: int) -> int:
        assert most == INDEXED_AT_ONCE
        asked.append(now[0])
        return next(taken)

    monkeypatch.setattr(index, "refresh", refresh)
    chores = Chores(desk.house, lambda: TODAY, lambda: now[0])
    for second in range(40):
        now[0] = float(second)
        chores.look()
    assert asked == [0.0, 1.0, 2.0, 22.0]


def test_a_chore_that_fails_waits_and_scans_left_behind_are_taken_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending: list[Any] = []
    failed: list[float] = []
    now = [0.0]

    def fail(*_: Any) -> int:
        failed.append(now[0])
        raise DatabaseError("занято")

    monkeypatch.setattr(returning, "take_pending", lambda *given: pending.append(given))
    monkeypatch.setattr(index, "refresh", fail)
    chores = Chores(desk.house, lambda: TODAY, lambda: now[0])
    for second in range(30):
        now[0] = float(second)
        chores.look()
    assert len(pending) == 1
    assert failed == [0.0, 20.0]


def test_after_a_look_the_search_knows_everything(desk: Desk) -> None:
    Chores(desk.house, lambda: TODAY).look()
    with desk.house.database.read() as connection:
        assert index.is_current(connection)
