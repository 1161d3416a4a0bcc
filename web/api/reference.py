"""The reference of the API as pages of the desk: every call with what it takes, answers, and an example for curl."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup, escape
from werkzeug.exceptions import NotFound

from web.access import ENTRIES
from web.api.calls import CALLS, PREFIX, Call, Form, Json
from web.api.shapes import SUM_SCHEMA
from web.api.specification import document, path_of, said, tags

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("api_docs", __name__, url_prefix="/api/docs")
_REF: Final = "#/components/schemas/"
_WORDS: Final = {
    "string": "текст", "integer": "целое", "number": "число", "boolean": "true или false", "object": "объект",
    "array": "список",
}  # fmt: skip
_SAMPLES: Final = {"code": "D-15", "page_id": "7K3MZQ4X9B2T", "month": "2026-11", "ending": "pdf", "login": "ivanov"}
_STRONG: Final = re.compile(r"\*\*(.+?)\*\*")
_CODE: Final = re.compile(r"`(.+?)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A row of a table: a parameter, a part of a body or of an answer."""

    name: str
    kind: str
    text: str
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A call on the page. ``right``: of the key; ``answers``: statuses with words."""

    name: str
    method: str
    path: str
    title: str
    text: str
    right: str
    asked: tuple[Field, ...]
    answered: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]
    example: str


@blueprint.get("/", endpoint="show")
def show() -> ResponseReturnValue:
    """How to call, and all calls in one list, so that the browser's own search finds them."""
    about = [_marked(text) for text in document()["info"]["description"].split("\n\n")]
    groups = [(tag, _of(tag)) for tag in tags()]
    return render_template("api/show.html", groups=groups, about=about, prefix=PREFIX, path_of=path_of)


@blueprint.get("/<int:number>", endpoint="tag")
def show_tag(number: int) -> ResponseReturnValue:
    """Calls of one subject, each whole."""
    if not 1 <= number <= len(tags()):
        raise NotFound
    tag = tags()[number - 1]
    return render_template("api/tag.html", tag=tag, calls=[_shown(one) for one in _of(tag)])


def _of(tag: str) -> list[Call]:
    return [one for one in CALLS.values() if one.tag == tag]


@blueprint.get("/openapi.json", endpoint="openapi")
def openapi() -> ResponseReturnValue:
    """The document to keep."""
    answer = Response(json.dumps(document(), ensure_ascii=False, indent=1), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename="openapi.json")
    return answer


def _marked(text: str) -> Markup:
    plain = _STRONG.sub(r"<strong>\1</strong>", str(escape(text)))
    return Markup(_CODE.sub(r"<code>\1</code>", plain))  # noqa: S704  escaped before, and our own text


def _shown(call: Call) -> Shown:
    told = document()["paths"][path_of(call)][call.method.lower()]
    scope = ENTRIES[f"api.{call.name}"].scope
    responses = told["responses"].items()
    return Shown(
        name=call.name,
        method=call.method,
        path=PREFIX + path_of(call),
        title=call.title,
        text=call.text,
        right=scope.label if scope is not None else "",
        asked=(*map(_parameter, told["parameters"]), *_body(told)),
        answered=tuple(_answer(told["responses"][str(call.status)])),
        answers=tuple((code, _said(response)) for code, response in responses),
        example=example_of(call),
    )


