"""Which of the saved mappings a bank's table was made for: the one whose titles it has."""

from __future__ import annotations

from sqlalchemy import Connection

from tracker.statements.errors import StatementError
from tracker.statements.mappings.guessing import Sample
from tracker.statements.mappings.header import find_header
from tracker.statements.mappings.mapping import Mapping
from tracker.statements.mappings.store import saved_mappings


def fitting(connection: Connection, sample: Sample) -> str | None:
    """The name of the mapping whose titles the table has, the one with most columns; None where none has.

    One of letters alone fits any table, so it is never chosen by itself.
    """
    saved = saved_mappings(connection)
    fits = [(len(mapping.chosen()), name) for name, mapping in saved.items() if _fits(sample, mapping)]
    return max(fits)[1] if fits else None


def _fits(sample: Sample, mapping: Mapping) -> bool:
    try:
        return find_header(sample.rows, mapping).row >= 0
    except StatementError:
        return False
