from __future__ import annotations

import pytest

from tests.tracker.batches import chores
from tracker.batches import kinds, ledger


@pytest.fixture(autouse=True)
def chores_are_a_kind(monkeypatch):
    """The only kind of batches is that of the tests."""
    for module in (kinds, ledger):
        monkeypatch.setattr(module, "KINDS", {"chore": "tests.tracker.batches.chores:do"})
    chores.FATES.clear()
