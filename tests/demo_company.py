"""The demo company, made once for all tests of a run, whichever process asks first."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import tracker.demo
from tracker.demo import DemoCompany
from web.commands.demo_cli import ABOUT, COMPANY, make_company

TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def demo_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder in which `pervichka demo` made the company, and «seeded» says whom it holds; nobody changes it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "demo-company"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / COMPANY).exists():
            _make(folder)
    return folder


def _make(folder: Path) -> None:
    seed = tracker.demo.seed
    kept: list[DemoCompany] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tracker.demo, "seed", lambda house, day: kept.append(seed(house, day)) or kept[0])
        make_company(folder, TODAY)
    (folder / "seeded").write_bytes(pickle.dumps(kept[0]))


def seeded_company(folder: Path) -> DemoCompany:
    """What seeding told of the company."""
    company: DemoCompany = pickle.loads((folder / "seeded").read_bytes())
    return company


def copy_company(folder: Path, target: Path) -> Path:
    """A copy of the company's house to change; its vault is shared by links, since files there never change."""
    return copy_house(folder / COMPANY, target)


def copy_house(home: Path, target: Path) -> Path:
    """A copy of a house of the company."""
    shutil.copytree(home, target, copy_function=_link_or_copy)
    return target


def _link_or_copy(source: str, target: str) -> None:
    if "/vault/" in source:
        os.link(source, target)
    else:
        shutil.copy2(source, target)


__all__ = ["ABOUT", "COMPANY", "NOW", "TODAY", "copy_company", "copy_house", "demo_folder", "seeded_company"]
