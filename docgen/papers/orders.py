"""Any paper from a file of its own: from a kit file for the papers of a kit, else from the form of its kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docgen.context import document_context
from docgen.intake import json_schema, read_kit
from docgen.library import KIT, audiences, find_kind
from docgen.papers.reading import PaperOrder, paper_schema, read_paper


def read_order(path: Path, name: str) -> PaperOrder:
    """What to make of the file as a paper of the kind called ``name``. Raises LibraryError or InputError."""
    kind = find_kind(name)
    if not kind.is_of_kit:
        return read_paper(path, kind)
    order = read_kit(path, audiences(), only=name)
    return PaperOrder(kind=kind, context=document_context(order.snapshot, kind), warnings=order.warnings)


def input_schema(name: str) -> dict[str, Any]:
    """JSON Schema of an input file: ``kit``, or any kind by its name. Raises LibraryError."""
    if name == KIT or find_kind(name).is_of_kit:
        return json_schema()
    return paper_schema(find_kind(name))
