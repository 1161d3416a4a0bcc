"""A desk that is really served, and people at it with a real Chromium: nothing may leave the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.web.desk import Desk
from tracker.accounts.sessions import Caller, start
from web.application import COOKIE
from web.guard import SECRET
from web.serving import served

AXE = Path(__file__).parent / "browser" / "axe" / "axe.min.js"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 780}
PATIENCE = 60_000  # milliseconds: a machine that is busy with other tests must fail none
FLAGS = [
    "--no-sandbox",  # tests may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
"""The last one lets nothing leave the machine; a route of Playwright's would do it too, but turns the cache off."""


@dataclass
class Site:
    """A desk at an address of this machine. ``faults``: what browsers complained of, and hosts that they asked for."""

    desk: Desk
    url: str
    browser: Browser
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def page(self, login: str | None, size: dict[str, int] | None = None, **more: Any) -> Iterator[Page]:
        """A window of a person who has entered, None for a stranger; anything that went wrong in it fails the test."""
        context = self.browser.new_context(
            base_url=self.url, viewport=size or WIDE, locale="ru-RU", timezone_id="Europe/Moscow", **more
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", self._watch)
        if login is not None:
            self._enter(context, login)
        page = context.new_page()
        page.on("console", self._complaint)
        page.on("pageerror", lambda error: self.faults.append(f"error in a script: {error}"))
        try:
            yield page
        finally:
            context.close()
        assert self.faults == [], self.faults

    def _enter(self, context: BrowserContext, login: str) -> None:
        """Gives the browser a session, as the door would."""
        with self.desk.house.database.write() as connection:
            secret = start(connection, login, Caller(address="127.0.0.1", agent="Chromium"), self.desk.house.clock())
        serializer = self.desk.app.session_interface.get_signing_serializer(self.desk.app)  # type: ignore[attr-defined]
        context.add_cookies([{"name": COOKIE, "value": serializer.dumps({SECRET: secret}), "url": self.url}])

    def _watch(self, request: Request) -> None:
        is_ours = request.url.startswith(self.url + "/") or urlsplit(request.url).scheme in {"data", "blob"}
        if not is_ours:
            self.faults.append(f"asked another host: {request.url}")

    def _complaint(self, message: ConsoleMessage) -> None:
        # A page that is refused on purpose is told by its status; everything else is a fault of ours.
        if message.type in {"error", "warning"} and "the server responded with a status of" not in message.text:
            self.faults.append(f"{message.type} on the console: {message.text}")


@contextmanager
def site(desk: Desk, browser: Browser) -> Iterator[Site]:
    """Serves the desk for as long as the block lasts."""
    with served(desk.app, "127.0.0.1", 0) as port:
        yield Site(desk=desk, url=f"http://127.0.0.1:{port}", browser=browser)


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page. It is put in by the debugger, which the page's policy does not concern."""
    session = page.context.new_cdp_session(page)
    source = AXE.read_text(encoding="utf-8")
    session.send("Runtime.evaluate", {"expression": f"if (!window.axe) {{ {source} }}; 0"})
    found = session.send(
        "Runtime.evaluate",
        {"expression": f"({_ASK})()", "awaitPromise": True, "returnByValue": True},
    )
    session.detach()
    if "exceptionDetails" in found:
        raise AssertionError(found["exceptionDetails"])
    return [str(line) for line in found["result"]["value"]]


_ASK = """async () => {
  const alike = document.querySelectorAll("tbody tr:nth-child(n+13)");  // rows of a list are made by one macro
  const found = await axe.run({ exclude: [...alike] }, { resultTypes: ["violations"], iframes: false });
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`));
}"""


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
