"""Signed papers come home: stacks of the scanner, scans that await a person, the tray."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from pydantic import Field

from docgen.bundle import File
from docgen.errors import Fault, InputError
from docgen.scanning import count_pages
from tracker.facts import Attorney, Authority
from tracker.scans import intakes
from tracker.scans.confirming import Confirmation, confirm, reject, signature_area
from tracker.scans.known import known_scans
from tracker.scans.states import ScanState
from tracker.scans.waiting import ScanFilter, waiting_scans
from web import desk
from web.api.calls import Form, Json, Media, Part, call
from web.api.rooms.background import wake
from web.api.rooms.filters import organization_of
from web.api.rooms.papers import Right
from web.api.shapes import Asked, Code, Date, Name, Out, PageAsked, PageOut
from web.reach import scan_in_reach

if TYPE_CHECKING:
    from tracker.house import Work

TAG = "Сканы"
_MOST_FILES = 200
_PNG = Media(("image/png",))


class StackAsked(Asked):
    """Чьи бумаги ждём."""

    inn: Code | None = Field(None, title="ИНН", description="Только этой нашей организации; остальные — в лоток")


class StackFileOut(Out):
    """Файл стопки."""

    name: str
    pages: int
    problem: str
    is_known: bool


class StackPaperOut(Out):
    """Документ, в который легли страницы."""

    id: int
    name: str
    page_id: str
    pages: int
    missing: tuple[int, ...]
    state: ScanState


class TakenStackOut(Out):
    """Что стало со стопкой."""

    files: tuple[StackFileOut, ...]
    papers: tuple[StackPaperOut, ...]
    blank: int


class StackOut(Out):
    """Стопка: сколько страниц прочитано; taken — что с ней стало, когда она прочитана."""

    id: int
    asked_at: str
    asked_by: str
    pages: int
    read: int
    state: intakes.IntakeState
    files: tuple[str, ...]
    problem: str
    taken: TakenStackOut | None


@call(
    "POST /stacks",
    "add_stack",
    TAG,
    "Принять стопку сканов",
    text="Файлы открываются сразу, страницы читаются в фоне: как идёт — GET /stacks/{id}.",
    answer=StackOut,
    body=Form(files={"files": Part(text="PDF, JPEG, PNG или TIFF", is_many=True)}, model=StackAsked),
    status=202,
    is_change=True,
    left=lambda made: wake(intakes.JOB, made.id),
)
def add_stack(work: Work, body: StackAsked, files: dict[str, list[File]]) -> Any:
    """Takes a stack; background work reads it."""
    fresh = _fresh(work, files["files"])
    counted = count_pages([file.content for file in fresh])
    faults = [
        Fault("files", f"{file.name}: {one.refused}") for file, one in zip(fresh, counted, strict=True) if one.refused
    ]
    if faults:
        raise InputError(faults)
    key = intakes.ask(work, fresh, pages=sum(one.pages for one in counted), inn=body.inn)
    return intakes.intake_of(work.connection, key)


def _fresh(work: Work, given: list[File]) -> list[File]:
    """Files that were not taken before, each once. Raises InputError if there are none, or too many."""
    if len(given) > _MOST_FILES:
        raise InputError([Fault("files", f"не больше {_MOST_FILES} файлов за раз")])
    by_digest = {file.sha256: file for file in given}
    known = known_scans(work.connection, list(by_digest))
    fresh = [file for digest, file in by_digest.items() if digest not in known]
    if not fresh:
        raise InputError([Fault("files", "эти файлы уже приняты раньше")])
    return fresh


@call("GET /stacks", "stacks", TAG, "Стопки", answer=PageOut[StackOut], query=PageAsked)
def stacks(query: PageAsked) -> Any:
    """A page of stacks, the newest first."""
    return intakes.intakes(desk.reading(), after=query.after, size=query.size)


@call("GET /stacks/<id:stack_id>", "stack", TAG, "Стопка", answer=StackOut)
def stack(stack_id: int) -> Any:
    """How far a stack is, and what became of it."""
    return intakes.intake_of(desk.reading(), stack_id)


@call(
    "POST /stacks/<id:stack_id>/retry",
    "retry_stack",
    TAG,
    "Прочитать стопку ещё раз",
    answer=StackOut,
    status=202,
    is_change=True,
    left=lambda made: wake(intakes.JOB, made.id),
)
def retry_stack(work: Work, stack_id: int) -> Any:
    """A stack that failed is tried again."""
    intakes.retry(work, stack_id)
    return intakes.intake_of(work.connection, stack_id)


class ScansAsked(PageAsked):
    """Which scans."""

    inn: Code | None = Field(None, title="ИНН", description="ИНН нашей организации")
    text: Name | None = Field(None, title="Текст", description="Документ, сделка или клиент")


class ScanOut(Out):
    """Скан, который ждёт человека."""

    id: int
    page_id: str
    name: str
    deal: str | None
    client: str
    dated_on: dt.date
    scanned_on: dt.date
    pages: int
    missing: tuple[int, ...]
    may_be_circumstances: bool
    state: ScanState


@call("GET /scans", "scans", TAG, "Сканы ждут подтверждения", answer=PageOut[ScanOut], query=ScansAsked)
def scans(query: ScansAsked) -> Any:
    """A page of scans that await a person."""
    wanted = ScanFilter(organization=organization_of(query.inn), managers=desk.own_labels(), text=query.text)
    return waiting_scans(desk.reading(), wanted, after=query.after, size=query.size)


@call("GET /scans/<id:scan_id>", "scan", TAG, "Скан", answer=ScanOut)
def scan(scan_id: int) -> Any:
    """A scan."""
    return scan_in_reach(scan_id)


@call("GET /scans/<id:scan_id>/signatures.png", "scan_signatures", TAG, "Место подписей", answer=_PNG)
def signatures(scan_id: int) -> File:
    """The picture of the place of signatures."""
    scan_in_reach(scan_id)
    return File(f"scan-{scan_id}.png", signature_area(desk.reading(), desk.house().vault, scan_id))


class ConfirmAsked(Asked):
    """Что видно на скане."""

    signed_on: Date = Field(title="Подписан", description="День подписи клиента")
    authority: Right = Field(title="Право подписи", description="По какому праву подписано")
    attorney: Code | None = Field(None, title="Доверенность", description="Номер")
    attorney_from: Date | None = Field(None, title="Доверенность с", description="Действует с")
    attorney_until: Date | None = Field(None, title="Доверенность по", description="Действует по")
    original_on: Date | None = Field(None, title="Оригинал", description="Оригинал у нас с этого дня")


@call(
    "POST /scans/<id:scan_id>/confirm",
    "confirm_scan",
    TAG,
    "Подтвердить подпись",
    body=Json(model=ConfirmAsked, example={"signed_on": "2026-11-22", "authority": "head"}),
    is_change=True,
)
def confirm_scan(work: Work, scan_id: int, body: ConfirmAsked) -> None:
    """The paper on the scan is signed."""
    attorney = Attorney(body.attorney, body.attorney_from, body.attorney_until)
    if attorney != Attorney() and body.authority is not Authority.POWER_OF_ATTORNEY:
        raise InputError([Fault("attorney", "доверенность бывает только с правом power_of_attorney")])
    seen = Confirmation(
        signed_on=body.signed_on,
        authority=body.authority,
        attorney=None if attorney == Attorney() else attorney,
        original_on=body.original_on,
    )
    confirm(work, scan_id, seen)


@call("POST /scans/<id:scan_id>/reject", "reject_scan", TAG, "Подписи нет", is_change=True)
def reject_scan(work: Work, scan_id: int) -> None:
    """The paper on the scan is not signed; the scan is kept."""
    reject(work, scan_id)
