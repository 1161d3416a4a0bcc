"""The demo company, made once for all tests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.demo_company import COMPANY, copy_company, demo_folder, seeded_company
from tests.tracker.conftest import ticking
from tracker.house import House
from tracker.settings import Settings


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The house and what was told of it; tests only read."""
    folder = demo_folder(tmp_path_factory)
    home = copy_company(folder, tmp_path_factory.mktemp("demo") / COMPANY)
    house = House.open(Settings(home=home), ticking(datetime(2026, 11, 27, 8, tzinfo=UTC)))
    yield house, seeded_company(folder)
    house.close()


@pytest.fixture(scope="session")
def seeded(demo):
    return demo[0]


@pytest.fixture(scope="session")
def company(demo):
    return demo[1]
