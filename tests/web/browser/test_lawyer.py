"""The lawyer's day: an act that was never signed, the dossier of its deal, the claim, and the claim in its register."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.web.browser.conftest import Company
from tests.web.samples import owing_deal

pytestmark = pytest.mark.browser


def test_from_a_missing_act_through_the_dossier_to_a_claim_in_the_register(company: Company) -> None:
    deal = owing_deal(company.site.desk)
    with company.site.page("romanov", accept_downloads=True) as page:
        find_missing(page, deal)
        told = download_dossier(page)
        assert deal in told
        assert "Опись" in told

        page.get_by_role("link", name="Претензия", exact=True).click()
        whole = page.locator(".figure", has_text="Всего").locator(".figure-value").inner_text()
        page.get_by_role("link", name="Составить письмо").click()
        issue_letter(page, whole)
        page.get_by_label("Отправлена").first.fill("2026-11-27")
        page.get_by_role("button", name="Отметить отправку").click()

        page.goto("/legal/claims")
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=deal, exact=True))
        expect(row).to_contain_text(whole)
        expect(row).to_contain_text("ждём ответа")


def find_missing(page: Page, deal: str) -> None:
    """The deal among those in which nobody signed, by the way a lawyer goes."""
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Претензии и риски").click()
    page.get_by_role("link", name="Не подтверждено документами").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=deal, exact=True))
    row.get_by_role("link", name="Досье").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Досье")


def download_dossier(page: Page) -> str:
    """Text of the dossier's pages."""
    with page.expect_download(timeout=60_000) as told:
        page.get_by_role("button", name="Скачать досье").click()
    assert told.value.suggested_filename.endswith(".pdf")
    with told.value.path().open("rb") as file:
        return "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(file.read())).pages)


def issue_letter(page: Page, whole: str) -> None:
    """What is not ours has its sheets counted; the button names the sum that was shown."""
    for sheets in page.locator('[name^="sheets."]').all():
        sheets.fill("2")
    button = page.get_by_role("button", name=re.compile("Выпустить письмо на"))
    expect(button).to_contain_text(whole)
    button.click()
    expect(page.locator("#messages")).to_contain_text("№")
