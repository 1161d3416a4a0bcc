"""Stacks that are taken in for a person who does not wait: kept when they come, read by a worker, told when it is done.

A worker may be killed at any point: whatever was filed stays filed, and the files are then told as known.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from docgen.bundle import File
from docgen.errors import DocgenError
from tracker.errors import NotFoundError
from tracker.house import House, Work
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import ScanIntakeFileRow, ScanIntakeRow
from tracker.scans.filing import Filed
from tracker.scans.intake import TakenFile, TakenIn, TrayPage, take_in
from tracker.scans.states import PageState, ScanState
from tracker.vault import remember

JOB: Final = "scan"
"""The name of the job (``tracker.jobs.table``)."""

_MOST_ATTEMPTS: Final = 5
_TOLD_EVERY: Final = 10  # pages
_WORKERS: Final = 2  # processes that read pages: the desk shares its machine with people


class IntakeState(StrEnum):
    """Where a stack is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A stack that was sent. ``read`` of ``pages`` are read; ``taken``: what became of it, None until it is done."""

    id: int
    asked_at: str
    asked_by: str
    pages: int
    read: int
    state: IntakeState
    files: tuple[str, ...]
    taken: TakenIn | None
    problem: str


def ask(work: Work, files: Sequence[File], *, pages: int, inn: str | None = None) -> int:
    """Keeps the files to be taken in; answers the key. ``pages``: of all of them. ``inn``: as of ``take_in``."""
    values = {
        "asked_at": work.at,
        "asked_by": work.actor,
        "today": work.today,
        "inn": inn,
        "pages": pages,
        "read": 0,
        "attempts": 0,
        "state": IntakeState.WAITING.value,
        "told": None,
        "problem": None,
    }
    statement = insert(ScanIntakeRow).values(**values).returning(ScanIntakeRow.id)
    key: int = work.connection.execute(statement).scalar_one()
    for position, file in enumerate(files):
        digest = work.vault.put(file.content)
        remember(work.connection, digest, len(file.content))
        row = {"intake_id": key, "position": position, "sha256": digest, "name": file.name}
        work.connection.execute(insert(ScanIntakeFileRow).values(**row))
    work.note("scan_intake.asked", f"scan_intake:{key}", files=[file.name for file in files], pages=pages)
    return key


def waiting(house: House) -> Sequence[int]:
    """Stacks that are to be taken in."""
    is_waiting = ScanIntakeRow.state == IntakeState.WAITING.value
    with house.database.read() as connection:
        return connection.execute(select(ScanIntakeRow.id).where(is_waiting).order_by(ScanIntakeRow.id)).scalars().all()


def take(house: House, intake_id: int, today: date) -> float | None:
    """Takes a stack in, as the step of a job; a failure is tried again some times. Raises DocgenError for the last."""
    del today  # papers bear the day on which the stack was sent
    with house.database.read() as connection:
        row = _row(connection, intake_id)
        files = _files(connection, [intake_id])[intake_id]
    if row.state != IntakeState.WAITING.value:
        return None

    def tell(done: int, _of: int) -> None:
        if done % _TOLD_EVERY == 0 or done == row.pages:
            _set(house, intake_id, read=done)

    given = [File(name, house.vault.read(digest)) for digest, name in files]
    try:
        taken = take_in(house, given, actor=row.asked_by, today=row.today, inn=row.inn, workers=_WORKERS, tell=tell)
    except DocgenError as error:
        is_last = row.attempts + 1 >= _MOST_ATTEMPTS
        state = IntakeState.FAILED if is_last else IntakeState.WAITING
        _set(house, intake_id, attempts=row.attempts + 1, state=state.value, problem=str(error))
        raise
    told = json.dumps(asdict(taken), ensure_ascii=False)
    _set(house, intake_id, read=row.pages, state=IntakeState.DONE.value, told=told, problem=None)
    return None


def _set(house: House, intake_id: int, **values: Any) -> None:
    with house.database.write() as connection:
        connection.execute(update(ScanIntakeRow).where(ScanIntakeRow.id == intake_id).values(**values))


def retry(work: Work, intake_id: int) -> None:
    """A stack that failed waits again. Raises NotFoundError."""
    row = _row(work.connection, intake_id)
    if row.state == IntakeState.FAILED.value:
        again = {"state": IntakeState.WAITING.value, "attempts": 0, "problem": None}
        work.connection.execute(update(ScanIntakeRow).where(ScanIntakeRow.id == intake_id).values(**again))
        work.note("scan_intake.retried", f"scan_intake:{intake_id}")


def intake_of(connection: Connection, intake_id: int) -> Intake:
    """A stack that was sent. Raises NotFoundError."""
    row = _row(connection, intake_id)
    return _intake(row, _files(connection, [intake_id]))


_KEYS: Final = (ScanIntakeRow.__table__.c.id,)


def intakes(connection: Connection, *, after: str | None = None, size: int = PAGE) -> Page[Intake]:
    """A page of stacks, the newest first. The total has no amount. Raises RefusedError for a wrong place or size."""
    rows = connection.execute(page_of(select(ScanIntakeRow.__table__), _KEYS, after, check_size(size))).all()
    files = _files(connection, [row.id for row in rows])
    count: int = connection.execute(select(func.count()).select_from(ScanIntakeRow)).scalar_one()
    return Page(
        rows=tuple(_intake(row, files) for row in rows[:size]),
        next=place_of(rows[size - 1], _KEYS) if len(rows) > size else None,
        total=Total(count=count, amount=0),
    )


def _row(connection: Connection, intake_id: int) -> Any:
    row = connection.execute(select(ScanIntakeRow.__table__).where(ScanIntakeRow.id == intake_id)).first()
    if row is None:
        raise NotFoundError(f"Стопки № {intake_id} нет: посмотрите список принятых стопок.")
    return row


def _files(connection: Connection, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    statement = (
        select(ScanIntakeFileRow.__table__)
        .where(ScanIntakeFileRow.intake_id.in_(ids))
        .order_by(ScanIntakeFileRow.intake_id, ScanIntakeFileRow.position)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.intake_id, []).append((row.sha256, row.name))
    return found


def _intake(row: Any, files: Mapping[int, Sequence[tuple[str, str]]]) -> Intake:
    return Intake(
        id=row.id,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        pages=row.pages,
        read=row.read,
        state=IntakeState(row.state),
        files=tuple(name for _, name in files[row.id]),
        taken=_taken(json.loads(row.told)) if row.told else None,
        problem=row.problem or "",
    )


def _taken(told: Mapping[str, Any]) -> TakenIn:
    return TakenIn(
        files=tuple(TakenFile(**file) for file in told["files"]),
        papers=tuple(_filed(paper) for paper in told["papers"]),
        tray=tuple(TrayPage(**{**page, "state": PageState(page["state"])}) for page in told["tray"]),
        blank=told["blank"],
    )


def _filed(told: Mapping[str, Any]) -> Filed:
    numbers = {name: tuple(told[name]) for name in ("numbers", "missing", "doubled")}
    return Filed(**{**told, **numbers, "state": ScanState(told["state"])})
