"""What a twin is made of, between HTML and WordprocessingML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from docgen.markup.look import CellLook
from docgen.markup.pieces import Piece

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a named style."""

    style: str
    pieces: tuple[Piece, ...] = ()
    keep_next: bool = False
    keep_lines: bool = False
    page_break: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    """``{% set %}`` between blocks or rows."""

    code: str


@dataclass(frozen=True, slots=True)
class Choice(Generic[Item]):
    """A statement around whole blocks or rows: code of each branch and what it holds, and the closing code."""

    branches: tuple[tuple[str, tuple[Item | Choice[Item] | Set, ...]], ...]
    end: str

    @property
    def is_sure(self) -> bool:
        """Does exactly one branch always print?"""
        return self.end == "endwith" or (self.end == "endif" and self.branches[-1][0] == "else")


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; ``merge`` is «restart» or «continue» for a cell that spans rows."""

    width: int
    span: int
    merge: str
    look: CellLook
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; header rows repeat on every page."""

    cells: tuple[Cell, ...]
    is_header: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``widths`` of the columns in twentieths of a point."""

    style: str
    widths: tuple[int, ...]
    align: str
    rows: Rows


Block = Paragraph | Table
Blocks = tuple[Block | Choice[Block] | Set, ...]
Rows = tuple[Row | Choice[Row] | Set, ...]


def each_paragraph(blocks: Blocks, change: Callable[[Paragraph], Paragraph]) -> Blocks:
    """Every paragraph changed, in branches and cells too."""
    return tuple(_changed(block, change) for block in blocks)


def _changed(
    block: Block | Choice[Block] | Set, change: Callable[[Paragraph], Paragraph]
) -> Block | Choice[Block] | Set:
    if isinstance(block, Paragraph):
        return change(block)
    if isinstance(block, Table):
        return replace(block, rows=each_row(block.rows, change))
    if isinstance(block, Choice):
        return replace(block, branches=tuple((code, each_paragraph(inner, change)) for code, inner in block.branches))
    return block


def each_row(rows: Rows, change: Callable[[Paragraph], Paragraph]) -> Rows:
    """Every paragraph of these rows changed."""
    return tuple(_changed_row(row, change) for row in rows)


def _changed_row(row: Row | Choice[Row] | Set, change: Callable[[Paragraph], Paragraph]) -> Row | Choice[Row] | Set:
    if isinstance(row, Row):
        cells = (replace(cell, blocks=each_paragraph(cell.blocks, change)) for cell in row.cells)
        return replace(row, cells=tuple(cells))
    if isinstance(row, Choice):
        return replace(row, branches=tuple((code, each_row(inner, change)) for code, inner in row.branches))
    return row
