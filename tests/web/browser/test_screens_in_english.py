"""Every screen in English, at both sizes: open to everybody; words of ours are English, and nothing grows too wide."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.web.browser.conftest import Company
from tests.web.browsing import NARROW
from tests.web.looking import ROOMS, faults_of, faults_of_room

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def in_english(company: Company) -> None:
    """Everybody of the company has chosen English."""
    with company.site.desk.house.database.write() as connection:
        connection.execute(text("UPDATE accounts SET language = 'en'"))


@pytest.mark.parametrize("room", ROOMS)
def test_screens_of_a_room_are_open_to_everybody(company: Company, room: str) -> None:
    assert faults_of_room(company.site, company.screens, room, "en") == []


@pytest.mark.parametrize("url", ["/enter", "/s/{secret}"])
def test_doors_and_what_a_client_sees_are_open_to_everybody(company: Company, url: str) -> None:
    with company.site.page(None, NARROW) as page:
        page.context.add_cookies([{"name": "language", "value": "en", "url": company.site.url}])
        assert faults_of(page, url.format(secret=company.told.secret), "en") == []
