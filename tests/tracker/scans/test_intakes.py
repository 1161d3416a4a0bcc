"""A stack that nobody waits for: it is taken in once, whoever is killed meanwhile, and told as it was."""

from __future__ import annotations

import pytest

from docgen.bundle import File
from tests.docgen.scanning.scanner import as_pdf
from tests.tracker.scans.quick import TODAY, change, make_paper, plain_page, rows, states
from tracker.errors import NotFoundError
from tracker.models import ScanRow
from tracker.scans import intakes
from tracker.scans.confirming import reject
from tracker.scans.intake import TakenIn
from tracker.scans.paper_search import papers_called
from tracker.scans.states import ScanState
from tracker.scans.tray import tray_pages
from tracker.scans.waiting import ScanFilter, page_of_scan, scan_of, waiting_scans

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ask(house, *pages, name="stack.pdf"):
    with house.work("anna", TODAY) as work:
        return intakes.ask(work, [File(name, as_pdf(list(pages)))], pages=len(pages))


def told(house, key):
    with house.database.read() as connection:
        return intakes.intake_of(connection, key)


def test_a_stack_waits_is_taken_in_and_told(house, owner):
    paper = make_paper(house, owner, 2)
    key = ask(house, paper.pages[1], plain_page())
    assert (intakes.waiting(house), told(house, key).taken) == ([key], None)
    assert intakes.take(house, key, TODAY) is None
    intake = told(house, key)
    assert (intakes.waiting(house), intake.state, intake.read) == ([], intakes.IntakeState.DONE, 2)
    assert isinstance(intake.taken, TakenIn)
    (filed,) = intake.taken.papers
    assert (filed.numbers, filed.missing, filed.state) == ((2,), (1,), ScanState.AWAITS)
    assert [page.reason for page in intake.taken.tray] == ["код не прочитан"]


@on_sqlite
def test_a_step_that_is_done_again_after_a_kill_files_nothing_twice(house, owner, monkeypatch):
    paper = make_paper(house, owner, 1)
    key = ask(house, *paper.pages)

    def killed(*_, **values):
        if "told" in values:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(intakes, "_set", killed)
        with pytest.raises(KeyboardInterrupt):
            intakes.take(house, key, TODAY)
    assert intakes.waiting(house) == [key]
    intakes.take(house, key, TODAY)
    assert len(rows(house, ScanRow)) == 1
    assert states(house) == ["filed"]
    (file,) = told(house, key).taken.files
    assert file.is_known
    assert intakes.take(house, key, TODAY) is None, "a step too many does nothing"


@on_sqlite
def test_papers_bear_the_day_on_which_the_stack_was_sent(house, owner):
    paper = make_paper(house, owner, 1)
    key = ask(house, *paper.pages)
    intakes.take(house, key, TODAY.replace(year=2027))
    assert rows(house, ScanRow)[0]["scanned_on"] == TODAY


@on_sqlite
def test_there_is_no_stack_of_any_other_number(house):
    with house.database.read() as connection, pytest.raises(NotFoundError):
        intakes.intake_of(connection, 7)
    with pytest.raises(NotFoundError):
        intakes.take(house, 7, TODAY)


@pytest.fixture
def five(house, owner):
    """Five scanned papers that await a person, the third of them without its first page."""
    made = [make_paper(house, owner, 2, number=f"{number}") for number in range(5)]
    for number, paper in enumerate(made):
        key = ask(house, *paper.pages[1 if number == 2 else 0 :], name=f"{number}.pdf")
        intakes.take(house, key, TODAY)
    return made


def test_scans_are_walked_page_by_page_the_oldest_first(house, five):
    seen, after = [], None
    with house.database.read() as connection:
        while True:
            page = waiting_scans(connection, ScanFilter(), after=after, size=2)
            seen += [scan.document_id for scan in page.rows]
            after = page.next
            assert page.total.count == 5
            if after is None:
                break
        assert seen == [paper.key for paper in five]
        lacking = waiting_scans(connection, ScanFilter(is_whole=False))
        assert [scan.missing for scan in lacking.rows] == [(1,)]
        assert waiting_scans(connection, ScanFilter(managers=("Орлова",))).total.count == 0
        assert [row.name for row in waiting_scans(connection, ScanFilter(text=five[3].page_id)).rows] != []
        assert waiting_scans(connection, ScanFilter(text="%_")).total.count == 0
        assert papers_called(connection, five[1].page_id.lower())[0].id == five[1].key
        assert papers_called(connection, "%") == []


@on_sqlite
def test_a_scan_is_shown_whatever_became_of_it_and_only_pages_that_came(house, five):
    with house.database.read() as connection:
        ids = [scan.id for scan in waiting_scans(connection, ScanFilter()).rows]
    with house.work("olga", TODAY) as work:
        reject(work, ids[1])
    with house.database.read() as connection:
        assert scan_of(connection, ids[1]).state is ScanState.REJECTED
        with pytest.raises(NotFoundError):
            page_of_scan(connection, house.vault, ids[2], 1)
        assert page_of_scan(connection, house.vault, ids[2], 2).startswith(b"\x89PNG")


@on_sqlite
def test_papers_that_are_no_more_are_found_last(house, owner):
    old = make_paper(house, owner, 1, number="77")
    change(house, old, annulled_on=TODAY)
    new = make_paper(house, owner, 1, number="77")
    change(house, make_paper(house, owner, 1, number="77"), superseded_on=TODAY)
    with house.database.read() as connection:
        found = papers_called(connection, "77")
        assert [paper.is_ended for paper in found] == [False, True, True]
        assert found[0].id == new.key
        assert tray_pages(connection).total.count == 0
