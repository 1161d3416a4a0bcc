"""What a file says otherwise is told by its path, with what is stored and what is given; what means the same is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.docgen.intake.conftest import change
from tests.tracker.deals_file.files import entries, sample, write
from tracker.deals_file.comparing import differences_of_client, differences_of_deal

DEAL = "deals[0]"
OWED, DUE = f"{DEAL}.obligations[0]", f"{DEAL}.obligations[1]"
PAPER, CONTRACT, PAID = f"{DEAL}.documents[0]", f"{DEAL}.contract", f"{DEAL}.payments[0]"
CLIENT = "clients[0]"


def told(folder: Path, changes: dict[str, Any]) -> list[str]:
    """Differences between the sample as stored and the sample with changes."""
    data = sample()
    for path, value in changes.items():
        change(data, path, value)
    (client,), (deal,) = entries(write(folder, sample()))
    (other_client,), (other_deal,) = entries(write(folder, data))
    found = differences_of_client(client, other_client) + differences_of_deal(deal, other_deal, frozenset())
    return [str(difference).replace("\u00a0", " ") for difference in found]


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (f"{DEAL}.manager", "petrov", "deals[d1].manager: в базе orlova, в файле petrov"),
        (f"{DEAL}.manager", ..., "deals[d1].manager: в базе orlova, в файле нет"),
        (f"{DEAL}.subject", "Монтаж", "deals[d1].subject: в базе Поставка светильников, в файле Монтаж"),
        (f"{DEAL}.kind", "services", "deals[d1].kind: в базе supply, в файле services"),
        (f"{CONTRACT}.number", "7", "deals[d1].contract.number: в базе 25/11, в файле 7"),
        (f"{CONTRACT}.scan_on", ..., "deals[d1].contract.scan_on: в базе 14.01.2025, в файле нет"),
        (f"{CONTRACT}.acceptance_days", 7, "deals[d1].contract.acceptance_days: в базе 5, в файле 7"),
        (f"{CONTRACT}.protections", ["scan_force", "deemed_acceptance"],
         "deals[d1].contract.protections: в базе deemed_acceptance, в файле deemed_acceptance scan_force"),
        (f"{CONTRACT}.power_of_attorney.until", "2026-01-01",
         "deals[d1].contract.attorney.valid_until: в базе 31.12.2025, в файле 01.01.2026"),
        (f"{OWED}.amount", "120000.01",
         "deals[d1].obligations[o1].amount: в базе 120 000,00, в файле 120 000,01"),
        (f"{OWED}.performed_on", ..., "deals[d1].obligations[o1].performed_on: в базе 30.01.2025, в файле нет"),
        (f"{OWED}.performed_amount", "1", "deals[d1].obligations[o1].performed_amount: в базе нет, в файле 1,00"),
        (f"{DUE}.cancelled_on", "2025-03-01", "deals[d1].obligations[p1].cancelled_on: в базе нет, в файле 01.03.2025"),
        (f"{DUE}.due_on", "2025-02-11", "deals[d1].obligations[p1].due_on: в базе 10.02.2025, в файле 11.02.2025"),
        (f"{PAPER}.sent_on", "2025-01-31", "deals[d1].documents[w1].sent_on: в базе 30.01.2025, в файле 31.01.2025"),
        (f"{PAPER}.covers.o1", "5", "deals[d1].documents[w1].covers[o1]: в базе 120 000,00, в файле 5,00"),
        (f"{PAPER}.covers.p1", "5", "deals[d1].documents[w1].covers[p1]: в базе нет, в файле 5,00"),
        (f"{PAPER}.covers", ..., "deals[d1].documents[w1].covers[o1]: в базе 120 000,00, в файле нет"),
        (f"{PAPER}.signer_authority", "none", "deals[d1].documents[w1].signer_authority: в базе head, в файле none"),
        (f"{PAPER}.vat_rate", "22", "deals[d1].documents[w1].vat_rate: в базе 20, в файле 22"),
        (f"{PAPER}.annulled_on", "2025-03-01", "deals[d1].documents[w1].annulled_on: в базе нет, в файле 01.03.2025"),
        (f"{PAID}.amount", "1", "deals[d1].payments[0].amount: в базе 60 000,00, в файле 1,00"),
        (f"{PAID}.evidence", "client_word",
         "deals[d1].payments[0].evidence: в базе bank_statement, в файле client_word"),
        (f"{PAID}.direction", "out", "deals[d1].payments[0].direction: в базе in, в файле out"),
        (f"{DEAL}.claims[0].sent_on", "2025-05-02",
         "deals[d1].claims[0].sent_on: в базе 01.05.2025, в файле 02.05.2025"),
        (f"{DEAL}.demands[0].answered_on", ..., "deals[d1].demands[0].answered_on: в базе 05.06.2025, в файле нет"),
        (f"{CLIENT}.tier", "vip", "clients[c1].tier: в базе key, в файле vip"),
        (f"{CLIENT}.insolvent_on", "2025-07-01", "clients[c1].insolvent_on: в базе нет, в файле 01.07.2025"),
        (f"{CLIENT}.contacts[0].left_on", ..., "clients[c1].contacts[0].left_on: в базе 01.06.2025, в файле нет"),
        (f"{CLIENT}.surveys[0].held_on", "2025-03-02", "clients[c1].surveys[0]: в базе 01.03.2025, в файле 02.03.2025"),
        (f"{CLIENT}.party.full_name", "Он",
         "clients[c1].party.full_name: в базе Индивидуальный предприниматель Шевченко Пётр Андреевич, в файле Он"),
        (f"{CLIENT}.party.bank.name", "Банк", "clients[c1].party.bank.name: в базе АО «АЛЬФА-БАНК», в файле Банк"),
        (f"{CLIENT}.party.signatory.gender", "m", "clients[c1].party.signatory.gender: в базе нет, в файле m"),
    ],
)  # fmt: skip
def test_a_changed_fact_is_told_by_its_path(tmp_path: Path, path: str, value: object, line: str) -> None:
    assert told(tmp_path, {path: value}) == [line]


def test_what_came_and_what_went_is_told_whole(tmp_path: Path) -> None:
    new = {"id": "o2", "by": "us", "kind": "works", "amount": "10.00", "due_on": "2025-03-01"}
    (line,) = told(tmp_path, {f"{DEAL}.obligations[2]": new})
    shown = "{id: o2, by: us, kind: works, amount: 10,00, due_on: 01.03.2025}"
    assert line == f"deals[d1].obligations[o2]: в базе нет, в файле {shown}"
    (line,) = told(tmp_path, {f"{DEAL}.documents": []})
    assert line.startswith("deals[d1].documents[w1]: в базе {id: w1, kind: waybill, number: 15,")
    assert line.endswith("в файле нет")
    assert "covers: {o1: 120 000,00}" in line
    (line,) = told(tmp_path, {f"{DEAL}.contract": None})
    assert line.startswith("deals[d1].contract: в базе {number: 25/11,")
    assert told(tmp_path, {f"{CLIENT}.contacts": []}) == [
        "clients[c1].contacts[0]: в базе {name: Петрова Ольга, position: бухгалтер, left_on: 01.06.2025}, в файле нет"
    ]


def test_every_difference_is_told_at_once(tmp_path: Path) -> None:
    changes = {f"{CLIENT}.tier": "a", f"{DEAL}.subject": "б", f"{PAID}.amount": "1", f"{OWED}.amount": "120000.02"}
    assert len(told(tmp_path, changes)) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {f"{DEAL}.kind": "supply"},
        {f"{PAID}.direction": "in"},
        {f"{PAID}.amount": 60000},
        {f"{PAPER}.vat_rate": "20.00"},
        {f"{PAPER}.covers": {"o1": "120000"}},
        {f"{CLIENT}.party.phone": ""},
        {f"{CLIENT}.party.contacts": []},
        {f"{CLIENT}.party.inn": " 5001 2345 6750 "},
        {f"{PAPER}.power_of_attorney": {}},
        {f"{DEAL}.subject": "  Поставка \n светильников "},
    ],
)
def test_another_spelling_of_the_same_is_no_difference(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert told(tmp_path, changes) == []


def test_the_order_of_what_has_ids_says_nothing(tmp_path: Path) -> None:
    data = sample()
    deal = data["deals"][0]
    deal["documents"].append(deal["documents"][0] | {"id": "a1", "covers": {"o1": "1", "p1": "2"}})
    _, (one,) = entries(write(tmp_path, data))
    deal["documents"][1]["covers"] = {"p1": "2", "o1": "1"}
    deal["documents"].reverse()
    deal["obligations"].reverse()
    _, (other,) = entries(write(tmp_path, data))
    assert differences_of_deal(one, other, frozenset()) == []
    assert one != other


def test_papers_that_the_program_issued_need_not_be_in_the_file(tmp_path: Path) -> None:
    _, (stored,) = entries(write(tmp_path, sample()))
    data = sample()
    data["deals"][0] |= {"documents": [], "contract": None}
    _, (given,) = entries(write(tmp_path, data))
    assert differences_of_deal(stored, given, frozenset({"w1", "contract-1"})) == []
    assert len(differences_of_deal(stored, given, frozenset({"w1"}))) == 1
    assert len(differences_of_deal(stored, given, frozenset())) == 2
