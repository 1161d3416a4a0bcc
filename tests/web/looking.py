"""Screens as a browser shows them at both sizes, and everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page

from tests.web.browsing import NARROW, WIDE, Site, overflow, violations
from tests.web.samples import Sample
from web.access import ENTRIES, Audience

_STAFF = (Audience.STAFF, Audience.INTERNAL)
ROOMS = sorted(
    {name.partition(".")[0] for name, one in ENTRIES.items() if one.audience in _STAFF and one.scope is None}
)
"""Rooms of the desk, by the first part of their endpoints."""


def faults_of_room(served: Site, screens: Iterable[Sample], room: str, language: str) -> list[str]:
    """What is wrong with all screens of a room, each looked at by whoever may open it."""
    chosen = [one for one in screens if one.endpoint.startswith(room + ".") and one.is_page]
    faults: list[str] = []
    for login in dict.fromkeys(one.login for one in chosen):
        with served.page(login) as page:
            for one in chosen:
                faults += faults_of(page, one.url, language) if one.login == login else []
    return faults


def faults_of(page: Page, url: str, language: str) -> list[str]:
    """Opens an address and looks at it at both sizes; answers what is wrong, in words."""
    answer = page.goto(url, wait_until="load")
    faults = [] if answer is not None and answer.ok else [f"{url}: {answer and answer.status}"]
    faults += [f"{url}: {told}" for told in _faults_of_page(page, language)]
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        faults += [f"{url} at {size['width']}: {told}" for told in violations(page)]
        if (excess := overflow(page)) > 0:
            faults.append(f"{url} at {size['width']}: wider than the window by {excess}: {_widest(page)}")
    page.set_viewport_size(WIDE)
    return faults


def _faults_of_page(page: Page, language: str) -> list[str]:
    said = page.evaluate(
        """() => ({
          heads: document.querySelectorAll("h1").length,
          head: document.querySelector("h1")?.textContent.trim() ?? "",
          title: document.title.split("—")[0].trim(),
          language: document.documentElement.lang,
          twice: [...document.querySelectorAll("[id]")].map((one) => one.id)
            .filter((id, place, all) => all.indexOf(id) !== place),
        })"""
    )
    faults = []
    if said["heads"] != 1 or not said["head"]:
        faults.append(f"headings of the first level: {said['heads']}, «{said['head']}»")
    if not said["title"]:
        faults.append("no title")
    if said["language"] != language:
        faults.append(f"says that it is in «{said['language']}»")
    if said["twice"]:
        faults.append(f"ids that stand twice: {said['twice']}")
    return faults


def _widest(page: Page) -> str:
    """The element that sticks out most, for whoever has to mend it."""
    return str(
        page.evaluate(
            """() => {
              const edge = (one) => one.getBoundingClientRect().right;
              const all = [...document.body.querySelectorAll("*")].filter((one) => !one.closest(".table-responsive *"));
              return all.sort((one, other) => edge(other) - edge(one))[0]?.outerHTML.slice(0, 200);
            }"""
        )
    )
