"""Who is at the desk: a person with the rights that go with no role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, insert, select, update

from tracker.errors import NotFoundError
from tracker.house import Work
from tracker.models import AccountRow, PersonRow
from tracker.people import Person, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person who is let in. ``id``: their key. ``language``: of screens, None for Russian.

    sees_internal_prices: costs, floor prices and internal price lists, a right that comes with no role.
    must_change: the password was given by another person.
    """

    id: int
    person: Person
    sees_internal_prices: bool
    must_change: bool
    language: str | None

    @property
    def role(self) -> Role:
        """What the person does here."""
        return self.person.role

    @property
    def login(self) -> str:
        """By whom changes are journaled."""
        return self.person.login


_COLUMNS: Final = (
    PersonRow.id,
    PersonRow.login,
    PersonRow.name,
    PersonRow.role,
    PersonRow.title,
    PersonRow.is_active,
    PersonRow.email,
    AccountRow.sees_internal_prices,
    AccountRow.must_change,
    AccountRow.language,
)


def select_visitors() -> Select[*tuple[Any, ...]]:
    """The statement whose rows ``visitor_from`` reads; a person without an account has no rights of their own."""
    return select(*_COLUMNS).select_from(PersonRow).outerjoin(AccountRow, AccountRow.person_id == PersonRow.id)


def visitor_from(row: Any) -> Visitor:
    """The visitor of a row."""
    key, login, name, role, title, is_active, email, internal, must_change, language = row[: len(_COLUMNS)]
    return Visitor(
        id=key,
        person=Person(login=login, name=name, role=Role(role), title=title, is_active=is_active, email=email),
        sees_internal_prices=bool(internal),
        must_change=bool(must_change),
        language=language,
    )


def visitor_named(connection: Connection, login: str) -> Visitor:
    """The person by login, blocked or not. Raises NotFoundError."""
    row = connection.execute(select_visitors().where(PersonRow.login == login)).first()
    if row is None:
        raise NotFoundError(f"Пользователя «{login}» нет: проверьте логин или добавьте его (pervichka user add).")
    return visitor_from(row)


def allow_internal_prices(work: Work, login: str, *, is_allowed: bool) -> None:
    """Gives the right to see costs, floor prices and internal price lists, or takes it. Raises NotFoundError."""
    visitor = visitor_named(work.connection, login)
    if visitor.sees_internal_prices == is_allowed:
        return
    set_account(work.connection, visitor.id, sees_internal_prices=is_allowed)
    kind = "person.internal_prices_allowed" if is_allowed else "person.internal_prices_denied"
    work.note(kind, f"person:{login}")


def choose_language(connection: Connection, person_id: int, language: str | None) -> None:
    """Keeps the language of a person's screens: a taste, so the journal does not speak of it."""
    set_account(connection, person_id, language=language)


def set_account(connection: Connection, person_id: int, **values: str | bool | None) -> None:
    """Changes a person's account, made if it is not there."""
    found = connection.execute(update(AccountRow).where(AccountRow.person_id == person_id).values(**values))
    if found.rowcount == 0:
        nothing = {"password_hash": None, "must_change": False, "sees_internal_prices": False, "language": None}
        connection.execute(insert(AccountRow).values(person_id=person_id, **{**nothing, **values}))
