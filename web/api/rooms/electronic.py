"""Electronic signatures beside papers, and archives that operators of electronic documents export."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.bundle import File
from docgen.exchange import read_archive
from tracker.electronic import (
    accept,
    add_signature,
    apply,
    archive_of,
    compare,
    find_entry,
    list_exchanges,
    signatures_of,
    take,
    tie,
)
from tracker.facts import Attorney
from tracker.lookup import paper_key
from web import desk
from web.api.calls import Form, Json, Part, call
from web.api.rooms.papers import Right, of_paper
from web.api.shapes import Asked, ChangedOut, Code, Date, Key, Out, Sum, Yes

if TYPE_CHECKING:
    from tracker.electronic import EntryView, ExchangeView, SignatureView
    from tracker.house import Work

TAG = "Электронные документы"


class SignatureOut(Out):
    """Подпись, как она разобрана: программа её не проверяла."""

    whose: str
    name: str
    file_name: str
    signer: str | None
    signer_title: str | None
    inn: str | None
    organization: str | None
    organization_inn: str | None
    issuer: str | None
    serial: str | None
    signed_at: str | None
    stamped_at: str | None
    is_digest_equal: bool | None
    note: str | None


@of_paper("GET /signatures", "signatures", TAG, "Подписи документа", answer=tuple[SignatureOut, ...])
def signatures(key: int) -> Any:
    """Signatures beside a paper."""
    return tuple(map(_signature, signatures_of(desk.reading(), key)))


def _signature(view: SignatureView) -> dict[str, Any]:
    return {**view.row, "whose": view.whose.label}


class SignaturesOut(Out):
    """Сохранённые подписи; is_changed — есть ли среди них новые."""

    is_changed: bool
    signatures: tuple[SignatureOut, ...]


@of_paper(
    "POST /signatures",
    "add_signature",
    TAG,
    "Приложить файл подписи",
    text="signed — подписанный файл, если это не файл, который выпустила программа.",
    answer=SignaturesOut,
    body=Form(
        files={
            "signature": Part(text="Подпись: .sig, .sgn, .p7s"),
            "signed": Part(text="Подписанный файл", is_optional=True),
        }
    ),
    is_change=True,
)
def add(work: Work, key: int, files: dict[str, list[File]]) -> Any:
    """Keeps a signature and the file it signs."""
    signed = files["signed"][0] if files["signed"] else None
    added = add_signature(work, compare(work.connection, work.vault, key, files["signature"][0], signed))
    return {"is_changed": bool(added.new), "signatures": tuple(map(_signature, added.signatures))}


class PowerAsked(Asked):
    """По какому праву подписано."""

    authority: Right = Field(title="Право подписи", description="По какому праву подписано")
    signed_on: Date | None = Field(None, title="Подписан", description="День; без него — из подписи клиента")
    attorney: Code | None = Field(None, title="Доверенность", description="Номер")
    attorney_from: Date | None = Field(None, title="Доверенность с", description="Действует с")
    attorney_until: Date | None = Field(None, title="Доверенность по", description="Действует по")


class AcceptedOut(Out):
    """День, которым записана подпись."""

    signed_on: dt.date


@of_paper(
    "POST /signatures/accept",
    "accept_signature",
    TAG,
    "Принять подпись клиента",
    text="Записывает, что документ подписан электронно. Подпись перед этим проверяет человек.",
    answer=AcceptedOut,
    body=Json(model=PowerAsked, example={"authority": "head"}),
    is_change=True,
)
def take_signature(work: Work, key: int, body: PowerAsked) -> Any:
    """Records the client's electronic signature."""
    power = _power(body.attorney, body.attorney_from, body.attorney_until)
    return {"signed_on": accept(work, key, body.signed_on, body.authority, power)}


def _power(number: str | None, since: dt.date | None = None, until: dt.date | None = None) -> Attorney | None:
    told = Attorney(number=number, valid_from=since, valid_until=until)
    return None if told == Attorney() else told


class SaidOut(Out):
    """Что сказано о документе."""

    state: str
    said_on: dt.date | None
    details: str | None


class ProposalOut(Out):
    """Что можно записать."""

    step: str
    on: dt.date


class EntryOut(Out):
    """Запись архива: о каком документе, что сказано, что чему противоречит."""

    id: int
    name: str
    paper: str | None
    deal: str | None
    number: str | None
    date: dt.date | None
    total: Sum | None
    note: str | None
    said: tuple[SaidOut, ...]
    conflicts: tuple[str, ...]
    doubts: tuple[str, ...]
    proposals: tuple[ProposalOut, ...]


