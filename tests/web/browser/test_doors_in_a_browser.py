"""Coming in and going out with a keyboard and a screen."""

from __future__ import annotations

import pytest

from tests.web.browsing import NARROW, Site, overflow, violations
from tests.web.desk import PASSWORD

pytestmark = pytest.mark.browser


def test_a_person_comes_in_by_keyboard_and_goes_out(desk_site: Site) -> None:
    with desk_site.page(None) as page:
        page.goto("/account/")
        page.keyboard.type("orlova")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/account/")
        page.get_by_role("button", name="Выйти").click()
        page.wait_for_url("**/enter")
        page.goto("/account/")
        assert "/enter" in page.url


def test_the_door_is_open_to_everybody(desk_site: Site) -> None:
    with desk_site.page(None, NARROW) as page:
        page.goto("/enter")
        assert violations(page) == []
        assert overflow(page) <= 0
        page.get_by_role("button", name="English").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Log in"
        assert violations(page) == []


def test_a_request_to_another_host_is_noticed_and_never_made(desk_site: Site) -> None:
    with pytest.raises(AssertionError, match="asked another host"):
        ask_another_host(desk_site)


def ask_another_host(desk_site: Site) -> None:
    with desk_site.page(None) as page:
        with page.expect_event("requestfailed") as told:
            page.set_content("<img src='http://example.org/a.png'>")
        assert "ERR_NAME_NOT_RESOLVED" in (told.value.failure or "")
