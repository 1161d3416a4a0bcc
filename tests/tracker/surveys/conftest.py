"""What tests of the programme share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.tracker.conftest import ticking
from tracker.house import House
from tracker.settings import Settings


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house on SQLite alone: to make a PostgreSQL for each test takes longer than all of them."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sqlite_template, home / "pervichka.db")
    opened = House.open(Settings(home=home), ticking(datetime(2026, 11, 27, 8, tzinfo=UTC)))
    yield opened
    opened.close()


@pytest.fixture
def either_house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """A house on each of the databases, for what they may compute differently."""
    settings = Settings(home=tmp_path / "home", database_url=database_url)
    opened = House.open(settings, ticking(datetime(2026, 11, 27, 8, tzinfo=UTC)))
    yield opened
    opened.close()
