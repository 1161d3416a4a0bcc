"""Keyset pages: the next page begins after the last row of this one, so its cost does not grow with its place."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, literal, tuple_

from tracker.errors import RefusedError

R = TypeVar("R")
PAGE: Final = 50
MOST: Final = 500
_PLACE: Final = "place_"
LARGEST: Final = 2**63 - 1
"""The largest number that both databases take."""


def storable_key(number: int | None) -> int | None:
    """A key that somebody typed into an address: never below nought, never larger than a database takes."""
    return None if number is None else max(0, min(number, LARGEST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Of all rows that the filters let through, in kopecks. Lists that have an exposure beside an amount tell both."""

    count: int
    amount: int
    exposure: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[R]):
    """Some rows, where the next page begins (None: there is no more), and the total."""

    rows: tuple[R, ...]
    next: str | None
    total: Total


def page_of(
    statement: Select[*tuple[Any, ...]], columns: Sequence[ColumnElement[Any]], after: str | None, size: int
) -> Select[*tuple[Any, ...]]:
    """The statement for the rows after a place, in descending order of the columns, one more than the page holds."""
    if after is not None:
        place = [literal(value) for value in _opened(after, columns)]
        statement = statement.where(tuple_(*columns) < tuple_(*place))
    return statement.order_by(*(column.desc() for column in columns)).limit(size + 1)


def page_to_fill(
    statement: Select[*tuple[Any, ...]], columns: Sequence[ColumnElement[Any]], size: int, *, is_first: bool
) -> Select[*tuple[Any, ...]]:
    """The same statement made once for all places: its values are those of ``filling``."""
    if is_first:
        return page_of(statement, columns, None, size)
    place = [bindparam(f"{_PLACE}{number}", type_=column.type) for number, column in enumerate(columns)]
    return page_of(statement.where(tuple_(*columns) < tuple_(*place)), columns, None, size)


def filling(after: str | None, columns: Sequence[ColumnElement[Any]]) -> dict[str, int]:
    """The values of a place for a statement of ``page_to_fill``. Raises RefusedError for a broken place."""
    if after is None:
        return {}
    return {f"{_PLACE}{number}": value for number, value in enumerate(_opened(after, columns))}


def place_of(row: Any, columns: Sequence[ColumnElement[Any]]) -> str:
    """A place in a list as text that fits into an address."""
    names = [str(column.key) for column in columns]
    place = [names, [getattr(row, name) for name in names]]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _opened(place: str, columns: Sequence[ColumnElement[Any]]) -> list[int]:
    """The values of a place, which must be one of a list sorted by these columns."""
    try:
        names, values = json.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise RefusedError(_BAD_PLACE) from error
    is_same = names == [str(column.key) for column in columns]
    if not (is_same and isinstance(values, list) and len(values) == len(columns) and all(map(_is_number, values))):
        raise RefusedError(_BAD_PLACE)
    return [int(value) for value in values]


def _is_number(value: object) -> bool:
    return type(value) is int and -LARGEST <= value <= LARGEST


_BAD_PLACE = "Такого места в списке нет: откройте список с начала."


def check_size(size: int) -> int:
    """The size of a page. Raises RefusedError."""
    if not 1 <= size <= MOST:
        raise RefusedError(f"На странице может быть от 1 до {MOST} строк, а не {size}.")
    return size
