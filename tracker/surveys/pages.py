"""What lists of the programme have in common: whose clients, which client, one page and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    SQLColumnExpression,
    cast,
    extract,
    func,
    select,
)

from tracker.lists.kept import storable
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import CounterpartyRow, PartyRow, SurveyRow
from tracker.ownership import is_own_client
from tracker.surveys.rhythm import MONTH

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose to show; None lets everything through. manager: in charge of the client or a deal. client: its id.

    managers: the same by any of these names, which is how far a person reaches (``ownership.owner_labels``).
    """

    manager: str | None = None
    client: str | None = None
    managers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Where something was said. ``client``: its id; survey_id: key of the survey of ``held_on``."""

    survey_id: int
    client: str
    client_name: str
    held_on: date


def is_of(manager: str) -> ColumnElement[bool]:
    """Whether a client is this manager's: the client itself, or one of its deals."""
    return is_own_client((storable(manager) or "",))


def place_in_sql(on: Any, months: ColumnElement[int] | int = 0) -> ColumnElement[int]:
    """``rhythm.place_in_time`` as the database computes it for a column of days."""
    year, month, day = (cast(extract(part, on), BigInteger) for part in ("year", "month", "day"))
    return (year * 12 + month - 1 + months) * MONTH + day


def said(row: Any, *more: SQLColumnExpression[Any]) -> Select[*tuple[Any, ...]]:
    """Rows of a table of what was said in surveys, with the columns of ``Said`` and some more."""
    return (
        select(
            row.__table__,
            CounterpartyRow.code.label("client"),
            PartyRow.short_name.label("client_name"),
            SurveyRow.held_on,
            *more,
        )
        .join(SurveyRow, SurveyRow.id == row.survey_id)
        .join(CounterpartyRow, CounterpartyRow.id == row.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    )


def said_in(row: Any) -> Said:
    """Where a selected row was said."""
    return Said(survey_id=row.survey_id, client=row.client, client_name=row.client_name, held_on=row.held_on)


def conditions(whose: Whose) -> list[ColumnElement[bool]]:
    """What a filter asks of a row."""
    found: list[ColumnElement[bool]] = []
    if whose.manager is not None:
        found.append(is_of(whose.manager))
    if whose.managers is not None:
        found.append(is_own_client(whose.managers))
    if whose.client is not None:
        found.append(CounterpartyRow.code == storable(whose.client))
    return found


def page(
    connection: Connection,
    statement: Select[*tuple[Any, ...]],
    names: Sequence[str],
    built: Callable[[Any], R],
    *,
    after: str | None = None,
    size: int = PAGE,
) -> Page[R]:
    """A page in the falling order of whole numbers under these names, and how many rows there are (no sum of money).

    Raises RefusedError for a broken place.
    """
    check_size(size)
    listed = statement.subquery()
    keys = [listed.c[name] for name in names]
    rows = connection.execute(page_of(select(listed), keys, after, size)).all()
    count = connection.execute(select(func.count()).select_from(listed)).scalar_one()
    return Page(
        rows=tuple(built(row) for row in rows[:size]),
        next=place_of(rows[size - 1], keys) if len(rows) > size else None,
        total=Total(count=count, amount=0),
    )
