"""What keeps the house safe: the check of everything, the journal, copies; and what this machine has."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, send_file
from pydantic import Field

from docgen.bundle import File, read_file
from tracker.backup.shelf import JOB, Task, ask, copy_path, shelf_of
from tracker.journal import LINES_NAME, export, read_head
from tracker.journal_pages import events
from web import desk
from web.api.calls import Media, call
from web.api.rooms.background import wake
from web.api.shapes import Asked, Code, Key, Name, Out, Size
from web.commands.doctor import examine

TAG = "Хранение и проверка"
_MOST_BYTES = 4_000_000_000


class HeadOut(Out):
    """Конец журнала: сколько событий и хеш последнего."""

    events: int
    hash: str


class CheckedOut(Out):
    """Последняя проверка: fault — что не так, пусто — всё цело."""

    at: str
    fault: str
    events: int
    hash: str
    files: int
    papers: int
    numbers: int


class CheckingOut(Out):
    """Идёт ли проверка и что сказала последняя."""

    is_running: bool
    last: CheckedOut | None


@call(
    "POST /verify",
    "verify",
    TAG,
    "Проверить всё",
    text="Цепочка журнала, каждый файл, номера, документы — в фоне; что вышло, говорит GET /verify.",
    answer=CheckingOut,
    status=202,
)
def check() -> Any:
    """Asks for a check of everything; asked twice, it is one check."""
    _ask(Task.CHECK)
    return _checking()


@call("GET /verify", "verified", TAG, "Последняя проверка", answer=CheckingOut)
def checked() -> Any:
    """What the last check said."""
    return _checking()


def _checking() -> dict[str, Any]:
    shelf = shelf_of(desk.house().settings)
    return {"is_running": Task.CHECK in shelf.asked, "last": shelf.checked}


def _ask(task: Task, name: str = "") -> None:
    ask(desk.house(), task, desk.visitor().login, name)
    wake(JOB, task.value)


@call("GET /journal/head", "journal_head", TAG, "Конец журнала", answer=HeadOut)
def head() -> Any:
    """Where the chain of the journal ends now."""
    return read_head(desk.reading())


@call(
    "GET /journal",
    "journal",
    TAG,
    "Журнал целиком",
    text="Строка — событие: хеш и каноничный JSON. Проверяется без программы: docs/verify.py.",
    answer=Media(("application/octet-stream",)),
)
def journal() -> File:
    """The journal as its own export writes it."""
    desk.stop_reading()
    with tempfile.TemporaryDirectory(prefix="pervichka-") as folder:
        export(desk.house().database, Path(folder))
        return File(LINES_NAME, read_file(Path(folder) / LINES_NAME, _MOST_BYTES))


class CopyOut(Out):
    """Копия базы и хранилища. checked_at — когда проверена до последнего байта, fault — что в ней не так."""

    name: str
    made_at: str
    made_by: str
    size: int
    rows: int
    files: int
    events: int
    checked_at: str | None
    fault: str


class ShelfOut(Out):
    """Копии, новые сверху. is_running — делается ли новая; failed — почему не вышла последняя."""

    is_running: bool
    copies: tuple[CopyOut, ...]
    failed: str


@call("GET /backups", "backups", TAG, "Копии", answer=ShelfOut)
def backups() -> Any:
    """What is on the shelf of copies."""
    shelf = shelf_of(desk.house().settings)
    return {"is_running": Task.COPY in shelf.asked, "copies": shelf.copies, "failed": shelf.failed}


@call(
    "POST /backups",
    "make_backup",
    TAG,
    "Сделать копию",
    text="В фоне, пока программа работает; готовая появится в GET /backups. Перенесите её на другую машину.",
    answer=ShelfOut,
    status=202,
)
def make() -> Any:
    """Asks for a copy; asked twice, it is one copy."""
    _ask(Task.COPY)
    return backups()


@call("GET /backups/<name>", "backup", TAG, "Скачать копию", answer=Media(("application/x-tar",)))
def copy(name: str) -> Response:
    """The copy itself."""
    path = copy_path(desk.house().settings, name)
    return send_file(path, mimetype="application/x-tar", as_attachment=True, download_name=name)


@call(
    "POST /backups/<name>/check",
    "check_backup",
    TAG,
    "Проверить копию",
    text="До последнего байта, в фоне; что вышло, говорит GET /backups.",
    answer=ShelfOut,
    status=202,
)
def look(name: str) -> Any:
    """Asks for a check of a copy."""
    _ask(Task.LOOK, name)
    return backups()


class EventsAsked(Asked):
    """Which events."""

    actor: Code | None = Field(None, title="Кто", description="Логин")
    subject: Name | None = Field(None, title="С чем", description="Например deal:D-15")
    kind: Code | None = Field(None, title="Что", description="Вид события или его начало")
    before: Key | None = Field(None, title="Раньше", description="События раньше этого номера")
    size: Size = Field(50, title="Сколько", description="Сколько событий")


class EventOut(Out):
    """Событие журнала. details — каноничный JSON."""

    seq: int
    at: str
    actor: str
    kind: str
    subject: str
    details: str
    hash: str


@call("GET /events", "events", TAG, "События журнала", answer=tuple[EventOut, ...], query=EventsAsked)
def listed(query: EventsAsked) -> Any:
    """Events, the newest first."""
    return tuple(
        events(
            desk.reading(),
            actor=query.actor or "",
            subject=query.subject or "",
            kind=query.kind or "",
            before=query.before,
            size=query.size,
        )
    )


class CheckOut(Out):
    """Что установлено."""

    name: str
    answer: str
    is_well: bool
    is_optional: bool


@call("GET /doctor", "doctor", TAG, "Что установлено и чего не хватает", answer=tuple[CheckOut, ...])
def doctor() -> Any:
    """What the program finds on this machine."""
    return tuple(examine())
