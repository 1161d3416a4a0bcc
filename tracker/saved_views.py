"""Filters of registers under names: a person's own, and those that others shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from tracker.accounts.visitors import Visitor
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.models import PersonRow, SavedViewRow

_LONGEST_NAME: Final = 100
_LONGEST_QUERY: Final = 2_000
_MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A view of a register. ``query``: the query part of its address. ``owner``: who made it, by name."""

    id: int
    name: str
    query: str
    is_shared: bool
    is_mine: bool
    owner: str


def views_of(connection: Connection, visitor: Visitor, register: str) -> list[SavedView]:
    """The person's own views of a register and the shared ones of others, by name."""
    statement = (
        select(SavedViewRow.__table__, PersonRow.name.label("owner"))
        .join(PersonRow, PersonRow.id == SavedViewRow.person_id)
        .where(SavedViewRow.register == register)
        .where(or_(SavedViewRow.person_id == visitor.id, SavedViewRow.is_shared))
    )
    views = [
        SavedView(
            id=row.id,
            name=row.name,
            query=row.query,
            is_shared=row.is_shared,
            is_mine=row.person_id == visitor.id,
            owner=row.owner,
        )
        for row in connection.execute(statement)
    ]
    return sorted(views, key=lambda view: (not view.is_mine, view.name.casefold()))


def save_view(work: Work, visitor: Visitor, register: str, name: str, query: str, *, is_shared: bool) -> None:
    """Keeps filters under a name; the same name again takes the new filters. Raises RefusedError."""
    plain = " ".join(name.split())
    if not plain or len(plain) > _LONGEST_NAME or not plain.isprintable():
        raise RefusedError(f"Назовите вид одной строкой до {_LONGEST_NAME} знаков.")
    if len(query) > _LONGEST_QUERY:
        raise RefusedError("Отборов слишком много, чтобы их сохранить: уберите часть.")
    same = (
        SavedViewRow.person_id == visitor.id,
        SavedViewRow.register == register,
        SavedViewRow.name == plain,
    )
    values = {"query": query, "is_shared": is_shared}
    if work.connection.execute(update(SavedViewRow).where(*same).values(**values)).rowcount == 0:
        mine = [view for view in views_of(work.connection, visitor, register) if view.is_mine]
        if len(mine) >= _MOST:
            raise RefusedError(f"Видов уже {_MOST}: удалите ненужные.")
        work.connection.execute(
            insert(SavedViewRow).values(
                person_id=visitor.id, register=register, name=plain, created_at=work.at, **values
            )
        )
    if is_shared:
        work.note("view.shared", f"person:{visitor.login}", register=register, name=plain)


def drop_view(work: Work, visitor: Visitor, view_id: int) -> None:
    """Removes a view of the person's own. Raises NotFoundError."""
    mine = (SavedViewRow.id == view_id, SavedViewRow.person_id == visitor.id)
    if work.connection.execute(delete(SavedViewRow).where(*mine)).rowcount == 0:
        raise NotFoundError("Такого вида у вас нет: обновите страницу.")
