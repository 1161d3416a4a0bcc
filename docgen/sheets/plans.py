"""What metadata.yaml says of papers whose rows are divided into sheets before layout (docgen/sheets/planning.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docgen.errors import LibraryError

_KEYS = frozenset({"of", "height", "size", "line", "row", "columns", "sums", "dense", "every", "first", "next", "last"})
_REQUIRED = _KEYS - {"dense", "sums", "next"}
_TEXT_KEYS = frozenset({"shows", "width", "size", "dense", "bold"})
_PART_KEYS = frozenset({"fixed", "texts"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CellText:
    """Text that may take several lines.

    shows: Jinja over the paper's context (and ``row`` in a column). width: millimetres inside the paddings of its cell.
    size: points; dense: points where the paper is dense.
    """

    shows: str
    width: float
    size: float
    dense: float
    is_bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What stands on a sheet beside its rows: ``fixed`` mm with one line in each of ``texts``, which may grow."""

    fixed: float
    texts: tuple[CellText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """How rows of the field ``of`` are divided.

    height: millimetres between the margins. line: height of a line of text, by the size of type. row: millimetres that
    a row takes beside its text (paddings and a border). sums: keys of rows that are added up on each sheet. dense: a
    Jinja expression, under which columns are set in their ``dense`` size; "" for never.
    every, first, next, last: what stands on every sheet, on the first, on the others, and on the last one besides.
    """

    of: str
    height: float
    line: float
    row: float
    columns: tuple[CellText, ...]
    sums: tuple[str, ...]
    dense: str
    every: Part
    first: Part
    next: Part
    last: Part


def read_sheet_plan(described: Any, where: str) -> SheetPlan | None:
    """The plan, None where a kind has none. Raises LibraryError naming what is not described as it should be."""
    if described is None:
        return None
    if not isinstance(described, dict) or not _REQUIRED <= described.keys() <= _KEYS:
        raise LibraryError(f"{where}: нужны ключи {sorted(_REQUIRED)}, можно ещё {sorted(_KEYS - _REQUIRED)}.")
    size = described["size"]
    return SheetPlan(
        of=described["of"],
        height=described["height"],
        line=described["line"],
        row=described["row"],
        columns=_texts(described["columns"], size, f"{where}, columns"),
        sums=tuple(described.get("sums", ())),
        dense=described.get("dense", ""),
        every=_part(described["every"], size, f"{where}, every"),
        first=_part(described["first"], size, f"{where}, first"),
        next=_part(described.get("next", {"fixed": 0}), size, f"{where}, next"),
        last=_part(described["last"], size, f"{where}, last"),
    )


def _part(described: Any, size: float, where: str) -> Part:
    if not isinstance(described, dict) or not {"fixed"} <= described.keys() <= _PART_KEYS:
        raise LibraryError(f"{where}: нужны fixed (миллиметры) и, если есть, texts.")
    return Part(fixed=described["fixed"], texts=_texts(described.get("texts", ()), size, where))


def _texts(described: Any, size: float, where: str) -> tuple[CellText, ...]:
    return tuple(_text(one, size, where) for one in described)


def _text(described: Mapping[str, Any], size: float, where: str) -> CellText:
    if not {"shows", "width"} <= described.keys() <= _TEXT_KEYS:
        raise LibraryError(f"{where}: у каждого текста нужны shows и width, можно ещё size, dense и bold.")
    own = described.get("size", size)
    return CellText(
        shows=described["shows"],
        width=described["width"],
        size=own,
        dense=described.get("dense", own),
        is_bold=described.get("bold", False),
    )
