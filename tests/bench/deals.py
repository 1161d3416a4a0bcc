"""Realistic deals in any number for benchmarks: a few thousand go through `load`, SQL multiplies them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from tests.tracker.random_deals import CLIENT, ORGANIZATION
from tracker import watch_tables
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.house import House
from tracker.models import Base

TODAY = date(2026, 11, 23)
SEEDED = 2_000
CLIENTS = 200
_SPAN = 1_000  # days over which deals are spread
_PARTY = ORGANIZATION | {"vat": "standard"}
_TABLES = {
    # table: columns that hold keys of deals, and columns that hold keys of its own or of another table
    "deals": ("id",),
    "obligations": ("id", "deal_id"),
    "documents": ("id", "deal_id"),
    "confirmations": ("document_id", "obligation_id", "deal_id"),
    "payments": ("id",),
    "allocations": ("payment_id", "deal_id"),
    "findings": ("id", "deal_id"),
    "open_obligations": ("obligation_id", "deal_id"),
    "deal_cards": ("deal_id",),
    "watch": ("deal_id",),
}
_KEYS_OF = {
    "deal_id": "deals",
    "document_id": "documents",
    "obligation_id": "obligations",
    "payment_id": "payments",
}


def deals_data(count: int, seed: int = 7) -> dict[str, Any]:
    """The data of a deals file with so many deals, four or five papers each; about a third has something open."""
    chance = random.Random(seed)
    clients = [{"id": f"c{number}", "party": CLIENT, "tier": "regular"} for number in range(CLIENTS)]
    deals = [_deal(number, chance) for number in range(count)]
    return {"organization": _PARTY, "clients": clients, "deals": deals}


def write_deals(path: Path, count: int) -> None:
    """A deals file in JSON."""
    path.write_text(json.dumps(deals_data(count), ensure_ascii=False), encoding="utf-8")


def _deal(number: int, chance: random.Random) -> dict[str, Any]:
    start = TODAY - timedelta(chance.randrange(_SPAN))
    goods, works = chance.randrange(10_000, 900_000), chance.randrange(5_000, 90_000)
    shipped = start + timedelta(chance.randrange(5, 25))
    done = shipped + timedelta(chance.randrange(1, 10))
    paid = start + timedelta(chance.randrange(1, 10))
    is_home = chance.random() < 0.7
    papers = [
        ("proforma_invoice", start, {}),
        ("waybill", shipped, {"o1": goods}),
        ("tax_invoice", shipped, {"o1": goods, "o2": works}),
        ("acceptance_certificate", done, {"o2": works}),
    ]
    if chance.random() < 0.5:
        papers.append(("specification", start, {}))
    return {
        "id": f"d{number}",
        "client": f"c{chance.randrange(CLIENTS)}",
        "manager": f"manager{chance.randrange(20)}",
        "subject": "Поставка и монтаж светильников",
        "contract": _contract(number, start),
        "obligations": [
            _owed("o1", "us", "goods", goods, shipped) | {"performed_on": str(shipped)},
            _owed("o2", "us", "works", works, done) | {"performed_on": str(done)},
            _owed("p1", "client", "payment", goods // 2, paid),
            _owed("p2", "client", "payment", goods - goods // 2 + works, done + timedelta(10)),
        ],
        "documents": [_paper(place, kind, on, covers, is_home) for place, (kind, on, covers) in enumerate(papers)],
        "payments": list(_payments(goods, works, paid, done, chance)),
    }


def _contract(number: int, start: date) -> dict[str, Any]:
    signed = str(start + timedelta(3))
    return {
        "number": f"{number}/26",
        "date": str(start),
        "signed_by_us_on": str(start),
        "signed_by_client_on": signed,
        "original_on": signed,
        "acceptance_days": 5,
    }


def _owed(name: str, by: str, kind: str, amount: int, due: date) -> dict[str, Any]:
    return {"id": name, "by": by, "kind": kind, "amount": str(amount), "due_on": str(due)}


def _paper(place: int, kind: str, on: date, covers: dict[str, int], is_home: bool) -> dict[str, Any]:
    paper = {"id": f"w{place}", "kind": kind, "number": str(place), "date": str(on), "sent_on": str(on)}
    if covers:
        paper["covers"] = {name: str(amount) for name, amount in covers.items()}
    if is_home:
        signed = str(on + timedelta(4))
        paper |= {"signed_by_client_on": signed, "signer_authority": "head", "scan_on": signed, "original_on": signed}
    return paper


def _payments(goods: int, works: int, paid: date, done: date, chance: random.Random) -> Iterator[dict[str, Any]]:
    yield {"date": str(paid), "amount": str(goods // 2), "evidence": "bank_statement"}
    if chance.random() < 0.8:
        rest = goods - goods // 2 + works
        yield {"date": str(done + timedelta(8)), "amount": str(rest), "evidence": "bank_statement"}


def fill(house: House, deals: int, folder: Path) -> None:
    """Makes a house with so many deals, a multiple of SEEDED, and their findings as a load would have left them."""
    seeds = folder / "seeds.json"
    write_deals(seeds, SEEDED)
    with read_deals_file(seeds) as file, house.work("bench", TODAY) as work:
        load(work, file, is_update=False)
    if deals > SEEDED:
        _multiply(house, deals // SEEDED)


def _multiply(house: House, times: int) -> None:
    """Copies of every deal with all that belongs to it, keys moved on. Indexes are made last: so one fills a table."""
    tables = [Base.metadata.tables[name] for name in _TABLES]
    indexes = [index for table in tables for index in table.indexes]
    with house.database.write() as connection:
        for index in indexes:
            index.drop(connection)
        _copy_rows(connection, times)
        for kept in watch_tables.ALL:
            grown = ", ".join(f'"{name}" = "{name}" * {times}' for name in ("count", *kept.amounts))
            connection.execute(text(f"UPDATE {kept.totals.name} SET {grown}"))
        for index in indexes:
            index.create(connection)


def _copy_rows(connection: Connection, times: int) -> None:
    steps = {
        table: connection.execute(text(f"SELECT max(id) FROM {table}")).scalar_one()
        for table in ("deals", "obligations", "documents", "payments", "findings")
    }
    series = f"WITH RECURSIVE copies(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copies WHERE k < {times - 1})"
    for table, keys in _TABLES.items():
        columns = _columns(table)
        moved = ", ".join(_moved(table, column, keys, steps) for column in columns)
        named = ", ".join(map(_quoted, columns))
        statement = f"INSERT INTO {table} ({named}) {series} SELECT {moved} FROM copies, {table} t ORDER BY k"
        connection.execute(text(statement))


def _columns(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].columns]


def _moved(table: str, column: str, keys: tuple[str, ...], steps: dict[str, int]) -> str:
    if column in keys:
        owner = table if column == "id" else _KEYS_OF[column]
        return f"t.{_quoted(column)} + k * {steps[owner]}"
    if table == "deals" and column == "code":
        return "t.code || '-' || k"
    return f"t.{_quoted(column)}"


def _quoted(column: str) -> str:
    return f'"{column}"'
