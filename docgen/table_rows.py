"""Rows of a workbook (XLSX) that we did not write, as texts. It is opened in the limited process only."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from docgen.errors import TemplateError
from docgen.sandbox.errors import TooLargeError, shown
from docgen.sandbox.limits import Limits
from docgen.sandbox.ooxml import check
from docgen.sandbox.process import run
from docgen.sandbox.protocol import Answer

MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 200
_JOB: Final = "read_table"
_LIMITS: Final = Limits(cpu=20, wall=40.0)  # the largest sheet that fits takes some five seconds
_BROKEN: Final = "Файл не читается как книга Excel: откройте его в Excel и сохраните заново как .xlsx."
_TOO_LARGE: Final = (
    f"Лист больше, чем разрешено: {MOST_ROWS} строк и {MOST_COLUMNS} столбцов. Разделите файл на несколько."
)


def rows_of(content: bytes, sheet: str | None = None) -> Iterator[list[str]]:
    """Rows of a sheet from its first one to its last, each cell a text; the first sheet that is not empty unless named.

    A number is written as Excel shows it, with at most 15 digits; a day as 2026-11-22; true and false as ИСТИНА, ЛОЖЬ.
    A formula is the value it had when the file was saved. Raises TemplateError, SandboxError and its narrower classes.
    """
    answer = run(_JOB, {"content": content, "sheet": sheet}, _LIMITS)
    return map(json.loads, io.BytesIO(answer.data))


def read(payload: Mapping[str, Any]) -> Answer:
    """The job: rows of ``content`` as lines of JSON."""
    try:
        check(payload["content"])
    except TemplateError as error:
        raise TemplateError(_BROKEN) from error
    chosen = _sheet(payload["content"], payload["sheet"])
    lines = (
        json.dumps([_text(cell) for cell in row], ensure_ascii=False) for row in chosen.to_python(skip_empty_area=False)
    )
    return Answer(data="".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))


def _sheet(content: bytes, name: str | None) -> Any:
    """The sheet, once it is known to be small enough."""
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        if name is not None and name not in names:
            there = ", ".join(f"«{shown(one)}»" for one in names)
            raise TemplateError(f"В книге нет листа «{shown(name)}». Есть: {there}.")
        sheets = [workbook.get_sheet_by_name(one) for one in ([name] if name is not None else names)]
    except python_calamine.CalamineError as error:
        raise TemplateError(_BROKEN) from error
    for sheet in sheets:
        if sheet.end is not None:
            last_row, last_column = sheet.end  # counted from 0
            if last_row >= MOST_ROWS or last_column >= MOST_COLUMNS:
                raise TooLargeError(_TOO_LARGE)
            return sheet
    raise TemplateError("В книге нет ни одной заполненной ячейки.")


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "ИСТИНА" if cell else "ЛОЖЬ"
    if isinstance(cell, float | int):
        return _number(float(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ") if cell.time() != dt.time() else cell.date().isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _number(value: float) -> str:
    """Exactly what Excel shows: beyond 15 digits there is only noise of binary fractions."""
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return f"{value:.15g}"
