"""Only what a person saw becomes a fact: the signature, its right and day, the scan, the original."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from tests.tracker.making import events, paper
from tests.tracker.scans.quick import TODAY, change, make_paper, rows, scan, scanned, states
from tracker.errors import NotFoundError, RefusedError
from tracker.facts import Attorney, Authority
from tracker.models import ScannedPaperRow
from tracker.scans.confirming import (
    Confirmation,
    awaiting,
    awaiting_of,
    confirm,
    reject,
    signature_area,
)

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SIGNED = date(2026, 12, 5)
LATER = TODAY + timedelta(days=3)
HEAD = Confirmation(signed_on=SIGNED, authority=Authority.HEAD)


@pytest.fixture
def known(house, owner):
    made = make_paper(house, owner, 2)
    scan(house, *made.pages)
    return made


def decide(house, known, seen, today=TODAY):
    with house.work("olga", today) as work:
        key = awaiting_of(work.connection, known.key).id
        if seen is None:
            reject(work, key)
        else:
            confirm(work, key, seen)


def facts(house, known):
    row = paper(house, known.key)
    return {key: row[key] for key in ("signed_by_client_on", "signer_authority", "scan_on", "original_on")}


def test_a_confirmation_records_the_signature_the_scan_and_the_original(house, known):
    right = Attorney("15", date(2026, 1, 1), None)
    seen = Confirmation(signed_on=SIGNED, authority=Authority.POWER_OF_ATTORNEY, attorney=right, original_on=LATER)
    decide(house, known, seen, LATER)
    assert facts(house, known) == {
        "signed_by_client_on": SIGNED,
        "signer_authority": "power_of_attorney",
        "scan_on": TODAY,
        "original_on": LATER,
    }
    assert paper(house, known.key)["attorney_number"] == "15"
    (row,) = rows(house, ScannedPaperRow)
    assert (row["state"], row["decided_by"]) == ("confirmed", "olga")
    kinds = [event["kind"] for event in events(house)][-4:]
    assert kinds == [
        "document.signed_by_client",
        "document.scan_received",
        "document.original_received",
        "scan.confirmed",
    ]


@on_sqlite
def test_without_the_original_only_the_scan_is_here(house, known):
    decide(house, known, HEAD)
    assert facts(house, known)["original_on"] is None
    assert facts(house, known)["scan_on"] == TODAY


@on_sqlite
def test_a_paper_that_is_not_signed_stays_as_it_was_and_its_scan_is_kept(house, known):
    decide(house, known, None)
    assert set(facts(house, known).values()) == {None}
    assert scanned(house) == [("rejected", "")]
    with house.database.read() as connection:
        assert awaiting(connection) == []


@on_sqlite
def test_a_slip_is_mended_by_confirming_what_was_rejected(house, known):
    decide(house, known, None)
    decide(house, known, HEAD)
    assert (scanned(house), facts(house, known)["signed_by_client_on"]) == ([("confirmed", "")], SIGNED)


@on_sqlite
def test_what_was_confirmed_is_not_decided_twice(house, known):
    decide(house, known, HEAD)
    key = rows(house, ScannedPaperRow)[0]["id"]
    with pytest.raises(RefusedError, match="уже подтверждён"), house.work("olga", TODAY) as work:
        confirm(work, key, HEAD)
    with pytest.raises(RefusedError, match="уже подтверждён"), house.work("olga", TODAY) as work:
        reject(work, key)
    with pytest.raises(NotFoundError, match="confirm --list"):
        decide(house, known, HEAD)


@on_sqlite
def test_other_scans_are_kept_beside_the_one_that_was_confirmed(house, known):
    scan(house, *known.pages[::-1])
    decide(house, known, HEAD)
    taken = scan(house, known.pages[1])
    assert scanned(house) == [("beside", ""), ("confirmed", ""), ("beside", "1")]
    assert [json.loads(event["details"])["scan"] for event in events(house, "scan.beside")] == [1]
    assert taken.papers[0].state.value == "beside"


@on_sqlite
def test_a_missing_page_may_come_after_the_confirmation(house, owner):
    made = make_paper(house, owner, 2)
    scan(house, made.pages[1])
    decide(house, made, HEAD)
    scan(house, made.pages[0], today=LATER)
    assert scanned(house) == [("confirmed", "")]
    assert facts(house, made)["scan_on"] == TODAY


@on_sqlite
def test_an_earlier_scan_stays_the_day_of_the_scan(house, known):
    change(house, known, scan_on=date(2026, 12, 8))
    decide(house, known, HEAD)
    assert facts(house, known)["scan_on"] == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (Confirmation(signed_on=LATER, authority=Authority.HEAD), "а скан получен"),
        (Confirmation(signed_on=date(2026, 11, 1), authority=Authority.HEAD), "раньше даты самого документа"),
        (Confirmation(signed_on=SIGNED, authority=Authority.HEAD, attorney=Attorney("1")), "Доверенность указана"),
        (Confirmation(signed_on=SIGNED, authority=Authority.HEAD, original_on=LATER), "ещё не наступило"),
        (Confirmation(signed_on=SIGNED, authority=Authority.HEAD, original_on=date(2026, 12, 4)), "а оригинал получен"),
    ],
)
@on_sqlite
def test_days_and_rights_that_cannot_be_are_refused_and_the_scan_waits_on(house, known, seen, told):
    before = len(events(house))
    with pytest.raises(RefusedError, match=told):
        decide(house, known, seen)
    assert (scanned(house), len(events(house))) == ([("awaits", "")], before)
    assert set(facts(house, known).values()) == {None}


@on_sqlite
def test_a_paper_annulled_meanwhile_cannot_be_confirmed_but_can_be_put_away(house, known):
    change(house, known, annulled_on=TODAY)
    with pytest.raises(RefusedError, match="аннулирован"):
        decide(house, known, HEAD)
    decide(house, known, None)
    assert scanned(house) == [("rejected", "")]


@on_sqlite
def test_a_person_sees_the_signatures_and_is_told_of_doubled_and_missing_pages(house, owner):
    made = make_paper(house, owner, 3)
    scan(house, made.pages[1], made.pages[2], made.pages[2])
    assert states(house) == ["filed", "filed", "doubled"]
    with house.database.read() as connection:
        (waiting,) = awaiting(connection)
        assert (waiting.missing, [number for number, _ in waiting.doubled]) == ((1,), [3])
        assert signature_area(connection, house.vault, waiting.id).startswith(b"\x89PNG")
        with pytest.raises(NotFoundError):
            signature_area(connection, house.vault, 99)
