"""What tests of scans share: a house with an organisation of ours, and work done without a process of its own."""

from __future__ import annotations

import pytest

from tests.docgen.scanning.here import run_here
from tests.tracker.making import make_organization


@pytest.fixture
def in_process(monkeypatch):
    """The jobs of scans, done in this process and with no pains about bad pages, of which docgen's tests tell."""
    for module in ("reading", "papers"):
        monkeypatch.setattr(f"docgen.scanning.{module}.run", run_here)
    monkeypatch.setattr("docgen.scanning.job.find_hidden_codes", lambda _: [])


@pytest.fixture
def owner(house, in_process):
    """The key of our organisation in the house."""
    return make_organization(house)
