"""The audit of any day, past or to come, whatever is kept: equal to a computation by hand, in the contract's order."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from tests.tracker import oracle
from tests.tracker.deals_file.files import sample, write
from tests.tracker.furnished import rows_of
from tests.tracker.random_deals import AS_OF, deals_file
from tracker import audit as audits
from tracker.audit import audit
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.house import House
from tracker.models import DocumentRow
from tracker.recording import papers

DAYS = (
    date.min,
    date(1991, 1, 1),
    date(2024, 2, 29),
    AS_OF - timedelta(1),
    AS_OF,
    AS_OF + timedelta(1),
    date(2028, 2, 29),
    date(2100, 12, 31),
    date(9999, 12, 30),
    date.max,
)
SEVERITIES = ["low", "medium", "high", "critical"]


@pytest.fixture
def load_data(house: House, tmp_path: Path) -> Callable[..., None]:
    def load_it(data: Any, today: date = AS_OF) -> None:
        with read_deals_file(write(tmp_path, data)) as file, house.work("anna", today) as work:
            load(work, file, is_update=True)

    return load_it


def by_program(house: House, day: date) -> dict[str, Any]:
    """The audit as JSON, without what the oracle does not tell."""
    told = audit(house, day).as_json()
    for finding in told["findings"]:
        for key in ("basis", "message", "action"):
            assert finding.pop(key)
    return json.loads(json.dumps(told))


@pytest.mark.parametrize("seed", range(3))
def test_an_audit_equals_the_one_by_hand_on_any_day(house: House, load_data: Callable[..., None], seed: int) -> None:
    data = deals_file(Random(seed), 15)
    load_data(data)
    for day in DAYS:
        assert by_program(house, day) == oracle.audit(data, day)


@pytest.mark.parametrize("swept", [date.min, date(2025, 1, 1), AS_OF - timedelta(30), date(2050, 1, 1), date.max])
def test_what_is_kept_of_another_day_makes_no_difference(
    house: House, load_data: Callable[..., None], swept: date
) -> None:
    data = deals_file(Random(31), 12)
    load_data(data)
    house.sweep(swept)
    for day in (*DAYS, swept):
        assert by_program(house, day) == oracle.audit(data, day)


def test_deals_of_which_some_are_current_and_some_are_not(house: House, load_data: Callable[..., None]) -> None:
    data = deals_file(Random(32), 20)
    whole = data["deals"]
    for part, day in (
        (whole[:7], AS_OF),
        (whole[7:14], AS_OF - timedelta(400)),
        (whole[14:], AS_OF + timedelta(900)),
    ):
        load_data(data | {"deals": part}, day)
    for day in DAYS:
        assert by_program(house, day) == oracle.audit(data, day)


def test_other_settings_are_heeded_before_any_sweep(
    house: House, load_data: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = deals_file(Random(33), 12)
    load_data(data)
    for grace in (0, 30):
        house.settings = replace(house.settings, grace_days=grace)
        monkeypatch.setattr(oracle, "GRACE", grace)
        assert by_program(house, AS_OF) == oracle.audit(data, AS_OF)


def test_more_stale_deals_than_are_read_at_once_are_all_judged(
    house: House, load_data: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audits, "AUDITED_AT_ONCE", 7)
    monkeypatch.setattr(audits, "in_chunks", lambda keys: ([key] for key in keys))
    data = deals_file(Random(34), 30)
    load_data(data)
    for day in (date(2025, 1, 1), date(2030, 1, 1)):
        assert by_program(house, day) == oracle.audit(data, day)
    house.settings = replace(house.settings, grace_days=4)
    assert len(audit(house, AS_OF).findings) > 0
    assert audit(house, AS_OF).totals.deals == 30


def test_findings_go_by_severity_sum_and_age_then_by_names(house: House, load_data: Callable[..., None]) -> None:
    load_data(deals_file(Random(35), 30))
    found = audit(house, AS_OF).as_json()["findings"]
    keys = [
        (
            -SEVERITIES.index(one["severity"]),
            -int(one["exposure"].replace(".", "")),
            -one["days"],
            one["rule"],
            one["deal"],
            one["obligation"] or "",
            one["document"] or "",
        )
        for one in found
    ]
    assert keys == sorted(keys)
    assert len(found) > 100


def test_the_total_exposure_is_the_sum_of_its_three_parts(house: House, load_data: Callable[..., None]) -> None:
    load_data(deals_file(Random(36), 30))
    totals = audit(house, AS_OF).as_json()["totals"]
    parts = ("refund", "unproven_debt", "overdue_advance")
    assert int(totals["exposure"].replace(".", "")) == sum(int(totals[part].replace(".", "")) for part in parts)
    assert int(totals["exposure"].replace(".", "")) > 0


def test_an_audit_writes_nothing(house: House, load_data: Callable[..., None]) -> None:
    load_data(deals_file(Random(37), 10))
    rows, kept = rows_of(house), rows_of(house, derived=True)
    for day in DAYS:
        audit(house, day)
    assert (rows_of(house), rows_of(house, derived=True)) == (rows, kept)


def test_an_empty_house_has_an_empty_audit(house: House) -> None:
    assert audit(house, AS_OF).as_json() == {
        "as_of": "2026-11-22",
        "totals": {
            "deals": 0,
            "findings": 0,
            "exposure": "0.00",
            "refund": "0.00",
            "unproven_debt": "0.00",
            "overdue_advance": "0.00",
        },
        "findings": [],
    }


def test_a_fact_recorded_now_is_in_the_next_audit(house: House, load_data: Callable[..., None]) -> None:
    data = sample()
    del data["deals"][0]["documents"][0]["original_on"]
    load_data(data)
    assert "scan_only" in {finding.rule for finding in audit(house, AS_OF).findings}
    with house.work("anna", AS_OF) as work:
        key = work.connection.execute(select(DocumentRow.id).where(DocumentRow.code == "w1")).scalar_one()
        papers.receive_original(work, key, AS_OF)
    assert "scan_only" not in {finding.rule for finding in audit(house, AS_OF).findings}
    assert "scan_only" in {finding.rule for finding in audit(house, AS_OF - timedelta(1)).findings}
