"""The shipped sample of deals: what its audit says was computed by hand from the text of the rules."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tracker.audit import audit
from tracker.deals_file import sample_file
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.house import House
from tracker.settings import Settings

DAY = date(2026, 11, 23)

# НС-1: works of 860 000 performed 27.06.2025, paid in full, the act sent 30.06.2025 and never heard of: grace ends
#   02.07.2025; without acceptance_days the act is awaited until 10.07.2025, its delivery until 14.07.2025; Титова left
#   02.03.2026; nothing was reconciled for a year since 27.06.2025.
# НС-2: the act delivered 03.11.2026, five days end on Sunday 08.11.2026, so silence is an acceptance after Monday.
# УЦ-1: goods of 312 400 performed 15.10.2026 without a signed contract or money; the waybill signed 17.10.2026 by who
#   knows whom; due on Sunday 25.10.2026, so late after Monday; «paid» on Thursday 29.10.2026, of which three working
#   days end on 03.11.2026; 30 days after 26.10.2026 have not passed, so no claim is due yet.
# УЦ-2: an advance of 384 000 for goods due 15.09.2026 that were not delivered; demanded back 05.11.2026.
# СВ-1, СВ-2, УЦ-3: nothing.
BY_HAND = [
    ("critical", "paid_unconfirmed", "НС-1", "работы", None, 860_000, date(2025, 7, 3)),
    ("critical", "advance_overdue", "УЦ-2", None, None, 384_000, date(2026, 9, 16)),
    ("high", "closing_document_unreturned", "НС-1", None, "акт", 860_000, date(2025, 7, 11)),
    ("high", "demand_unanswered", "УЦ-2", None, None, 384_000, date(2026, 11, 5)),
    ("high", "contract_unsigned", "УЦ-1", None, None, 312_400, date(2026, 10, 15)),
    ("high", "shipped_before_papers", "УЦ-1", "товар", None, 312_400, date(2026, 10, 15)),
    ("high", "contact_left", "НС-1", None, None, 0, date(2026, 3, 2)),
    ("medium", "delivery_unproven", "НС-1", None, "акт", 860_000, date(2025, 7, 15)),
    ("medium", "signer_unauthorised", "УЦ-1", None, "накладная", 312_400, date(2026, 10, 17)),
    ("medium", "unproven_debt", "УЦ-1", "товар", None, 312_400, date(2026, 10, 21)),
    ("medium", "payment_overdue", "УЦ-1", None, None, 312_400, date(2026, 10, 27)),
    ("medium", "payment_claimed", "УЦ-1", None, None, 312_400, date(2026, 11, 4)),
    ("low", "one_sided_only", "НС-2", None, "акт", 64_000, date(2026, 11, 10)),
    ("low", "reconciliation_stale", "НС-1", None, None, 0, date(2026, 6, 28)),
]


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path) -> Iterator[House]:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sqlite_template, home / "pervichka.db")
    opened = House.open(Settings(home=home))
    with read_deals_file(sample_file()) as deals, opened.work("anna", DAY) as work:
        load(work, deals, is_update=False)
    yield opened
    opened.close()


def test_the_audit_of_the_sample_is_what_a_person_computes_from_the_rules(house: House) -> None:
    found = audit(house, DAY)
    assert [
        (one.severity.word, one.rule, one.deal, one.obligation, one.document, one.exposure / 100, one.since)
        for one in found.findings
    ] == BY_HAND


def test_the_totals_of_the_sample_count_each_rouble_once(house: House) -> None:
    assert audit(house, DAY).as_json()["totals"] == {
        "deals": 7,
        "findings": 14,
        "exposure": "1556400.00",
        "refund": "860000.00",
        "unproven_debt": "312400.00",
        "overdue_advance": "384000.00",
    }


def test_the_day_on_which_a_claim_is_due_brings_it(house: House) -> None:
    """Due on Monday 26.10.2026, thirty days end on 25.11.2026."""
    for day, holds in ((date(2026, 11, 25), False), (date(2026, 11, 26), True)):
        rules = {one.rule for one in audit(house, day).findings if one.deal == "УЦ-1"}
        assert ("claim_not_sent" in rules) is holds


def test_the_sample_loaded_twice_changes_nothing(house: House) -> None:
    with read_deals_file(sample_file()) as deals, house.work("anna", DAY) as work:
        done = load(work, deals, is_update=False)
    assert (done.new_clients, done.new_deals, done.changed, done.same) == (0, 0, 0, done.same)
    assert done.same > 0
