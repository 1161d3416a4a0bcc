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
_OTHERS: Final[dict[str, Any]] = {
    "filename": "desk.css",
    "control.name": "closing_document_unreturned",
    "library.contract.name": "supply_contract",
    "library.example.name": "supply_contract",
    "library.name": "proforma_invoice",
    "version": "shipped",
    "fmt": "pdf",
    "ending": "pdf",
}
"""Parts of addresses that are the same in every house, by «endpoint.part», «blueprint.part» or by the part alone."""
_HEAD: Final = "SELECT id FROM people WHERE role = 'head' ORDER BY login LIMIT 1"
_PIECES: Final = frozenset({"kit.paper"})
"""Whole documents that are shown inside of a page and nowhere else."""

_ROLES: Final = (Role.HEAD, Role.CONTROL, Role.LAWYER, Role.MANAGER, Role.ADMIN)
_FOUND: Final[dict[str, str]] = {
    "admin.person.login": "SELECT login FROM people WHERE role = 'manager' ORDER BY login",
    "organization_id": "SELECT id FROM organizations ORDER BY id",
    "price_list_id": "SELECT id FROM price_lists ORDER BY id",
    "batch_id": "SELECT id FROM batches WHERE kind = 'papers_marked' ORDER BY id",
    "closing.batch_id": "SELECT id FROM batches WHERE kind = 'closing' ORDER BY id",
    "letter_id": "SELECT id FROM letters ORDER BY sent_on IS NULL, id DESC",
    "control.document_id": "SELECT document_id FROM awaited_papers ORDER BY document_id",
    "paper_id": (
        "SELECT documents.id FROM documents JOIN deals ON deals.id = deal_id "
        "WHERE deals.code = :deal AND page_id IS NOT NULL ORDER BY documents.id"
    ),
    "deals.sha256": (
        "SELECT sha256 FROM document_files JOIN documents ON documents.id = document_id "
        "JOIN deals ON deals.id = deal_id WHERE deals.code = :deal AND page_id IS NOT NULL ORDER BY documents.id"
    ),
    "payment_id": "SELECT payment_id FROM match_proposals ORDER BY payment_id",
    "statement_id": "SELECT id FROM statements ORDER BY id",
    "scan_id": "SELECT id FROM scanned_papers ORDER BY state = 'awaits' DESC, id",
    "scans.page_id": "SELECT id FROM scan_pages WHERE scanned_paper_id IS NULL ORDER BY id",
    "intake_id": "SELECT id FROM scan_intakes ORDER BY id",
    "link_id": (
        "SELECT share_links.id FROM share_links JOIN deals ON deals.id = deal_id WHERE deals.code = :deal "
        "ORDER BY share_links.id"
    ),
    "kit.draft_id": f"SELECT id FROM kit_drafts WHERE issued_as IS NULL AND person_id = ({_HEAD}) ORDER BY id",
    "vip.draft_id": "SELECT id FROM survey_drafts ORDER BY id",
    "survey_id": "SELECT survey_id FROM filled_surveys ORDER BY survey_id",
    "problem_id": "SELECT id FROM survey_problems ORDER BY id",
}
"""Statements for parts of addresses that name what the house holds, by «blueprint.part» or by the part alone."""

_DEAL: Final = (
    "SELECT code FROM deals WHERE id = (SELECT deal_id FROM documents WHERE page_id IS NOT NULL "
    "AND deal_id IS NOT NULL GROUP BY deal_id ORDER BY count(*) DESC, deal_id LIMIT 1)"
)
_OWING: Final = (
    "SELECT deals.code FROM deals JOIN findings ON findings.deal_id = deals.id WHERE rule = 'claim_not_sent' "
    "ORDER BY deals.id DESC"
)
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
    """A screen: by which address and by whom it is looked at. is_page: a whole page, no piece that goes into one."""

    endpoint: str
    url: str
    login: str
    is_page: bool


def sample_url(desk: Desk, endpoint: str, *, deal: str = "D1", is_absent: bool = False) -> str:
    """An address of the endpoint that names the deal, its client or a paper of it, where it names one."""
    entry = ENTRIES[endpoint]
    rules = [rule for rule in desk.app.url_map.iter_rules() if rule.endpoint == endpoint]
    rule = min(rules, key=lambda one: len(one.arguments))
    values = {name: _value(desk, endpoint, name, rule.rule, deal) for name in rule.arguments}
    if entry.owner is not Owner.NOBODY:
        values[entry.arg] = ABSENT[entry.owner] if is_absent else _first(desk, _OWN[entry.owner], deal=deal)
    with desk.app.test_request_context():
        return url_for(endpoint, **values)


def busiest_deal(desk: Desk) -> str:
    """The code of the deal with the most papers of ours."""
    return str(_first(desk, _DEAL))


def owing_deal(desk: Desk) -> str:
    """The code of a deal whose client owes and was sent no claim, "" if there is none."""
    return str(_first(desk, _OWING) or "")


def screens(desk: Desk, deal: str | None = None) -> Iterator[Sample]:
    """Every page of the desk that somebody of the staff can open, by the first role that may."""
    usual = deal or busiest_deal(desk)
    owing = deal or owing_deal(desk) or usual
    addresses = {rule.endpoint for rule in desk.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    for endpoint in sorted(addresses):
        entry = ENTRIES[endpoint]
        if entry.scope is not None or entry.audience in {Audience.PUBLIC, Audience.LINK}:
            continue
        login = _who(desk, entry)
        url = sample_url(desk, endpoint, deal=owing if endpoint.startswith("legal.") else usual)
        answer = desk.get(login, url)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            is_page = endpoint not in _PIECES and answer.data.lstrip()[:9].lower() == b"<!doctype"
            yield Sample(endpoint=endpoint, url=url, login=login, is_page=is_page)


def _who(desk: Desk, entry: Entry) -> str:
    role = next((role for role in _ROLES if role in entry.roles), Role.HEAD)
    more = ""
    if entry.audience is Audience.INTERNAL:
        more = "AND id IN (SELECT person_id FROM accounts WHERE sees_internal_prices)"
    return str(_first(desk, f"SELECT login FROM people WHERE role = '{role.value}' {more} ORDER BY login"))


def _value(desk: Desk, endpoint: str, name: str, rule: str, deal: str) -> Any:
    blueprint = endpoint.partition(".")[0]
    if name == "token":
        return _upload(desk, is_table=endpoint == "money.columns")
    known = [f"{endpoint}.{name}", f"{blueprint}.{name}", name]
    statement = next((_FOUND[key] for key in known if key in _FOUND), None)
    if statement is not None and (found := _first(desk, statement, deal=deal)) is not None:
        return found
    usual = 1 if "int:" in _converter(rule, name) else "x"
    return next((_OTHERS[key] for key in known if key in _OTHERS), usual)


def _upload(desk: Desk, *, is_table: bool) -> str:
    """The secret of a file that the head has sent and is still deciding about: a statement, or a table of some bank."""
    for path in (desk.house.settings.home / "uploads").glob(f"{_first(desk, _HEAD)}-*"):
        if (b".csv" in path.read_bytes().partition(b"\n")[0]) == is_table:
            return path.name.partition("-")[2]
    return "x"


def _first(desk: Desk, statement: str, **values: str) -> Any:
    with desk.house.database.read() as connection:
        return connection.execute(text(statement), values).scalar()


def _converter(rule: str, name: str) -> str:
    """«<int:name>» of a rule."""
    start = rule.rindex("<", 0, rule.index(f"{name}>") + 1)
    return rule[start : rule.index(">", start) + 1]
