"""The audit of logins: who came in, went out or was not let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from tracker.accounts.sessions import Outcome
from tracker.clock import instant_text
from tracker.lists.paging import PAGE, check_size
from tracker.models import LoginRow

_MOSCOW: Final = ZoneInfo("Europe/Moscow")  # days are those of the people who look


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A line of the audit. ``login`` is as it was typed; ``at``: UTC text."""

    id: int
    at: str
    login: str
    outcome: Outcome
    address: str
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which lines: of a login, with an outcome, of these days; None and "" for any."""

    login: str = ""
    outcome: Outcome | None = None
    since: date | None = None
    until: date | None = None


def attempts(
    connection: Connection, wanted: AuditFilter, *, before: int | None = None, size: int = PAGE
) -> list[Attempt]:
    """Lines, the newest first; ``before``: the key of the last one that was shown."""
    statement = select(LoginRow.__table__).order_by(LoginRow.id.desc()).limit(check_size(size))
    if wanted.login:
        statement = statement.where(LoginRow.login == wanted.login)
    if wanted.outcome is not None:
        statement = statement.where(LoginRow.outcome == wanted.outcome.value)
    if wanted.since is not None:
        statement = statement.where(LoginRow.at >= _begin(wanted.since))
    if wanted.until is not None and wanted.until < date.max:
        statement = statement.where(LoginRow.at < _begin(wanted.until + timedelta(days=1)))
    if before is not None:
        statement = statement.where(LoginRow.id < before)
    rows = connection.execute(statement).mappings()
    return [Attempt(**{**row, "outcome": Outcome(row["outcome"])}) for row in rows]


def _begin(day: date) -> str:
    if day.year < 1970:  # before any computer's midnight
        return ""
    return instant_text(datetime.combine(day, time(), _MOSCOW))