def _said(response: dict[str, Any]) -> str:
    if "$ref" in response:
        response = document()["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return str(response["description"])


def _parameter(told: dict[str, Any]) -> Field:
    places = {"path": "в адресе", "query": "после «?»", "header": "заголовок"}
    return Field(
        name=told["name"],
        kind=f"{places[told['in']]}, {_kind(told['schema'])}",
        text=told.get("description", ""),
        is_required=told["required"],
    )


def _body(told: dict[str, Any]) -> Iterator[Field]:
    for media in told.get("requestBody", {}).get("content", {}).values():
        schema = _found(media["schema"])
        if "properties" not in schema:
            yield Field(name="тело", kind="объект", text=schema.get("description", ""), is_required=True)
        yield from _fields(schema, "")


def _answer(response: dict[str, Any]) -> Iterator[Field]:
    for mimetype, media in response.get("content", {}).items():
        schema = _found(media["schema"])
        if schema.get("type") == "array":
            yield from _fields(_found(schema["items"]), "[].")
        elif "properties" in schema:
            yield from _fields(schema, "")
        else:
            yield Field(name="тело", kind=mimetype, text="файл" if schema.get("format") == "binary" else "объект")


def _fields(schema: dict[str, Any], prefix: str, depth: int = 0) -> Iterator[Field]:
    for name, one in schema.get("properties", {}).items():
        yield Field(
            name=prefix + name,
            kind=_kind(one),
            text=_text(one),
            is_required=name in schema.get("required", ()),
        )
        inner, ending = _inside(one)
        if inner and depth < 2:
            yield from _fields(inner, f"{prefix}{name}{ending}.", depth + 1)


def _text(schema: dict[str, Any]) -> str:
    if schema.get("pattern") == SUM_SCHEMA["pattern"]:
        return ""
    return said(schema.get("title", ""), schema.get("description", ""))


def _inside(schema: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The object in a field, or in each element of its list; empty for a plain one."""
    plain = _plain(schema)
    if plain.get("type") == "array":
        return _inside(plain.get("items", {}))[0], "[]"
    return (plain if "properties" in plain else {}), ""


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    options = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    return _found(options[0]) if len(options) == 1 else _found(schema)


def _found(schema: dict[str, Any]) -> dict[str, Any]:
    ref = schema.get("$ref", "")
    found: dict[str, Any] = document()["components"]["schemas"][ref.removeprefix(_REF)] if ref else schema
    return found


def _kind(schema: dict[str, Any]) -> str:
    plain = _plain(schema)
    if plain.get("pattern") == SUM_SCHEMA["pattern"]:
        return "сумма"
    or_null = " или null" if {"type": "null"} in schema.get("anyOf", ()) else ""
    if "enum" in plain:
        return ", ".join(map(str, plain["enum"])) + or_null
    if [one.get("type") for one in plain.get("anyOf", ())] == ["string", "integer"]:
        return "сумма" if "exclusiveMinimum" in plain["anyOf"][1] else "число"
    if "anyOf" in plain:
        return " или ".join(dict.fromkeys(_kind(one) for one in plain["anyOf"] if one != {"type": "null"})) + or_null
    words = {"date": "день", "binary": "файл"}
    word = words.get(plain.get("format", "")) or _WORDS.get(plain.get("type", ""), "что угодно")
    if word == "список":
        word = f"список: {_kind(plain.get('items', {}))}"
    return word + or_null


def example_of(call: Call) -> str:
    """How to make the call with curl; the key is in the variable TOKEN."""
    address = request.host_url.rstrip("/") + PREFIX + quote(_sample_path(call), safe="/{}")
    has_body = call.body is not None
    method = "" if call.method == ("POST" if has_body else "GET") else f"-X {call.method} "
    parts = [f'curl {method}-H "Authorization: Bearer $TOKEN"']
    if isinstance(call.body, Json):
        parts.append("-H 'Content-Type: application/json'")
        given = "@file.json" if call.body.example is None else json.dumps(call.body.example, ensure_ascii=False)
        parts.append(f"-d '{given}'")
    if isinstance(call.body, Form):
        parts += [f"-F {name}=@файл" for name, part in call.body.files.items() if not part.is_optional]
        parts += [f"-F {name}=…" for name in _required(call.body)]
    return " \\\n  ".join([*parts, f"'{address}'"])


def _required(form: Form) -> list[str]:
    return [] if form.model is None else [name for name, one in form.model.model_fields.items() if one.is_required()]


def _sample_path(call: Call) -> str:
    return re.sub(
        r"\{(\w+)\}", lambda found: _SAMPLES.get(found[1], "1" if found[1].endswith("_id") else "…"), path_of(call)
    )
