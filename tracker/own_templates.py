"""The house's own templates at the desk: checked, kept, put in use by a person, all of it in the journal.

Versions are files (``docgen.local_library``); who kept them and who put which in use is told by events
«template:<kind>». A version that was added by the command line has no event of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select

from docgen.errors import LibraryError
from docgen.library import Kind
from docgen.local_library import SHIPPED, SUFFIXES, LocalLibrary, LocalTemplate
from docgen.papers import read_order
from docgen.template_check import Report
from docgen.template_check import check as look_through
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import EventRow, PersonRow
from tracker.settings import Settings

KEPT: Final = "template.kept"
PUBLISHED: Final = "template.published"
LARGEST: Final = 10 * 1024 * 1024
"""Bytes of a template; those of the house are some tens of kilobytes."""
_LONGEST_NAME: Final = 200


class State(StrEnum):
    """How a version stands."""

    CHECKED = "checked"
    IN_USE = "in_use"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version with how it stands."""

    template: LocalTemplate
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateEvent:
    """What happened to the templates of a kind. ``at``: the instant in UTC; ``who``: a person's name or a login.

    number: of the version, None for the shipped template. file: what a kept version was called.
    """

    at: str
    who: str
    kind: str
    number: int | None
    file: str


def library_of(settings: Settings) -> LocalLibrary:
    """The templates of a house."""
    return LocalLibrary(settings.home / "templates")


def examine(kind: Kind, name: str, content: bytes) -> Report:
    """What the check says of a file as a template of the kind; it is opened in the limited process alone.

    Raises LibraryError for a kind that takes none and for a file that cannot be one, and what the process raises.
    """
    if kind.is_internal:
        raise LibraryError(f"«{kind.title}» — внутренний документ: он делается только по штатному шаблону, с пометкой.")
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise LibraryError(f"Шаблон — файл {' или '.join(SUFFIXES)}, а не «{name}».")
    if not content:
        raise LibraryError("Файл пуст: выберите шаблон заново.")
    if len(content) > LARGEST:
        raise LibraryError("Файл больше 10 МБ: уменьшите рисунки в шаблоне.")
    sample = dict(read_order(kind.folder / "sample.yaml", kind.name).context)
    return look_through(content, suffix, kind, sample)


def keep(work: Work, library: LocalLibrary, kind: Kind, name: str, content: bytes) -> LocalTemplate:
    """Keeps a file that passed the check as a version that is not in use yet; one that is known is told, not kept."""
    plain = Path(name.replace("\\", "/")).name[-_LONGEST_NAME:]
    before = {version.number for version in library.versions(kind.name)}
    version = library.keep(kind.name, plain, content, work.today)
    if version.number not in before:
        work.note(KEPT, _subject(kind), number=version.number, file=plain, sha256=version.sha256)
    return version


def publish(work: Work, library: LocalLibrary, kind: Kind, number: int | None) -> None:
    """Papers of the kind are made with this version from now on; None for the shipped template.

    Raises LibraryError for a version that is not there or was changed, RefusedError for the one that is in use.
    """
    used = library.in_use(kind.name)
    if (used.number if used else None) == number:
        raise RefusedError("Этот шаблон уже в работе: обновите страницу.")
    if number is not None:
        library.find(kind.name, str(number)).read()
    work.note(PUBLISHED, _subject(kind), number=number)
    library.use(kind.name, SHIPPED if number is None else str(number))


def versions_of(library: LocalLibrary, kind: Kind, events: Sequence[TemplateEvent]) -> list[Version]:
    """Versions of a kind, the newest first. ``events``: its history."""
    used = library.in_use(kind.name)
    once = {event.number for event in events if event.kind == PUBLISHED}
    return [Version(template=one, state=_state(one, used, once)) for one in reversed(library.versions(kind.name))]


def _state(one: LocalTemplate, used: LocalTemplate | None, once: set[int | None]) -> State:
    if used is not None and used.number == one.number:
        return State.IN_USE
    return State.WITHDRAWN if one.number in once else State.CHECKED


def template_history(connection: Connection, kind: Kind) -> list[TemplateEvent]:
    """What happened to the templates of a kind, the latest first."""
    statement = (
        select(EventRow.at, EventRow.actor, EventRow.kind, EventRow.details, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.login == EventRow.actor)
        .where(EventRow.subject == _subject(kind))
        .order_by(EventRow.seq.desc())
    )
    return [_event(row) for row in connection.execute(statement)]


def _event(row: Any) -> TemplateEvent:
    details = json.loads(row.details)
    return TemplateEvent(
        at=row.at,
        who=row.name or row.actor,
        kind=row.kind,
        number=details.get("number"),
        file=details.get("file", ""),
    )


def _subject(kind: Kind) -> str:
    return f"template:{kind.name}"
