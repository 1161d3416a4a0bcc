"""A house with the deals of ``making``; its SQLite file is furnished once and copied, which is faster than to load."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.tracker.conftest import ticking
from tests.tracker.matching.making import furnish
from tracker.database import default_url
from tracker.house import House
from tracker.settings import Settings


@pytest.fixture(scope="session")
def furnished(sqlite_template, tmp_path_factory) -> Path:
    """The file of a database with the deals of ``making``."""
    folder = tmp_path_factory.mktemp("furnished")
    copied = folder / sqlite_template.name
    shutil.copy(sqlite_template, copied)
    house = House.open(Settings(home=folder, database_url=default_url(folder)), ticking(_at(8)))
    furnish(house, folder)
    house.close()
    return copied


@pytest.fixture
def stocked(database_url, furnished, tmp_path):
    """A house with the deals of ``making``."""
    is_sqlite = database_url.startswith("sqlite")
    home = tmp_path / "home"
    if is_sqlite:
        shutil.copy(furnished, home / furnished.name)
    house = House.open(Settings(home=home, database_url=database_url), ticking(_at(9)))
    if not is_sqlite:
        furnish(house, tmp_path)
    yield house
    house.close()


def _at(hour):
    return datetime(2026, 11, 22, hour, tzinfo=UTC)
