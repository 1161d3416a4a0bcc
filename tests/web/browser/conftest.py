"""A Chromium for all tests of a session, and desks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import chromium
from tests.demo_company import NOW, TODAY
from tests.web.browsing import FLAGS, PATIENCE, Site, site
from tests.web.desk import Desk, open_desk
from tests.web.lived_in import LivedIn, copy_home, lived_in_folder, told_of
from tests.web.samples import Sample, screens


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def desk_site(desk: Desk, browser: Browser) -> Iterator[Site]:
    """The small desk of the tests, served."""
    with site(desk, browser) as served:
        yield served


@dataclass(frozen=True)
class Company:
    """The demo company at work, served; its screens, and what was added to it for them."""

    site: Site
    told: LivedIn
    screens: tuple[Sample, ...]


@pytest.fixture(scope="session")
def company_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo company is that everybody has worked in."""
    return lived_in_folder(tmp_path_factory)


@pytest.fixture(scope="module")
def company(company_folder: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A copy of it that the tests of a module share."""
    home = copy_home(company_folder, tmp_path_factory.mktemp("company") / "home")
    desk = open_desk(home, TODAY, NOW)
    with site(desk, browser) as served:
        yield Company(site=served, told=told_of(company_folder), screens=tuple(screens(desk)))
    desk.close()
