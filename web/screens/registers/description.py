"""What a register is, said once: its filters, columns, orders, how its rows are read and what may be done to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tracker.lists.paging import PAGE

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.batches.ledger import NewItem
    from tracker.house import Work
    from tracker.lists.paging import Page
    from web.forms.base import AskForm, DeskForm

Labels = tuple[str, ...] | None
"""``desk.own_labels()``: by which names deals in reach are led; None for everybody's."""


class Kind(StrEnum):
    """How a column is shown and written into a sheet."""

    TEXT = "text"
    MONEY = "money"
    DAY = "day"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. ``title``: Russian. ``value``: of a row: text, kopecks, a day or a number by ``kind``, or None.

    order: the order that a click on the heading chooses. href: where the cell leads. tone: makes the cell a tag of that
    tone («bad»). note: a second, quiet line. is_ours: the value is a text of the program, to be translated; what the
    database holds is not. only: "screen" or "file", where the column is left out of the other.
    """

    title: str
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    order: str | None = None
    href: Callable[[Any], str | None] | None = None
    tone: Callable[[Any], str] | None = None
    note: Callable[[Any], str] | None = None
    is_ours: bool = False
    only: str = ""
    width: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked of a register, read and checked. ``order``: one of its orders; ``labels``: the visitor's reach."""

    form: Any
    order: str
    labels: Labels
    today: date
    after: str | None = None
    size: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What can be done to many rows at once, as a batch (``tracker.batches``).

    kind: of the batch. items: what is to be done, from the rows that were chosen; runs inside the change, so it may
    refuse. form: what must be told besides (a day), asked on the page that asks whether to do it. params: of the batch,
    from that form; ``own`` is added to them where the visitor reaches only their own. allowed: the endpoint whose roles
    may do it, by default the register's own.
    """

    name: str
    title: str
    kind: str
    items: Callable[[Work, Sequence[Any]], Sequence[NewItem]]
    hint: str = ""
    form: type[DeskForm] | None = None
    params: Callable[[Any], Mapping[str, Any]] | None = None
    allowed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register.

    endpoint: of its list, «control.papers»; «…_xlsx» and «…_do» stand beside it (``mount``), and it names saved views.
    noun: «документ|документа|документов». orders: by their word in the address, the first is the usual one. read: a
    page of rows. prepare: gives the form its choices, once it is made. resolve: checks what only the database can tell
    and puts errors beside the fields. key: names a row for the check boxes, and ``find`` reads rows by such keys, of
    the visitor's reach alone; both are wanted where there are actions. amount: the word before the total's sum, "" for
    none. empty: title and text of the empty list.
    """

    endpoint: str
    title: str
    noun: str
    columns: tuple[Column, ...]
    form: type[AskForm]
    orders: Mapping[str, str]
    read: Callable[[Connection, Asked], Page[Any]]
    empty: tuple[str, str]
    prepare: Callable[[Any, Connection, Labels], None] | None = None
    resolve: Callable[[Any, Connection, Labels], None] | None = None
    key: Callable[[Any], str] | None = None
    find: Callable[[Connection, Sequence[str], Asked], Sequence[Any]] | None = None
    amount: str = "на сумму"
    actions: tuple[Action, ...] = ()
    template: str = "registers/list.html"

    @property
    def code(self) -> str:
        """The name under which views of it are saved."""
        return self.endpoint

    def shown(self, where: str) -> tuple[Column, ...]:
        """Columns of the "screen" or of the "file"."""
        return tuple(column for column in self.columns if column.only in {"", where})

    def action(self, name: str) -> Action | None:
        """An action by its name."""
        return next((one for one in self.actions if one.name == name), None)
