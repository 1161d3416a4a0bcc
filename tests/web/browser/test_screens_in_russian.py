"""Every screen in Russian, at both sizes: open to everybody, whole, and alone on this machine."""

from __future__ import annotations

import pytest

from tests.web.browser.conftest import Company
from tests.web.browsing import NARROW
from tests.web.looking import ROOMS, faults_of, faults_of_room
from tests.web.samples import sample_url
from web.access import ENTRIES, Audience

pytestmark = pytest.mark.browser

FILES = frozenset(
    {
        "kit.font",
        "kit.file",
        "kit.zip",
        "kit.bound",
        "papers.page",
        "papers.file",
        "control.work_files",
        "admin.copy_file",
    }
)
"""Addresses of files, which are no screens: these answer with a page where the file is not there."""


@pytest.mark.parametrize("room", ROOMS)
def test_screens_of_a_room_are_open_to_everybody(company: Company, room: str) -> None:
    assert faults_of_room(company.site, company.screens, room, "ru") == []


@pytest.mark.parametrize("url", ["/enter", "/s/{secret}", "/s/{secret}/{paper}", "/s/unknown"])
def test_doors_and_what_a_client_sees_are_open_to_everybody(company: Company, url: str) -> None:
    address = url.format(secret=company.told.secret, paper=company.told.paper)
    with company.site.page(None, NARROW) as page:
        faults = faults_of(page, address, "ru")
    assert [told for told in faults if told != f"{address}: 404"] == []
    assert (len(faults) > 0) == ("unknown" in url)


def test_every_address_of_the_desk_is_looked_at_or_is_no_screen(company: Company) -> None:
    desk, seen = company.site.desk, {one.endpoint for one in company.screens}
    lost = []
    for rule in desk.app.url_map.iter_rules():
        entry = ENTRIES[rule.endpoint]
        is_screen = entry.scope is None and entry.audience not in {Audience.PUBLIC, Audience.LINK}
        if "GET" in (rule.methods or ()) and is_screen and rule.endpoint not in seen | FILES:
            answer = desk.get("kravtsova", sample_url(desk, rule.endpoint, deal=company.told.deal))
            if answer.mimetype == "text/html" and answer.status_code != 302:
                lost.append((rule.endpoint, answer.status_code))
    assert lost == []
