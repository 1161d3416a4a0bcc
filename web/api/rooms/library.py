"""Kinds of papers, schemas of input files, templates of the house."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field
from werkzeug.exceptions import NotFound

from docgen.bundle import File
from docgen.errors import Fault, InputError
from docgen.library import KIT, Kind
from docgen.library import kinds as library
from docgen.papers import input_schema
from docgen.placeholders import reference
from tracker.deals_file.schema import json_schema
from tracker.own_templates import examine, keep, library_of, publish, template_history, versions_of
from web import desk
from web.api.calls import Form, Json, Media, Part, call
from web.api.shapes import Asked, Key, Out

if TYPE_CHECKING:
    from docgen.template_check import Report
    from tracker.house import Work

TAG = "Виды документов и шаблоны"
_DEALS = "deals"
_FILE = Form(files={"file": Part(text="Шаблон .docx или .html")})


def known_name(known: Mapping[str, Any], name: str, field: str | None = None) -> str:
    """A name that there is. Raises NotFound for one in the address, InputError for one in a field."""
    if name in known:
        return name
    if field is None:
        raise NotFound
    raise InputError([Fault(field, f"такого нет; бывает: {', '.join(known)}")])


def visible_kind(name: str) -> Kind:
    """A kind by its name. Raises NotFound; internal kinds are not there for those who may not see them."""
    found = library().get(name)
    if found is None or (found.is_internal and not desk.visitor().sees_internal_prices):
        raise NotFound
    return found


class KindOut(Out):
    """Вид документа."""

    name: str
    title: str
    audience: str
    formats: tuple[str, ...]
    confirms: tuple[str, ...]


@call("GET /kinds", "kinds", TAG, "Виды документов", answer=tuple[KindOut, ...])
def kinds() -> Any:
    """The library."""
    sees = desk.visitor().sees_internal_prices
    return tuple(one for one in library().values() if sees or not one.is_internal)


@call(
    "GET /schemas/<name>",
    "schema",
    TAG,
    "Устройство входного файла",
    text="JSON Schema: kit — файл комплекта, deals — файл сделок, иначе имя вида документа.",
    answer=dict[str, Any],
)
def schema(name: str) -> Any:
    """What an input file may hold."""
    if name == _DEALS:
        return json_schema()
    return input_schema(KIT if name == KIT else visible_kind(name).name)


class PlaceholderOut(Out):
    """Имя, которое можно ставить в шаблон."""

    path: str
    type: str
    meaning: str


@call("GET /kinds/<name>/fields", "fields", TAG, "Имена для шаблона", answer=tuple[PlaceholderOut, ...])
def fields(name: str) -> Any:
    """The reference of placeholders of a kind."""
    return reference(visible_kind(name))


class VersionOut(Out):
    """Версия своего шаблона."""

    number: int
    name: str
    added_on: dt.date
    state: str


@call("GET /kinds/<name>/templates", "templates", TAG, "Свои шаблоны вида", answer=tuple[VersionOut, ...])
def templates(name: str) -> Any:
    """Versions of a kind, the newest first."""
    kind = visible_kind(name)
    found = versions_of(library_of(desk.house().settings), kind, template_history(desk.reading(), kind))
    return tuple(
        {
            "number": one.template.number,
            "name": one.template.name,
            "added_on": one.template.added_on,
            "state": one.state.value,
        }
        for one in found
    )


class TemplateReportOut(Out):
    """Что сказала проверка шаблона; version — номер, под которым он сохранён."""

    is_usable: bool
    version: int | None
    report: dict[str, Any]


@call(
    "POST /kinds/<name>/templates/check",
    "check_template",
    TAG,
    "Проверить шаблон",
    text="Ничего не сохраняет.",
    answer=TemplateReportOut,
    body=_FILE,
)
def check_template(name: str, files: dict[str, list[File]]) -> Any:
    """Looks through a template in the limited process."""
    kind = visible_kind(name)
    desk.stop_reading()
    return _told(examine(kind, files["file"][0].name, files["file"][0].content), None)


@call(
    "POST /kinds/<name>/templates",
    "add_template",
    TAG,
    "Загрузить шаблон",
    text="Проверяет и сохраняет новой версией, которая ещё не в работе; неподходящий не сохраняет (version — null).",
    answer=TemplateReportOut,
    body=_FILE,
)
def add_template(name: str, files: dict[str, list[File]]) -> Any:
    """Keeps a template that passes the check; the same file again is the same version."""
    kind, file = visible_kind(name), files["file"][0]
    desk.stop_reading()  # the check takes seconds, and nobody waits for them
    report = examine(kind, file.name, file.content)
    if not report.is_usable:
        return _told(report, None)
    with desk.changing() as work:
        version = keep(work, library_of(desk.house().settings), kind, file.name, file.content)
    return _told(report, version.number)


def _told(report: Report, version: int | None) -> dict[str, Any]:
    data = json.loads(json.dumps(report.as_json(), ensure_ascii=False))
    return {"is_usable": report.is_usable, "version": version, "report": data}


class UseAsked(Asked):
    """Какой шаблон включить."""

    version: Key | None = Field(None, title="Версия", description="Номер своей версии; null — штатный шаблон")


@call(
    "POST /kinds/<name>/templates/use",
    "use_template",
    TAG,
    "Включить шаблон",
    body=Json(model=UseAsked, example={"version": 2}),
    is_change=True,
)
def use_template(work: Work, name: str, body: UseAsked) -> None:
    """Papers of the kind are made with this version from now on."""
    publish(work, library_of(desk.house().settings), visible_kind(name), body.version)


@call(
    "GET /kinds/<name>/templates/<id:number>",
    "template_file",
    TAG,
    "Скачать свой шаблон",
    answer=Media(("application/octet-stream",)),
)
def template_file(name: str, number: int) -> File:
    """The file of a version."""
    kind, versions = visible_kind(name), library_of(desk.house().settings)
    found = next((one for one in versions.versions(kind.name) if one.number == number), None)
    if found is None:
        raise NotFound
    return File(found.name, found.read())
