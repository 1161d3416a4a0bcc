"""Copies that the program makes by itself when it is asked: kept beside the house, in ``PERVICHKA_HOME/backups``.

What was asked for stands in a small file until it is done, so a killed worker does it again. What came of it stands
beside each copy, for a copy is not in the database that it holds.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from docgen.bundle import unwritable, write_file
from docgen.errors import DocgenError
from tracker.backup.making import backup
from tracker.backup.unpacking import unpack
from tracker.clock import instant_text
from tracker.errors import NotFoundError
from tracker.house import House
from tracker.settings import Settings
from tracker.verifying import verify

JOB: Final = "keeping"
"""The job of ``tracker.jobs`` that does it."""

OLD_AFTER: Final = 7
"""Days after which the last copy is too old."""

_NAME: Final = re.compile(r"pervichka-\d{8}-\d{6}\.tar")
_ASKED: Final = ".asked-"
_CHECK: Final = "check.json"
_FAILED: Final = "failed.json"


class Task(IntEnum):
    """What is asked for: a new copy, a check of the house, a check of a copy."""

    COPY = 1
    CHECK = 2
    LOOK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy on the shelf. ``size``: bytes; instants are UTC text. fault: what its last check found, "" for nothing.

    checked_at: when it was last checked to its last byte, None for never. The other counts are of what it holds.
    """

    name: str
    made_at: str
    made_by: str
    size: int
    rows: int
    files: int
    events: int
    checked_at: str | None
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A check of the house. ``fault``: "" for none."""

    at: str
    fault: str
    events: int = 0
    hash: str = ""
    files: int = 0
    papers: int = 0
    numbers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Copies, the newest first; what is being done; why the last copy failed, "" if it did not."""

    copies: tuple[Copy, ...]
    asked: frozenset[Task]
    checked: Checked | None
    failed: str


def shelf_of(settings: Settings) -> Shelf:
    """What is on the shelf now."""
    folder = _folder(settings)
    names = sorted((path.name for path in folder.glob("*.tar") if _NAME.fullmatch(path.name)), reverse=True)
    checked = _read(folder / _CHECK)
    return Shelf(
        copies=tuple(_copy(folder, name) for name in names),
        asked=frozenset(task for task in Task if _marker(folder, task).exists()),
        checked=Checked(**checked) if checked else None,
        failed=str(_read(folder / _FAILED).get("text", "")),
    )


def copy_path(settings: Settings, name: str) -> Path:
    """Where a copy lies. Raises NotFoundError."""
    path = _folder(settings) / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFoundError("Такой копии нет: обновите страницу.")
    return path


def ask(house: House, task: Task, actor: str, name: str = "") -> None:
    """Asks for a task; ``name``: of the copy to be checked. Raises OutputError, NotFoundError."""
    folder = _folder(house.settings)
    if task is Task.LOOK:
        copy_path(house.settings, name)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    _write(_marker(folder, task), {"by": actor, "name": name})


def waiting(house: House) -> Sequence[int]:
    """Tasks that were asked for and are not done."""
    folder = _folder(house.settings)
    return [task.value for task in Task if _marker(folder, task).exists()]


def do(house: House, argument: int, today: date) -> float | None:
    """The step of the job: does a task to its end. What went wrong is told on the shelf."""
    folder, task = _folder(house.settings), Task(argument)
    marker = _marker(folder, task)
    asked = _read(marker)
    if marker.exists():
        {Task.COPY: _make, Task.CHECK: _check, Task.LOOK: _look}[task](house, folder, asked, today)
        marker.unlink(missing_ok=True)
    return None


def _make(house: House, folder: Path, asked: dict[str, Any], today: date) -> None:
    now = house.clock()
    name = f"pervichka-{now:%Y%m%d-%H%M%S}.tar"
    try:
        done = backup(house, folder / name, now)
    except DocgenError as error:
        _write(folder / _FAILED, {"text": str(error)})
        return
    by = str(asked.get("by", ""))
    told = {"made_by": by, "rows": done.rows, "files": done.files, "events": done.head.events}
    _write(_beside(folder, name), {**told, "made_at": instant_text(now)})
    (folder / _FAILED).unlink(missing_ok=True)
    with house.work(by or JOB, today) as work:
        work.note("backup.made", f"backup:{name}", size=done.size, events=done.head.events, hash=done.head.hash)


def _check(house: House, folder: Path, asked: dict[str, Any], today: date) -> None:
    del asked, today
    at = instant_text(house.clock())
    try:
        found = verify(house)
    except DocgenError as error:
        _write(folder / _CHECK, {"at": at, "fault": str(error)})
        return
    counts = {"files": found.files, "papers": found.papers, "numbers": found.numbers}
    told = {"at": at, "fault": "", "events": found.head.events, "hash": found.head.hash}
    _write(folder / _CHECK, {**told, **counts})


def _look(house: House, folder: Path, asked: dict[str, Any], today: date) -> None:
    """Unpacks a copy aside and checks every byte of it, as a restore does first."""
    del today
    fault, name = "", str(asked.get("name", ""))
    try:
        path = copy_path(house.settings, name)
        with tempfile.TemporaryDirectory(prefix=".look-", dir=folder) as aside, path.open("rb") as stream:
            unpack(stream, Path(aside))
    except NotFoundError:
        return  # somebody took the file away meanwhile
    except DocgenError as error:
        fault = str(error)
    except OSError as error:
        fault = str(unwritable(folder, error))
    told = _read(_beside(folder, name))
    _write(_beside(folder, name), {**told, "checked_at": instant_text(house.clock()), "fault": fault})


def _copy(folder: Path, name: str) -> Copy:
    told = _read(_beside(folder, name))
    return Copy(
        name=name,
        made_at=str(told.get("made_at") or _instant_of(name)),
        made_by=str(told.get("made_by", "")),
        size=(folder / name).stat().st_size,
        rows=int(told.get("rows", 0)),
        files=int(told.get("files", 0)),
        events=int(told.get("events", 0)),
        checked_at=told.get("checked_at"),
        fault=str(told.get("fault", "")),
    )


def _instant_of(name: str) -> str:
    """The instant in the name of a copy beside which nothing lies any more."""
    return f"{datetime.strptime(name[10:25], '%Y%m%d-%H%M%S'):%Y-%m-%dT%H:%M:%S}.000000Z"  # noqa: DTZ007  it is UTC


def _folder(settings: Settings) -> Path:
    return settings.home / "backups"


def _marker(folder: Path, task: Task) -> Path:
    return folder / f"{_ASKED}{task.name.lower()}"


def _beside(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, told: dict[str, Any]) -> None:
    write_file(path, json.dumps(told, ensure_ascii=False).encode())
