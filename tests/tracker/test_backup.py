"""Backup: one moment of a working house, which comes back as it was in any database."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select, update

from docgen.errors import DocgenError, OutputError
from tests.tracker.archives import NOW, opened, put_back, small_archive
from tests.tracker.furnished import TODAY, add_paper, furnish, rows_of, totals_that_count, write_paper
from tracker import migrations
from tracker.backup import backup, restore
from tracker.backup import tables as dumped
from tracker.errors import BrokenJournalError, VaultError
from tracker.journal import check_chain
from tracker.models import Base, DocumentRow, EventRow
from tracker.settings import Settings
from tracker.verifying import verify


@pytest.fixture
def full(house, tmp_path):
    furnish(house, tmp_path, deals=12)
    return house


@contextmanager
def place_for_a_house(request, tmp_path, kind):
    """An empty folder, or an empty database of PostgreSQL."""
    if kind == "sqlite":
        yield Settings(home=tmp_path / "other" / "home")
        return
    with request.getfixturevalue("postgres_cluster").database(empty=True) as url:
        yield Settings(home=tmp_path / "other" / "home", database_url=url)


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request, tmp_path):
    """Where another house will be, in either database."""
    with place_for_a_house(request, tmp_path, request.param) as settings:
        yield settings


@pytest.fixture
def opposite(request, tmp_path, house):
    """Where another house will be, in the database that ``house`` is not in: both are left, and both are come to."""
    with place_for_a_house(request, tmp_path, "postgresql" if house.database.is_sqlite else "sqlite") as settings:
        yield settings


@pytest.fixture
def archive(sqlite_template, tmp_path):
    return small_archive(sqlite_template, tmp_path)


def test_a_house_comes_back_as_it_was_in_either_database(full, other, tmp_path):
    made = backup(full, tmp_path / "archive.tar", NOW)
    assert made.size == (tmp_path / "archive.tar").stat().st_size
    assert (made.files, made.head) == (5, check_chain(full.database))
    done = put_back(tmp_path / "archive.tar", other)
    assert (done.made_at, done.head, done.rows, done.files, done.kept) == (NOW, made.head, made.rows, 5, None)
    with opened(other) as restored:
        assert rows_of(restored) == rows_of(full)
        found = totals_that_count(rows_of(restored, derived=True))
        assert found == totals_that_count(rows_of(full, derived=True))
        assert found["findings"]
        assert verify(restored) == verify(full)
        assert restored.sweep(TODAY).deals == 0
        add_paper(restored, b"the next one")
        assert verify(restored).numbers == 6
    assert [path.name for path in other.home.iterdir() if path.name.startswith(".")] == []
    assert [path.name for path in (other.home / "vault").iterdir() if path.name.startswith(".")] == []


def test_findings_are_those_of_the_day_of_the_restore(full, opposite, tmp_path):
    backup(full, tmp_path / "archive.tar", NOW)
    later = TODAY + timedelta(days=200)
    restore(tmp_path / "archive.tar", opposite, replace=False, now=NOW, today=later)
    full.sweep(later, everything=True)
    with opened(opposite) as restored:
        found = totals_that_count(rows_of(restored, derived=True))
        assert found == totals_that_count(rows_of(full, derived=True))


def test_an_empty_house_is_a_house_too(house, opposite, tmp_path):
    backup(house, tmp_path / "archive.tar", NOW)
    put_back(tmp_path / "archive.tar", opposite)
    with opened(opposite) as restored:
        assert verify(restored).head.events == 0


def test_rows_may_refer_to_later_rows_of_their_table(full, opposite, tmp_path):
    with full.work("x", TODAY) as work:
        old = write_paper(work, b"old")
        work.connection.execute(update(DocumentRow).where(DocumentRow.id == old - 2).values(supersedes_id=old))
    backup(full, tmp_path / "archive.tar", NOW)
    put_back(tmp_path / "archive.tar", opposite)
    with opened(opposite) as restored:
        assert rows_of(restored) == rows_of(full)
        with restored.database.write() as connection, pytest.raises(Exception, match=r"(?i)foreign key"):
            connection.execute(update(DocumentRow).where(DocumentRow.id == old).values(supersedes_id=10**6))


def test_a_backup_of_a_working_house_is_one_moment_of_it(full, opposite, tmp_path):
    """A writer issues papers all the time; every archive holds whole changes only."""
    stop = threading.Event()
    failures = []

    def write():
        try:
            number = 0
            while not stop.is_set():
                add_paper(full, f"meanwhile {number}".encode())
                number += 1
        except DocgenError as error:
            failures.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = []
        for number in range(3):
            made.append(backup(full, tmp_path / f"archive-{number}.tar", NOW))
            time.sleep(0.2)
    finally:
        stop.set()
        writer.join()
    assert failures == []
    assert made[0].head.events < made[1].head.events < made[2].head.events
    for number, one in enumerate(made):
        put_back(tmp_path / f"archive-{number}.tar", opposite, replace=True)
        with opened(opposite) as restored:
            done = verify(restored, one.head)
            assert done.head == one.head
            assert done.files == done.papers == one.files
            with restored.database.read() as connection:
                issued = EventRow.kind == "document.issued"
                events = connection.execute(select(EventRow.seq).where(issued)).all()
            assert len(events) == done.papers


def test_writers_do_not_wait_for_the_packing_of_a_backup(full, tmp_path, monkeypatch):
    wrote = []
    dump = dumped.dump

    def dump_and_write(connection, table, stream):
        if not wrote:
            wrote.append(add_paper(full, b"written while tables are dumped"))
        return dump(connection, table, stream)

    monkeypatch.setattr(dumped, "dump", dump_and_write)
    head = check_chain(full.database)
    assert backup(full, tmp_path / "archive.tar", NOW).head == head
    assert wrote


def test_an_archive_is_a_tar_that_others_can_open_and_check(archive, tmp_path):
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        manifest = tar.extractfile("manifest.json").read()
        told = json.loads(manifest)
        assert names[:2] == ["manifest.json", "manifest.sha256"]
        assert tar.extractfile("manifest.sha256").read() == f"{sha256(manifest).hexdigest()}  manifest.json\n".encode()
        for entry in told["tables"]:
            content = tar.extractfile(f"tables/{entry['name']}.jsonl.gz").read()
            assert sha256(content).hexdigest() == entry["sha256"]
            assert len(gzip.decompress(content).splitlines()) == entry["rows"] + 1
        for name in names:
            if name.startswith("vault/"):
                assert sha256(tar.extractfile(name).read()).hexdigest() == name.rpartition("/")[2]
    assert told["revision"] == migrations.newest()
    assert told["made_at"] == "2026-11-22T12:30:15.123456Z"


def test_two_backups_of_one_state_are_the_same_bytes(house, tmp_path):
    furnish(house, tmp_path, deals=3)
    for name in ("one.tar", "two.tar"):
        backup(house, tmp_path / name, NOW)
    assert (tmp_path / "one.tar").read_bytes() == (tmp_path / "two.tar").read_bytes()


def test_every_column_has_a_spelling_and_every_computed_table_exists():
    assert set(Base.metadata.tables) >= dumped.DERIVED
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            dumped._parser(column.type)
    referred = {key.column.table.name for table in dumped.kept_tables() for key in table.foreign_keys}
    assert not referred & dumped.DERIVED


def test_a_house_that_is_damaged_gives_no_backup(full, tmp_path):
    target = tmp_path / "archive.tar"
    target.write_bytes(b"the former one")
    path = next(iter(full.vault.root.glob("*/*")))
    path.chmod(0o600)
    sound = path.read_bytes()
    for content in (sound[:-1] + b"X", sound + b"X", sound[:-1]):
        path.write_bytes(content)
        with pytest.raises(VaultError, match=path.name):
            backup(full, target, NOW)
    path.unlink()
    with pytest.raises(VaultError, match=path.name):
        backup(full, target, NOW)
    with full.database.write() as connection:
        connection.execute(update(EventRow).where(EventRow.seq == 2).values(actor="Другой"))
    with pytest.raises(BrokenJournalError, match="событие 2"):
        backup(full, target, NOW)
    assert target.read_bytes() == b"the former one"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_place_that_takes_no_file_is_told_in_russian(full, tmp_path):
    with pytest.raises(OutputError, match="нет такой папки"):
        backup(full, tmp_path / "none" / "archive.tar", NOW)
    with pytest.raises(OutputError, match="это папка"):
        backup(full, tmp_path, NOW)


def test_what_a_killed_backup_left_is_removed_a_day_later(full, tmp_path):
    left = tmp_path / ".pervichka-backup-x"
    left.mkdir()
    (left / "copy.db").write_bytes(b"")
    day_ago = (NOW - timedelta(days=2)).timestamp()
    os.utime(left, (NOW.timestamp(), NOW.timestamp()))
    backup(full, tmp_path / "archive.tar", NOW)
    assert left.exists()
    os.utime(left, (day_ago, day_ago))
    backup(full, tmp_path / "archive.tar", NOW)
    assert not left.exists()
