"""Pages that belong to no paper wait for a person, who files or discards them; none is lost."""

from __future__ import annotations

import pytest

from tests.docgen.scanning.scanner import Scanner
from tests.tracker.making import events
from tests.tracker.scans.quick import TODAY, change, make_paper, plain_page, rows, scan, scanned, states
from tracker.errors import NotFoundError, RefusedError
from tracker.models import ScannedPaperRow
from tracker.papers.stored import find_paper
from tracker.scans.states import ASIDE
from tracker.scans.tray import ByHand, discard, file_by_hand, pages_aside, show_page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BLANK = Scanner(1, sigma=0).blank()


def file(house, page, key, number, **given):
    return file_by_hand(house, page, ByHand(document_id=key, page=number, **given), actor="olga", today=TODAY)


def listed(house, *which):
    with house.database.read() as connection:
        return [(page.page, page.state.value) for page in pages_aside(connection, *which)]


def test_pages_filed_by_hand_make_a_paper_that_awaits_confirmation(house, owner):
    made = make_paper(house, owner, 2)
    scan(house, plain_page(), plain_page(10), BLANK)
    first = file(house, 2, made.key, 2, turn=180)
    assert (first.missing, first.state.value) == ((1,), "awaits")
    second = file(house, 1, made.key, 1)
    assert (second.missing, second.is_completed, second.id) == ((), True, first.id)
    assert scanned(house) == [("awaits", "")]
    assert states(house) == ["by_hand", "by_hand", "blank"]
    assert [row["turn"] for row in rows(house)] == [0, 180, 0]
    assert listed(house) == []
    assert listed(house, ASIDE) == [(3, "blank")]
    assert [event["kind"] for event in events(house)][-2:] == ["scan.filed", "scan.page_filed"]


def test_an_unread_page_completes_the_scan_of_a_stack(house, owner):
    made = make_paper(house, owner, 2)
    scan(house, made.pages[0], plain_page())
    file(house, 2, made.key, 2)
    assert scanned(house) == [("awaits", "")]


def test_a_page_of_a_paper_that_is_no_more_is_kept_as_evidence_and_awaits_nobody(house, owner):
    made = make_paper(house, owner, 1)
    change(house, made, annulled_on=TODAY)
    scan(house, made.pages[0])
    assert file(house, 1, made.key, 1).state.value == "beside"
    assert rows(house, ScannedPaperRow)[0]["document_id"] == made.key


def test_a_paper_from_outside_takes_pages_too(house, owner):
    made = make_paper(house, owner, 1)
    outside = make_paper(house, owner, 0)
    scan(house, plain_page(), plain_page(9))
    assert file(house, 1, outside.key, 2, pages=3).missing == (1, 3)
    assert file(house, 2, outside.key, 1, pages=3).missing == (3,)
    with house.database.read() as connection:
        assert find_paper(connection, made.key)["scan_on"] is None


@pytest.mark.parametrize(
    ("page", "given", "told"),
    [
        (1, {"number": 3}, "страницы 3 нет"),
        (1, {"number": 1, "pages": 5}, "Исправьте --pages"),
        (1, {"number": 1, "turn": 45}, "0, 90, 180, 270"),
        (2, {"number": 1}, "уже вложена"),
    ],
)
def test_a_place_that_the_paper_has_not_is_refused(house, owner, page, given, told):
    made = make_paper(house, owner, 2)
    scan(house, plain_page(), made.pages[0])
    before = states(house), scanned(house), len(events(house))
    with pytest.raises(RefusedError, match=told):
        file(house, page, made.key, **given)
    assert before == (states(house), scanned(house), len(events(house)))


def test_what_is_not_there_is_told(house, owner):
    made = make_paper(house, owner, 1)
    with pytest.raises(NotFoundError, match="Страницы 9"):
        file(house, 9, made.key, 1)
    scan(house, plain_page())
    with pytest.raises(NotFoundError, match="ключом 99"):
        file(house, 1, 99, 1)


def test_a_page_is_discarded_for_a_reason_and_can_still_be_filed(house, owner):
    made = make_paper(house, owner, 1)
    scan(house, plain_page())
    with pytest.raises(RefusedError, match="причину"), house.work("olga", TODAY) as work:
        discard(work, 1, "  ")
    with house.work("olga", TODAY) as work:
        discard(work, 1, "реклама")
    assert (listed(house), listed(house, ASIDE)) == ([], [(1, "discarded")])
    file(house, 1, made.key, 1)
    assert states(house) == ["by_hand"]


def test_any_page_is_shown_as_a_picture(house, owner):
    made = make_paper(house, owner, 1)
    scan(house, made.pages[0].rotate(90, expand=True), plain_page())
    with house.database.read() as connection:
        for page in (1, 2):
            assert show_page(connection, house.vault, page).startswith(b"\x89PNG")
