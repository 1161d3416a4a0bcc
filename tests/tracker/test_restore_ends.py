"""Backup and restore among unreadable and busy databases, full disks and kills: the former house or the new one."""

from __future__ import annotations

import itertools
import os
import re
import resource
import signal
import sqlite3
import tempfile
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import insert

from docgen.errors import DocgenError
from tests.tracker.archives import NOW, everything_of, opened, put_back, small_archive
from tests.tracker.furnished import TODAY, add_paper, furnish, rows_of
from tracker import watch
from tracker.backup import BackupError, backup, making, pages
from tracker.backup import tables as dumped
from tracker.backup.archive import Packer
from tracker.database import journal_mode
from tracker.errors import DatabaseError
from tracker.house import House
from tracker.models import PersonRow
from tracker.settings import Settings
from tracker.verifying import verify


@pytest.fixture
def full(house, tmp_path):
    furnish(house, tmp_path, deals=12)
    return house


@pytest.fixture
def archive(sqlite_template, tmp_path):
    return small_archive(sqlite_template, tmp_path)


def test_a_database_that_cannot_be_read_is_set_aside_and_replaced(archive, tmp_path):
    settings = Settings(home=tmp_path / "target")
    settings.home.mkdir()
    garbage = b"not a database at all" * 1000
    (settings.home / "pervichka.db").write_bytes(garbage)
    (settings.home / "pervichka.db-journal").write_bytes(b"a journal of it")
    with pytest.raises(BackupError, match=r"повреждён.*--replace"):
        put_back(archive, settings)
    done = put_back(archive, settings, replace=True)
    assert done.kept.read_bytes() == garbage
    assert not (settings.home / "pervichka.db-journal").exists()
    with opened(settings) as house:
        verify(house, done.head)


def test_a_database_with_torn_pages_is_replaced(archive, tmp_path):
    settings = Settings(home=tmp_path / "source")
    path = settings.home / "pervichka.db"
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 40] = Random(4).randbytes(4096 * 38)
    path.write_bytes(content)
    done = put_back(archive, settings, replace=True)
    with opened(settings) as house:
        verify(house, done.head)


def test_a_database_that_others_write_is_not_replaced(archive, tmp_path, monkeypatch):
    monkeypatch.setattr("tracker.backup.pages.WAIT_SECONDS", 0.1)
    settings = Settings(home=tmp_path / "source")
    with opened(settings) as house:
        before = rows_of(house)
        with house.database.write(), pytest.raises(DatabaseError, match="занята"):
            put_back(archive, settings, replace=True)
        assert rows_of(house) == before
    assert [path.name for path in settings.home.iterdir() if "before" in path.name] == []


def test_a_program_that_runs_meanwhile_goes_on_with_the_restored_house_or_forbids_it(archive, tmp_path, monkeypatch):
    """With WAL, SQLite sees who has the database open; with a rollback journal, who is idle cannot be seen."""
    monkeypatch.setattr("tracker.backup.pages.WAIT_SECONDS", 0.1)
    settings = Settings(home=tmp_path / "source")
    with opened(settings) as house:
        add_paper(house, b"not in the archive")
        if journal_mode()[0] == "WAL":
            with pytest.raises(DatabaseError, match="занята"):
                put_back(archive, settings, replace=True)
            assert verify(house).files == 4
            return
        done = put_back(archive, settings, replace=True)
        assert verify(house, done.head).files == 3
        add_paper(house, b"written by a house that was open all the time")
        assert verify(house).files == 4


