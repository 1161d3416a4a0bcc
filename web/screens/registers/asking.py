"""The address of a register and what it asks: read strictly, written back the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from tracker.lists.paging import PAGE
from web import desk
from web.language import gettext as _
from web.screens.registers.description import Asked, Register

if TYPE_CHECKING:
    from sqlalchemy import Connection

SORT: Final = "sort"
AFTER: Final = "after"
_LONGEST: Final = 4_000
_MOST_PLACE: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An address as it was read. ``pairs``: the filters that it names, for other addresses; ``asked`` is None if wrong.

    is_filtered: whether any filter is set.
    """

    register: Register
    form: Any
    order: str
    pairs: tuple[tuple[str, str], ...]
    asked: Asked | None

    @property
    def is_filtered(self) -> bool:
        """Whether a filter narrows the list."""
        return bool(self.pairs)

    @property
    def query(self) -> str:
        """The filters and the order as the query part of an address."""
        return self._query(self.order)

    def _query(self, order: str) -> str:
        usual = next(iter(self.register.orders))
        return urlencode([*self.pairs, *([(SORT, order)] if order != usual else [])])

    def url(self, ending: str = "", *, order: str | None = None, after: str | None = None) -> str:
        """The address of the list (or of what stands beside it) under the same filters."""
        query = self._query(order or self.order)
        if after is not None:
            query = "&".join(part for part in (query, urlencode({AFTER: after})) if part)
        return url_for(self.register.endpoint + ending) + (f"?{query}" if query else "")


def question(register: Register, query: str | None = None, *, size: int = PAGE) -> Question:
    """Reads the address of this request, or a query part that a form carries."""
    told = request.args if query is None else _parsed(query)
    form = register.form(MultiDict((name, value) for name, value in told.items(multi=True) if value.strip()))
    connection = desk.reading()
    labels = desk.own_labels()
    if register.prepare is not None:
        register.prepare(form, connection, labels)
    order = told.get(SORT) or next(iter(register.orders))
    after = told.get(AFTER) or None
    is_right = _is_right(register, form, order, connection)
    if order not in register.orders:
        order = next(iter(register.orders))
    asked = None
    if is_right and len(after or "") <= _MOST_PLACE:
        asked = Asked(form=form, order=order, labels=labels, today=desk.today(), after=after, size=size)
    elif is_right:
        form.form_errors.append(_("Такого места в списке нет: откройте список с начала."))
    return Question(register=register, form=form, order=order, pairs=_pairs(form, told), asked=asked)


def _is_right(register: Register, form: Any, order: str, connection: Connection) -> bool:
    is_right = bool(form.validate())
    if order not in register.orders:
        form.form_errors.append(_("Такого порядка строк нет: выберите его по заголовку колонки."))
        is_right = False
    if is_right and register.resolve is not None:
        register.resolve(form, connection, desk.own_labels())
        is_right = not form.errors
    return is_right


def _pairs(form: Any, told: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    """Filters by their names, in the order of the form; what is empty or not of the form is left out."""
    return tuple((field.name, value) for field in form for value in told.getlist(field.name) if value.strip())


def _parsed(query: str) -> MultiDict[str, str]:
    return MultiDict(parse_qsl(query[:_LONGEST]))
