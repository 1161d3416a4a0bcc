"""A link for a client: made by the manager, opened on a phone, answered with a signed scan, and dead once revoked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.docgen.scanning.scanner import as_pdf
from tests.tracker.scans.stack import signed
from tests.web.browsing import NARROW, Site, overflow, violations
from tests.web.desk import Desk
from tests.web.screens.test_scans import pages

pytestmark = pytest.mark.browser


def test_a_kit_is_shared_looked_at_returned_seen_by_control_and_closed_again(desk_site: Site, tmp_path: Path) -> None:
    scan = signed_invoice(desk_site.desk)
    with desk_site.page("orlova", permissions=["clipboard-read", "clipboard-write"]) as manager:
        address = share(manager)
        with desk_site.page(None, NARROW, has_touch=True, is_mobile=True, accept_downloads=True) as phone:
            look(phone, address, tmp_path)
            give_back(phone, scan)
            see_as_control(desk_site)
            revoke(manager)
            answer = phone.goto(address)
            assert answer is not None
            assert answer.status == 404
            expect(phone.locator("body")).not_to_contain_text("Светотехника")


def signed_invoice(desk: Desk) -> bytes:
    return as_pdf([signed(page) for page in pages(desk, "proforma_invoice")])


def share(page: Page) -> str:
    """Makes the link by the way a manager goes, copies it, and answers what was copied."""
    page.goto("/deals/D1/share")
    page.get_by_label("Пометка для себя").fill("для бухгалтера")
    page.get_by_role("button", name="Создать ссылку").click()
    page.get_by_role("button", name="Скопировать").click()
    expect(page.locator("#copied")).to_have_text("Скопировано.")
    return str(page.evaluate("navigator.clipboard.readText()"))


def look(phone: Page, address: str, folder: Path) -> None:
    """The client looks at a paper page by page and keeps it."""
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Светотехника")
    assert violations(phone) == []
    assert overflow(phone) <= 0
    invoice = phone.get_by_role("listitem").filter(has_text="Счет №")
    with phone.expect_download() as told:
        invoice.get_by_role("link", name=re.compile("Скачать PDF")).tap()
    told.value.save_as(folder / "invoice.pdf")
    assert (folder / "invoice.pdf").read_bytes().startswith(b"%PDF-")
    invoice.get_by_role("link", name=re.compile("Посмотреть")).tap()
    picture = phone.locator("main img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 500
    assert overflow(phone) <= 0
    phone.goto(address)


def give_back(phone: Page, scan: bytes) -> None:
    file = {"name": "подписано.pdf", "mimeType": "application/pdf", "buffer": scan}
    phone.locator('input[type="file"]').first.set_input_files([file])
    phone.get_by_role("button", name="Отправить", exact=True).tap()
    expect(phone.get_by_role("status")).to_contain_text("Спасибо")


def see_as_control(desk_site: Site) -> None:
    """Control has it before its eyes at once: where clients' files are, and among what awaits a signature's look."""
    with desk_site.page("control") as page:
        page.goto("/returned-scans")
        expect(page.locator("main")).to_contain_text("подписано.pdf")
        page.goto("/scans/awaiting")
        expect(page.locator("main")).to_contain_text("Счет № 1")
        expect(page.locator("main")).to_contain_text("D1")


def revoke(manager: Page) -> None:
    manager.on("dialog", lambda dialog: dialog.accept())
    manager.goto("/deals/D1/share")
    manager.get_by_role("button", name="Отозвать").click()
    expect(manager.locator("#messages")).to_contain_text("отозвана")
