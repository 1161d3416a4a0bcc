"""What is at risk by manager and by client is what is at risk altogether, told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracker.lists.listing import fill
from tests.tracker.random_deals import AS_OF
from tracker.house import House
from tracker.people import Role, add_person
from tracker.reports.exposed import MOST_CLIENTS, by_client, by_manager
from tracker.reports.exposure import exposure_of


@pytest.fixture
def filled(house: House, tmp_path: Path) -> House:
    with house.work("admin", AS_OF) as work:
        add_person(work, login="orlova", name="Орлова Анна", role=Role.MANAGER)
    fill(house, tmp_path)
    return house


def test_managers_and_clients_add_up_to_the_whole(filled: House) -> None:
    with filled.database.read() as connection:
        whole = exposure_of(connection, AS_OF).total
        managers, clients = by_manager(connection), by_client(connection)
        one = by_manager(connection, managers=("orlova",))
    assert whole > 0
    assert sum(row.exposure for row in managers) == whole
    assert [row.exposure for row in managers] == sorted((row.exposure for row in managers), reverse=True)
    assert 0 < len(clients) <= MOST_CLIENTS
    assert sum(row.exposure for row in clients) <= whole
    assert {row.name for row in one} <= {"Орлова Анна"}
