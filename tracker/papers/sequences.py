"""Sequences of numbers as an administrator looks at them: how they are printed, what was given, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from docgen.library import kinds
from tracker.models import CounterRow, DocumentRow, NumberShapeRow
from tracker.papers.numbering import usual_shape


class GivenYear(NamedTuple):
    """A year of a sequence. ``last``: the last number given; ``papers``: how many papers have numbers of it."""

    year: int
    last: int
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A sequence of an organisation. ``shape``: how its numbers are printed; ``is_own``: the house has chosen it.

    titles: kinds of papers that take its numbers. years: the newest first.
    """

    series: str
    titles: tuple[str, ...]
    shape: str
    is_own: bool
    years: tuple[GivenYear, ...]

    def next_value(self, year: int) -> int:
        """The place of the next paper of a year."""
        return next((one.last for one in self.years if one.year == year), 0) + 1


def sequences(connection: Connection, organization_id: int) -> list[Sequence]:
    """Every sequence that a kind of paper takes numbers of, or that has given some; three statements."""
    shapes = dict(_shapes(connection, organization_id))
    years: dict[str, list[GivenYear]] = {}
    papers = _papers(connection, organization_id)
    counters = select(CounterRow.series, CounterRow.year, CounterRow.last).where(
        CounterRow.organization_id == organization_id
    )
    for series, year, last in connection.execute(counters.order_by(CounterRow.year.desc())):
        years.setdefault(series, []).append(GivenYear(year, last, papers.get((series, year), 0)))
    titles = titles_of_series()
    return [
        Sequence(
            series=series,
            titles=titles.get(series, ()),
            shape=shapes.get(series) or usual_shape(series),
            is_own=series in shapes,
            years=tuple(years.get(series, ())),
        )
        for series in sorted(titles.keys() | years.keys() | shapes.keys(), key=lambda one: titles.get(one, (one,)))
    ]


def titles_of_series() -> dict[str, tuple[str, ...]]:
    """Kinds of papers by the sequence that they take their numbers of."""
    found: dict[str, list[str]] = {}
    for kind in kinds().values():
        for series in dict.fromkeys((kind.numbering, *(name for name, _ in kind.numbering_when))):
            if series:
                found.setdefault(series, []).append(kind.title)
    return {series: tuple(titles) for series, titles in found.items()}


def _shapes(connection: Connection, organization_id: int) -> list[tuple[str, str]]:
    statement = select(NumberShapeRow.series, NumberShapeRow.shape)
    rows = connection.execute(statement.where(NumberShapeRow.organization_id == organization_id))
    return [(row.series, row.shape) for row in rows]


def _papers(connection: Connection, organization_id: int) -> dict[tuple[str, int], int]:
    place = (DocumentRow.series, DocumentRow.year)
    statement = (
        select(*place, func.count(DocumentRow.number_value.distinct()))
        .where(DocumentRow.organization_id == organization_id, DocumentRow.series.is_not(None))
        .group_by(*place)
    )
    return {(series or "", year or 0): count for series, year, count in connection.execute(statement)}
