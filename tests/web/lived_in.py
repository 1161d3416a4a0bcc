"""What the demo company lacks for every screen to have something to show: drafts, batches, links, a survey, uploads."""

from __future__ import annotations

import fcntl
import pickle
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import text

from docgen.bundle import File
from tests.demo_company import NOW, TODAY, copy_company, copy_house, demo_folder
from tests.docgen.scanning.scanner import as_pdf, pages_of
from tests.tracker.scans.quick import plain_page
from tests.tracker.scans.stack import signed
from tests.tracker.surveys.making import answers
from tests.web.desk import Desk, open_desk
from tests.web.samples import busiest_deal
from tracker.accounts.tokens import Scope, create_token
from tracker.accounts.visitors import allow_internal_prices, visitor_named
from tracker.batches import ledger
from tracker.batches.doing import do_some
from tracker.batches.ledger import NewItem
from tracker.closing import asking
from tracker.closing.choices import Choice
from tracker.closing.planning import plan_of
from tracker.house import Work
from tracker.kit_form.drafts import begin, draft, save
from tracker.kit_form.typed import Typed, typed_from
from tracker.papers.stored import find_paper, name_of
from tracker.people import Role
from tracker.prices.requests import ask
from tracker.saved_views import save_view
from tracker.scans import intakes
from tracker.sharing.choosing import shareable
from tracker.sharing.links import create_link
from tracker.sharing.opening import record_opening
from tracker.surveys.drafts import begin_draft, first_answers
from tracker.surveys.forms import VIP
from tracker.surveys.recording import record_survey
from web import staging

CSV: Final = (
    "Выписка по счёту;;;;;\r\n"
    "Дата;Номер;Дебет;Кредит;Контрагент;Назначение платежа\r\n"
    "20.11.2026;5;;100000,00;ООО «Уральский цех»;Оплата за светильники\r\n"
    "21.11.2026;6;1500,00;;Банк;Комиссия\r\n"
)
_LINES: Final = (
    ("", "Стеллаж складской 2000×1000×500, пять полок", "4", "шт.", "12 480,00", ""),
    ("", "Сборка и установка стеллажей", "4", "шт.", "1 500,00", "5"),
)


@dataclass(frozen=True, kw_only=True)
class LivedIn:
    """What a test cannot find in the house: the secret of the link by which a client opens papers of the deal.

    ``paper``: the key of the first of them.
    """

    deal: str
    secret: str
    paper: int


def lived_in_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo company's house so lived in, «home»: made once for a run of tests, changed by nobody."""
    demo = demo_folder(factory)
    folder = demo / "lived-in"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "told").exists():
            desk = open_desk(copy_company(demo, folder / "home"), TODAY, NOW)
            told = live_in(desk, busiest_deal(desk))
            desk.close()
            (folder / "told").write_bytes(pickle.dumps(told))
    return folder


def told_of(folder: Path) -> LivedIn:
    """What was added to the house in the folder."""
    told: LivedIn = pickle.loads((folder / "told").read_bytes())
    return told


def copy_home(folder: Path, target: Path) -> Path:
    """A copy of the lived-in house to change."""
    return copy_house(folder / "home", target)


def live_in(desk: Desk, deal: str) -> LivedIn:
    """Adds what people do in a week to the house; ``deal``: the one that screens are looked at with."""
    today = desk.app.extensions["pervichka"].today()
    people = {role: str(_one(desk, f"SELECT login FROM people WHERE role = '{role}' ORDER BY login")) for role in Role}
    keys = {"deal": _one(desk, "SELECT id FROM deals WHERE code = :deal", deal=deal)}
    keys["client"] = _one(desk, "SELECT counterparty_id FROM deals WHERE code = :deal", deal=deal)
    with desk.house.work(people[Role.ADMIN], today) as work:
        allow_internal_prices(work, people[Role.HEAD], is_allowed=True)
        create_token(work, people[Role.HEAD], "Обмен с 1С", frozenset({Scope.READ, Scope.WRITE}), today + timedelta(90))
    for role in (Role.HEAD, Role.MANAGER):
        with desk.house.work(people[role], today) as work:
            _begin_kit(work, deal)
            visitor = visitor_named(work.connection, people[role])
            save_view(work, visitor, "papers", "Просрочены больше месяца", "late=30", is_shared=True)
            begin_draft(work, keys["client"], VIP, first_answers(work.connection, VIP, work.actor, today))
    with desk.house.work(people[Role.MANAGER], today) as work:
        record_survey(work, keys["client"], VIP, answers(date=(today - timedelta(3)).isoformat()))
        _ask_for_discount(work, deal)
        secret, paper = _share(work, keys["deal"])
    _work_in_batches(desk, people[Role.CONTROL])
    _upload(desk, people[Role.HEAD])
    _take_stack(desk, people[Role.CONTROL], deal)
    return LivedIn(deal=deal, secret=secret, paper=paper)


