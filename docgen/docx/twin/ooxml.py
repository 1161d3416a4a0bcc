"""Paragraphs and tables as WordprocessingML (ISO/IEC 29500-1) with docxtpl's tags."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from docgen.docx.twin.model import Block, Blocks, Cell, Choice, Paragraph, Row, Rows, Set, Table
from docgen.docx.twin.styles import NORMAL, STATEMENT, border, from_mm, run_properties, shading
from docgen.markup import codes
from docgen.markup.look import CellLook, Theme
from docgen.markup.pieces import Piece, PieceKind

_SIDES = ("top", "left", "bottom", "right")


def body(blocks: Blocks, theme: Theme) -> str:
    """Content of <w:body> but for the section's properties."""
    return "".join(_block(block, theme) for block in blocks)


def _block(block: Block | Choice[Block] | Set, theme: Theme) -> str:
    if isinstance(block, Paragraph):
        return paragraph(block, theme)
    if isinstance(block, Table):
        return _table(block, theme)
    if isinstance(block, Set):
        return _statement(block.code)
    branches = (_statement(code) + body(inner, theme) for code, inner in block.branches)
    return "".join(branches) + _statement(block.end)


def _statement(code: str) -> str:
    """A paragraph that docxtpl replaces by the statement in it."""
    return f'<w:p><w:pPr><w:pStyle w:val="{STATEMENT}"/></w:pPr>{_tag_run(codes.statement(code, "p"))}</w:p>'


def _tag_run(tag: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{tag}</w:t></w:r>'


def paragraph(block: Paragraph, theme: Theme) -> str:
    """One <w:p>."""
    return f"<w:p>{_properties(block)}{runs(block.pieces, theme)}</w:p>"


def _properties(block: Paragraph) -> str:
    flags = (("keepNext", block.keep_next), ("keepLines", block.keep_lines), ("pageBreakBefore", block.page_break))
    style = f'<w:pStyle w:val="{block.style}"/>' if block.style != NORMAL else ""
    inside = style + "".join(f"<w:{name}/>" for name, is_on in flags if is_on)
    return f"<w:pPr>{inside}</w:pPr>" if inside else ""


def runs(pieces: Iterable[Piece], theme: Theme) -> str:
    """Neighbours of one look share a run, and text with its tags a <w:t>: so Word's users see whole sentences."""
    found = []
    for run, group in groupby(pieces, key=lambda piece: piece.run):
        found.append(f"<w:r>{run_properties(run, theme)}{_texts(group)}</w:r>")
    return "".join(found)


def _texts(pieces: Iterable[Piece]) -> str:
    found = []
    for is_break, group in groupby(pieces, key=lambda piece: piece.kind is PieceKind.BREAK):
        if is_break:
            found += ["<w:br/>" for _ in group]
        else:
            found.append(f'<w:t xml:space="preserve">{"".join(map(_text, group))}</w:t>')
    return "".join(found)


def _text(piece: Piece) -> str:
    if piece.kind is PieceKind.EXPRESSION:
        return codes.expression(piece.value)
    if piece.kind is PieceKind.STATEMENT:
        return codes.statement(piece.value)
    return escape(piece.value, quote=False)


def _table(table: Table, theme: Theme) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in table.widths)
    align = "" if table.align == "left" else f'<w:jc w:val="{table.align}"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{table.style}"/><w:tblW w:w="{sum(table.widths)}" w:type="dxa"/>{align}'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{_rows(table.rows, table, theme)}</w:tbl>'
    )


def _rows(rows: Rows, table: Table, theme: Theme) -> str:
    return "".join(_row(row, table, theme) for row in rows)


def _row(row: Row | Choice[Row] | Set, table: Table, theme: Theme) -> str:
    if isinstance(row, Row):
        cells = "".join(_cell(cell, theme) for cell in row.cells)
        return f"<w:tr>{_row_properties(row)}{cells}</w:tr>"
    if isinstance(row, Set):
        return _statement_row(row.code, table)
    branches = (_statement_row(code, table) + _rows(inner, table, theme) for code, inner in row.branches)
    return "".join(branches) + _statement_row(row.end, table)


def _row_properties(row: Row) -> str:
    height = max(cell.look.height or 0 for cell in row.cells)
    at_least = f'<w:trHeight w:val="{from_mm(height)}" w:hRule="atLeast"/>' if height else ""
    header = "<w:tblHeader/>" if row.is_header else ""
    return f"<w:trPr><w:cantSplit/>{at_least}{header}</w:trPr>"


def _statement_row(code: str, table: Table) -> str:
    """A row that docxtpl replaces by the statement in it."""
    text = f'<w:p><w:pPr><w:pStyle w:val="{STATEMENT}"/></w:pPr>{_tag_run(codes.statement(code, "tr"))}</w:p>'
    width = f'<w:tcW w:w="{sum(table.widths)}" w:type="dxa"/><w:gridSpan w:val="{len(table.widths)}"/>'
    return f"<w:tr><w:tc><w:tcPr>{width}</w:tcPr>{text}</w:tc></w:tr>"


def _cell(cell: Cell, theme: Theme) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    merge = f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge else ""
    width = f'<w:tcW w:w="{cell.width}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{width}{span}{merge}{_cell_look(cell.look)}</w:tcPr>{body(cell.blocks, theme)}</w:tc>"


def _cell_look(look: CellLook) -> str:
    sides = [border(side, points) for side in _SIDES if (points := getattr(look, side)) is not None]
    borders = f"<w:tcBorders>{''.join(sides)}</w:tcBorders>" if sides else ""
    shade = shading(look.shade) if look.shade else ""
    return borders + shade + (f'<w:vAlign w:val="{look.valign}"/>' if look.valign else "")
