"""All rows that a register's filters let through, as an XLSX file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from docgen.xlsx import table_file as sheets
from tracker.errors import RefusedError
from tracker.lists.paging import MOST
from web import desk
from web.downloads import attachment
from web.language import counted
from web.language import gettext as _
from web.screens.registers.asking import question
from web.screens.registers.description import Asked, Column, Kind, Register
from web.screens.registers.showing import page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

MOST_ROWS: Final = 50_000
_SORTS: Final = {
    Kind.TEXT: sheets.Sort.TEXT,
    Kind.MONEY: sheets.Sort.MONEY,
    Kind.DAY: sheets.Sort.DAY,
    Kind.NUMBER: sheets.Sort.COUNT,
}


def export(register: Register) -> ResponseReturnValue:
    """The file of this request's filters. Raises RefusedError for more rows than a file may have."""
    one = question(register)
    if one.asked is None:
        return page_of(one), 422
    columns = register.shown("file")
    rows = ([_told(column, row) for column in columns] for row in every_row(register, one.asked, MOST_ROWS))
    heads = [sheets.Column(head=_(column.title), sort=_SORTS[column.kind], width=column.width) for column in columns]
    title = _(register.title)
    content = sheets.table_file(title, heads, rows, created=desk.today())
    name = f"{title}, {desk.today().isoformat()}.xlsx"
    return attachment(name, content)


def every_row(register: Register, asked: Asked, most: int, connection: Connection | None = None) -> Iterator[Any]:
    """Every row that was asked for, page by page. Raises RefusedError before the first row if there are too many."""
    reader = connection if connection is not None else desk.reading()
    page = register.read(reader, replace(asked, after=None, size=MOST))
    if page.total.count > most:
        found = counted(page.total.count, "строка|строки|строк")
        raise RefusedError(
            _(
                "Найдено: %(found)s, а за раз можно взять не больше %(most)s. Сузьте отбор.",
                found=found,
                most=counted(most, "строки|строк|строк"),
            )
        )
    yield from page.rows
    while page.next is not None:
        page = register.read(reader, replace(asked, after=page.next, size=MOST))
        yield from page.rows


def _told(column: Column, row: Any) -> Any:
    value = column.value(row)
    return _(value) if column.is_ours and isinstance(value, str) else value
