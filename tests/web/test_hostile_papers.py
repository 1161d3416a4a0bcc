"""Nobody makes a paper count as signed past those who look at the paper itself."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.web.desk import Desk, open_desk
from tests.web.screens.control_desk import acts, add_acts, paper

DAY = "19.11.2026"


@pytest.fixture
def desk(desk_home: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(desk_home, tmp_path / "home")
    add_acts(tmp_path / "home")
    opened = open_desk(tmp_path / "home")
    yield opened
    opened.close()


def version(desk: Desk, key: int) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', desk.get("control", f"/control/papers/{key}").text)
    assert found
    return found[1]


def test_a_manager_tells_of_a_paper_that_it_was_sent_and_nothing_else(desk: Desk) -> None:
    """A paper that its own seller calls signed and returned would be chased by nobody."""
    key = acts(desk.house).mine[0]
    told = dict.fromkeys(("delivered", "signed", "scan", "original"), DAY) | {"authority": "head", "sent": "05.10.2026"}
    answer = desk.post("orlova", f"/control/papers/{key}", told | {"version": version(desk, key)})
    assert answer.status_code == 303
    known = paper(desk.house, key)
    assert known["sent_on"] == date(2026, 10, 5)
    columns = ("delivered_on", "signed_by_client_on", "signer_authority", "scan_on", "original_on")
    assert [known[column] for column in columns] == [None] * 5
    assert 'name="signed"' not in desk.get("orlova", f"/control/papers/{key}").text
    bulk = {"action": "original", "key": str(key), "on": DAY, "sure": "1", "once": "k"}
    assert desk.post("orlova", "/control/papers/do", bulk).status_code == 403


def test_a_lawyer_reads_what_became_of_a_paper_and_tells_nothing(desk: Desk) -> None:
    key = acts(desk.house).mine[0]
    assert desk.get("lawyer", f"/control/papers/{key}").status_code == 200
    told = {"version": version(desk, key), "sent": DAY, "signed": DAY, "authority": "head"}
    assert desk.post("lawyer", f"/control/papers/{key}", told).status_code == 403
    for action in ("sent", "original", "remind"):
        bulk = {"action": action, "key": str(key), "on": DAY, "sure": "1", "once": "k"}
        assert desk.post("lawyer", "/control/papers/do", bulk).status_code == 403, action


def test_a_form_without_its_version_is_out_of_date_and_no_accident(desk: Desk) -> None:
    key = acts(desk.house).mine[0]
    assert desk.post("control", f"/control/papers/{key}", {"sent": DAY}).status_code == 409


def test_a_number_that_no_database_could_hold_names_nothing(desk: Desk) -> None:
    for url in ("/deals/D1/papers/", "/control/papers/", "/control/work/", "/scans/", "/money/payments/"):
        for key in (2**31, 10**18 - 1, 2**63, 10**40):
            assert desk.get("head", f"{url}{key}").status_code == 404, (url, key)
