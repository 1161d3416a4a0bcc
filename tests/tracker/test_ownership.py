"""Whose deals, clients and papers are, however people spelled the manager."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import insert, select

from tests.tracker.deals_file.files import write
from tests.tracker.random_deals import AS_OF, deals_file
from tracker.chasing.addressees import addressees
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House
from tracker.models import DealRow, DocumentRow, EventRow
from tracker.ownership import assign_client, keep_client, owner_labels, owns_client, owns_deal, owns_paper
from tracker.people import Person, Role, add_person

TODAY = date(2026, 11, 23)
HERS = ("orlova", "ORLOVA", "Орлова Анна", "  орлова   анна ", "ОРЛОВА АННА")
NOT_HERS = ("Орлова Анна Павловна", "petrov", "", None)


@pytest.fixture
def orlova(house: House, tmp_path: Path) -> Person:
    """A manager; deals name her in every way, and others."""
    data = deals_file(Random(3), len(HERS) + len(NOT_HERS))
    for place, (deal, label) in enumerate(zip(data["deals"], HERS + NOT_HERS, strict=True)):
        client = {**data["clients"][0], "id": f"k{place}"}
        data["clients"].append(client)
        deal |= {"id": f"d{place}", "client": f"k{place}", "manager": label}
    with house.work("admin", TODAY) as work:
        person = add_person(work, login="orlova", name="Орлова Анна", role=Role.MANAGER)
        add_person(work, login="petrov", name="Петров Пётр", role=Role.MANAGER)
    with read_deals_file(write(tmp_path, data)) as file, house.work("admin", AS_OF) as work:
        load(work, file, is_update=False)
    return person


def test_a_deal_is_owned_however_the_manager_is_spelled(house: House, orlova: Person) -> None:
    with house.database.read() as connection:
        labels = owner_labels(connection, orlova)
        deals = connection.execute(select(DealRow.code, DealRow.manager)).all()
        owned = {code for code, _ in deals if owns_deal(connection, labels, code)}
        by_sql = set(connection.execute(select(DealRow.code).where(DealRow.manager.in_(labels))).scalars())
        reach = addressees(connection, (), TODAY)
    assert owned == {f"d{place}" for place in range(len(HERS))} == by_sql
    chased = {code for code, label in deals if label and (who := reach.manager(label)) and who.login == "orlova"}
    assert chased == owned


def test_a_client_is_owned_by_a_deal_or_by_charge(house: House, orlova: Person) -> None:
    last = f"k{len(HERS + NOT_HERS) - 1}"
    with house.database.read() as connection:
        labels = owner_labels(connection, orlova)
        assert owns_client(connection, labels, "k0")
        assert not owns_client(connection, labels, last)
    with house.work("admin", TODAY) as work:
        assign_client(work, last, "ORLOVA")
    with house.database.read() as connection:
        assert owns_client(connection, labels, last)
        noted = connection.execute(select(EventRow.details).where(EventRow.kind == "client.assigned")).scalar_one()
    assert "Орлова Анна" in noted


def test_whoever_brings_a_client_keeps_it_and_takes_it_from_nobody(house: House, orlova: Person) -> None:
    with house.work("petrov", TODAY) as work:
        keep_client(work, "k0")
    with house.work("orlova", TODAY) as work:
        keep_client(work, "k0")
        keep_client(work, "k8")
    with house.database.read() as connection:
        labels = owner_labels(connection, orlova)
        assert owns_client(connection, ("Петров Пётр",), "k0")
        assert owns_client(connection, labels, "k8")


def test_a_paper_is_owned_with_its_deal_and_one_of_no_deal_is_nobodys(house: House, orlova: Person) -> None:
    with house.work("admin", TODAY) as work:
        labels = owner_labels(work.connection, orlova)
        rows = work.connection.execute(
            select(DocumentRow.id, DealRow.code).join(DealRow, DealRow.id == DocumentRow.deal_id)
        ).all()
        assert rows
        for key, code in rows:
            assert owns_paper(work.connection, labels, key) == owns_deal(work.connection, labels, code)
        organization = work.connection.execute(select(DealRow.organization_id)).scalars().first()
        values = {"kind": "letter", "number": "1", "date": TODAY, "position": 0, "is_contract": False, "revision": 0}
        work.connection.execute(insert(DocumentRow).values(organization_id=organization, page_id="QQ", **values))
        assert not owns_paper(work.connection, labels, "QQ")


def test_what_is_not_there_is_said_and_a_bad_label_is_refused(house: House, orlova: Person) -> None:
    with house.work("admin", TODAY) as work:
        for asked in (owns_deal, owns_client, owns_paper):
            with pytest.raises(NotFoundError):
                asked(work.connection, (orlova.name,), "нет\udcff")
        with pytest.raises(NotFoundError):
            assign_client(work, "нет", "orlova")
        for label in ("", " ", "а" * 301, "а\0б"):
            with pytest.raises(RefusedError):
                assign_client(work, "k0", label)
