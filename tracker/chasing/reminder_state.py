"""How far the reminders of papers are: the last step that was taken, and the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from tracker.chasing.planning import Rows, read_rows
from tracker.chasing.schedule import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderState:
    """The last letter that was written about a paper, and the step that comes next; None for none."""

    last_step: Step | None = None
    last_on: date | None = None
    next_step: Step | None = None
    next_on: date | None = None


def reminder_states(connection: Connection, document_ids: Iterable[int]) -> dict[tuple[int, str], ReminderState]:
    """By paper and what is wanted of it; papers without a plan are left out."""
    return {key: _state(rows) for key, rows in read_rows(connection, document_ids).items()}


def _state(rows: Rows) -> ReminderState:
    written = [step for step in Step if step in rows and rows[step]["letter_id"] is not None]
    coming = [step for step in Step if step in rows and rows[step]["done_on"] is None]
    last, following = (written[-1] if written else None), (coming[0] if coming else None)
    return ReminderState(
        last_step=last,
        last_on=rows[last]["done_on"] if last else None,
        next_step=following,
        next_on=rows[following]["planned_on"] if following else None,
    )
