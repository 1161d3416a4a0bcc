"""Writers are killed at random moments: nothing acknowledged is lost, no number is missing or given twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres

ROOT = Path(__file__).resolve().parents[3]


def soak(*options: str) -> str:
    """The soak in a process of its own: it forks, and the tests' process holds databases that a fork must not share."""
    command = [sys.executable, "-m", "tests.soak.kills", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql" and postgres.programs() is None:
        pytest.skip(postgres.MISSING)
    return request.param


def test_ten_kills_lose_nothing_that_was_acknowledged(database: str) -> None:
    assert "10 kills" in soak("--kills", "10", "--database", database)


def test_two_processes_that_issue_at_once_leave_no_gap_and_wait_for_one_another(database: str) -> None:
    assert "0 kills, 2 writers issued" in soak("--kills", "0", "--seconds", "2", "--database", database)
