"""Bank statements: a file of any known format in, accounts and operations of our own accounts out.

A new file in this folder is a new format, if it has a ``FORMAT``; nothing else has to know of it.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.statements.base import Reading
from tracker.statements.errors import StatementError
from tracker.statements.reading.formats import Format
from tracker.statements.reading.source import Source

if TYPE_CHECKING:
    from tracker.statements.mappings.mapping import Mapping

__all__ = ["Format", "Reading", "StatementError", "formats", "open_statement"]

_NO_FORMATS = {"base", "errors"}
_TABLE = "table"


@cache
def formats() -> dict[str, Format]:
    """All formats by name, in alphabetical order of their files. Raises TrackerError naming a file that holds none."""
    modules = [module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg]
    found = [_format_in(name) for name in sorted(modules) if name not in _NO_FORMATS]
    return {one.name: one for one in found}


def open_statement(given: Path | str | bytes, mapping: Mapping | None = None) -> Reading:
    """A statement ready to be read, its format told by its content. given: the path of a file, or its bytes.

    mapping: how the columns of a CSV or XLSX are read; other formats do without. Raises StatementError that names the
    formats there are.
    """
    source = Source.of(Path(given) if isinstance(given, str) else given)
    known = formats()
    for one in known.values():
        if one.recognizes(source):
            return one.open(source, mapping)
    if mapping is not None:
        return known[_TABLE].open(source, mapping)
    titles = "; ".join(one.title for one in known.values())
    raise StatementError(f"Это не выписка известного вида. Известные: {titles}.")


def _format_in(name: str) -> Format:
    found = getattr(import_module(f"{__name__}.{name}"), "FORMAT", None)
    if not isinstance(found, Format):
        raise TrackerError(f"В файле tracker/statements/{name}.py должен быть формат выписки: FORMAT = Format(…).")
    return found
