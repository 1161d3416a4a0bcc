"""The OpenAPI document of the API, made from the descriptions of its calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from web import limits
from web.access import ENTRIES
from web.api.calls import CALLS, PREFIX, Call, Form, Json, Media
from web.api.doing import ONCE, REPEATED, VERSION
from web.api.rooms import ROOMS
from web.api.shapes import RefusalOut

_REF: Final = "#/components/schemas/{model}"
_TYPES: Final = {"int": {"type": "integer", "minimum": 1, "maximum": 2147483647}}
_PART: Final = re.compile(r"<(?:(?P<kind>[a-z]+)(?:\([^)]*\))?:)?(?P<name>[a-z_]+)>")
_RUSSIAN: Final = re.compile("[А-Яа-яЁё]")
_ABOUT: Final = """Всё, что делают команды, — другой программе.

**Вход.** Заголовок `Authorization: Bearer prv_…`; ключ создаёт его владелец в «Моей учётной записи». Ключ может то, что
может его владелец, и не больше своих прав: читать, записывать, выпускать, настраивать. Куки здесь ничего не открывают.

**Данные.** JSON в UTF-8, тело до 80 МБ. Суммы — рубли строкой с точкой: "1234.50" (принимается и целое число рублей).
Дни — "2026-11-22". Пустая строка — то же, что null. Списки идут страницами: items,
next (передайте его в after), total.

**Повторы.** С заголовком Idempotency-Key изменение делается один раз: тот же запрос с тем же ключом получит первый
ответ, другой запрос — 409. Ключи помнятся 30 дней.

**Двое сразу.** Версию сделки даёт GET /deals/{code}. С заголовком If-Match изменение делается, только если сделка
с тех пор не изменилась; иначе ответ 412 скажет, что сделали другие.

**Долгая работа.** Ответ 202: работа идёт в фоне.

**Частота.** До MOST запросов в минуту с одного адреса; дальше ответ 429 — подождите минуту.

