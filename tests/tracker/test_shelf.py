"""Copies that the program makes by itself: asked for, made, checked, never lost on the way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.web.desk import TODAY
from tracker.backup import restore
from tracker.backup.shelf import Task, ask, copy_path, do, shelf_of, waiting
from tracker.errors import NotFoundError
from tracker.house import House
from tracker.people import Role, add_person, list_people
from tracker.settings import Settings


@pytest.fixture
def kept(sqlite_template: Path, tmp_path: Path) -> House:
    """A house with a person, on SQLite: where rows lie is the business of other tests."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "pervichka.db").write_bytes(sqlite_template.read_bytes())
    house = House.open(Settings(home=home), lambda: datetime(2026, 11, 23, 9, 15, tzinfo=UTC))
    with house.work("admin", TODAY) as work:
        add_person(work, login="admin", name="Сидоров Олег", role=Role.ADMIN)
    return house


def _done(house: House, task: Task, name: str = "") -> None:
    ask(house, task, "admin", name)
    assert waiting(house) == [task.value]
    assert shelf_of(house.settings).asked == {task}
    assert do(house, task.value, TODAY) is None
    assert waiting(house) == []


def test_a_copy_that_was_asked_for_can_be_restored(kept: House, tmp_path: Path) -> None:
    _done(kept, Task.COPY)
    (copy,) = shelf_of(kept.settings).copies
    assert (copy.name, copy.made_by, copy.made_at[:16]) == (
        "pervichka-20261123-091500.tar",
        "admin",
        "2026-11-23T09:15",
    )
    assert copy.rows > 0
    assert copy.checked_at is None
    other = Settings(home=tmp_path / "other")
    path = copy_path(kept.settings, copy.name)
    restore(path, other, replace=False, now=datetime(2026, 11, 24, tzinfo=UTC), today=TODAY)
    house = House.open(other)
    with house.database.read() as connection:
        assert [one.login for one in list_people(connection)] == ["admin"]
    house.close()


def test_a_worker_killed_before_the_end_finds_the_task_again_and_a_done_one_is_not_done_twice(kept: House) -> None:
    ask(kept, Task.COPY, "admin")
    ask(kept, Task.COPY, "admin")
    assert waiting(kept) == [Task.COPY.value]
    do(kept, Task.COPY.value, TODAY)
    do(kept, Task.COPY.value, TODAY)
    assert len(shelf_of(kept.settings).copies) == 1


def test_a_sound_copy_is_told_from_a_spoilt_one(kept: House) -> None:
    _done(kept, Task.COPY)
    name = shelf_of(kept.settings).copies[0].name
    _done(kept, Task.LOOK, name)
    (sound,) = shelf_of(kept.settings).copies
    assert sound.checked_at
    assert (sound.fault, sound.made_by) == ("", "admin")
    path = copy_path(kept.settings, name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    _done(kept, Task.LOOK, name)
    assert shelf_of(kept.settings).copies[0].fault


def test_the_check_of_the_house_is_told_with_its_fault(kept: House) -> None:
    _done(kept, Task.CHECK)
    checked = shelf_of(kept.settings).checked
    assert checked is not None
    assert (checked.fault, checked.events) == ("", 1)
    with kept.database.write() as connection:
        connection.exec_driver_sql("UPDATE journal SET actor = 'чужой'")
    _done(kept, Task.CHECK)
    spoilt = shelf_of(kept.settings).checked
    assert spoilt is not None
    assert "событ" in spoilt.fault


def test_a_copy_of_a_spoilt_house_is_not_made_and_the_shelf_says_why(kept: House) -> None:
    with kept.database.write() as connection:
        connection.exec_driver_sql("UPDATE journal SET actor = 'чужой'")
    _done(kept, Task.COPY)
    shelf = shelf_of(kept.settings)
    assert shelf.copies == ()
    assert shelf.failed


@pytest.mark.parametrize("name", ["", "../pervichka.db", "pervichka-20261123-091500.tar", "failed.json", "x" * 300])
def test_nothing_but_a_copy_of_the_shelf_is_handed_out(kept: House, name: str) -> None:
    with pytest.raises(NotFoundError):
        copy_path(kept.settings, name)
    with pytest.raises(NotFoundError):
        ask(kept, Task.LOOK, "admin", name)
    assert waiting(kept) == []
