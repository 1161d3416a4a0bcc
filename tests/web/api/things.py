"""What is there in the house of the tests, by the names of parts of addresses; and who may make a call."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from tests.web.desk import PEOPLE, Desk
from tracker.house import House
from tracker.models import DealRow, DocumentRow
from web.access import ENTRIES, Reach, reach_of
from web.api.calls import CALLS
from web.api.specification import path_of


def _invoice(house: House) -> str:
    with house.database.read() as connection:
        mine = (DealRow.code == "D1", DocumentRow.kind == "proforma_invoice")
        statement = select(DocumentRow.page_id).join(DealRow, DealRow.id == DocumentRow.deal_id).where(*mine)
        return str(connection.execute(statement).scalar_one())


def things(desk: Desk) -> dict[str, Any]:
    """Values of parts of addresses."""
    return {
        "code": "D1", "page_id": _invoice(desk.house), "paper": "contract", "ending": "pdf", "month": "2026-11",
        "series": "proforma_invoice", "payment_id": 1, "statement_id": 1, "batch_id": 1, "letter_id": 1, "scan_id": 1,
    }  # fmt: skip


def somebody_who_may(name: str) -> str:
    """A login by which the call works, with everybody's deals in reach if anyone has that."""
    entry = ENTRIES[f"api.{name}"]
    able = [
        (reach_of(entry, role, sees_internal_prices=login in {"head", "admin"}) is not Reach.ALL, login)
        for login, (_, role) in PEOPLE.items()
        if reach_of(entry, role, sees_internal_prices=login in {"head", "admin"}) is not None
    ]
    return min(able)[1]


def address_of(desk: Desk, name: str) -> str:
    """An address of the call that names what is there: deal D1 of Орлова, its invoice, or anything."""
    known = {part: quote(str(value)) for part, value in things(desk).items()}
    path = path_of(CALLS[name])
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "1"), path)
