"""A letter is a dispatch of its papers only when a person says so, and where the contract says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from docgen.errors import DocgenError
from tests.tracker.letters.mailroom import TODAY, Mailroom, Office, sqlite_url
from tests.tracker.letters.test_sending import send
from tests.tracker.making import paper
from tracker.letters.dispatching import record_dispatch


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: the same statements are tried on both elsewhere."""
    return sqlite_url(sqlite_template, tmp_path)


def contract(office: Office, **given: object) -> int:
    facts = {"is_contract": True, "signed_by_client_on": TODAY, "protections": "email_counts", "number": "1"} | given
    return office.paper("supply_contract", **facts)


def record(office: Office, key: int, **given: bool) -> list[str]:
    with office.house.work("anna", TODAY) as work:
        return record_dispatch(work, key, **given)


def test_sending_alone_records_nothing_and_a_person_records_it_once(office: Office, room: Mailroom) -> None:
    contract(office)
    act, sent_before = office.paper(), office.paper(sent_on=date(2026, 11, 5))
    key = office.write(document_ids=[act, sent_before])
    with pytest.raises(DocgenError, match="ещё нельзя"):
        record(office, key)
    send(office.house)
    assert paper(office.house, act)["sent_on"] is None
    assert [name.replace("\u00a0", " ") for name in record(office, key)] == ["Акт № 41 от 02.11.2026"]
    assert record(office, key) == []
    assert paper(office.house, act)["sent_on"] == TODAY
    assert paper(office.house, sent_before)["sent_on"] == date(2026, 11, 5)


@pytest.mark.parametrize("agreed", [{"protections": None}, {"signed_by_client_on": None}, {"annulled_on": TODAY}])
def test_where_the_contract_does_not_count_mail_it_has_to_be_said_twice(
    office: Office, room: Mailroom, agreed: dict[str, object]
) -> None:
    contract(office, **agreed)
    act = office.paper()
    key = office.write(document_ids=[act])
    send(office.house)
    with pytest.raises(DocgenError, match="--anyway"):
        record(office, key)
    assert paper(office.house, act)["sent_on"] is None
    assert len(record(office, key, anyway=True)) == 1


def test_a_letter_without_papers_dispatches_nothing(office: Office, room: Mailroom) -> None:
    key = office.write()
    send(office.house)
    with pytest.raises(DocgenError, match="не приложены"):
        record(office, key)
