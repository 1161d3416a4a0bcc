"""Any paper from a file of its own: read by the form of its kind into the context of its template."""

from __future__ import annotations

from docgen.papers.orders import input_schema, read_order
from docgen.papers.reading import PaperOrder

__all__ = ["PaperOrder", "input_schema", "read_order"]
