"""Screens by keyboard alone, on paper, and in a browser without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Company
from tests.web.browsing import NARROW

pytestmark = pytest.mark.browser

SCREENS = [
    ("orlova", "/"),
    ("orlova", "/deals/board"),
    ("sokolova", "/control/papers"),
    ("sokolova", "/money/payments"),
    ("romanov", "/legal/"),
    ("kravtsova", "/kits/1"),
    ("admin", "/admin/people"),
]
PRINTED = ["/control/findings", "/legal/missing", "/deals/K-203", "/reports/commercial", "/deals/K-203/papers/638"]

FOCUSABLE = """() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex='0']";
  const isReached = (one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility() && !one.closest("[inert]");
  const all = [...document.querySelectorAll(wanted)].filter(isReached);
  const groups = new Set();
  return all.filter((one) => {  // of radios with one name, Tab stops at one
    if (one.type !== "radio") return true;
    const isFirst = !groups.has(one.name);
    groups.add(one.name);
    return isFirst;
  }).length;
}"""
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  window.seen = window.seen || [];
  const isSame = window.seen[window.seen.length - 1] === at;  // a day has parts, and Tab goes from one to the next
  const isNew = isSame || !window.seen.includes(at);
  if (!isSame) window.seen.push(at);
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const isShown = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  const before = window.seen.length > 1 ? window.seen[window.seen.length - 2] : null;
  const isInOrder = !before || Boolean(before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
  return { what: at.outerHTML.slice(0, 120), isNew, isSame, isShown: isShown || at.tagName === "IFRAME", isInOrder,
           isSeen: box.width > 0 && box.bottom > 0 && box.top < innerHeight };
}"""


@pytest.mark.parametrize(("login", "url"), SCREENS)
def test_tab_comes_to_everything_in_order_and_is_seen(company: Company, login: str, url: str) -> None:
    with company.site.page(login, reduced_motion="reduce") as page:  # or pages would still be moving when looked at
        page.goto(url)
        page.evaluate("document.activeElement.blur()")
        count = page.evaluate(FOCUSABLE)
        faults, reached = [], 0
        for _ in range(count + 60):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUSED)
            if at is None or not at["isNew"]:
                break
            reached += not at["isSame"]
            faults += [f"{name}: {at['what']}" for name in ("isShown", "isInOrder", "isSeen") if not at[name]]
        assert faults == []
        assert reached >= count, (reached, count)


@pytest.mark.parametrize("size", [None, NARROW])
def test_the_skip_link_leads_past_the_menu(company: Company, size: dict[str, int] | None) -> None:
    with company.site.page("sokolova", size) as page:
        page.goto("/control/findings")
        page.keyboard.press("Tab")
        link = page.get_by_role("link", name="К содержанию")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('main').contains(document.activeElement)")


def test_a_narrow_window_has_its_menu_behind_a_button_of_the_keyboard(company: Company) -> None:
    with company.site.page("sokolova", NARROW) as page:
        page.goto("/control/findings")
        menu = page.get_by_role("navigation", name="Разделы")
        expect(menu).to_be_hidden()
        button = page.get_by_role("button", name="Меню")
        button.focus()
        page.keyboard.press("Enter")
        expect(menu).to_be_visible()
        expect(button).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Enter")
        expect(menu).to_be_hidden()


@pytest.mark.parametrize("url", PRINTED)
def test_paper_gets_the_content_alone(company: Company, url: str) -> None:
    with company.site.page("kravtsova") as page:
        page.goto(url)
        page.emulate_media(media="print")
        expect(page.get_by_role("navigation", name="Разделы")).to_be_hidden()
        expect(page.locator("form[method=post] button:visible")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.pdf(format="A4").startswith(b"%PDF-")


def test_a_kit_grows_by_a_line_without_javascript(company: Company) -> None:
    with company.site.page("kravtsova", java_script_enabled=False) as page:
        page.goto("/kits/1")
        rows = page.locator("#kit-rows tr")
        before = rows.count()
        page.locator('[name="line.name"]').nth(2).fill("Доставка")
        page.locator('[name="line.quantity"]').nth(2).fill("1")
        page.locator('[name="line.unit"]').nth(2).fill("усл.")
        page.locator('[name="line.price"]').nth(2).fill("3 000,00")
        page.get_by_role("button", name="Добавить строку").click()
        assert rows.count() > before
        expect(page.locator('[name="line.name"]').nth(2)).to_have_value("Доставка")
        expect(page.locator("#kit-totals")).to_contain_text("58\u00a0620,00")


def test_a_register_is_filtered_without_javascript(company: Company) -> None:
    with company.site.page("sokolova", java_script_enabled=False) as page:
        page.goto("/control/findings")
        before = page.locator(".register-total").inner_text()
        page.locator("[data-register-filters] summary").click()
        page.get_by_label("Сумма от").fill("500 000")
        page.get_by_role("button", name="Показать").click()
        assert "least_sum=" in page.url
        assert page.locator(".register-total").inner_text() != before
        expect(page.get_by_label("Сумма от")).to_have_value("500 000")


def test_many_papers_are_marked_at_once_without_javascript(company: Company) -> None:
    with company.site.page("sokolova", java_script_enabled=False) as page:
        page.goto("/control/papers")
        for box in page.locator('input[name="key"]').all()[:2]:
            box.check()
        page.get_by_role("button", name="Отметить: отправлен").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Отметить")
        page.get_by_label("Какого числа").fill("2026-11-27")
        page.locator("main form[method=post] button.btn-primary").click()
        expect(page.locator("#work-state")).to_contain_text("из 2")
