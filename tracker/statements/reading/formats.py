"""What a format of statements is: a name, how it is known by its content, and what reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.statements.reading.source import Source

if TYPE_CHECKING:
    from tracker.statements.base import Reading
    from tracker.statements.mappings.mapping import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format. title: Russian, for people.

    recognizes: by the beginning of a file, which may be anything at all. open: reads it; raises StatementError. The
    mapping of columns is given only for a table.
    """

    name: str
    title: str
    recognizes: Callable[[Source], bool]
    open: Callable[[Source, Mapping | None], Reading]
