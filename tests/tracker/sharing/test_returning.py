"""Scans that clients return: within limits, once, read as any scan, and confirmed by nobody but a person."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.docgen.scanning.scanner import as_bytes, as_pdf
from tests.tracker.making import events, paper
from tests.tracker.scans.quick import TODAY, plain_page, rows, scanned, states
from tracker.errors import RefusedError
from tracker.facts import Authority
from tracker.models import ScanRow, ShareReturnRow
from tracker.scans.confirming import Confirmation, awaiting, confirm
from tracker.scans.tray import pages_aside
from tracker.sharing import returning
from tracker.sharing.links import revoke_link
from tracker.sharing.listing import links_of_deal, returned_through_links
from tracker.sharing.returning import ACTOR, return_scan, take_pending
from tracker.sharing.states import ClosedLinkError
from tracker.verifying import verify

pytestmark = pytest.mark.usefixtures("in_process")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def give(shared, secret, content, name="скан.pdf", today=TODAY):
    return return_scan(shared.house, secret, name, content, address="10.0.0.1", today=today)


def listed(shared, managers=None, **given):
    with shared.house.database.read() as connection:
        return returned_through_links(connection, managers, **given)


def test_a_scan_comes_back_and_awaits_a_person(shared) -> None:
    view, secret = shared.link()
    content = as_pdf([shared.act.pages[0]])
    told = give(shared, secret, content, "C:\\Мои\\скан.pdf")
    assert (told.name, told.pages, told.is_known) == ("скан.pdf", 1, False)
    assert scanned(shared.house) == [("awaits", "")]
    assert paper(shared.house, shared.act.key)["signed_by_client_on"] is None
    (one,) = listed(shared).rows
    assert (one.link, one.deal, one.client_name, one.manager) == (view.id, "d1", "ООО «Ромашка»", "Орлова")
    assert (one.pages, one.problem, one.is_waiting, one.size) == (1, "", True, len(content))
    assert listed(shared, ("Орлова",)).rows == (one,)
    assert listed(shared, ("Сизов",)).rows == ()
    assert rows(shared.house, ScanRow)[0]["added_by"] == ACTOR
    (noted,) = events(shared.house, "share.returned")
    assert json.loads(noted["details"])["name"] == "скан.pdf"
    assert secret not in str([dict(row) for row in events(shared.house)])
    verify(shared.house)
    with shared.house.database.read() as connection:
        assert links_of_deal(connection, shared.deals["d1"], TODAY)[0].returns == 1


@on_sqlite
def test_the_same_file_again_is_taken_once(shared) -> None:
    _, secret = shared.link()
    content = as_pdf([shared.act.pages[0]])
    first, again = give(shared, secret, content), give(shared, secret, content, "другое имя.pdf")
    assert (again.id, again.pages, again.is_known) == (first.id, 1, True)
    assert len(rows(shared.house, ScanRow)) == len(rows(shared.house, ShareReturnRow)) == 1
    _, other = shared.link()
    assert give(shared, other, content).pages == 1  # somebody else's link: told apart, but one scan
    assert len(rows(shared.house, ScanRow)) == 1


@on_sqlite
def test_what_cannot_be_read_lies_in_the_tray_under_its_deal(shared) -> None:
    _, secret = shared.link()
    give(shared, secret, as_bytes(plain_page()), "фото.png")
    assert states(shared.house) == ["unread"]
    with shared.house.database.read() as connection:
        (page,) = pages_aside(connection)
    assert page.file == "Сделка d1, от клиента: фото.png"
    assert listed(shared).rows[0].is_waiting


@on_sqlite
def test_a_file_that_no_program_opens_is_kept_for_a_person(shared) -> None:
    _, secret = shared.link()
    told = give(shared, secret, b"%PDF-1.7 broken")
    assert told.pages == 0
    (one,) = listed(shared).rows
    assert one.problem
    assert one.is_waiting
    assert shared.house.vault.read(one.sha256) == b"%PDF-1.7 broken"


@on_sqlite
def test_when_a_person_has_confirmed_the_notice_is_gone(shared) -> None:
    _, secret = shared.link()
    give(shared, secret, as_pdf([shared.act.pages[0]]))
    with shared.house.work("anna", TODAY) as work:
        (scan,) = awaiting(work.connection)
        confirm(work, scan.id, Confirmation(signed_on=TODAY, authority=Authority.HEAD))
    assert listed(shared).rows == ()
    (one,) = listed(shared, is_waiting=False).rows
    assert not one.is_waiting


@on_sqlite
def test_files_outside_the_limits_are_refused_in_words_and_leave_nothing(shared, monkeypatch) -> None:
    _, secret = shared.link()
    good = as_pdf([shared.act.pages[0]])
    for content in (b"", b"MZ...", b"<html>", b"PK\x03\x04 docx", b" %PDF-1.7"):
        with pytest.raises(RefusedError, match="отсканируйте"):
            give(shared, secret, content)
    monkeypatch.setattr(returning, "MOST_BYTES", 1024 * 1024)
    with pytest.raises(RefusedError, match="больше 1 МБ"):
        give(shared, secret, b"%PDF-" + b"0" * 1024 * 1024)
    monkeypatch.setattr(returning, "MOST_BYTES_A_DAY", len(good) - 1)
    with pytest.raises(RefusedError, match="завтра"):
        give(shared, secret, good)
    assert rows(shared.house, ShareReturnRow) == []
    monkeypatch.setattr(returning, "MOST_BYTES_A_DAY", 10**9)
    monkeypatch.setattr(returning, "MOST_FILES_A_DAY", 2)
    give(shared, secret, b"%PDF-1")
    give(shared, secret, b"%PDF-2")
    with pytest.raises(RefusedError, match="не больше 2 файлов"):
        give(shared, secret, b"%PDF-3")
    assert len(rows(shared.house, ShareReturnRow)) == 2
    assert give(shared, secret, b"%PDF-2").is_known
    assert not give(shared, secret, b"%PDF-3", today=TODAY + timedelta(1)).is_known


@on_sqlite
def test_a_closed_link_takes_nothing(shared) -> None:
    view, secret = shared.link()
    for wrong, today in ((secret + "x", TODAY), (secret, TODAY + timedelta(100))):
        with pytest.raises(ClosedLinkError, match="попросите"):
            give(shared, wrong, b"%PDF-", today=today)
    with shared.house.work("anna", TODAY) as work:
        revoke_link(work, view.id)
    with pytest.raises(ClosedLinkError):
        give(shared, secret, b"%PDF-")
    assert rows(shared.house, ShareReturnRow) == []


@on_sqlite
def test_a_file_that_was_kept_and_not_read_is_taken_in_later(shared, monkeypatch) -> None:
    class StopError(Exception):
        pass

    def stop(*_: object, **__: object) -> None:
        raise StopError

    _, secret = shared.link()
    content = as_pdf([shared.act.pages[0]])
    with monkeypatch.context() as patch:
        patch.setattr(returning, "take_in", stop)
        with pytest.raises(StopError):
            give(shared, secret, content)
    (one,) = listed(shared).rows
    assert (one.pages, one.is_waiting) == (None, True)
    assert take_pending(shared.house, TODAY) == 1
    assert listed(shared).rows[0].pages == 1
    assert take_pending(shared.house, TODAY) == 0
    again = give(shared, secret, content)
    assert (again.pages, again.is_known) == (1, True)


@on_sqlite
def test_many_returns_are_pages(shared) -> None:
    _, secret = shared.link()
    for number in range(5):
        give(shared, secret, b"%PDF-" + str(number).encode())
    first = listed(shared, size=3)
    rest = listed(shared, size=3, after=first.next)
    assert (len(first.rows), len(rest.rows), rest.next, first.total.count) == (3, 2, None, 5)
