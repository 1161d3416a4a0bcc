"""Statements for tests, made operation by operation, and a house with clients, deals and open invoices to be paid."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.tracker.random_deals import CLIENT, ORGANIZATION
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.facts import Direction
from tracker.house import House
from tracker.matching.importing import Imported, import_statement
from tracker.models import Base, DealRow, DocumentRow, PaymentRow
from tracker.statements.base import Account, Operation, OtherSide, Warnings

TODAY = date(2026, 11, 23)
ON = date(2026, 11, 20)
OWN = "40702810938000012345"
SECOND_OWN = "40702810938000099999"
SHEVCHENKO, ROMASHKA = "500123456750", "7802345676"
ACCOUNT_OF_ROMASHKA = "40702810700000012345"
ROMASHKA_PARTY = CLIENT | {
    "full_name": "Общество с ограниченной ответственностью «Ромашка»",
    "short_name": "ООО «Ромашка»",
    "form": "legal_entity",
    "inn": ROMASHKA,
    "kpp": "780201001",
    "ogrn": "1157847123455",
    "vat": "standard",
    "bank": {
        "name": "СЕВЕРО-ЗАПАДНЫЙ БАНК ПАО СБЕРБАНК",
        "bic": "044030653",
        "account": ACCOUNT_OF_ROMASHKA,
        "corr_account": "30101810500000000653",
    },
    "signatory": {"position": "Генеральный директор", "name": "Морозов Илья Викторович", "basis": "Устава"},
}


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is the same in both databases: the other tests show that both keep it."""


class Statement:
    """A statement of given operations, as a format reads one."""

    format = "made"

    def __init__(self, operations: Iterable[Operation], warnings: Warnings | None = None, own: str = OWN) -> None:
        self._operations = list(operations)
        self._own = own
        self._said = warnings or Warnings()
        self.accounts: list[Account] = []
        self.warnings = Warnings()

    def operations(self) -> Iterator[Operation]:
        """Each operation once; accounts and warnings are whole at the end."""
        yield from self._operations
        nothing = dict.fromkeys(("since", "until", "opening", "credited", "debited", "closing"))
        accounts = {self._own, *(one.account for one in self._operations)}
        self.accounts = [Account(account=account, **nothing) for account in sorted(accounts)]
        self.warnings = self._said


def operation(amount: int, purpose: str, inn: str = ROMASHKA, **given: Any) -> Operation:
    """Money that came from a client; whatever else is given."""
    facts: dict[str, Any] = {
        "account": OWN,
        "date": ON,
        "amount": amount,
        "direction": Direction.IN,
        "is_internal": False,
        "number": "1",
        "kind": "Платежное поручение",
        "other": OtherSide(name="Плательщик", inn=inn, account=given.pop("other_account", "")),
        "purpose": purpose,
        "repeat": 0,
    } | given
    told = json.dumps([str(value) for value in facts.values()])
    return Operation(key=sha256(told.encode()).hexdigest(), **facts)


def returned(amount: int, purpose: str, inn: str = ROMASHKA, **given: Any) -> Operation:
    """Money that went back to a client."""
    return operation(amount, purpose, inn, direction=Direction.OUT, **given)


def bring(house: House, *operations: Operation, today: date = TODAY, **given: Any) -> Imported:
    """Imports a statement of these operations."""
    consent = given.pop("has_consent", False)
    content = repr(operations).encode()
    with house.work("anna", today) as work:
        return import_statement(
            work, Statement(operations, **given), name="st.txt", content=content, has_consent=consent
        )


def deal(name: str, client: str, *invoices: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A deal whose client owes as much as its invoices say; each covers an obligation of ours, so its sum is known."""
    obligations = []
    documents = []
    for invoice in invoices:
        amount, key = invoice["amount"], f"o{invoice['number']}"
        owed = {"by": "us", "kind": "goods", "amount": amount, "due_on": "2026-12-30"}
        obligations.append({"id": key, **owed})
        obligations.append({"id": f"p{invoice['number']}", **owed, "by": "client", "kind": "payment"})
        documents.append(
            {
                "id": f"i{invoice['number']}",
                "kind": "proforma_invoice",
                "number": invoice["number"],
                "date": invoice.get("date", "2026-11-01"),
                "vat_rate": "22",
                "covers": {key: amount},
            }
        )
    made = {"id": name, "client": client, "subject": "Светильники", "obligations": obligations, "documents": documents}
    return made | given


def contract(number: str, on: str = "2026-10-12") -> dict[str, Any]:
    """A contract of a deal."""
    return {"number": number, "date": on, "signed_by_us_on": on}


def deals_data() -> dict[str, Any]:
    """Two clients: one with a deal of two invoices and a deal of one, the other with a deal of one."""
    clients = [{"id": "shev", "party": CLIENT}, {"id": "rom", "party": ROMASHKA_PARTY}]
    first = {"number": "15", "amount": "1000.00"}
    second = {"number": "16", "amount": "2000.00", "date": "2026-11-03"}
    deals = [
        deal("D1", "rom", first, second, contract=contract("25/11-2026")),
        deal("D2", "rom", {"number": "УТ-00017", "amount": "500.00"}, contract=contract("26/11-2026")),
        deal("D3", "shev", {"number": "15", "amount": "700.00"}, contract=contract("1")),
    ]
    return {"organization": ORGANIZATION | {"vat": "standard"}, "clients": clients, "deals": deals}


def furnish(house: House, folder: Path, data: dict[str, Any] | None = None, *, is_update: bool = False) -> None:
    """Loads the deals."""
    path = folder / "deals.json"
    path.write_text(json.dumps(data or deals_data(), ensure_ascii=False), encoding="utf-8")
    with read_deals_file(path) as file, house.work("anna", TODAY) as work:
        load(work, file, is_update=is_update)


def rows(house: House, row: Any, **equal: Any) -> list[Any]:
    """Rows of a table with such values."""
    table = row.__table__
    statement = select(table).where(*(table.c[name] == value for name, value in equal.items()))
    with house.database.read() as connection:
        return connection.execute(statement.order_by(*table.primary_key)).all()


def deal_id(house: House, code: str) -> int:
    (found,) = rows(house, DealRow, code=code)
    return found.id


def invoice_id(house: House, deal: str, number: str) -> int:
    (found,) = rows(house, DocumentRow, deal_id=deal_id(house, deal), number=number)
    return found.id


def payment_of(house: House, purpose: str) -> Any:
    """The payment with this purpose."""
    (found,) = rows(house, PaymentRow, purpose=purpose)
    return found


def everything(house: House) -> dict[str, list[Any]]:
    """All rows of all tables."""
    return {table.name: _all(house, table) for table in Base.metadata.sorted_tables}


def _all(house: House, table: Any) -> list[Any]:
    with house.database.read() as connection:
        return connection.execute(select(table).order_by(*table.primary_key)).all()
