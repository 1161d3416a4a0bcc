"""A question answered: what is exactly asked first, then what has all its words; clients, deals, papers, money."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, false, func, literal, or_, select, union_all

from tracker.errors import RefusedError
from tracker.lists.paging import LARGEST, PAGE, Page, Total, check_size
from tracker.search.engine import Engine
from tracker.search.hits import Hit, hits_of
from tracker.search.index import SearchBehindError, is_current
from tracker.search.schema import engine_of
from tracker.search.subjects import Kind, bounds_of
from tracker.search.words import Question, owner_mark, question_of

__all__ = ["COUNTED", "Hit", "search"]

COUNTED: Final = 1_000
"""Hits are counted so far; a total of one more means «more than that»."""

_EXACT, _LOOSE = 1, 0
_NOTHING: Final[Page[Hit]] = Page(rows=(), next=None, total=Total(count=0, amount=0))
_Place = tuple[int, int]


def search(
    connection: Connection,
    text: str,
    *,
    managers: tuple[str, ...] | None,
    kinds: Collection[Kind] | None = None,
    after: str | None = None,
    size: int = PAGE,
) -> Page[Hit]:
    """A page of what is found by a text that a person typed, whatever it is.

    managers: only their deals with papers and money, clients of those deals and clients that they are in charge of, by
    names as deals have them; None for everything. kinds: None for all. The total counts up to ``COUNTED`` + 1; its
    amount is 0. The connection comes from ``current``. Raises RefusedError for a text that is too long or a broken
    place, SearchBehindError.
    """
    check_size(size)
    place = None if after is None else _opened(after)
    question = question_of(text)
    if not is_current(connection):
        raise SearchBehindError
    if question is None or managers == () or (kinds is not None and not kinds):
        return _NOTHING
    owners = None if managers is None else [owner_mark(name) for name in managers]
    asked = _Asked(engine_of(connection), question, owners, kinds)
    rows = connection.execute(asked.page(place, size + 1)).all()
    shown = rows[:size]
    hits = hits_of(connection, [row.subject for row in shown], {row.subject for row in shown if row.exact})
    is_all = place is None and len(rows) <= size
    count = len(rows) if is_all else connection.execute(asked.count()).scalar_one()
    following = _closed(shown[-1]) if len(rows) > size else None
    return Page(rows=tuple(hits), next=following, total=Total(count=count, amount=0))


class _Asked:
    """The statements of a question."""

    def __init__(
        self,
        engine: Engine,
        question: Question,
        owners: Sequence[str] | None,
        kinds: Collection[Kind] | None,
    ) -> None:
        self._engine = engine
        self._matching = {_EXACT: engine.exactly(question, owners), _LOOSE: engine.loosely(question, owners)}
        self._of_kinds = _of_kinds(engine.subject, kinds)

    def page(self, place: _Place | None, count: int) -> Any:
        """Exactness and subjects after a place. Each half has a limit of its own, so neither is read to its end."""
        halves = []
        for exactness, matching in self._matching.items():
            subject = self._engine.subject
            half = self._half(exactness, matching, _after(subject, exactness, place))
            halves.append(select(half.order_by(subject.desc()).limit(count).subquery()))
        both = union_all(*halves).subquery()
        return select(both).order_by(both.c.exact.desc(), both.c.subject.desc()).limit(count)

    def count(self) -> Any:
        """How many there are, as far as they are counted."""
        halves = [
            select(self._half(exactness, matching).limit(COUNTED + 1).subquery())
            for exactness, matching in self._matching.items()
        ]
        both = union_all(*halves).limit(COUNTED + 1).subquery()
        return select(func.count()).select_from(both)

    def _half(self, exactness: int, matching: ColumnElement[bool], *conditions: ColumnElement[bool]) -> Any:
        columns = literal(exactness).label("exact"), self._engine.subject.label("subject")
        return select(*columns).select_from(self._engine.texts).where(matching, *self._of_kinds, *conditions)


def _of_kinds(subject: ColumnElement[Any], kinds: Collection[Kind] | None) -> tuple[ColumnElement[bool], ...]:
    if kinds is None:
        return ()
    return (or_(*(subject.between(*bounds_of(kind)) for kind in sorted(set(kinds)))),)


def _after(subject: ColumnElement[Any], exactness: int, place: _Place | None) -> ColumnElement[bool]:
    if place is None or exactness < place[0]:
        return and_(True)
    return subject < place[1] if exactness == place[0] else false()


def _closed(row: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps([row.exact, row.subject]).encode()).decode().rstrip("=")


def _opened(place: str) -> _Place:
    try:
        exact, subject = json.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise RefusedError(_BAD_PLACE) from error
    is_place = type(exact) is int and type(subject) is int and exact in {_EXACT, _LOOSE} and 0 <= subject <= LARGEST
    if not is_place:
        raise RefusedError(_BAD_PLACE)
    return exact, subject


_BAD_PLACE: Final = "Такого места в найденном нет: повторите поиск."
