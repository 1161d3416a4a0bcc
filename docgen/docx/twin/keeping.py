"""What stays together on a page, and what begins one."""

from __future__ import annotations

from dataclasses import replace

from docgen.docx.twin.model import Blocks, Choice, Paragraph, Row, Rows, Set, Table, each_paragraph, each_row
from docgen.docx.twin.styles import TAIL


def kept(blocks: Blocks) -> Blocks:
    """Blocks on one page: each line of them with the next, but for the last block."""
    if not blocks:
        return blocks
    last = each_paragraph(blocks[-1:], lambda paragraph: replace(paragraph, keep_lines=True))
    return (*kept_with_next(blocks[:-1]), *last)


def kept_with_next(blocks: Blocks) -> Blocks:
    """Blocks on one page with what follows them."""
    return each_paragraph(blocks, _kept_with_next)


def _kept_with_next(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, keep_next=True, keep_lines=True)


def kept_rows(rows: Rows) -> Rows:
    """Rows on one page, but for the last one, which needs nothing behind it."""
    return (*each_row(rows[:-1], _kept_with_next), *rows[-1:]) if rows else rows


def begun_on_a_page(blocks: Blocks) -> Blocks:
    """Blocks of which the first stands at the top of a page, whatever branches the data take."""
    if not blocks:
        return blocks
    first, *rest = blocks
    if isinstance(first, Paragraph):
        return (replace(first, page_break=True), *rest)
    if isinstance(first, Table) and isinstance(first.rows[0], Row):
        return (replace(first, rows=(_row_on_a_page(first.rows[0]), *first.rows[1:])), *rest)
    return (Paragraph(TAIL, page_break=True), *blocks)


def _row_on_a_page(row: Row) -> Row:
    first, *rest = row.cells
    return replace(row, cells=(replace(first, blocks=begun_on_a_page(first.blocks)), *rest))


def is_sure(blocks: Blocks) -> bool:
    """Does the last of these blocks print a paragraph whatever the data? A cell of Word must end with one."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Choice):
        return last.is_sure and all(is_sure(inner) for _, inner in last.branches)
    return isinstance(last, Paragraph)


def has_sure_row(rows: Rows) -> bool:
    """Is there a row whatever the data? Word does not open a table without rows."""
    return any(_is_sure_row(row) for row in rows)


def _is_sure_row(row: Row | Choice[Row] | Set) -> bool:
    if isinstance(row, Choice):
        return row.is_sure and all(has_sure_row(inner) for _, inner in row.branches)
    return isinstance(row, Row)
