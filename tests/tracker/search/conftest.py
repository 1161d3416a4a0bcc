"""A house with known clients, deals, papers and money to find."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from tests.tracker.random_deals import ORGANIZATION
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.house import House
from tracker.search.index import current
from tracker.search.searching import search
from tracker.settings import Settings

TODAY = date(2026, 11, 22)


def load_deals(house, folder, data, *, is_update=False):
    path = folder / "deals.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    with read_deals_file(path) as file, house.work("anna", TODAY) as work:
        load(work, file, is_update=is_update)


def party(name, inn, kpp="771301001"):
    """A client company; the words of its name are what tests look for."""
    return {
        "full_name": f"Общество с ограниченной ответственностью «{name}»",
        "short_name": f"ООО «{name}»",
        "form": "legal_entity",
        "inn": inn,
        "kpp": kpp,
        "ogrn": "1107746123451",
        "address": "125009, г. Москва, ул. Светлая, д. 8",
        "vat": "standard",
        "bank": ORGANIZATION["bank"],
        "signatory": ORGANIZATION["signatory"],
    }


def deal(code, client, manager, subject, **given):
    return {"id": code, "client": client, "manager": manager, "subject": subject, "obligations": []} | given


DATA = {
    "organization": ORGANIZATION | {"vat": "standard"},
    "clients": [
        {
            "id": "c1",
            "party": party("Ромашка", "7707083893"),
            "tier": "key",
            "contacts": [{"name": "Королёв Артём Фёдорович", "position": "бухгалтер"}],
        },
        {"id": "c2", "party": party("Ёлочные огни", "7736050003"), "tier": "regular"},
    ],
    "deals": [
        deal(
            "d1",
            "c1",
            "Орлова",
            "Договоры на поставку светильников",
            contract={"number": "12-2026/ПК", "date": "2026-01-10"},
            obligations=[
                {"id": "o1", "by": "us", "kind": "goods", "amount": "239755.00", "due_on": "2026-02-01"},
                {"id": "p1", "by": "client", "kind": "payment", "amount": "239755.00", "due_on": "2026-02-10"},
            ],
            documents=[
                {"id": "w1", "kind": "waybill", "number": "77", "date": "2026-01-30", "covers": {"o1": "239755.00"}}
            ],
            payments=[{"date": "2026-01-20", "amount": "239755.00", "evidence": "bank_statement"}],
        ),
        deal(
            "d2",
            "c2",
            "Сизов",
            "Монтаж щитов",
            obligations=[{"id": "o1", "by": "us", "kind": "works", "amount": "500.00", "due_on": "2026-02-01"}],
        ),
    ],
}


@pytest.fixture
def found(house, tmp_path):
    """Asks a new house with the known deals; answers kinds and ids."""
    load_deals(house, tmp_path, DATA)
    return asking(house)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def known_house(request, tmp_path_factory, sqlite_template):
    """A house with the known deals that no test changes, once in each database."""
    folder = tmp_path_factory.mktemp("known")
    if request.param == "sqlite":
        shutil.copy(sqlite_template, folder / "pervichka.db")
        yield from filled(Settings(home=folder), folder)
        return
    with request.getfixturevalue("postgres_cluster").database() as url:
        yield from filled(Settings(home=folder, database_url=url), folder)


@pytest.fixture
def known(known_house):
    """Asks the house that no test changes."""
    return asking(known_house)


def filled(settings, folder):
    house = House.open(settings)
    load_deals(house, folder, DATA)
    yield house
    house.close()


def asking(house):
    def ask(text, managers=None, **given):
        with current(house.database) as connection:
            return [(hit.kind.value, hit.id) for hit in search(connection, text, managers=managers, **given).rows]

    return ask
