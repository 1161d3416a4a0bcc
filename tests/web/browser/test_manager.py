"""The manager's day from the keyboard alone: from an empty client to the archive of papers, each of them numbered."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.web.browsing import Site
from tests.web.screens.test_kit_form import CARD

pytestmark = pytest.mark.browser

ROWS = (
    "LED-36\tСветильник потолочный\t2\tшт.\t3 000,00\n"
    "LED-18\tСветильник настенный\t1\tшт.\t1 200,00\n"
    "\tМонтаж\t1\tусл.\t5 000,00"
)


def focused(page: Page) -> str:
    """What the keyboard speaks to: the name of the field or button, else its text."""
    return str(
        page.evaluate(
            """() => {
              const at = document.activeElement;
              return at.tagName === "BUTTON" ? at.textContent.trim() : at.name || at.textContent.trim();
            }"""
        )
    )


def tab_to(page: Page, wanted: str, most: int = 90) -> None:
    """Presses Tab until the keyboard speaks to what is wanted: the same a person without a mouse does."""
    seen = []
    for _ in range(most):
        if focused(page) == wanted:
            return
        seen.append(focused(page))
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to «{wanted}»: {seen}")


def press(page: Page, button: str) -> None:
    """Goes to a button by Tab and presses it; waits for the page that it opens."""
    tab_to(page, button)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def paste(page: Page, text: str) -> None:
    """Pastes into whatever has the keyboard, as Ctrl+V does."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def type_line(page: Page, *texts: str) -> None:
    """Name, quantity, unit and price of the next line."""
    tab_to(page, "line.name")
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def shown(told: str) -> str:
    """A sum as a page has it."""
    return told.replace(" ", "\u00a0")


def sums_of_lines(page: Page) -> list[str]:
    told = page.locator("#kit-rows [data-part=sum]").all_inner_texts()
    return [one.strip().replace("\u00a0", " ") for one in told if one.strip()]


def test_a_kit_from_an_empty_client_to_the_archive_from_the_keyboard_alone(desk_site: Site, tmp_path: Path) -> None:
    with desk_site.page("orlova", permissions=["clipboard-read", "clipboard-write"], accept_downloads=True) as page:
        page.goto("/")
        tab_to(page, "К содержанию")
        page.keyboard.press("Enter")
        press(page, "Новый комплект")
        expect(page.locator("#kit-form")).to_be_visible()

        # The client: requisites as a letter brings them, recognised and shown beside their fields.
        tab_to(page, "Реквизиты из текста или файла карточки")
        page.keyboard.press("Enter")
        tab_to(page, "card")
        paste(page, CARD)
        press(page, "Распознать")
        expect(page.locator('[name="party.inn"]')).to_have_value("7707083893")
        expect(page.locator('[name="party.name"]')).to_have_value("Лебедева Ольга Павловна")

        # Lines: two typed, Tab adds the third; then three more from a spreadsheet.
        tab_to(page, "seller")
        page.keyboard.type("ООО «Св")
        type_line(page, "Светильник", "3", "шт", "1 450,50")
        expect(page.locator("#kit-totals")).to_contain_text(shown("4 351,50 ₽"))
        type_line(page, "Кабель", "10", "м", "68,40")
        rows = page.locator("#kit-rows tr").count()
        tab_to(page, "line.kind")
        page.keyboard.press("Tab")
        assert page.locator("#kit-rows tr").count() == rows + 1
        assert focused(page) == "line.code"
        with page.expect_navigation():
            paste(page, ROWS)
        expect(page.locator("#kit-totals")).to_contain_text(shown("17 235,50 ₽"))
        assert sums_of_lines(page) == ["4 351,50 ₽", "684,00 ₽", "6 000,00 ₽", "1 200,00 ₽", "5 000,00 ₽"]

        # Terms, a look at the paper, and issuing.
        tab_to(page, "preset")
        page.keyboard.type("50")
        press(page, "Применить")
        expect(page.locator("#payment-0-percent")).to_have_value("50")
        paper = page.frame_locator("#kit-paper")
        expect(paper.locator("body")).to_contain_text("Светильник потолочный")
        with page.expect_navigation(timeout=60_000):
            page.keyboard.press("Control+Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Комплект выпущен")
        tab_to(page, "Всё в ZIP")
        with page.expect_download() as told:
            page.keyboard.press("Enter")
        told.value.save_as(tmp_path / "kit.zip")
    check_archive(tmp_path / "kit.zip")


def check_archive(path: Path) -> None:
    """Three papers, each with a number of its own in its name and on its first page, and all of them in one file."""
    with zipfile.ZipFile(path) as archive:
        papers = {name: archive.read(name) for name in archive.namelist() if name.endswith(".pdf")}
    named = {name: re.search(r"№ ?(\S+?)[ .]", name) for name in papers}
    numbered = {name: found[1] for name, found in named.items() if found}
    assert len(numbered) == 3, sorted(papers)
    for name, number in numbered.items():
        first = PdfReader(io.BytesIO(papers[name])).pages[0].extract_text()
        assert plain(number) in plain(first), (name, first[:300])


def plain(told: str) -> str:
    """Letters and digits alone: a name of a file has no «/»."""
    return re.sub(r"\W", "", told)
