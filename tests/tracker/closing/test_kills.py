"""A closing killed with -9 three times and finished: each paper once, no gap, the journal whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_closing_killed_three_times_issues_each_paper_once(database: str) -> None:
    """In a process of its own: it forks, and the tests' process holds databases that a fork must not share."""
    if database == "postgresql" and postgres.programs() is None:
        pytest.skip(postgres.MISSING)
    command = [sys.executable, "-m", "tests.soak.closing", "--deals", "8", "--kills", "3", "--database", database]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 kills, 16 papers" in done.stdout
