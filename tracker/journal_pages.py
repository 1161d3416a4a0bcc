"""The journal page by page, for people: the newest events first, by subject, kind or person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.lists.paging import PAGE, check_size
from tracker.models import EventRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event. ``at``: UTC text; ``details``: canonical JSON; ``hash``: of it and of all before it."""

    seq: int
    at: str
    actor: str
    kind: str
    subject: str
    details: str
    hash: str


def events(
    connection: Connection,
    *,
    actor: str = "",
    subject: str = "",
    kind: str = "",
    before: int | None = None,
    size: int = PAGE,
) -> list[Event]:
    """Events, the newest first; ``before``: the number of the last one shown; ``kind``: how its name begins."""
    statement = select(EventRow.__table__).order_by(EventRow.seq.desc()).limit(check_size(size))
    if actor:
        statement = statement.where(EventRow.actor == actor)
    if subject:
        statement = statement.where(EventRow.subject == subject)
    if kind:
        statement = statement.where(EventRow.kind.startswith(kind, autoescape=True))
    if before is not None:
        statement = statement.where(EventRow.seq < before)
    return [Event(**row) for row in connection.execute(statement).mappings()]
