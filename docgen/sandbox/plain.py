"""Data for a foreign template: copied into plain types, so that it finds nothing to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from docgen.docx import Picture

_LEAVES = (int, Decimal, date, Picture, Markup, type(None))


def plain(value: Any) -> Any:
    """The same data as dicts, lists, texts, numbers, dates and pictures. Raises TypeError for anything else."""
    if isinstance(value, _LEAVES):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # a member of a str enumeration becomes its text
    if isinstance(value, Mapping):
        return {str.__str__(key) if isinstance(key, str) else key: plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [plain(item) for item in value]
    raise TypeError(f"a foreign template takes plain data only, not {type(value).__name__}")