class UnreadOut(Out):
    """Что в архиве не прочитано."""

    file: str
    message: str


class ExchangeOut(Out):
    """Архив оператора."""

    id: int
    name: str
    operator: str | None
    added_at: str
    added_by: str
    entries: tuple[EntryOut, ...]
    problems: tuple[UnreadOut, ...]


def _exchange(view: ExchangeView) -> dict[str, Any]:
    return {
        **view.row,
        "entries": tuple(map(_entry, view.entries)),
        "problems": tuple({"file": file, "message": message} for file, message in view.problems),
    }


def _entry(view: EntryView) -> dict[str, Any]:
    row = {name: view.row[name] for name in ("id", "name", "number", "date", "total", "note")}
    names = ("paper", "deal", "said", "conflicts", "doubts", "proposals")
    return row | {name: getattr(view, name) for name in names}


class TakenExchangeOut(ExchangeOut):
    """Взятый архив; is_new — false, если он взят раньше."""

    is_new: bool


@call(
    "POST /exchanges",
    "take_exchange",
    TAG,
    "Взять архив оператора",
    text="ZIP, который выгрузил оператор ЭДО.",
    answer=TakenExchangeOut,
    body=Form(files={"file": Part(text="Архив ZIP")}),
    status=201,
    is_change=True,
)
def take_archive(work: Work, files: dict[str, list[File]]) -> Any:
    """Takes an archive."""
    file = files["file"][0]
    taken = take(work, file, read_archive(file.content))
    (view,) = list_exchanges(work.connection, [taken.exchange_id])
    return {**_exchange(view), "is_new": taken.is_new}


class ExchangesAsked(Asked):
    """Which entries."""

    conflicts: Yes = Field(False, title="Противоречия", description="true — только записи с противоречиями")
    unmatched: Yes = Field(False, title="Без документа", description="true — только записи без документа")


@call("GET /exchanges", "exchanges", TAG, "Архивы операторов", answer=tuple[ExchangeOut, ...], query=ExchangesAsked)
def exchanges(query: ExchangesAsked) -> Any:
    """Archives and their entries."""
    from web.commands.electronic_lines import chosen_entries

    views = list_exchanges(desk.reading())
    chosen = (chosen_entries(view, conflicts=query.conflicts, unmatched=query.unmatched) for view in views)
    return tuple(_exchange(view) for view in chosen if view is not None)


class TieAsked(Asked):
    """К какому документу отнести."""

    document: Code = Field(title="Документ", description="Код на страницах, а с deal — и идентификатор в сделке")
    deal: Code | None = Field(None, title="Сделка", description="Идентификатор сделки")


@call(
    "POST /exchange-entries/<id:entry_id>/tie",
    "tie_entry",
    TAG,
    "Отнести запись к документу",
    answer=ChangedOut,
    body=Json(model=TieAsked, example={"deal": "D-15", "document": "contract"}),
    is_change=True,
)
def tie_entry(work: Work, entry_id: int, body: TieAsked) -> Any:
    """A person says which paper an entry is."""
    archive = archive_of(work.connection, work.vault, entry_id)
    key = paper_key(work.connection, body.deal, body.document)
    return {"is_changed": tie(work, entry_id, key, archive)}


class ApplyAsked(Asked):
    """Какие записи занести."""

    entries: Annotated[tuple[Key, ...], Field(min_length=1, max_length=500)] = Field(
        title="Записи", description="Номера записей"
    )
    authority: Right | None = Field(None, title="Право подписи", description="Без него договор — head, иначе unknown")
    attorney: Code | None = Field(None, title="Доверенность", description="Номер")


class AppliedOut(Out):
    """Что записано о документе."""

    paper: str | None
    recorded: tuple[ProposalOut, ...]


@call(
    "POST /exchange-entries/apply",
    "apply_entries",
    TAG,
    "Записать, что сказано",
    text="Отправлен, доставлен, подписан, отказ: все записи или, при противоречии, ни одной.",
    answer=tuple[AppliedOut, ...],
    body=Json(model=ApplyAsked, example={"entries": [1, 2]}),
    is_change=True,
)
def apply_entries(work: Work, body: ApplyAsked) -> Any:
    """Records what entries propose."""
    power = _power(body.attorney)
    return tuple(
        {
            "paper": find_entry(work.connection, entry).paper,
            "recorded": apply(work, entry, body.authority, power),
        }
        for entry in body.entries
    )
