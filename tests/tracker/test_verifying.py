"""Verification: every fault is found and named, and nobody waits for it."""

from __future__ import annotations

import json
import os
import shutil
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import delete, select, text, update

from tests.tracker.furnished import SERIES, TODAY, add_paper, furnish, write_paper
from tracker.errors import BrokenJournalError, RefusedError, TrackerError, VaultError
from tracker.journal import check_chain
from tracker.models import (
    CounterRow,
    DocumentFileRow,
    DocumentRow,
    EventRow,
    FileRow,
    IssuedPaperRow,
    OrganizationRow,
)
from tracker.papers.numbering import continue_after
from tracker.verifying import FaultError, collect_strays, verify

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO = (NOW - timedelta(days=30)).timestamp()


@pytest.fixture
def full(house, tmp_path):
    furnish(house, tmp_path, deals=6)
    return house


def tamper(house, statement):
    with house.database.write() as connection:
        connection.execute(statement)


def tamper_past_keys(house, statement):
    """As somebody does who opens the database with another program."""
    with house.database.write() as connection:
        if house.database.is_sqlite:
            connection.connection.driver_connection.execute("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(statement)
        if house.database.is_sqlite:
            connection.connection.driver_connection.execute("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.exec_driver_sql("BEGIN")


def some_file(house):
    with house.database.read() as connection:
        digest = connection.execute(select(FileRow.sha256).order_by(FileRow.sha256)).scalars().first()
    return house.vault.path_of(digest)


def test_a_sound_house_is_counted(full):
    done = verify(full)
    assert (done.files, done.papers, done.numbers, done.strays) == (5, 5, 5, 0)
    assert done.bytes == 5 * len(b"%PDF paper 0") * 500
    assert done.head == check_chain(full.database)
    assert verify(full, done.head) == done


def test_an_empty_house_is_sound(house):
    assert verify(house).files == 0


def test_a_flipped_bit_in_a_stored_file_is_named(full):
    path = some_file(full)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    with pytest.raises(VaultError, match=f"Файл {path.name} повреждён"):
        verify(full)


def test_a_stored_file_that_is_longer_or_missing_is_named(full):
    path = some_file(full)
    path.chmod(0o600)
    with path.open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(VaultError, match=path.name):
        verify(full)
    path.unlink()
    with pytest.raises(VaultError, match=f"Файла {path.name} нет"):
        verify(full)


def test_an_issued_paper_that_was_changed_with_its_own_hash_differs_from_its_event(full):
    other = json.dumps({"number": "77"})
    changed = {"input": other, "input_sha256": sha256(other.encode()).hexdigest()}
    tamper(full, update(IssuedPaperRow).values(**changed))
    with pytest.raises(FaultError, match="как записано в журнале"):
        verify(full)


def test_a_file_of_an_issued_paper_that_was_pointed_elsewhere_is_found(full):
    with full.database.read() as connection:
        first, second = connection.execute(select(DocumentFileRow.id, DocumentFileRow.sha256).limit(2)).all()
    tamper(full, update(DocumentFileRow).where(DocumentFileRow.id == first.id).values(sha256=second.sha256))
    with pytest.raises(FaultError, match="как записано в журнале"):
        verify(full)


def test_another_number_of_an_issued_paper_is_found(full):
    tamper(full, update(DocumentRow).values(number="ББ-1"))
    with pytest.raises(FaultError, match="как записано в журнале"):
        verify(full)


def test_files_are_not_removed_beside_a_database_that_a_restore_kept(full):
    kept = full.settings.home / "pervichka.db.before-restore-20261122-120000"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(b"")
    with pytest.raises(RefusedError, match=kept.name):
        collect_strays(full, NOW)


def test_files_of_another_house_are_not_removed(full):
    tamper_past_keys(full, delete(FileRow))
    for path in (path for folder in full.vault.folders() for path in folder.iterdir()):
        os.utime(path, (LONG_AGO, LONG_AGO))
    with pytest.raises(RefusedError, match="другой базы"):
        collect_strays(full, NOW)
    assert len([path for folder in full.vault.folders() for path in folder.iterdir()]) == 5


def test_a_changed_size_in_the_database_is_found(full):
    tamper(full, update(FileRow).values(size=FileRow.size + 1))
    with pytest.raises(VaultError, match="повреждён"):
        verify(full)


def test_an_edited_event_is_named(full):
    tamper(full, update(EventRow).where(EventRow.seq == 2).values(actor="Другой"))
    with pytest.raises(BrokenJournalError, match="событие 2"):
        verify(full)


def test_a_cut_journal_is_found_by_a_kept_head(full):
    head = check_chain(full.database)
    tamper(full, delete(EventRow).where(EventRow.seq == head.events))
    with pytest.raises(BrokenJournalError, match="обрезан"):
        verify(full, head)


def test_changed_input_of_an_issued_paper_is_named(full):
    with full.database.read() as connection:
        key, number = connection.execute(
            select(DocumentRow.id, DocumentRow.number).where(DocumentRow.number_value == 3)
        ).one()
    tamper(full, update(IssuedPaperRow).where(IssuedPaperRow.document_id == key).values(input='{"number":"33"}'))
    with pytest.raises(FaultError, match=f"документа № {number} .* изменены после выдачи"):
        verify(full)


def test_a_file_of_a_paper_that_the_vault_does_not_know_is_named(full):
    tamper_past_keys(full, delete(FileRow).where(FileRow.sha256 == some_file(full).name))
    with pytest.raises(VaultError, match=r"Файл «Счёт \d\.pdf» .* не учтён"):
        verify(full)


@pytest.mark.parametrize("missing", [1, 3, 5])
def test_a_number_that_is_missing_is_named(full, missing):
    drop_paper(full, missing)
    with pytest.raises(FaultError, match=f"«{SERIES}» за 2026 год нет документа с номером {missing}"):
        verify(full)


def drop_paper(house, number):
    with house.database.write() as connection:
        key = connection.execute(select(DocumentRow.id).where(DocumentRow.number_value == number)).scalar_one()
        for row in (DocumentFileRow, IssuedPaperRow):
            connection.execute(delete(row).where(row.document_id == key))
        connection.execute(delete(DocumentRow).where(DocumentRow.id == key))


def test_a_counter_that_went_back_or_is_gone_is_found(full):
    tamper(full, update(CounterRow).values(last=4))
    with pytest.raises(FaultError, match="последний выданный — 4"):
        verify(full)
    tamper(full, delete(CounterRow))
    with pytest.raises(FaultError, match=SERIES):
        verify(full)


def test_a_series_whose_papers_are_all_gone_is_found(full):
    tamper(full, update(DocumentRow).values(series=None, number_value=None))
    with pytest.raises(FaultError, match="номером 1,"):
        verify(full)


def test_corrections_share_a_number_and_are_no_gap(full):
    with full.work("x", TODAY) as work:
        write_paper(work, b"correction", number_value=5, revision=1)
        work.connection.execute(update(CounterRow).values(last=5))
    assert verify(full).numbers == 5


def test_numbers_of_a_former_program_are_no_gap(full):
    with full.work("x", TODAY) as work:
        organization_id = work.connection.execute(select(OrganizationRow.id)).scalars().first()
        continue_after(work, organization_id, SERIES, 2026, 100)
        continue_after(work, organization_id, SERIES, 2025, 7)
        continue_after(work, organization_id, SERIES, 2025, 9)
    assert verify(full).numbers == 5
    add_paper(full, b"number 101")
    assert verify(full).numbers == 6
    tamper(full, update(CounterRow).where(CounterRow.year == 2026).values(last=102))
    with pytest.raises(FaultError, match="номером 102"):
        verify(full)


def test_strays_are_counted_and_later_removed(full):
    old = full.vault.put(b"nobody's, old")
    young = full.vault.put(b"nobody's, young")
    os.utime(full.vault.path_of(old), (LONG_AGO, LONG_AGO))
    half = full.vault.path_of(old).parent / ".partial-x"
    half.write_bytes(b"half")
    os.utime(half, (LONG_AGO, LONG_AGO))
    abandoned = full.vault.root / ".restore-x"
    abandoned.mkdir()
    (abandoned / "file").write_bytes(b"")
    os.utime(abandoned, (LONG_AGO, LONG_AGO))
    for folder in full.vault.folders():
        for path in folder.iterdir():
            if path.name != young:
                os.utime(path, (LONG_AGO, LONG_AGO))
    at = NOW.timestamp()
    os.utime(full.vault.path_of(young), (at, at))
    assert verify(full).strays == 2
    done = collect_strays(full, NOW)
    assert (done.files, done.bytes) == (2, len(b"nobody's, old") + len(b"half"))
    assert not abandoned.exists()
    assert full.vault.read(young)
    assert verify(full).strays == 0
    assert verify(full).files == 5


def test_a_folder_that_cannot_be_read_is_told_in_russian(full, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    abandoned = full.vault.root / ".restore-x"
    abandoned.mkdir()
    os.utime(abandoned, (LONG_AGO, LONG_AGO))
    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(Exception, match="нет прав на запись"):
        collect_strays(full, NOW)


def test_writers_go_on_while_everything_is_verified(full):
    """A file that is being checked holds no transaction open."""
    wrote = threading.Event()
    check = type(full.vault).check

    def check_and_write(vault, digest, size):
        if not wrote.is_set():
            wrote.set()
            add_paper(full, b"written meanwhile")
        check(vault, digest, size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(full.vault), "check", check_and_write)
        done = verify(full)
    assert wrote.is_set()
    assert done.papers == 6


def test_faults_are_told_to_the_user():
    assert issubclass(FaultError, TrackerError)
