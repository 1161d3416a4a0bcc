"""What tests of the commands share: a house of their own, and a deal that was issued once and is copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.desk import TODAY, Desk, add_people, open_desk
from tests.web.shell import environment, write_kit_file
from tracker.deals_file import sample_file
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from web.cli import main


@pytest.fixture(scope="session")
def issued_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house in which the kit of deal D1 was issued; its folder «out» holds the kit."""
    folder = tmp_path_factory.mktemp("issued")
    with pytest.MonkeyPatch.context() as patch:
        environment(patch, folder / "home")
        with pytest.raises(SystemExit) as end:
            main(["issue", "kit", str(write_kit_file(folder)), "-o", str(folder / "out"), "--code", "D1"])
    assert not end.value.code
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """PERVICHKA_HOME, with nothing in it yet."""
    environment(monkeypatch, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def deal_home(home: Path, issued_home: Path) -> Path:
    """PERVICHKA_HOME with deal D1 and its three papers."""
    shutil.copytree(issued_home / "home", home)
    return home


@pytest.fixture(scope="session")
def desk_home(issued_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with the people of the desk, deal D1 of Орлова (three issued papers) and the deals of the sample file."""
    folder = tmp_path_factory.mktemp("desk") / "home"
    shutil.copytree(issued_home / "home", folder)
    opened = open_desk(folder)
    add_people(opened.house)
    with read_deals_file(sample_file()) as deals, opened.house.work("tests", TODAY) as work:
        load(work, deals, is_update=True)
    opened.house.sweep(TODAY)
    opened.close()
    return folder


@pytest.fixture
def desk(desk_home: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk over a copy of that house."""
    shutil.copytree(desk_home, tmp_path / "home")
    opened = open_desk(tmp_path / "home")
    yield opened
    opened.close()
