"""What tests of scans share: work done without a process of its own."""

from __future__ import annotations

import pytest

from tests.docgen.scanning.here import run_here


@pytest.fixture
def in_process(monkeypatch):
    """The jobs of scans, done in this process: the same code, without the start of another."""
    for module in ("reading", "papers"):
        monkeypatch.setattr(f"docgen.scanning.{module}.run", run_here)
