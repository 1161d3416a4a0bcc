"""The court and the clause on penalty come from the contract only where its own printed text leaves no doubt."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from docgen.claims.computing import Sanction
from docgen.claims.penalty import PenaltyTerms
from docgen.documents import DealKind, LineKind, Period, Snapshot
from docgen.parties import Contact, Form, PowerOfAttorney, Purpose
from docgen.thawing import thaw
from docgen.vat import RateChange, rate_on
from tests.builders import CLIENT, SELLER, make_line, make_snapshot
from tests.tracker.letters.mailroom import sqlite_url
from tests.tracker.making import NO_NUMBERS, consignment, make_kit, make_order, obligations
from tracker.claims.letters import LetterTerms, write_letter
from tracker.claims.preparing import ClaimChoice, claim_of
from tracker.house import House
from tracker.journal import canonical
from tracker.models import DocumentRow, IssuedPaperRow, PartyRow
from tracker.papers.drafts import plain
from tracker.papers.kits import IssuedKit
from tracker.recording import perform

PERFORMED = date(2026, 12, 1)
TODAY = date(2027, 3, 1)
AT_LAW = "арбитражный суд по месту нахождения Кредитора (125009, г. Москва, ул. Светлая, д. 7, оф. 12)"


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: the same statements are tried on both elsewhere."""
    return sqlite_url(sqlite_template, tmp_path)


def owing(house: House, snapshot: Snapshot | None = None) -> IssuedKit:
    """A contract that was issued here, performed and not paid."""
    kit = make_kit(house, make_order(snapshot, ("supply_contract",)), today=PERFORMED)
    with house.work("anna", TODAY) as work:
        perform(work, obligations(work.connection, kit.deal_id)["goods"]["id"], PERFORMED)
    return kit


def letter(house: House, kit: IssuedKit, choice: ClaimChoice | None = None, **terms: Any) -> tuple[dict[str, Any], str]:
    """The input of the letter and all that it warns of."""
    pages = dict.fromkeys(range(1, 9), 1)
    with house.database.read() as connection:
        claim = claim_of(connection, kit.deal_id, TODAY, 5, choice or ClaimChoice())
        written = write_letter(connection, kit.deal_id, claim, LetterTerms(pages=pages, **terms), TODAY)
    return dict(written.source.data), " ".join(written.warnings)


def written_down(house: House, statement: Any) -> None:
    with house.work("anna", TODAY) as work:
        work.connection.execute(statement)


def test_the_court_and_the_number_are_those_that_the_contract_prints(house: House) -> None:
    kit = owing(house)
    data, _ = letter(house, kit)
    printed = {one["number"]: one["text"] for part in kit.papers[0].context["sections"] for one in part["clauses"]}
    assert printed[data["penalty_clause"]].startswith("За просрочку оплаты Покупатель уплачивает пени")
    assert data["court"] == AT_LAW
    assert any("арбитражный суд по месту нахождения Поставщика (125009" in text for text in printed.values())


def test_what_a_person_says_goes_before_the_contract(house: House) -> None:
    kit = owing(house)
    told = {"court": "Арбитражный суд города Москвы", "penalty_clause": "7.1"}
    data, _ = letter(house, kit, **told)
    assert {key: data[key] for key in told} == told


def test_the_clause_is_not_named_for_interest_nor_for_another_rate(house: House) -> None:
    kit = owing(house)
    other = PenaltyTerms(percent_per_day=Decimal("0.2"))
    for choice in (ClaimChoice(sanction=Sanction.INTEREST), ClaimChoice(penalty=other)):
        data, _ = letter(house, kit, choice)
        assert "penalty_clause" not in data
        assert data["court"] == AT_LAW


def test_a_contract_with_a_person_chooses_no_court(house: House) -> None:
    person = replace(CLIENT, form=Form.PERSON, full_name="Шевченко Пётр Андреевич", ogrn=None)
    data, _ = letter(house, owing(house, make_snapshot(client=person, numbers=NO_NUMBERS)))
    assert "court" not in data
    assert data["penalty_clause"]


def test_after_a_move_of_ours_the_court_is_left_to_a_person(house: House) -> None:
    kit = owing(house)
    written_down(house, update(PartyRow).where(PartyRow.inn == SELLER.inn).values(address="190000, г. Санкт-Петербург"))
    data, warned = letter(house, kit)
    assert "court" not in data
    assert "определите его и укажите ключом --court" in warned
    assert "--court" not in letter(house, kit, court="Арбитражный суд города Москвы")[1]


def test_an_agreement_to_the_contract_may_have_changed_both(house: House) -> None:
    kit = owing(house)
    agreement = {
        "deal_id": kit.deal_id, "position": 9, "kind": "supplementary_agreement", "is_contract": False, "number": "1",
        "date": PERFORMED, "revision": 0, "organization_id": 1,
    }  # fmt: skip
    written_down(house, insert(DocumentRow).values(**agreement))
    data, warned = letter(house, kit)
    assert not {"court", "penalty_clause"} & set(data)
    assert "дополнительное соглашение" in warned


def test_a_text_that_the_library_has_not_is_not_read(house: House) -> None:
    """By a template of the house's own, by an older version of ours, or from data that nobody understands now."""
    kit = owing(house)
    for changed in ({"template": "local-1"}, {"template": "shipped-0"}):
        written_down(house, update(IssuedPaperRow).values(**changed))
        data, _ = letter(house, kit)
        assert not {"court", "penalty_clause"} & set(data)


_ATTORNEY = PowerOfAttorney(number="4", date=date(2026, 1, 12), valid_until=date(2026, 12, 31))
_CONTACT = Contact(name="Титова Н.", position=None, email="t@example.ru", purposes=(Purpose.CLAIMS, Purpose.INVOICES))


@pytest.mark.parametrize(
    "snapshot",
    [
        make_snapshot(),
        consignment(),
        make_snapshot(
            make_line(kind=LineKind.SERVICES),
            kind=DealKind.SERVICES,
            terms={"period": Period(start=date(2026, 12, 1), end=date(2027, 2, 28))},
            client=replace(
                CLIENT, contacts=(_CONTACT,), signatory=replace(CLIENT.signatory, power_of_attorney=_ATTORNEY)
            ),
            rate_change=RateChange(
                on=date(2026, 1, 1),
                old=rate_on("standard", date(2025, 12, 31)),
                new=rate_on("standard", date(2026, 1, 1)),
                source="закон",
            ),
        ),
    ],
    ids=["supply", "consignment", "services"],
)
def test_a_frozen_snapshot_becomes_the_same_again(snapshot: Snapshot) -> None:
    assert thaw(json.loads(canonical(plain(snapshot)))) == snapshot
