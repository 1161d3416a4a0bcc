"""A Chromium for all tests of a session, and desks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import chromium
from tests.web.browsing import FLAGS, Site, site
from tests.web.desk import Desk


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def desk_site(desk: Desk, browser: Browser) -> Iterator[Site]:
    """The small desk of the tests, served."""
    with site(desk, browser) as served:
        yield served
