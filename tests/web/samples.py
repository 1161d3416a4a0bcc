"""Addresses of every screen over the house of the tests, for checks that visit all of them."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from tests.web.desk import Desk
from tracker.models import CounterpartyRow, DealRow, DocumentRow
from web.access import ENTRIES, Owner

DEAL = "D1"
ABSENT = {Owner.DEAL: "НЕТ-ТАКОЙ", Owner.CLIENT: "НЕТ-ТАКОГО", Owner.PAPER: "ZZZZZZZZZZZZ"}
OTHERS: dict[str, Any] = {"filename": "desk.css"}
"""Values of parts of addresses by their names; a number is 1, and there may be no such thing."""


def sample_url(desk: Desk, endpoint: str, *, is_absent: bool = False) -> str:
    """An address of the endpoint that names deal D1 of Орлова, its client or its invoice, where it names one."""
    entry = ENTRIES[endpoint]
    rule = next(rule for rule in desk.app.url_map.iter_rules() if rule.endpoint == endpoint)
    values = {name: OTHERS.get(name, 1 if "int:" in _converter(rule.rule, name) else "x") for name in rule.arguments}
    if entry.owner is not Owner.NOBODY:
        values[entry.arg] = ABSENT[entry.owner] if is_absent else _own(desk, entry.owner)
    with desk.app.test_request_context():
        return url_for(endpoint, **values)


def _converter(rule: str, name: str) -> str:
    """«<int:name>» of a rule."""
    start = rule.rindex("<", 0, rule.index(f"{name}>") + 1)
    return rule[start : rule.index(">", start) + 1]


def _own(desk: Desk, owner: Owner) -> str:
    with desk.house.database.read() as connection:
        match owner:
            case Owner.DEAL:
                return DEAL
            case Owner.CLIENT:
                statement = select(CounterpartyRow.code).join(DealRow, DealRow.counterparty_id == CounterpartyRow.id)
                return str(connection.execute(statement.where(DealRow.code == DEAL)).scalar_one())
            case _:
                statement = select(DocumentRow.page_id).join(DealRow, DealRow.id == DocumentRow.deal_id)
                mine = (DealRow.code == DEAL, DocumentRow.kind == "proforma_invoice")
                return str(connection.execute(statement.where(*mine)).scalar_one())
