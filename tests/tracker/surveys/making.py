"""Clients with deals and answers for tests of the programme."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert

from docgen.intake.source import read_source
from docgen.library import find_kind
from tests.builders import CLIENT, SELLER
from tracker.house import House
from tracker.models import CounterpartyRow, DealRow, SurveyRow
from tracker.parties import insert_parties, organization_id_of
from tracker.party_sections import section_of
from tracker.surveys.forms import KNOWN, VIP
from tracker.surveys.recording import record_survey

TODAY = date(2026, 11, 27)


def make_client(
    house: House,
    code: str = "c1",
    *,
    tier: str | None = None,
    manager: str | None = None,
    deals: dict[str, Any] | None = None,
    talks: tuple[date, ...] = (),
) -> int:
    """A client with deals («code»: day of agreement and manager) and days of talks that a file told of."""
    with house.work("anna", TODAY) as work:
        organization = organization_id_of(work, section_of(SELLER))
        (party,) = insert_parties(work.connection, [section_of(CLIENT)])
        values = {"code": code, "party_id": party, "tier": tier, "manager": manager}
        key: int = work.connection.execute(
            insert(CounterpartyRow).values(**values).returning(CounterpartyRow.id)
        ).scalar_one()
        for deal, (agreed_on, whose) in (deals or {}).items():
            made = {"organization_id": organization, "counterparty_id": key, "subject": "Свет", "kind": "supply"}
            work.connection.execute(insert(DealRow).values(code=deal, manager=whose, agreed_on=agreed_on, **made))
        for place, on in enumerate(talks):
            work.connection.execute(insert(SurveyRow).values(counterparty_id=key, position=place, held_on=on))
    return key


def answers(name: str = VIP, **changes: Any) -> dict[str, Any]:
    """What the sample of the paper answers; None takes a key away."""
    data = dict(read_source(find_kind(name).folder / "sample.yaml").data)
    given = {key: value for key, value in data.items() if key not in KNOWN} | {"date": "2026-11-24"} | changes
    return {key: value for key, value in given.items() if value is not None}


def held(house: House, client: int, today: date = TODAY, **changes: Any) -> int:
    """A survey of the sample's answers, recorded; answers its key."""
    with house.work("anna", today) as work:
        return record_survey(work, client, VIP, answers(**changes)).id


def read(house: House, function: Any, *given: Any, **named: Any) -> Any:
    """What a reading function answers."""
    with house.database.read() as connection:
        return function(connection, *given, **named)


def do(house: House, function: Any, *given: Any, today: date = TODAY, actor: str = "anna", **named: Any) -> Any:
    """What a change answers."""
    with house.work(actor, today) as work:
        return function(work, *given, **named)
