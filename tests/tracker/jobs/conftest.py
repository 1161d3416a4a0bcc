from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tracker.jobs import chores
from tracker.house import House
from tracker.jobs import queueing, storage, table, worker

ROOT = Path(__file__).resolve().parents[3]
Worker = Callable[..., subprocess.Popen[str]]


@pytest.fixture(autouse=True)
def jobs(house, monkeypatch):
    """The jobs are those of the tests, whose files need the folder of the house."""
    house.settings.home.mkdir(exist_ok=True)
    for module in (table, worker, storage, queueing):
        monkeypatch.setattr(module, "JOBS", chores.TABLE)


@pytest.fixture
def start(house: House) -> Iterator[Worker]:
    """Starts workers as processes; they are killed at the end."""
    workers = []

    def started(*options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error", "-m", "tests.tracker.jobs.chores"]
        place = (str(house.settings.home), house.settings.url)
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        workers.append(subprocess.Popen([*command, *place, *options], cwd=ROOT, text=True, **pipes))
        return workers[-1]

    yield started
    for one in workers:
        one.kill()
        one.communicate()