def _begin_kit(work: Work, deal: str) -> None:
    person = visitor_named(work.connection, work.actor).id
    key = begin(work, person, _typed(work, deal))
    known = draft(work.connection, key, person)
    save(work, key, person, replace(known.typed), revision=known.revision, author="")


def _typed(work: Work, deal: str) -> Typed:
    names = ("code", "name", "quantity", "unit", "price", "discount")
    said = (
        "SELECT organization_id, counterparties.code FROM deals "
        "JOIN counterparties ON counterparties.id = counterparty_id WHERE deals.code = :deal"
    )
    seller, client = work.connection.execute(text(said), {"deal": deal}).one()
    return typed_from(
        {
            "seller": str(seller),
            "client": client,
            "deal": {
                "kind": "supply",
                "date": work.today.isoformat(),
                "subject": "Стеллажи для склада",
                "city": "Москва",
            },
            "lines": [dict(zip(names, line, strict=True)) for line in _LINES],
            "payments": [
                {"percent": "50", "when": "advance", "days": "5"},
                {"percent": "50", "when": "after_shipment", "days": "10"},
            ],
            "terms": {
                "delivery_days": "15",
                "acceptance_days": "5",
                "penalty": "0,1",
                "valid_until": (work.today + timedelta(30)).isoformat(),
            },
            "documents": ["contract", "proforma_invoice", "commercial_offer"],
        }
    )


def _ask_for_discount(work: Work, deal: str) -> None:
    said = (
        "SELECT organization_id, code FROM products "
        "WHERE organization_id = (SELECT organization_id FROM deals WHERE code = :deal) ORDER BY code"
    )
    organization, product = work.connection.execute(text(said), {"deal": deal}).first() or (None, None)
    if organization is not None:
        reason = "Клиент берёт объём на весь год"
        ask(work, organization, deal_code=deal, product_code=product, percent=Decimal("17.5"), reason=reason)


def _share(work: Work, deal_id: int) -> tuple[str, int]:
    papers = [paper.id for paper in shareable(work.connection, deal_id, work.today)][:3]
    link, secret = create_link(work, deal_id, papers, expires_on=work.today + timedelta(20), note="для бухгалтера")
    for paper in (None, papers[0]):
        record_opening(work, link.id, paper, address="203.0.113.7", agent="Mozilla/5.0 (Windows NT 10.0) Chrome/140")
    return secret, papers[0]


def _work_in_batches(desk: Desk, login: str) -> None:
    """A bulk deed that is done, and a closing in which one thing is done and another failed."""
    today = desk.app.extensions["pervichka"].today()
    with desk.house.work(login, today) as work:
        rows = work.connection.execute(
            text("SELECT document_id FROM awaited_papers ORDER BY document_id LIMIT 3")
        ).scalars()
        papers = {key: name_of(find_paper(work.connection, key)) for key in rows.all()}
        items = [
            NewItem(key=f"document:{key}", subject={"document": key, "paper": name}) for key, name in papers.items()
        ]
        params = {"field": "original_on", "on": today.isoformat()}
        title = f"Отметить: оригинал получен — {len(items)} документа"
        marked = ledger.ask(work, "papers_marked", title, params, items)
        month = (today.replace(day=1) - timedelta(1)).replace(day=1)
        closing = asking.ask(work, plan_of(work.connection, Choice(first=month, today=today)))
    while do_some(desk.house, marked, today) is not None:
        pass
    do_some(desk.house, closing, today)
    with desk.house.work(login, today) as work:
        ledger.stop(work, closing)


def _upload(desk: Desk, login: str) -> None:
    """Two files that the person has sent and is still deciding about: a statement, and a table of some bank."""
    person = _one(desk, "SELECT id FROM people WHERE login = :login", login=login)
    known = "SELECT sha256 FROM statements ORDER BY id"
    statement = File("kl_to_1c.txt", desk.house.vault.read(_one(desk, known)))
    for file in (statement, File("Выписка банка.csv", CSV.encode())):
        staging.keep(desk.house.settings.home, person, file, desk.house.clock())


def _take_stack(desk: Desk, login: str, deal: str) -> None:
    """A signed paper of the deal comes back with a page that nobody knows."""
    today = desk.app.extensions["pervichka"].today()
    said = (
        "SELECT sha256 FROM document_files JOIN documents ON documents.id = document_id "
        "JOIN deals ON deals.id = deal_id WHERE deals.code = :deal "
        "AND document_files.name LIKE '%.pdf' AND purpose = 'issued' ORDER BY documents.id DESC"
    )
    pages = pages_of(desk.house.vault.read(_one(desk, said, deal=deal)), 120)
    stack = File("стопка.pdf", as_pdf([signed(pages[0]), plain_page()]))
    with desk.house.work(login, today) as work:
        key = intakes.ask(work, [stack], pages=2)
    intakes.take(desk.house, key, today)


def _one(desk: Desk, statement: str, **values: Any) -> Any:
    with desk.house.database.read() as connection:
        return connection.execute(text(statement), values).scalar()
