"""People of the house: what each may be, and that somebody is always left to administer it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from tracker import people
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House
from tracker.models import EventRow
from tracker.people import Role

TODAY = date(2026, 11, 22)


def add(house: House, login: str = "orlova", role: Role = Role.MANAGER, **given: str) -> people.Person:
    with house.work("root", TODAY) as work:
        return people.add_person(work, login=login, name=given.pop("name", "Орлова Мария"), role=role, **given)


def events(house: House) -> list[tuple[str, str, dict[str, object]]]:
    statement = select(EventRow.kind, EventRow.subject, EventRow.details).order_by(EventRow.seq)
    with house.database.read() as connection:
        return [(row.kind, row.subject, json.loads(row.details)) for row in connection.execute(statement)]


def test_a_person_is_found_by_login_with_the_usual_title_of_the_role(house: House) -> None:
    added = add(house)
    with house.database.read() as connection:
        assert people.find_person(connection, "orlova") == added
    assert (added.role, added.title, added.is_active) == (Role.MANAGER, "Менеджер", True)
    assert events(house) == [
        ("person.added", "person:orlova", {"name": "Орлова Мария", "role": "manager", "title": "Менеджер"})
    ]


def test_every_role_has_a_russian_word_and_a_title() -> None:
    assert all(role.label.islower() and role.usual_title[0].isupper() for role in Role)


def test_people_are_listed_by_login_in_the_same_order_by_every_database(house: House) -> None:
    logins = ["b.a", "a_b", "ab", "a-b", "a.b"]
    for login in logins:
        add(house, login)
    with house.database.read() as connection:
        assert [person.login for person in people.list_people(connection)] == sorted(logins)


@pytest.mark.parametrize("login", ["", "Orlova", "орлова", "a b", ".a", "-a", "a\n", "a" * 65, "a/b"])
def test_a_login_that_is_not_plain_latin_is_refused(house: House, login: str) -> None:
    with pytest.raises(RefusedError, match="не подходит"):
        add(house, login)


def test_a_login_is_given_once(house: House) -> None:
    add(house)
    with pytest.raises(RefusedError, match="занят"):
        add(house)
    assert len(events(house)) == 1


@pytest.mark.parametrize("given", [{"name": "  "}, {"name": "а" * 301}, {"title": ""}, {"name": "а\x00б"}])
def test_a_person_has_a_name_and_a_title(house: House, given: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="не подходит"):
        add(house, **given)


def test_a_title_does_not_outlive_the_role_that_it_came_with(house: House) -> None:
    add(house, "petrov", Role.HEAD, title="Коммерческий директор")
    with house.work("root", TODAY) as work:
        changed = people.change_role(work, "petrov", Role.MANAGER)
    assert (changed.role, changed.title) == (Role.MANAGER, "Менеджер")
    with house.work("root", TODAY) as work:
        assert people.change_role(work, "petrov", Role.MANAGER, "Старший менеджер").title == "Старший менеджер"
        assert people.change_role(work, "petrov", Role.MANAGER).title == "Старший менеджер"
    assert [kind for kind, _, _ in events(house)] == ["person.added", "person.role_changed", "person.role_changed"]


def test_blocking_takes_the_right_to_act_and_unblocking_gives_it_back(house: House) -> None:
    add(house)
    with house.work("root", TODAY) as work:
        assert not people.block(work, "orlova").is_active
        assert not people.block(work, "orlova").is_active
        with pytest.raises(RefusedError, match="заблокирован"):
            people.active_person(work.connection, "orlova")
        assert people.unblock(work, "orlova").is_active
        assert people.unblock(work, "orlova").is_active
        assert people.active_person(work.connection, "orlova").login == "orlova"
    assert [kind for kind, _, _ in events(house)] == ["person.added", "person.blocked", "person.unblocked"]


def test_the_last_active_administrator_stays(house: House) -> None:
    add(house, "root1", Role.ADMIN)
    add(house, "root2", Role.ADMIN)
    with house.work("root1", TODAY) as work:
        people.block(work, "root2")
    for change in (people.block, lambda work, login: people.change_role(work, login, Role.HEAD)):
        with pytest.raises(RefusedError, match="последний"), house.work("root1", TODAY) as work:
            change(work, "root1")
    with house.work("root1", TODAY) as work:
        people.change_role(work, "root2", Role.LAWYER)  # blocked, so no administrator is lost
        people.change_role(work, "root1", Role.ADMIN, "Системный администратор")
        people.unblock(work, "root2")
        people.change_role(work, "root2", Role.ADMIN)
        people.block(work, "root1")


@pytest.mark.parametrize(
    "change", [people.block, people.unblock, lambda work, who: people.change_role(work, who, Role.HEAD)]
)
def test_an_unknown_login_is_told(house: House, change) -> None:
    with pytest.raises(NotFoundError, match="user add"), house.work("root", TODAY) as work:
        change(work, "nobody")


def test_an_address_is_checked_noted_and_taken_away_again(house: House) -> None:
    add(house)
    with house.work("root", TODAY) as work:
        assert people.change_email(work, "orlova", "orlova@example.ru").email == "orlova@example.ru"
        people.change_email(work, "orlova", "orlova@example.ru")
    with pytest.raises(RefusedError, match="не адрес почты"), house.work("root", TODAY) as work:
        people.change_email(work, "orlova", "orlova@example.ru\nBcc: spy@example.ru")
    with house.work("root", TODAY) as work:
        assert people.change_email(work, "orlova", None).email is None
    changed = [details for kind, _, details in events(house) if kind == "person.email_changed"]
    assert changed == [{"email": "orlova@example.ru"}, {"email": None}]
