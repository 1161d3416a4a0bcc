"""The text of a DOCX as the outside world reads it: body paragraphs and top-level tables, nothing else."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs of the body, and tables as rows of cells (a cell that spans columns is repeated in each)."""

    paragraphs: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def whole(self) -> str:
        """Everything, a line for each paragraph and each cell."""
        cells = (cell for table in self.tables for row in table for cell in row)
        return "\n".join((*self.paragraphs, *cells))


def read_text(document: bytes) -> Text:
    """Text of a DOCX through python-docx; text boxes, nested tables, headers and footers are not in it."""
    import docx  # slow, for checks only

    opened: Any = docx.Document(io.BytesIO(document))
    paragraphs = tuple(str(paragraph.text) for paragraph in opened.paragraphs)
    return Text(paragraphs, tuple(_rows(table) for table in opened.tables))


def _rows(table: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(cell.text) for cell in row.cells) for row in table.rows)
