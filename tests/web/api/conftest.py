from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.api.calling import Caller
from tests.web.desk import TODAY, Desk, open_desk
from tracker.accounts.visitors import allow_internal_prices


@pytest.fixture
def api(desk: Desk) -> Caller:
    """The API over a house of its own."""
    return Caller(desk)


@pytest.fixture(scope="session")
def shared(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """One house for all calls that are to be refused or only read; nobody counts how often it is asked.

    The head and the administrator may see internal prices.
    """
    folder = tmp_path_factory.mktemp("api") / "home"
    shutil.copytree(desk_home, folder)
    desk = open_desk(folder)
    desk.app.extensions["limits"].enabled = False
    with desk.house.work("tests", TODAY) as work:
        for login in ("head", "admin"):
            allow_internal_prices(work, login, is_allowed=True)
    yield Caller(desk)
    desk.close()
