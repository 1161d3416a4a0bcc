"""A paper that is there: what it is, its files, what becomes of it. Named by its page code, or by its deal and id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from werkzeug.exceptions import NotFound

from docgen.bundle import File
from docgen.errors import Fault, InputError
from docgen.intake.fields import Choice
from tracker.facts import Authority
from tracker.lookup import page_key, paper_key
from tracker.papers.attaching import Beside, attach, check_showable
from tracker.papers.files import issued_files
from tracker.papers.issuing import annul
from tracker.papers.states import PaperState, read_days, shown_state
from tracker.papers.stored import find_paper, name_of
from tracker.people import Role
from tracker.recording import papers as recording
from web import desk
from web.api.calls import Form, Json, Media, Part, call
from web.api.shapes import Asked, ChangedOut, Code, Date, Long, Out
from web.commands.signing import sign
from web.errors import AccessRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from tracker.house import Work

TAG = "Документы"
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Right = Annotated[Authority, Choice(Authority)]


def of_paper(route: str, name: str, tag: str, title: str, **more: Any) -> Callable[[Callable[..., Any]], Any]:
    """A call with two addresses: of a paper by the code on its pages, and of a deal's by its id there.

    The view gets the key of the paper, after the change if it makes one.
    """
    method, _, ending = route.partition(" ")

    def keep(view: Callable[..., Any]) -> Callable[..., Any]:
        def by_page(*work: Work, page_id: str, **given: Any) -> Any:
            return view(*work, page_key(_connection(work), page_id), **given)

        def by_deal(*work: Work, code: str, paper: str, **given: Any) -> Any:
            return view(*work, paper_key(_connection(work), code, paper), **given)

        of_deal = more.get("is_change", False)
        call(f"{method} /papers/<page_id>{ending}", name, tag, title, is_of_deal=of_deal, **more)(by_page)
        told = {**more, "text": f"{more.get('text', '')} {_BY_DEAL}".strip()}
        address = f"{method} /deals/<path:code>/papers/<paper>{ending}"
        call(address, f"{name}_of_deal", tag, f"{title}, по сделке", is_of_deal=of_deal, **told)(by_deal)
        return view

    return keep


_BY_DEAL = "paper — идентификатор документа в сделке, код на его страницах или contract: действующий договор."


def _connection(work: tuple[Work, ...]) -> Connection:
    return work[0].connection if work else desk.reading()


class PaperOut(Out):
    """Документ: номер, состояние, дни. files — форматы, в которых его можно скачать."""

    page_id: str | None
    kind: str
    name: str
    number: str
    date: dt.date
    revision: int
    state: PaperState
    signed_by_us_on: dt.date | None
    sent_on: dt.date | None
    delivered_on: dt.date | None
    signed_by_client_on: dt.date | None
    signer_authority: Authority | None
    attorney_number: str | None
    attorney_from: dt.date | None
    attorney_until: dt.date | None
    scan_on: dt.date | None
    original_on: dt.date | None
    electronic_on: dt.date | None
    refused_on: dt.date | None
    refusal_answered_on: dt.date | None
    annulled_on: dt.date | None
    superseded_on: dt.date | None


@of_paper("GET ", "paper", TAG, "Документ", answer=PaperOut)
def paper_of(key: int) -> Any:
    """A paper as it stands."""
    return told(desk.reading(), key)


def told(connection: Connection, key: int) -> dict[str, Any]:
    """A paper for an answer."""
    row = find_paper(connection, key)
    return {**row, "name": name_of(row), "state": shown_state(read_days(connection, [key])[key], desk.today())}


class FilesOut(Out):
    """Файл документа: формат, имя, размер в байтах, SHA-256."""

    format: str
    name: str
    size: int
    sha256: str


@of_paper("GET /files", "paper_files", TAG, "Файлы документа", answer=tuple[FilesOut, ...])
def files_of(key: int) -> Any:
    """What files a paper has."""
    return tuple(
        {"format": _format(file), "name": file.name, "size": len(file.content), "sha256": file.sha256}
        for file in _files(key)
    )


@of_paper(
    "GET /files/<ending>",
    "paper_file",
    TAG,
    "Скачать документ",
    text="ending — формат из списка файлов: pdf, docx или xlsx. Файл из хранилища, байт в байт.",
    answer=Media(tuple(TYPES.values())),
)
def file_of(key: int, ending: str) -> Any:
    """One file of a paper."""
    from web.api.doing import sent_file

    found = next((file for file in _files(key) if _format(file) == ending), None)
    if found is None or ending not in TYPES:
        raise NotFound
    return sent_file(found, TYPES[ending])


def _files(key: int) -> tuple[File, ...]:
    (found,) = issued_files(desk.reading(), desk.house().vault, [key])
    return found.files


def _format(file: File) -> str:
    return PurePath(file.name).suffix.lstrip(".").casefold()


class DispatchAsked(Asked):
    """Что мы сделали с документом: хотя бы один день."""

    signed_by_us_on: Date | None = Field(None, title="Подписан нами", description="День")
    sent_on: Date | None = Field(None, title="Отправлен", description="День отправки клиенту")
    delivered_on: Date | None = Field(None, title="Доставлен", description="День, если это можно доказать")


_DISPATCH: Mapping[str, Callable[[Work, int, dt.date], None]] = {
    "signed_by_us_on": recording.sign_by_us,
    "sent_on": recording.send,
    "delivered_on": recording.record_delivery,
}


@of_paper(
    "POST /dispatch",
    "dispatch_paper",
    TAG,
    "Записать отправку",
    answer=PaperOut,
    body=Json(model=DispatchAsked, example={"sent_on": "2026-11-22"}),
    is_change=True,
)
def dispatch(work: Work, key: int, body: DispatchAsked) -> Any:
    """Records what we did with a paper; a manager, that it was sent."""
    if desk.visitor().role is Role.MANAGER and body.model_fields_set - {"sent_on"}:
        raise AccessRefusedError("Менеджер записывает только отправку; подпись и доставку — контроль.")
    _record(work, key, _DISPATCH, body)
    return told(work.connection, key)


class ReturnAsked(Asked):
    """Что сделал с документом клиент. Без права подписи договор — head, остальное — unknown."""

    signed_by_client_on: Date | None = Field(None, title="Подписан клиентом", description="День")
    authority: Right | None = Field(None, title="Право подписи", description="По какому праву подписано")
    attorney: Code | None = Field(None, title="Доверенность", description="Номер")
    attorney_from: Date | None = Field(None, title="Доверенность с", description="Действует с")
    attorney_until: Date | None = Field(None, title="Доверенность по", description="Действует по")
    scan_on: Date | None = Field(None, title="Скан", description="День, когда получен скан")
    original_on: Date | None = Field(None, title="Оригинал", description="День, когда получен оригинал")
    electronic_on: Date | None = Field(None, title="ЭДО", description="День, когда подписан через оператора ЭДО")
    refused_on: Date | None = Field(None, title="Отказ", description="День мотивированного отказа")
    refusal_answered_on: Date | None = Field(None, title="Ответ на отказ", description="День нашего ответа")


_RETURN: Mapping[str, Callable[[Work, int, dt.date], None]] = {
    "scan_on": recording.receive_scan,
    "original_on": recording.receive_original,
    "electronic_on": recording.receive_electronic,
    "refused_on": recording.record_refusal,
    "refusal_answered_on": recording.answer_refusal,
}


@of_paper(
    "POST /return",
    "return_paper",
    TAG,
    "Записать подпись, возврат, отказ",
    answer=PaperOut,
    body=Json(model=ReturnAsked, example={"signed_by_client_on": "2026-11-22", "authority": "head"}),
    is_change=True,
)
def came_back(work: Work, key: int, body: ReturnAsked) -> Any:
    """Records what the client did with a paper."""
    power = {"number": body.attorney, "valid_from": body.attorney_from, "valid_until": body.attorney_until}
    is_signed = body.signed_by_client_on is not None or body.authority is not None or any(power.values())
    if is_signed:
        if body.signed_by_client_on is None and find_paper(work.connection, key)["signed_by_client_on"] is None:
            raise InputError([Fault("signed_by_client_on", "документ клиентом ещё не подписан: укажите и день")])
        sign(work, key, body.signed_by_client_on, body.authority, **power)
    _record(work, key, _RETURN, body, is_done=is_signed)
    return told(work.connection, key)


def _record(
    work: Work,
    key: int,
    facts: Mapping[str, Callable[[Work, int, dt.date], None]],
    body: Asked,
    *,
    is_done: bool = False,
) -> None:
    given = {name: on for name in facts if (on := getattr(body, name)) is not None}
    if not given and not is_done:
        raise InputError([Fault("", "Что записать? Укажите хотя бы один день.")])
    for name, on in given.items():
        facts[name](work, key, on)


class ReasonAsked(Asked):
    """Почему."""

    reason: Long = Field(title="Причина", description="Почему")


@of_paper(
    "POST /annul",
    "annul_paper",
    TAG,
    "Аннулировать",
    text="Номер больше никому не даётся.",
    answer=PaperOut,
    body=Json(model=ReasonAsked, example={"reason": "Выпущен по ошибке"}),
    is_change=True,
)
def end(work: Work, key: int, body: ReasonAsked) -> Any:
    """Annuls a paper from today on."""
    annul(work, key, work.today, body.reason)
    return told(work.connection, key)


class AttachAsked(Asked):
    """What the file is."""

    what: Annotated[Beside, Choice(Beside)] = Field(
        title="Что это", description="dispatch — квитанция, опись, уведомление; correspondence — письма"
    )


@of_paper(
    "POST /attachments",
    "attach_file",
    TAG,
    "Приложить файл",
    text="PDF или картинка; войдёт в досье.",
    answer=ChangedOut,
    body=Form(files={"file": Part(text="PDF или картинка")}, model=AttachAsked),
    is_change=True,
)
def attach_file(work: Work, key: int, body: AttachAsked, files: dict[str, list[File]]) -> Any:
    """Keeps a file beside a paper."""
    check_showable(files["file"][0])
    return {"is_changed": attach(work, key, files["file"][0], body.what)}
