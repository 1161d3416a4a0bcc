"""Mappings saved under a name, so that a bank's table is loaded by one word."""

from __future__ import annotations

import json
import re
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.journal import canonical
from tracker.models.statements import StatementMappingRow
from tracker.statements.mappings.mapping import Mapping, mapping_from

_NAME: Final = re.compile(r"[\w][\w .()-]{0,99}")


def save_mapping(work: Work, name: str, mapping: Mapping) -> bool:
    """Keeps a mapping under a name, instead of what was kept there; says whether anything changed.

    Raises RefusedError for a name that is none.
    """
    if not _NAME.fullmatch(name):
        raise RefusedError(f"Имя «{name}» не подходит: до 100 букв, цифр и знаков « .()-», первой буква или цифра.")
    columns = canonical(mapping.model_dump(mode="json", exclude_defaults=True))
    kept = _columns(work.connection, name)
    if kept == columns:
        return False
    if kept is None:
        work.connection.execute(insert(StatementMappingRow).values(name=name, columns=columns))
    else:
        work.connection.execute(
            update(StatementMappingRow).where(StatementMappingRow.name == name).values(columns=columns)
        )
    work.note("statement_mapping.saved", f"statement_mapping:{name}", mapping=json.loads(columns))
    return True


def remove_mapping(work: Work, name: str) -> None:
    """Takes a mapping away; statements that were loaded by it stay. Raises NotFoundError."""
    find_mapping(work.connection, name)
    work.connection.execute(delete(StatementMappingRow).where(StatementMappingRow.name == name))
    work.note("statement_mapping.removed", f"statement_mapping:{name}")


def find_mapping(connection: Connection, name: str) -> Mapping:
    """The mapping of this name. Raises NotFoundError that lists what there is."""
    columns = _columns(connection, name)
    if columns is None:
        known = ", ".join(list_mappings(connection)) or "пока нет ни одной"
        raise NotFoundError(f"Настройки столбцов «{name}» нет. Есть: {known} (pervichka mapping sample, mapping save).")
    return mapping_from(json.loads(columns))


def list_mappings(connection: Connection) -> list[str]:
    """Names, in alphabetical order."""
    return sorted(connection.scalars(select(StatementMappingRow.name)))


def saved_mappings(connection: Connection) -> dict[str, Mapping]:
    """All mappings by their names, in alphabetical order."""
    rows = connection.execute(select(StatementMappingRow.name, StatementMappingRow.columns)).all()
    return {row.name: mapping_from(json.loads(row.columns)) for row in sorted(rows, key=lambda row: row.name)}


def _columns(connection: Connection, name: str) -> str | None:
    found: str | None = connection.execute(
        select(StatementMappingRow.columns).where(StatementMappingRow.name == name)
    ).scalar()
    return found
