"""Numbers of papers: one sequence for each organisation, series and year, without gaps; no number is given twice.

A number is taken inside the transaction that issues the paper, where the writers' lock is held; a transaction that is
rolled back gives its number back by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import CounterRow, NumberShapeRow

PLAIN_SHAPE: Final = "{n}"
USUAL_SHAPES: Final = {"contract": "{n}/{mm}-{yyyy}"}
"""Shapes of series that are not plain numbers unless the house wants it otherwise."""

_FIELD = re.compile(r"\{(n|n:0[1-9]|yyyy|yy|mm|dd)\}")
_LONGEST = 60
_HELP = (
    "Пишите текст и поля: {n} — номер (обязательно; {n:05} — с нулями впереди), {yyyy} или {yy} — год, {mm} — месяц, "
    "{dd} — день. Пример: {n}/{mm}-{yyyy}."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a sequence and the number that is printed for it. ``value`` counts from 1."""

    series: str
    year: int
    value: int
    number: str


def take(work: Work, organization_id: int, series: str, on: date) -> Place:
    """The next number of a sequence, for a paper dated ``on``; it is the paper's when the transaction is committed."""
    value = _last(work.connection, organization_id, series, on.year) + 1
    _keep(work.connection, CounterRow, _key(organization_id, series) | {"year": on.year}, last=value)
    shape = shape_of(work.connection, organization_id, series)
    return Place(series=series, year=on.year, value=value, number=print_number(shape, value, on))


def continue_after(work: Work, organization_id: int, series: str, year: int, last: int) -> None:
    """Goes on from the numbers that were given before this program: the next one is ``last + 1``.

    Raises RefusedError where numbers of the program itself would be given once more.
    """
    known = _last(work.connection, organization_id, series, year)
    if last < known:
        raise RefusedError(f"В ряду «{series}» за {year} год уже выдан номер {known}: назад счёт не идёт.")
    if last == known:
        return
    _keep(work.connection, CounterRow, _key(organization_id, series) | {"year": year}, last=last)
    work.note("numbering.continued", f"series:{series}", organization=organization_id, year=year, old=known, new=last)


def set_shape(work: Work, organization_id: int, series: str, shape: str | None) -> None:
    """Chooses how numbers of a sequence are printed from now on; None for the usual shape. Raises RefusedError."""
    old = shape_of(work.connection, organization_id, series)
    new = usual_shape(series) if shape is None else shape
    check_shape(new)
    if new == old:
        return
    key = _key(organization_id, series)
    if new == usual_shape(series):
        columns = NumberShapeRow.__table__.columns
        chosen = (columns[name] == value for name, value in key.items())
        work.connection.execute(delete(NumberShapeRow).where(*chosen))
    else:
        _keep(work.connection, NumberShapeRow, key, shape=new)
    work.note("numbering.shape_changed", f"series:{series}", organization=organization_id, old=old, new=new)


def shape_of(connection: Connection, organization_id: int, series: str) -> str:
    """How numbers of a sequence are printed."""
    statement = select(NumberShapeRow.shape).where(
        NumberShapeRow.organization_id == organization_id, NumberShapeRow.series == series
    )
    return connection.execute(statement).scalar() or usual_shape(series)


def usual_shape(series: str) -> str:
    """How they are printed unless the house wants it otherwise: «15», a contract «25/11-2026»."""
    return USUAL_SHAPES.get(series, PLAIN_SHAPE)


def check_shape(shape: str) -> None:
    """Raises RefusedError, saying how shapes are written, for one that cannot be printed or would repeat numbers."""
    fields = _FIELD.findall(shape)
    rest = _FIELD.sub("", shape)
    if not any(name.startswith("n") for name in fields):
        raise RefusedError(f"В шаблоне номера «{shape[:_LONGEST]}» нет поля {{n}}: номера повторялись бы. {_HELP}")
    if "{" in rest or "}" in rest:
        raise RefusedError(f"В шаблоне номера «{shape[:_LONGEST]}» непонятное поле. {_HELP}")
    if len(shape) > _LONGEST or not shape.isprintable() or shape != " ".join(shape.split()):
        raise RefusedError(f"Шаблон номера — до {_LONGEST} видимых знаков в одну строку, без лишних пробелов. {_HELP}")


def print_number(shape: str, value: int, on: date) -> str:
    """The number ``value`` of a paper dated ``on`` in a shape that was checked: «25/11-2026»."""

    def printed(field: re.Match[str]) -> str:
        name = field[1]
        if name.startswith("n"):
            return f"{value:{name[2:]}d}"
        return {"yyyy": f"{on:%Y}", "yy": f"{on:%y}", "mm": f"{on:%m}", "dd": f"{on:%d}"}[name]

    return _FIELD.sub(printed, shape)


def _last(connection: Connection, organization_id: int, series: str, year: int) -> int:
    statement = select(CounterRow.last).where(
        CounterRow.organization_id == organization_id, CounterRow.series == series, CounterRow.year == year
    )
    return connection.execute(statement).scalar() or 0


def _key(organization_id: int, series: str) -> dict[str, Any]:
    return {"organization_id": organization_id, "series": series}


def _keep(connection: Connection, row: Any, key: dict[str, Any], **values: Any) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(row).values(**key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
