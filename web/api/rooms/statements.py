"""Bank statements: read, load, undo; settings of columns."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

from pydantic import Field

from docgen.bundle import File
from tracker.matching.importing import ConsentNeededError, import_statement
from tracker.matching.loaded import statement_view, statements
from tracker.matching.sorting import undo_statement
from tracker.recording.operation_states import OperationState
from tracker.statements import open_statement
from tracker.statements.mappings.mapping import Mapping, mapping_from
from tracker.statements.mappings.store import find_mapping, list_mappings, remove_mapping, save_mapping
from web import desk
from web.api.asking import object_of
from web.api.calls import Form, Json, Part, call
from web.api.shapes import Asked, ChangedOut, Code, Out, PageAsked, PageOut, Sum, Yes
from web.commands.statement_lines import write_json

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.house import Work

TAG = "Выписки"


class ReadAsked(Asked):
    """By which settings of columns."""

    mapping: Code | None = Field(None, title="Настройка", description="Имя настройки столбцов для CSV и XLSX")


class ImportAsked(ReadAsked):
    """Настройка и согласие."""

    consent: Yes = Field(False, title="Согласие", description="true — загрузить, хотя выписка себе противоречит")


_FILE = {"file": Part(text="Выписка: 1CClientBankExchange, camt.053, CSV или XLSX")}


class ImportedOut(Out):
    """Что загружено. states — сколько новых операций в каком состоянии."""

    statement_id: int | None
    read: int
    new: int
    known: int
    repeats: int
    foreign: int
    future: int
    tied: int
    states: dict[OperationState, int]
    warnings: tuple[str, ...]


@call(
    "POST /statements",
    "import_statement",
    TAG,
    "Загрузить выписку",
    text="Что ясно до конца, относится к сделкам, остальное предлагается. Повторно загруженное ничего не меняет.",
    answer=ImportedOut,
    body=Form(files=_FILE, model=ImportAsked),
    status=201,
    is_change=True,
)
def load(work: Work, body: ImportAsked, files: dict[str, list[File]]) -> Any:
    """Loads a statement and tells what became of its money."""
    file = files["file"][0]
    mapping = _mapping(work.connection, body.mapping)
    reading = open_statement(file.content, mapping)
    try:
        return import_statement(work, reading, name=file.name, content=file.content, has_consent=body.consent)
    except ConsentNeededError as error:
        raise ConsentNeededError(f"{error} Если всё равно загрузить — повторите с consent=true.") from error


def _mapping(connection: Connection, name: str | None) -> Mapping | None:
    return None if name is None else find_mapping(connection, name)


@call(
    "POST /statements/read",
    "read_statement",
    TAG,
    "Прочитать выписку",
    text="Ничего не загружает: счета, операции, предупреждения.",
    answer=dict[str, Any],
    body=Form(files=_FILE, model=ReadAsked),
)
def read(body: ReadAsked, files: dict[str, list[File]]) -> Any:
    """What a statement says."""
    out = StringIO()
    write_json(open_statement(files["file"][0].content, _mapping(desk.reading(), body.mapping)), out)
    return json.loads(out.getvalue())


class StatementOut(Out):
    """Загруженная выписка."""

    id: int
    name: str
    format: str
    operations: int
    loaded_at: str
    loaded_by: str


@call("GET /statements", "statements", TAG, "Загруженные выписки", answer=PageOut[StatementOut], query=PageAsked)
def listed(query: PageAsked) -> Any:
    """A page of statements."""
    return statements(desk.reading(), after=query.after, size=query.size)


class StateOut(Out):
    """Сколько операций в этом состоянии и на какую сумму."""

    state: OperationState
    count: int
    amount: Sum


class StatementViewOut(Out):
    """Выписка: что стало с её деньгами."""

    statement: StatementOut
    warnings: tuple[str, ...]
    states: tuple[StateOut, ...]


@call("GET /statements/<id:statement_id>", "statement", TAG, "Выписка", answer=StatementViewOut)
def show(statement_id: int) -> Any:
    """A statement and the states of its operations."""
    view = statement_view(desk.reading(), statement_id)
    states = tuple({"state": state, "count": count, "amount": amount} for state, (count, amount) in view.states.items())
    return {"statement": view.statement, "warnings": view.warnings, "states": states}


class UndoneOut(Out):
    """Сколько отнесений программы отменено и сколько отнесений людей осталось."""

    withdrawn: int
    left: int


@call(
    "POST /statements/<id:statement_id>/undo",
    "undo_statement",
    TAG,
    "Отменить отнесения выписки",
    text="Всё, что программа отнесла сама; что отнесли люди, останется.",
    answer=UndoneOut,
    is_change=True,
)
def undo(work: Work, statement_id: int) -> Any:
    """Takes back what the program applied by itself."""
    return undo_statement(work, statement_id)


@call("GET /mappings", "mappings", TAG, "Настройки столбцов", answer=tuple[str, ...])
def mappings() -> Any:
    """Names of saved settings."""
    return tuple(list_mappings(desk.reading()))


@call("GET /mappings/<name>", "mapping", TAG, "Настройка столбцов", answer=dict[str, Any])
def mapping(name: str) -> Any:
    """A saved setting."""
    found = find_mapping(desk.reading(), name)
    return found.model_dump(mode="json", by_alias=True, exclude_defaults=True)


@call(
    "PUT /mappings/<name>",
    "save_mapping",
    TAG,
    "Сохранить настройку столбцов",
    answer=ChangedOut,
    body=Json(
        text="Настройка, как её даёт GET /mappings/{name}.", example={"columns": {"date": "Дата", "amount": "C"}}
    ),
    is_change=True,
)
def save(work: Work, name: str, body: bytes) -> Any:
    """Keeps a setting; the former one of this name is replaced."""
    return {"is_changed": save_mapping(work, name, mapping_from(object_of(body)))}


@call("DELETE /mappings/<name>", "remove_mapping", TAG, "Убрать настройку столбцов", is_change=True)
def remove(work: Work, name: str) -> None:
    """Takes a setting away; statements that were loaded by it stay."""
    remove_mapping(work, name)
