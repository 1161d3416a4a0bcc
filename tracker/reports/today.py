"""«Чего не хватает сегодня»: what a person has to do first, in order, with counts; a few statements at any size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, func, select

from tracker.lists.findings import FindingFilter, ListedFinding, open_findings
from tracker.models import (
    DealRow,
    DocumentRow,
    FindingRow,
    FindingTotalRow,
    OperationRow,
    ReminderRow,
    ScannedPaperRow,
    ScanPageRow,
)
from tracker.recording.operation_states import AWAITING
from tracker.rules import Severity, find_rule
from tracker.scans.states import IN_TRAY, ScanState

MOST_FINDINGS: Final = 20


class Work(StrEnum):
    """What a task is about. ``FINDINGS``: a rule's; the others are queues of their own."""

    FINDINGS = "findings"
    PAYMENTS = "payments"
    SCANS = "scans"
    TRAY = "tray"
    REMINDERS = "reminders"


_TITLES: Final = {
    Work.PAYMENTS: "Платежи, которые нужно разнести",
    Work.SCANS: "Сканы, которые ждут подтверждения",
    Work.TRAY: "Страницы, которые не нашли свой документ",
    Work.REMINDERS: "Напоминания, которым пришёл срок",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Things of one kind that wait. ``rule``: the rule of findings; ``severity``: their gravest; sums are kopecks."""

    work: Work
    title: str
    count: int
    rule: str | None = None
    severity: Severity | None = None
    exposure: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A person's day. ``tasks``: what waits, first things first; ``first``: the gravest findings, each with what to do.

    findings: how many there are, shown or not.
    """

    tasks: tuple[Task, ...]
    first: tuple[ListedFinding, ...]
    findings: int


def manager_day(connection: Connection, labels: tuple[str, ...], today: date, limit: int = MOST_FINDINGS) -> Day:
    """A manager's own deals: findings by rule, then reminders that are due. Four statements."""
    columns = FindingRow.__table__.c
    by_rule = (
        select(columns.rule, func.max(columns.weight), func.count(), func.sum(columns.exposure))
        .where(columns.manager.in_(labels))
        .group_by(columns.rule)
    )
    return _day(
        connection,
        today,
        FindingFilter(managers=labels),
        [*_tasks(connection, by_rule), *_queue(connection, Work.REMINDERS, _due(today, labels))],
        limit,
    )


def control_day(connection: Connection, today: date, limit: int = MOST_FINDINGS) -> Day:
    """Everybody's deals. What came in goes first, for it ends findings: payments, scans, pages; then the findings."""
    queues = (
        (Work.PAYMENTS, _waiting(OperationRow, AWAITING)),
        (Work.SCANS, _waiting(ScannedPaperRow, (ScanState.AWAITS,))),
        (Work.TRAY, _waiting(ScanPageRow, IN_TRAY)),
    )
    came_in = [task for work, statement in queues for task in _queue(connection, work, statement)]
    reminders = _queue(connection, Work.REMINDERS, _due(today, None))
    tasks = [*came_in, *_tasks(connection, _OF_ALL), *reminders]
    return _day(connection, today, FindingFilter(), tasks, limit)


def lawyer_day(connection: Connection, today: date, limit: int = MOST_FINDINGS) -> Day:
    """Everybody's findings: by rule, and the gravest of all."""
    return _day(connection, today, FindingFilter(), _tasks(connection, _OF_ALL), limit)


_sums = FindingTotalRow.__table__.c
_OF_ALL: Final = (
    select(_sums.rule, func.max(_sums.weight), func.sum(_sums["count"]), func.sum(_sums.exposure))
    .where(_sums["count"] > 0)
    .group_by(_sums.rule)
)


def _day(connection: Connection, today: date, chosen: FindingFilter, tasks: list[Task], limit: int) -> Day:
    page = open_findings(connection, today, chosen=chosen, size=limit)
    return Day(tasks=tuple(tasks), first=page.rows, findings=page.total.count)


def _tasks(connection: Connection, statement: Any) -> list[Task]:
    """Findings by rule: the gravest first, then the most at risk."""
    found = [
        Task(
            work=Work.FINDINGS,
            title=find_rule(rule).title,
            count=int(count),
            rule=rule,
            severity=Severity(weight),
            exposure=int(exposure),
        )
        for rule, weight, count, exposure in connection.execute(statement)
    ]
    return sorted(found, key=lambda task: (-(task.severity or 0), -task.exposure, -task.count, task.rule or ""))


def _queue(connection: Connection, work: Work, statement: Any) -> list[Task]:
    count = int(connection.execute(statement).scalar_one())
    return [Task(work=work, title=_TITLES[work], count=count)] if count else []


def _waiting(row: Any, states: tuple[StrEnum, ...]) -> Any:
    """Counted along the index of states, so that what is done costs nothing."""
    return select(func.count()).select_from(row).where(row.state.in_([state.value for state in states]))


def _due(today: date, labels: tuple[str, ...] | None) -> Any:
    statement = (
        select(func.count())
        .select_from(ReminderRow)
        .where(ReminderRow.done_on.is_(None), ReminderRow.planned_on <= today)
    )
    if labels is not None:
        mine = (
            select(DocumentRow.id).join(DealRow, DealRow.id == DocumentRow.deal_id).where(DealRow.manager.in_(labels))
        )
        statement = statement.where(ReminderRow.document_id.in_(mine))
    return statement
