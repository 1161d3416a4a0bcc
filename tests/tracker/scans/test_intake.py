"""A stack comes in: papers are filed as evidence, the rest waits, and nothing of it counts as a signature."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from docgen.bundle import File
from docgen.scanning import Assembled
from tests.builders import SELLER
from tests.docgen.scanning.here import paper as stamped
from tests.docgen.scanning.scanner import Scanner, as_bytes, as_pdf, pages_of
from tests.tracker.making import events, make_organization, paper
from tests.tracker.scans.quick import TODAY, change, make_paper, plain_page, rows, scan, scanned, states
from tests.tracker.scans.stack import of_another_house
from tracker.errors import NotFoundError, RefusedError
from tracker.models import DocumentFileRow, ScannedPaperRow, ScanRow
from tracker.scans import intake
from tracker.scans.intake import take_in
from tracker.verifying import verify

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER = TODAY + timedelta(days=3)
BLANK = Scanner(1, sigma=0).blank()


def test_a_stack_is_split_and_filed_and_nothing_counts_as_signed(house, owner):
    first, second = make_paper(house, owner, 3), make_paper(house, owner, 1)
    turned = first.pages[2].rotate(180)
    foreign = of_another_house(as_pdf([plain_page()]))
    taken = scan(house, turned, BLANK, second.pages[0], plain_page(), first.pages[0], foreign, second.pages[0])
    assert states(house) == ["filed", "blank", "filed", "unread", "filed", "unknown", "doubled"]
    assert [(one.page_id, one.numbers, one.missing, one.doubled) for one in taken.papers] == [
        (first.page_id, (1, 3), (2,), ()),
        (second.page_id, (1,), (), (1,)),
    ]
    assert [(page.page, page.state.value) for page in taken.tray] == [(4, "unread"), (6, "unknown")]
    assert (taken.blank, taken.files[0].pages) == (1, 7)
    assert scanned(house) == [("awaits", "2"), ("awaits", "")]
    row = paper(house, first.key)
    assert (row["scan_on"], row["signed_by_client_on"], row["original_on"]) == (None, None, None)
    kept = [row for row in rows(house, DocumentFileRow) if row["purpose"] == "scan"]
    assert [row["document_id"] for row in kept] == [first.key, second.key]
    assert house.vault.read(kept[0]["sha256"]).startswith(b"%PDF-")
    assert house.vault.read(rows(house, ScanRow)[0]["sha256"]).startswith(b"%PDF-")
    assert rows(house, ScanRow)[0]["scanned_on"] == TODAY
    assert verify(house).head.events == len(events(house))
    (noted,) = events(house, "scan.taken")
    assert json.loads(noted["details"])["states"]["filed"] == [1, 3, 5]
    assert len(events(house, "scan.filed")) == 2


@on_sqlite
def test_the_same_file_twice_changes_nothing_and_says_so(house, owner):
    known = make_paper(house, owner, 1)
    content = as_bytes(known.pages[0])
    take_in(house, [File("one.png", content)], actor="anna", today=TODAY)
    before = len(events(house)), states(house)
    again = take_in(house, [File("the same.png", content)], actor="anna", today=LATER)
    assert [(file.is_known, file.problem) for file in again.files] == [(True, "этот файл уже принят 15.12.2026")]
    content = as_bytes(plain_page())
    twice = take_in(house, [File("a.png", content), File("b.png", content)], actor="anna", today=TODAY)
    assert [file.problem for file in twice.files] == ["", "этот файл указан дважды"]
    assert (before[0] + 1, [*before[1], "unread"]) == (len(events(house)), states(house))


@on_sqlite
def test_a_bad_file_stops_no_other(house, owner):
    known = make_paper(house, owner, 2)
    files = [
        File("bad.pdf", b"%PDF-1.7 rubbish"),
        File("one.png", as_bytes(known.pages[0])),
        File("letter.doc", b"\xd0\xcf\x11\xe0"),
        File("two.jpg", as_bytes(known.pages[1], "JPEG")),
    ]
    taken = take_in(house, files, actor="anna", today=TODAY, workers=2)
    assert [bool(file.problem) for file in taken.files] == [True, False, True, False]
    assert [one.numbers for one in taken.papers] == [(1, 2)]
    assert [row["name"] for row in rows(house, ScanRow)] == ["one.png", "two.jpg"]
    nothing = take_in(house, files[:1], actor="anna", today=TODAY)
    assert (nothing.papers, bool(nothing.files[0].problem)) == ((), True)


def test_a_page_that_comes_later_completes_the_scan_that_lacks_it(house, owner):
    known = make_paper(house, owner, 3)
    scan(house, known.pages[0], known.pages[2])
    completed = scan(house, known.pages[1].rotate(90, expand=True), today=LATER)
    assert [(one.numbers, one.missing, one.is_completed) for one in completed.papers] == [((2,), (), True)]
    (row,) = rows(house, ScannedPaperRow)
    assert (row["state"], row["missing"], row["scanned_on"]) == ("awaits", "", LATER)
    kept = [file["sha256"] for file in rows(house, DocumentFileRow) if file["purpose"] == "scan"]
    assert (len(set(kept)), kept[-1]) == (2, row["sha256"])
    assert {page["scanned_paper_id"] for page in rows(house)} == {row["id"]}


@on_sqlite
def test_a_second_scan_of_the_same_pages_waits_beside_the_first(house, owner):
    known = make_paper(house, owner, 2)
    scan(house, *known.pages)
    scan(house, *known.pages[::-1])
    assert scanned(house) == [("awaits", ""), ("awaits", "")]


@pytest.mark.parametrize("ended", ["annulled_on", "superseded_on"])
def test_a_paper_that_is_no_more_goes_into_the_tray_and_its_successor_is_named(house, owner, ended):
    old = make_paper(house, owner, 1)
    change(house, old, **{ended: date(2026, 12, 10)})
    new = make_paper(house, owner, 1, revision=1, supersedes_id=old.key if ended == "superseded_on" else None)
    taken = scan(house, old.pages[0], new.pages[0])
    assert states(house) == ["annulled", "filed"]
    assert "10.12.2026" in taken.tray[0].reason
    assert (new.page_id in taken.tray[0].reason) is (ended == "superseded_on")


@on_sqlite
def test_only_papers_of_the_organisation_that_was_named_are_filed(house, owner):
    other = make_organization(house, replace(SELLER, inn="5001234560", short_name="ООО «Второе»"))
    ours, theirs = make_paper(house, owner, 1), make_paper(house, other, 1)
    taken = scan(house, ours.pages[0], theirs.pages[0], inn=SELLER.inn)
    assert states(house) == ["filed", "foreign"]
    assert "ООО «Второе»" in taken.tray[0].reason
    with pytest.raises(NotFoundError, match="7700000000"):
        scan(house, ours.pages[0], BLANK, inn="7700000000")


@on_sqlite
def test_a_code_that_contradicts_the_paper_is_no_page_of_it(house, owner):
    known = make_paper(house, owner, 2)
    scan(house, *pages_of(stamped(known.page_id, 3)))
    assert states(house) == ["contradicting"] * 3
    assert scanned(house) == []


@on_sqlite
def test_a_paper_that_cannot_be_put_together_waits_in_the_tray(house, owner, monkeypatch):
    first, second = make_paper(house, owner, 1), make_paper(house, owner, 1)
    real = intake.assemble

    def fragile(papers, files, workers):
        return [Assembled(problem="слишком велик"), *real(papers[1:], files, workers)]

    monkeypatch.setattr(intake, "assemble", fragile)
    taken = scan(house, first.pages[0], second.pages[0])
    assert states(house) == ["unread", "filed"]
    assert "слишком велик" in taken.tray[0].reason


@on_sqlite
def test_what_changed_while_the_stack_was_read_is_seen_before_anything_is_written(house, owner, monkeypatch):
    known = make_paper(house, owner, 1)
    real = intake.assemble

    def meanwhile(papers, files, workers):
        change(house, known, annulled_on=TODAY)
        return real(papers, files, workers)

    monkeypatch.setattr(intake, "assemble", meanwhile)
    scan(house, known.pages[0])
    assert (states(house), scanned(house)) == (["annulled"], [])


@on_sqlite
def test_a_file_that_another_took_in_meanwhile_is_not_taken_twice(house, owner, monkeypatch):
    stack = File("one.png", as_bytes(make_paper(house, owner, 1).pages[0]))
    real = intake.assemble

    def meanwhile(papers, files, workers):
        monkeypatch.setattr(intake, "assemble", real)
        take_in(house, [stack], actor="olga", today=TODAY)
        return real(papers, files, workers)

    monkeypatch.setattr(intake, "assemble", meanwhile)
    with pytest.raises(RefusedError, match="только что принял"):
        take_in(house, [stack], actor="anna", today=TODAY)
    assert states(house) == ["filed"]


@on_sqlite
def test_a_failure_leaves_nothing_half_written(house, owner, monkeypatch):
    known = make_paper(house, owner, 1)

    def broken(*_):
        raise RuntimeError("power")

    monkeypatch.setattr(intake, "_page_row", broken)
    before = len(events(house))
    with pytest.raises(RuntimeError):
        scan(house, known.pages[0])
    assert (rows(house), rows(house, ScanRow), scanned(house), len(events(house))) == ([], [], [], before)