**Отказы.** {"error": {"code", "title", "message", "faults": [{"path", "message"}]}}; ничего не изменено."""
_REFUSALS: Final = {
    HTTPStatus.BAD_REQUEST: "Тело — не объект JSON",
    HTTPStatus.UNAUTHORIZED: "Нет ключа, или он больше не действует",
    HTTPStatus.FORBIDDEN: "У ключа или у человека нет такого права",
    HTTPStatus.NOT_FOUND: "Такого нет, или оно не ваше",
    HTTPStatus.METHOD_NOT_ALLOWED: "Так этот адрес не работает",
    HTTPStatus.CONFLICT: "Противоречит тому, что записано",
    HTTPStatus.PRECONDITION_FAILED: "Сделку изменили другие",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Слишком большой запрос",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Тело не того вида",
    HTTPStatus.UNPROCESSABLE_ENTITY: "В данных ошибки",
    HTTPStatus.TOO_MANY_REQUESTS: "Слишком часто",
    HTTPStatus.SERVICE_UNAVAILABLE: "База данных не отвечает",
}
_OF_BODY: Final = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
_DONE: Final = {200: "Сделано", 201: "Создано", 202: "Принято, делается в фоне", 204: "Записано, отвечать нечего"}


@cache
def document() -> dict[str, Any]:
    """The document; the same for everybody, so it is made once."""
    schemas, named = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for one in CALLS.values():
        paths.setdefault(path_of(one), {})[one.method.lower()] = _operation(one, named)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Первичка: API", "version": version("pervichka"), "description": _about()},
        "servers": [{"url": PREFIX}],
        "tags": [{"name": name} for name in tags()],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Ключ вида prv_…"}},
            "responses": {str(code.value): _refusal(text) for code, text in _REFUSALS.items()},
        },
    }


def _about() -> str:
    return _ABOUT.replace("MOST", limits.API.partition(" ")[0])


def tags() -> list[str]:
    """Subjects, in the order of the reference."""
    return list(dict.fromkeys(room.TAG for room in ROOMS))


def path_of(call: Call) -> str:
    """«/deals/{code}»."""
    return _PART.sub(lambda found: f"{{{found['name']}}}", call.path)


_Keys = dict[tuple[Any, str], Any]


def _schemas() -> tuple[dict[str, Any], _Keys]:
    """Components, and for each model and mode where it is."""
    wanted = list(dict.fromkeys(_models()))
    found, rest = models_json_schema(wanted, ref_template=_REF)
    refs: _Keys = {(model, mode): schema for (model, mode), schema in found.items()}
    return {name: _tidy(schema) for name, schema in rest.get("$defs", {}).items()}, refs


def _models() -> Iterator[tuple[type[BaseModel], JsonSchemaMode]]:
    yield RefusalOut, "serialization"
    for one in CALLS.values():
        if isinstance(one.body, Json) and one.body.model is not None:
            yield one.body.model, "validation"
        if isinstance(one.answer, type) and issubclass(one.answer, BaseModel):
            yield one.answer, "serialization"
        for inside in getattr(one.answer, "__args__", ()):
            if isinstance(inside, type) and issubclass(inside, BaseModel):
                yield inside, "serialization"


def _operation(call: Call, named: _Keys) -> dict[str, Any]:
    scope = ENTRIES[f"api.{call.name}"].scope
    right = f"Право ключа: «{scope.label}»." if scope is not None else ""
    made: dict[str, Any] = {
        "operationId": call.name,
        "tags": [call.tag],
        "summary": call.title,
        "description": f"{call.text} {right}".strip(),
        "parameters": [*_path_parameters(call), *_query_parameters(call), *_headers(call)],
        "responses": _responses(call, named),
    }
    if scope is not None:
        made["x-scope"] = scope.value
    if call.body is not None:
        made["requestBody"] = {"required": True, "content": _content(call.body, named)}
    return made


def _path_parameters(call: Call) -> Iterator[dict[str, Any]]:
    for found in _PART.finditer(call.path):
        schema = _TYPES.get(found["kind"] or "", {"type": "string", "minLength": 1})
        yield {"name": found["name"], "in": "path", "required": True, "schema": schema}


def _query_parameters(call: Call) -> Iterator[dict[str, Any]]:
    if call.query is None:
        return
    schema = call.query.model_json_schema()
    for name, one in schema["properties"].items():
        plain = _tidy(one)
        told = {key: plain.pop(key) for key in ("title", "description") if key in plain}
        text = said(told.get("title", ""), told.get("description", ""))
        is_required = name in schema.get("required", ())
        yield {"name": name, "in": "query", "required": is_required, "description": text, "schema": _not_null(plain)}


def said(title: str, description: str) -> str:
    """«Клиент — идентификатор клиента»; one of them alone, or where they are the same, once."""
    if not title or not description or title == description:
        return title or description
    is_word = len(description) > 1 and not description[1].isupper()
    return f"{title} — {description[0].lower() if is_word else description[0]}{description[1:]}"


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """In an address there is no null: what is not wanted is left out."""
    options = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf" and not (key == "default" and value is None)}
    if not options:
        return rest
    return {**rest, **options[0]} if len(options) == 1 else {**rest, "anyOf": options}


def _headers(call: Call) -> Iterator[dict[str, Any]]:
    if call.is_change:
        text = "Ключ повтора: одно и то же изменение делается один раз"
        schema = {"type": "string", "minLength": 1, "maxLength": 150, "pattern": "^[!-~]+$"}
        yield {"name": ONCE, "in": "header", "required": False, "description": text, "schema": schema}
    if call.is_change and call.is_of_deal:
        text = "Версия сделки, которую вы видели"
        schema = {"type": "string", "pattern": r'^"?[0-9]{1,18}"?$'}
        yield {"name": VERSION, "in": "header", "required": False, "description": text, "schema": schema}


def _content(body: Json | Form, named: _Keys) -> dict[str, Any]:
    if isinstance(body, Form):
        return {"multipart/form-data": {"schema": _form(body)}}
    if body.model is None:
        media: dict[str, Any] = {"schema": {"type": "object", "description": body.text}}
    else:
        media = {"schema": named[body.model, "validation"]}
    if body.example is not None:
        media["example"] = body.example
    return {"application/json": media}


def _form(body: Form) -> dict[str, Any]:
    """Parts of a form; its fields are plain texts, so their schemas are those of a query."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    for name, part in body.files.items():
        one = {"type": "string", "format": "binary", "description": part.text}
        properties[name] = {"type": "array", "items": one, "minItems": 1} if part.is_many else one
        required += [] if part.is_optional else [name]
    if body.model is not None:
        schema = body.model.model_json_schema()
        properties |= {name: _not_null(_tidy(one)) for name, one in schema["properties"].items()}
        required += schema.get("required", [])
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _responses(call: Call, named: _Keys) -> dict[str, Any]:
    done: dict[str, Any] = {"description": _DONE[call.status]}
    content = _answer(call, named)
    if content is not None:
        done["content"] = content
    if call.is_change:
        text = "true — это первый ответ на тот же запрос"
        done["headers"] = {REPEATED: {"description": text, "schema": {"type": "string", "enum": ["true"]}}}
    refusals = [code for code in _REFUSALS if _can(call, code)]
    listed = {str(code.value): {"$ref": f"#/components/responses/{code.value}"} for code in refusals}
    return {str(call.status): done, **listed}


def _can(call: Call, code: HTTPStatus) -> bool:
    if code in _OF_BODY:
        return call.body is not None
    if code is HTTPStatus.PRECONDITION_FAILED:
        return call.is_change and call.is_of_deal
    return code is not HTTPStatus.METHOD_NOT_ALLOWED


def _answer(call: Call, named: _Keys) -> dict[str, Any] | None:
    if call.answer is None:
        return None
    if isinstance(call.answer, Media):
        return {mimetype: {"schema": {"type": "string", "format": "binary"}} for mimetype in call.answer.types}
    if (call.answer, "serialization") in named:
        return {"application/json": {"schema": named[call.answer, "serialization"]}}
    schema = TypeAdapter(call.answer).json_schema(mode="serialization", ref_template=_REF)
    schema.pop("$defs", None)
    return {"application/json": {"schema": _tidy(schema)}}


def _refusal(text: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=RefusalOut.__name__)}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _tidy(schema: Any) -> Any:
    """Without the titles and texts that Pydantic takes from names and docstrings of code: ours are Russian."""
    if isinstance(schema, list):
        return [_tidy(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: ({name: _tidy(one) for name, one in value.items()} if key == "properties" else _tidy(value))
        for key, value in schema.items()
        if not (key in {"title", "description"} and isinstance(value, str) and not _RUSSIAN.search(value))
    }
