"""People of the house: who they are, what they do here, and by which position discount rules name their right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, Row, func, insert, select, update

from docgen.intake.fields import Email, FieldError
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.models import PersonRow

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LONGEST = 300
_LONGEST_ADDRESS = 254
_COLUMNS = (PersonRow.login, PersonRow.name, PersonRow.role, PersonRow.title, PersonRow.is_active, PersonRow.email)


class Role(StrEnum):
    """What a person does in the program."""

    MANAGER = "manager"
    CONTROL = "control"
    LAWYER = "lawyer"
    HEAD = "head"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The role in Russian: «менеджер»."""
        return _LABELS[self]

    @property
    def usual_title(self) -> str:
        """The position of a person of this role for whom none is named: «Менеджер»."""
        return _TITLES[self]


_LABELS: Final = {
    Role.MANAGER: "менеджер",
    Role.CONTROL: "контроль договоров",
    Role.LAWYER: "юрист",
    Role.HEAD: "руководитель",
    Role.ADMIN: "администратор",
}
_TITLES: Final = {
    Role.MANAGER: "Менеджер",
    Role.CONTROL: "Специалист по контролю договоров",
    Role.LAWYER: "Юрист",
    Role.HEAD: "Руководитель отдела продаж",
    Role.ADMIN: "Администратор",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of the house. ``title`` is the position by which discount rules name the right.

    email: where letters to this person go; None if nobody writes to them.
    """

    login: str
    name: str
    role: Role
    title: str
    is_active: bool
    email: str | None = None


def add_person(work: Work, *, login: str, name: str, role: Role, title: str | None = None) -> Person:
    """Adds a person; without a title, the role's usual one. Raises RefusedError for a login that is bad or taken."""
    if not _LOGIN.fullmatch(login):
        raise RefusedError(
            f"Логин «{login}» не подходит: до 64 строчных латинских букв, цифр и знаков «._-», "
            "первой — буква или цифра. Например, orlova."
        )
    if _find(work.connection, login) is not None:
        raise RefusedError(f"Логин «{login}» занят: выберите другой.")
    person = Person(login=login, name=_checked(name, "Имя"), role=role, title=_title(role, title), is_active=True)
    work.connection.execute(insert(PersonRow).values(**_values(person)))
    work.note("person.added", f"person:{login}", name=person.name, role=role.value, title=person.title)
    return person


def change_role(work: Work, login: str, role: Role, title: str | None = None) -> Person:
    """Gives a person another role and its title: a right to discounts does not outlive the role that it came with.

    Without a title, the new role's usual one; the same role without a title changes nothing. Raises NotFoundError, and
    RefusedError for the last active administrator.
    """
    person = find_person(work.connection, login)
    new_title = person.title if title is None and role is person.role else _title(role, title)
    if (role, new_title) == (person.role, person.title):
        return person
    if role is not Role.ADMIN:
        _check_not_last_admin(work.connection, person)
    _update(work, login, role=role.value, title=new_title)
    work.note("person.role_changed", f"person:{login}", role=role.value, title=new_title)
    return find_person(work.connection, login)


def change_email(work: Work, login: str, email: str | None) -> Person:
    """Says where letters to a person go, None for nowhere. Raises NotFoundError, RefusedError for no address."""
    person = find_person(work.connection, login)
    address = None if email is None else _checked_email(email)
    if address == person.email:
        return person
    _update(work, login, email=address)
    work.note("person.email_changed", f"person:{login}", email=address)
    return find_person(work.connection, login)


def block(work: Work, login: str) -> Person:
    """Takes all rights from a person; what they did stays. Raises NotFoundError, RefusedError for the last admin."""
    person = find_person(work.connection, login)
    if not person.is_active:
        return person
    _check_not_last_admin(work.connection, person)
    return _set_active(work, login, is_active=False)


def unblock(work: Work, login: str) -> Person:
    """Gives a person their rights back. Raises NotFoundError."""
    person = find_person(work.connection, login)
    return person if person.is_active else _set_active(work, login, is_active=True)


def find_person(connection: Connection, login: str) -> Person:
    """A person by login, blocked or not. Raises NotFoundError."""
    found = _find(connection, login)
    if found is None:
        raise NotFoundError(f"Пользователя «{login}» нет: проверьте логин или добавьте его (pervichka user add).")
    return found


def active_person(connection: Connection, login: str) -> Person:
    """A person who may act. Raises NotFoundError, and RefusedError for one who is blocked."""
    person = find_person(connection, login)
    if not person.is_active:
        raise RefusedError(f"Пользователь «{login}» заблокирован: его права не действуют (pervichka user unblock).")
    return person


def list_people(connection: Connection) -> list[Person]:
    """Everybody, by login."""
    people = [_person(row) for row in connection.execute(select(*_COLUMNS))]
    return sorted(people, key=lambda person: person.login)  # databases do not agree on the order of «.» and «-»


def _find(connection: Connection, login: str) -> Person | None:
    row = connection.execute(select(*_COLUMNS).where(PersonRow.login == login)).first()
    return _person(row) if row else None


def _person(row: Row[str, str, str, str, bool, str | None]) -> Person:
    login, name, role, title, is_active, email = row
    return Person(login=login, name=name, role=Role(role), title=title, is_active=is_active, email=email)


def _values(person: Person) -> dict[str, str | bool]:
    return {
        "login": person.login,
        "name": person.name,
        "role": person.role.value,
        "title": person.title,
        "is_active": person.is_active,
    }


def _title(role: Role, given: str | None) -> str:
    return role.usual_title if given is None else _checked(given, "Должность")


def _checked(text: str, what: str) -> str:
    plain = " ".join(text.split())
    if not plain or len(plain) > _LONGEST or not plain.isprintable():
        raise RefusedError(f"{what} не подходит: нужна одна строка от 1 до {_LONGEST} знаков.")
    return plain


def _checked_email(text: str) -> str:
    try:
        return str(Email(_LONGEST_ADDRESS).read(text))
    except FieldError as error:
        raise RefusedError(f"«{text}»: {error}.") from error


def _check_not_last_admin(connection: Connection, person: Person) -> None:
    if person.role is not Role.ADMIN or not person.is_active:
        return
    active = (PersonRow.role == Role.ADMIN.value, PersonRow.is_active)
    if connection.execute(select(func.count()).select_from(PersonRow).where(*active)).scalar_one() == 1:
        raise RefusedError(f"«{person.login}» — последний действующий администратор: сначала дайте эту роль другому.")


def _set_active(work: Work, login: str, *, is_active: bool) -> Person:
    _update(work, login, is_active=is_active)
    work.note("person.unblocked" if is_active else "person.blocked", f"person:{login}")
    return find_person(work.connection, login)


def _update(work: Work, login: str, **values: str | bool | None) -> None:
    work.connection.execute(update(PersonRow).where(PersonRow.login == login).values(**values))
