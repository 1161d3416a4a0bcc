"""Pictures of every screen over the demo company, to be looked at: ``python -m tests.screenshots FOLDER``.

``--readme`` writes the three of the README into docs/pictures/ instead.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.conftest import NO_BROWSER, chromium
from tests.demo_company import COMPANY, NOW, TODAY, copy_company
from tests.web.browsing import FLAGS, NARROW, WIDE, Site, site
from tests.web.desk import open_desk
from tests.web.lived_in import LivedIn, live_in
from tests.web.samples import busiest_deal, screens
from web.commands.demo_cli import make_company

PICTURES: Final = Path(__file__).parent.parent / "docs" / "pictures"
README: Final = {
    "desk-board": ("orlova", "/deals/board"),
    "desk-deal": ("sokolova", "/deals/K-204"),
    "desk-legal": ("romanov", "/legal/"),
}
"""Pictures of the README: whose screen, and its address."""

_SIZES: Final = {1440: WIDE, 360: NARROW}


def main() -> None:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="./run screenshots", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=PICTURES)
    parser.add_argument("--readme", action="store_true")
    asked = parser.parse_args()
    if chromium() is None:
        sys.exit(NO_BROWSER)
    asked.folder.mkdir(parents=True, exist_ok=True)
    with _company() as (served, lived):
        if asked.readme:
            _take_for_readme(served, asked.folder)
        else:
            _take_all(served, lived, asked.folder)


@contextmanager
def _company() -> Iterator[tuple[Site, LivedIn]]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        make_company(Path(folder), TODAY)
        desk = open_desk(copy_company(Path(folder), Path(folder) / "copy" / COMPANY), TODAY, NOW)
        lived = live_in(desk, busiest_deal(desk))
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            with site(desk, browser) as served:
                yield served, lived
        finally:
            browser.close()
            desk.house.close()


def _take_for_readme(served: Site, folder: Path) -> None:
    for name, (login, url) in README.items():
        with served.page(login, WIDE) as page:
            page.goto(url, wait_until="networkidle")
            with Image.open(BytesIO(page.screenshot())) as picture:
                few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)  # a third of the bytes
                few.save(folder / f"{name}.png", optimize=True)


def _take_all(served: Site, lived: LivedIn, folder: Path) -> None:
    found = [(one.login, one.endpoint, one.url) for one in screens(served.desk) if one.is_page]
    strangers = [(None, "doors.enter", "/enter"), (None, "shared.show", f"/s/{lived.secret}")]
    for login in dict.fromkeys(one[0] for one in [*found, *strangers]):
        with served.page(login) as page:
            for who, endpoint, url in [*found, *strangers]:
                if who == login:
                    _take(page, url, folder / endpoint)


def _take(page: Page, url: str, stem: Path) -> None:
    page.set_viewport_size(WIDE)
    page.goto(url, wait_until="networkidle")
    for width, size in _SIZES.items():
        page.set_viewport_size(size)
        page.screenshot(path=stem.with_name(f"{stem.name}-{width}.png"), full_page=True)


if __name__ == "__main__":
    main()
