"""The whole way of a stack: twelve papers issued, signed, shuffled, turned and scanned badly, and filed right."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from docgen.bundle import File
from docgen.scanning.codes import find_codes
from tests.docgen.scanning.scanner import pages_of
from tests.tracker.making import TODAY, paper
from tests.tracker.scans.quick import rows
from tests.tracker.scans.stack import of_another_house, plain, print_papers, scanned, signed
from tracker.facts import Authority
from tracker.models import DocumentFileRow, DocumentRow
from tracker.scans.confirming import Confirmation, awaiting, confirm, signature_area
from tracker.scans.intake import take_in
from tracker.scans.states import PageState

CAME = date(2026, 12, 20)
LOST = 3  # from 0: the page of the first contract that did not come
PAGES = 40


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bad_stack_of_forty_pages_of_twelve_papers_is_filed_right(house):
    printed = print_papers(house, TODAY)
    assert len(printed) == 12
    pages = [
        page if number + 1 < len(one.pages) else signed(page)
        for one in printed
        for number, page in enumerate(one.pages)
    ]
    pages.pop(LOST)
    issued = [row for row in rows(house, DocumentFileRow) if row["name"].endswith(".pdf")]
    foreign = [plain("Чужая бумага"), plain("Реклама"), of_another_house(house.vault.read(issued[-1]["sha256"]))]
    stack = [*pages, *foreign, *[None] * (PAGES - len(pages) - len(foreign))]
    Random(5).shuffle(stack)
    taken = take_in(house, [File("stack.pdf", scanned(stack))], actor="anna", today=CAME, workers=2)
    found = {one.page_id: one for one in taken.papers}
    assert {key: (one.pages, one.missing, one.doubled) for key, one in found.items()} == {
        one.page_id: (len(one.pages), (LOST + 1,) if one is printed[0] else (), ()) for one in printed
    }
    states = Counter(page.state for page in taken.tray)
    assert states == {PageState.UNREAD: 2, PageState.UNKNOWN: 1}
    assert taken.blank == stack.count(None)
    _check_files(house, found)
    _confirm_all(house)
    assert all(row["scan_on"] == CAME for row in rows(house, DocumentRow))
    assert paper(house, printed[0].document_id)["signer_authority"] == "head"


def _check_files(house, found):
    """Every paper has a scan of its own pages alone, in order and upright."""
    scans = [row for row in rows(house, DocumentFileRow) if row["purpose"] == "scan"]
    assert len(scans) == len(found)
    codes = {row["id"]: row["page_id"] for row in rows(house, DocumentRow)}
    for scan in scans:
        one = found[codes[scan["document_id"]]]
        read = [tuple(find_codes(page)[0]) for page in pages_of(house.vault.read(scan["sha256"]), 110)]
        assert read == [(f"{one.page_id}/{number}/{one.pages}", 0) for number in one.numbers]


def _confirm_all(house):
    with house.database.read() as connection:
        waiting = awaiting(connection)
        assert signature_area(connection, house.vault, waiting[0].id).startswith(b"\x89PNG")
    for one in waiting:
        with house.work("olga", CAME) as work:
            confirm(work, one.id, Confirmation(signed_on=CAME, authority=Authority.HEAD))