def test_a_restore_into_a_smaller_database_leaves_no_journal_beside_it(archive, tmp_path):
    settings = Settings(home=tmp_path / "source")
    with opened(settings) as house:
        furnish_with_weight(house)
    large = (settings.home / "pervichka.db").stat().st_size
    put_back(archive, settings, replace=True)
    assert (settings.home / "pervichka.db").stat().st_size < large / 3
    assert [path.name for path in settings.home.iterdir() if "journal" in path.name or "-wal" in path.name] == []
    with sqlite3.connect(settings.home / "pervichka.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def limited(work, limit) -> str:
    """What the work tells in a process that may write no file larger than the limit; a stand-in for a full disk."""
    came, told = os.pipe()

    def work_and_tell():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            work()
        except DocgenError as error:
            os.write(told, str(error).encode())

    child = start(work_and_tell)
    os.close(told)
    with os.fdopen(came, "rb") as stream:
        text = stream.read().decode()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return text


@pytest.mark.parametrize("what", ["backup", "restore"])
def test_a_disk_that_gets_full_changes_nothing_and_is_told_in_russian(archive, tmp_path, what):
    settings = Settings(home=tmp_path / "source")
    before = everything_of(settings.home)
    target = tmp_path / "full.tar" if what == "backup" else archive
    largest = max(len(content) for content in [*before.values(), archive.read_bytes()])
    works = {
        "backup": lambda: backup(House.open(settings), target, NOW),
        "restore": lambda: put_back(archive, settings, replace=True),
    }
    for limit in range(1000, largest, largest // 12):
        assert re.match(r"[А-Я].+\.$", limited(works[what], limit))
        assert everything_of(settings.home) == before
        assert target == archive or not target.exists()


def die_at(count, places):
    """Makes this process kill itself when it comes to one of the places for the ``count``-th time."""
    left = itertools.count(count, -1)

    def mortal(function):
        def called(*arguments, **named):
            if next(left) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **named)

        return called

    for owner, name in places:
        setattr(owner, name, mortal(getattr(owner, name)))


def in_child(work) -> int:
    """Does the work in a process of its own and answers the signal that ended it, or 0."""
    child = start(work)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def start(work) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return child


def backed_up_in_child(settings, target, count):
    def work():
        die_at(count, [(os, "fsync"), (making, "copy_pages"), (dumped, "dump"), (Packer, "add"), (Path, "replace")])
        backup(House.open(settings), target, NOW)

    return in_child(work)


def restored_in_child(settings, archive, count):
    def work():
        places = [(os, "sync"), (os, "fsync"), (Path, "replace"), (dumped, "load"), (watch, "keep_basis")]
        die_at(count, [*places, (pages, "overwrite"), (pages, "copy_pages"), (tempfile.TemporaryDirectory, "cleanup")])
        put_back(archive, settings, replace=True)

    return in_child(work)


def test_a_backup_that_is_killed_anywhere_leaves_the_former_archive(full, tmp_path):
    target = tmp_path / "archive.tar"
    backup(full, target, NOW)
    former = target.read_bytes()
    add_paper(full, b"one more")
    before = rows_of(full)
    full.close()
    seen = []
    for count in itertools.count(1):
        status = backed_up_in_child(full.settings, target, count)
        seen.append(target.read_bytes() == former)
        if status == 0:
            break
        assert status == -signal.SIGKILL
    assert count > 30
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] is False
    assert rows_of(full) == before
    full.close()
    put_back(target, full.settings, replace=True)
    assert rows_of(full) == before


def test_a_restore_that_is_killed_anywhere_leaves_the_former_house_or_the_new_one(full, archive, tmp_path):
    backup(full, tmp_path / "former.tar", NOW)
    former = rows_of(full)
    full.close()
    seen = []
    for count in itertools.count(1):
        status = restored_in_child(full.settings, archive, count)
        with opened(full.settings) as house:
            found = rows_of(house)
            verify(house)
        seen.append(found == former)
        if found != former:
            put_back(tmp_path / "former.tar", full.settings, replace=True)
        if status == 0:
            break
        assert status == -signal.SIGKILL
    assert count > 25
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] is False


def test_a_restore_that_is_killed_amid_its_pages_leaves_the_former_house_or_the_new_one(archive, tmp_path):
    """A database so large that writing its pages takes a while; only SQLite writes pages itself."""
    settings = Settings(home=tmp_path / "source")
    with opened(settings) as house:
        furnish_with_weight(house)
        backup(house, tmp_path / "heavy.tar", NOW)
        heavy = rows_of(house)
    put_back(archive, settings, replace=True)
    with opened(settings) as house:
        light = rows_of(house)
    random, seen = Random(6), set()
    for number in range(12):
        came, told = os.pipe()
        child = start(lambda told=told: overwrite_with_word(settings, tmp_path / "heavy.tar", told))
        os.close(told)
        os.read(came, 1)
        os.close(came)
        time.sleep(random.random() * 0.15)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with opened(settings) as house:
            found = rows_of(house)
            verify(house)
        assert found in (light, heavy), number
        seen.add(found == heavy)
        if found == heavy:
            put_back(archive, settings, replace=True)
    assert False in seen


def furnish_with_weight(house):
    values = {"name": "x" * 3000, "role": "", "title": "", "is_active": True}
    with house.work("x", TODAY) as work:
        work.connection.execute(insert(PersonRow), [{**values, "login": f"p{number}"} for number in range(8000)])


def overwrite_with_word(settings, archive, told):
    """A restore that says when it comes to the pages."""
    overwrite = pages.overwrite

    def told_overwrite(*arguments):
        os.write(told, b"!")
        overwrite(*arguments)

    pages.overwrite = told_overwrite
    put_back(archive, settings, replace=True)
