"""Control's day: the bank's statement in, a payment sorted by hand, signed papers scanned, and nothing left to find."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests.docgen.scanning.scanner import as_pdf
from tests.tracker.scans.stack import signed
from tests.web.browsing import Site, site
from tests.web.desk import TODAY, Desk, open_desk
from tests.web.screens.test_scans import pages
from tests.web.test_papers_and_money_come_home import STATEMENT
from tracker.batches.doing import do_some
from tracker.closing import asking
from tracker.closing.choices import Choice
from tracker.closing.planning import plan_of
from tracker.jobs import run
from tracker.models import ObligationRow
from tracker.recording import perform

pytestmark = pytest.mark.browser

LATER = date(2027, 2, 1)
RISKS = "/control/findings?rule=paid_unconfirmed"
LOAN = """СекцияДокумент=Платежное поручение
Номер=82
Дата=23.11.2026
Сумма=5000.00
ПлательщикСчет=40702810500000000017
ПлательщикИНН=7707083893
Плательщик1=ПАО СБЕРБАНК
ПолучательСчет=40702810938000012345
ДатаПоступило=23.11.2026
ПолучательИНН=7712345671
НазначениеПлатежа=Проценты на остаток
КонецДокумента
КонецФайла"""
DOUBTFUL = (
    STATEMENT.replace("=277755.00", "=255000.00")
    .replace("Сумма=255000.00", "Сумма=250000.00")
    .replace("Оплата по счету № 1 от 22.11.2026. В т.ч. НДС 22%", "За товар")
    .replace("КонецФайла", LOAN)
)
"""The client pays a round part of the debt and names no invoice; the bank pays interest."""


@pytest.fixture(scope="module")
def closed_home(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house in which D1 was performed and its month closed, and no signed paper came back for two months."""
    home = tmp_path_factory.mktemp("closed") / "home"
    shutil.copytree(desk_home, home)
    desk = open_desk(home)
    with desk.house.work("control", TODAY) as work:
        owed = select(ObligationRow.id).where(ObligationRow.code.in_(["goods", "services"]))
        for key in work.connection.execute(owed).scalars().all():
            perform(work, key, TODAY)
        plan = plan_of(work.connection, Choice(first=TODAY.replace(day=1), today=TODAY))
        batch = asking.ask(work, plan)
    while do_some(desk.house, batch, TODAY) is not None:
        pass
    desk.house.sweep(LATER)
    desk.close()
    return home


@pytest.fixture
def later_site(closed_home: Path, browser: Browser, tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(closed_home, tmp_path / "home")
    desk = open_desk(tmp_path / "home", LATER)
    with site(desk, browser) as served:
        yield served
    desk.close()


def test_the_day_of_control_from_a_statement_to_a_finding_that_is_gone(later_site: Site) -> None:
    desk = later_site.desk
    stack = [
        signed(page) for kind in ("universal_transfer_document", "acceptance_certificate") for page in pages(desk, kind)
    ]
    with later_site.page("control") as page:
        load_statement(page, DOUBTFUL)
        sort_payment(page)
        page.goto(RISKS)
        expect(page.get_by_role("link", name="D1", exact=True).first).to_be_visible()

        send_stack(page, as_pdf(stack))
        work_off(desk)
        expect(page.locator("#stack-state")).to_contain_text("Ждут подтверждения", timeout=15_000)
        page.get_by_role("link", name="Смотреть подписи").click()
        for _ in range(2):
            confirm(page)
        expect(page).to_have_url(re.compile("/scans/awaiting$"))
        expect(page.locator("main")).to_contain_text("Подтверждать нечего")
        page.goto(RISKS)
        expect(page.get_by_role("link", name="D1", exact=True)).to_have_count(0)


def load_statement(page: Page, text: str) -> None:
    page.goto("/money/statements")
    page.get_by_role("link", name="Загрузить выписку").first.click()
    file = {"name": "kl_to_1c.txt", "mimeType": "text/plain", "buffer": text.replace("\n", "\r\n").encode("cp1251")}
    page.locator('input[type="file"]').set_input_files([file])
    page.get_by_role("button", name="Показать, что в файле").click()
    expect(page.locator("main")).to_contain_text("сходится")
    page.get_by_role("button", name="Загрузить выписку").click()
    expect(page.locator("#messages")).to_contain_text("Выписка загружена")


def sort_payment(page: Page) -> None:
    """By hand: the deal is found, the whole payment goes to it; the next one is the bank's, which is no client."""
    page.goto("/money/payments?sort=largest")
    page.get_by_role("row").filter(has_text="22.11.2026").get_by_role("link", name=re.compile("Шевченко")).click()
    page.get_by_label("Найти сделку").fill("D1")
    page.get_by_role("button", name="Найти", exact=True).click()
    page.get_by_label("Сколько отнести на сделку D1").fill("250 000,00")
    page.locator("#by-hand").get_by_role("button", name="Отнести и следующий").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("№ 82")
    page.get_by_label("Почему платёж не относится к сделкам").fill("Проценты банка")
    page.get_by_role("button", name="Отложить и следующий").click()
    expect(page).to_have_url(re.compile("/money/payments"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Платежи к разбору")


def send_stack(page: Page, content: bytes) -> None:
    page.goto("/scans/stacks/new")
    page.locator('input[type="file"]').set_input_files(
        [{"name": "стопка.pdf", "mimeType": "application/pdf", "buffer": content}]
    )
    page.get_by_role("button", name="Принять").click()
    expect(page.locator("#stack-state")).to_contain_text("читается")


def work_off(desk: Desk) -> None:
    """What the worker does, in a process of its own; here with a house of its own."""
    worker = open_desk(desk.house.settings.home, LATER)
    run(worker.house, until_idle=True, today=lambda: LATER)
    worker.close()


def confirm(page: Page) -> None:
    """The head of the client has signed, and the paper itself is here."""
    page.get_by_label("День подписи").fill("2026-11-25")
    page.get_by_label("руководитель").check()
    page.locator('[name="original_on"]').fill("2026-11-26")
    page.get_by_role("button", name="Подтвердить и следующий").click()
    page.wait_for_load_state()
