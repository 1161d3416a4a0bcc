"""The first page of the day: by role, with what is missing first."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from tests.web.desk import Desk, text_of
from tracker.models import FindingRow, PartyRow


@pytest.mark.parametrize("login", ["orlova", "control", "lawyer", "head", "admin"])
def test_opens_for_every_role_within_twelve_statements(desk: Desk, login: str) -> None:
    desk.as_(login)
    with desk.statements() as seen:
        answer = desk.get(login, "/")
    assert answer.status_code == 200
    assert len(seen) <= 12
    assert "Чего не хватает" in text_of(answer)


def test_whoever_has_nothing_to_do_is_told_so(desk: Desk) -> None:
    with desk.house.database.write() as connection:
        connection.execute(delete(FindingRow))
    assert "Ничего не ждёт вас сегодня" in text_of(desk.get("belov", "/"))


def test_a_manager_sees_only_what_is_missing_in_their_own_deals(desk: Desk) -> None:
    with desk.house.database.write() as connection:
        theirs = FindingRow.manager.in_(["belov", "Белов Пётр Ильич"])
        connection.execute(update(FindingRow).where(~theirs).values(message="ЧУЖОЕ"))
        connection.execute(update(FindingRow).where(theirs).values(message="СВОЁ"))
    page = desk.get("belov", "/").get_data(as_text=True)
    assert "СВОЁ" in page
    assert "ЧУЖОЕ" not in page


def test_sums_at_risk_are_told_apart(desk: Desk) -> None:
    told = text_of(desk.get("control", "/"))
    for words in ("Под риском: могут потребовать возврата", "Долг не подтверждён документами", "Аванс без исполнения"):
        assert words in told


def test_lines_lead_into_registers(desk: Desk) -> None:
    assert "/control/findings?rule=" in desk.get("control", "/").get_data(as_text=True)


def test_names_and_messages_are_told_as_text(desk: Desk) -> None:
    with desk.house.database.write() as connection:
        connection.execute(update(FindingRow).values(message="<u onclick=x>", action="<u onclick=x>"))
        connection.execute(update(PartyRow).values(short_name="<u onclick=x>"))
    page = desk.get("control", "/").get_data(as_text=True)
    assert "<u onclick" not in page
    assert "&lt;u onclick" in page
