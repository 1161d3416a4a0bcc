"""Addresses of every screen over a house of the tests, for checks and measurements that visit all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from sqlalchemy import text

from tests.web.desk import Desk
from tracker.people import Role
from web.access import ENTRIES, Audience, Entry, Owner

ABSENT: Final = {Owner.DEAL: "НЕТ-ТАКОЙ", Owner.CLIENT: "НЕТ-ТАКОГО", Owner.PAPER: "ZZZZZZZZZZZZ"}
_OTHERS: Final[dict[str, Any]] = {"filename": "desk.css"}
_ROLES: Final = (Role.HEAD, Role.CONTROL, Role.LAWYER, Role.MANAGER, Role.ADMIN)
_FOUND: Final[dict[str, str]] = {}
"""Statements for parts of addresses that name what the house holds, by «blueprint.part» or by the part alone."""

_DEAL: Final = "SELECT code FROM deals WHERE id = (SELECT deal_id FROM documents WHERE page_id IS NOT NULL AND deal_id IS NOT NULL {} GROUP BY deal_id ORDER BY count(*) DESC, deal_id LIMIT 1)"
_OWN: Final = {
    Owner.DEAL: "SELECT code FROM deals WHERE code = :deal",
    Owner.CLIENT: (
        "SELECT counterparties.code FROM counterparties JOIN deals ON counterparty_id = counterparties.id "
        "WHERE deals.code = :deal"
    ),
    Owner.PAPER: (
        "SELECT page_id FROM documents JOIN deals ON deals.id = deal_id "
        "WHERE deals.code = :deal AND page_id IS NOT NULL ORDER BY documents.id LIMIT 1"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A screen: by which address and by whom it is looked at."""

    endpoint: str
    url: str
    login: str


def sample_url(desk: Desk, endpoint: str, *, deal: str = "D1", is_absent: bool = False) -> str:
    """An address of the endpoint that names the deal, its client or a paper of it, where it names one."""
    entry = ENTRIES[endpoint]
    rule = next(rule for rule in desk.app.url_map.iter_rules() if rule.endpoint == endpoint)
    values = {name: _value(desk, endpoint, name, rule.rule) for name in rule.arguments}
    if entry.owner is not Owner.NOBODY:
        values[entry.arg] = ABSENT[entry.owner] if is_absent else _first(desk, _OWN[entry.owner], deal=deal)
    with desk.app.test_request_context():
        return url_for(endpoint, **values)


def screens(desk: Desk, deal: str | None = None) -> Iterator[Sample]:
    """Every page of the desk that somebody of the staff can open, by the first role that may."""
    chosen = deal or str(_first(desk, _DEAL.format("")))
    for rule in sorted(desk.app.url_map.iter_rules(), key=lambda one: one.endpoint):
        entry = ENTRIES[rule.endpoint]
        if "GET" not in (rule.methods or ()) or entry.scope is not None or rule.endpoint == "static":
            continue
        login = _who(desk, entry)
        url = sample_url(desk, rule.endpoint, deal=chosen)
        if desk.get(login, url).mimetype == "text/html":
            yield Sample(endpoint=rule.endpoint, url=url, login=login)


def _who(desk: Desk, entry: Entry) -> str:
    role = next((role for role in _ROLES if role in entry.roles), Role.HEAD)
    more = ""
    if entry.audience is Audience.INTERNAL:
        more = "AND id IN (SELECT person_id FROM accounts WHERE sees_internal_prices)"
    return str(_first(desk, f"SELECT login FROM people WHERE role = '{role.value}' {more} ORDER BY login"))


def _value(desk: Desk, endpoint: str, name: str, rule: str) -> Any:
    blueprint = endpoint.partition(".")[0]
    statement = _FOUND.get(f"{blueprint}.{name}") or _FOUND.get(name)
    if statement is not None and (found := _first(desk, statement)) is not None:
        return found
    return _OTHERS.get(name, 1 if "int:" in _converter(rule, name) else "x")


def _first(desk: Desk, statement: str, **values: str) -> Any:
    with desk.house.database.read() as connection:
        return connection.execute(text(statement), values).scalar()


def _converter(rule: str, name: str) -> str:
    """«<int:name>» of a rule."""
    start = rule.rindex("<", 0, rule.index(f"{name}>") + 1)
    return rule[start : rule.index(">", start) + 1]
