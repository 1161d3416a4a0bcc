"""The journal: a chain that shows every change of it, in both databases."""

from __future__ import annotations

import json
import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, insert, select, update

from docgen.errors import DocgenError
from tracker import journal
from tracker.clock import instant_text
from tracker.errors import BrokenJournalError
from tracker.journal import (
    GENESIS,
    Change,
    Head,
    Journal,
    check_chain,
    export,
    head_text,
    read_head,
    read_head_file,
)
from tracker.models import EventRow

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def write(house, count=10, start=0):
    with house.work("Кравцова А. С.", TODAY) as work:
        for number in range(start, start + count):
            work.note("deal.added", f"deal:d{number}", sum=number, text='ё "\n\u2028')


def tamper(house, seq, /, **values):
    with house.database.write() as connection:
        connection.execute(update(EventRow).where(EventRow.seq == seq).values(**values))


def details_of(house, seq):
    with house.database.read() as connection:
        return connection.execute(select(EventRow.details).where(EventRow.seq == seq)).scalar_one()


def test_an_empty_journal_ends_at_its_beginning(house):
    assert check_chain(house.database) == Head(events=0, hash=GENESIS)


def test_events_are_chained_across_transactions(house):
    write(house, 3)
    write(house, 4, start=3)
    head = check_chain(house.database)
    assert head.events == 7
    with house.database.read() as connection:
        assert read_head(connection) == head == check_chain(connection)


def test_a_change_that_fails_leaves_no_event(house):
    write(house, 2)
    head = check_chain(house.database)
    with pytest.raises(RuntimeError), house.work("Кравцова А. С.", TODAY) as work:
        note_and_fail(work)
    assert check_chain(house.database) == head


def note_and_fail(work):
    work.note("deal.added", "deal:x")
    work.flush()
    raise RuntimeError


def test_more_events_than_are_written_at_once_make_one_chain(house, monkeypatch):
    monkeypatch.setattr(journal, "_CHUNK", 3)
    write(house, 10)
    assert check_chain(house.database).events == 10


def test_writers_at_the_same_time_make_one_chain(house):
    threads = [threading.Thread(target=write, args=(house, 5, number * 5)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert check_chain(house.database).events == 30


@pytest.mark.parametrize("column", ["at", "actor", "kind", "subject", "hash"])
def test_an_edited_event_is_named(house, column):
    write(house)
    tamper(house, 4, **{column: "x"})
    with pytest.raises(BrokenJournalError, match="событие 4"):
        check_chain(house.database)


@pytest.mark.parametrize(
    "respell",
    [
        lambda text: text.replace('"sum":3', '"sum":4'),
        lambda text: text.replace('"sum":3', '"sum":3.0'),
        lambda text: text.replace(":", ": ", 1),
        lambda text: text.replace("ё", "\\u0451"),
        lambda text: text.replace('{"sum":3', '{"sum":9,"sum":3'),
        lambda text: text + " ",
        lambda text: text[:-1],
        lambda text: text[:0],
        lambda text: "[" * 100_000 + text,
        lambda text: text.replace("3", "NaN"),
    ],
)
def test_edited_details_are_found_even_if_they_mean_the_same(house, respell):
    write(house)
    text = details_of(house, 4)
    assert respell(text) != text
    tamper(house, 4, details=respell(text))
    with pytest.raises(BrokenJournalError, match="событие 4"):
        check_chain(house.database)


def test_a_deleted_event_is_named(house):
    write(house)
    with house.database.write() as connection:
        connection.execute(delete(EventRow).where(EventRow.seq == 6))
    with pytest.raises(BrokenJournalError, match="нет события 6, следующее — 7"):
        check_chain(house.database)


def test_swapped_events_are_found(house):
    write(house)
    for old, new in ((5, 1000), (6, 5), (1000, 6)):
        tamper(house, old, seq=new)
    with pytest.raises(BrokenJournalError, match="событие 5"):
        check_chain(house.database)


def test_an_event_before_the_first_is_found(house):
    write(house)
    with house.database.write() as connection:
        values = {"at": "", "actor": "", "kind": "", "subject": "", "details": "{}", "hash": GENESIS}
        connection.execute(insert(EventRow).values(seq=0, **values))
    with pytest.raises(BrokenJournalError, match="нет события 1, следующее — 0"):
        check_chain(house.database)


def test_a_cut_tail_is_found_by_a_head_that_was_kept(house):
    write(house)
    kept = check_chain(house.database)
    write(house, 3, start=10)
    assert check_chain(house.database, kept).events == 13
    with house.database.write() as connection:
        connection.execute(delete(EventRow).where(EventRow.seq > 8))
    assert check_chain(house.database).events == 8
    with pytest.raises(BrokenJournalError, match="обрезан: событий 8, а было 10"):
        check_chain(house.database, kept)


def test_a_rewritten_chain_is_found_by_a_head_that_was_kept(house):
    write(house)
    kept = check_chain(house.database)
    with house.database.write() as connection:
        connection.execute(delete(EventRow))
    write(house, 12, start=1)
    assert check_chain(house.database).events == 12
    with pytest.raises(BrokenJournalError, match="переписан"):
        check_chain(house.database, kept)


def test_details_read_back_in_the_same_spelling(house):
    details = {2: "b", 10: "a", "on": TODAY, "rate": Decimal("1.50"), "deep": {"я": [None, True, 1.5]}}
    with house.database.write() as connection:
        with pytest.raises(TypeError):
            Journal("x", instant_text(AT)).record(connection, [Change(kind="k", subject="s", details=details)])
        del details["on"], details["rate"], details["deep"]
        Journal("x", instant_text(AT)).record(connection, [Change(kind="k", subject="s", details=details)])
        deep = {"on": TODAY, "rate": Decimal("1.50"), "deep": {"я": [None, True, 1.5]}}
        Journal("x", instant_text(AT)).record(connection, [Change(kind="k", subject="s", details=deep)])
    assert check_chain(house.database).events == 2
    assert details_of(house, 1) == '{"10":"a","2":"b"}'
    assert json.loads(details_of(house, 2)) == {"on": "2026-11-22", "rate": "1.50", "deep": {"я": [None, True, 1.5]}}


def test_a_number_that_is_none_cannot_be_written(house):
    with pytest.raises(ValueError, match="JSON"), house.work("x", TODAY) as work:
        work.note("k", "s", rate=float("nan"))


def test_an_export_goes_out_while_others_write(house, tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "_CHUNK", 2)
    write(house)
    rows = journal._rows(house.database)
    first = next(rows)
    write(house, 3, start=10)
    assert [first["seq"], *(row["seq"] for row in rows)] == list(range(1, 11))
    head = export(house.database, tmp_path / "out")
    assert head.events == 13
    assert read_head_file(tmp_path / "out" / "journal.head.json") == head
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["journal.head.json", "journal.jsonl"]


def test_an_export_into_a_place_that_takes_no_files_is_told_in_russian(house, tmp_path):
    write(house)
    (tmp_path / "file").write_text("")
    with pytest.raises(DocgenError, match="Не удалось записать"):
        export(house.database, tmp_path / "file")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"events": true, "hash": "x"}', b"[" * 900])
def test_a_file_that_is_no_head_is_refused(tmp_path, content):
    (tmp_path / "head").write_bytes(content)
    with pytest.raises(BrokenJournalError, match="не отметка журнала"):
        read_head_file(tmp_path / "head")


def test_a_head_reads_back(tmp_path):
    head = Head(events=3, hash="ab" * 32)
    (tmp_path / "head").write_text(head_text(head), encoding="utf-8")
    assert read_head_file(tmp_path / "head") == head
