"""What was sent → checked models; whatever is wrong with it is told in Russian, with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar, get_args

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from docgen.bundle import File, safe_name
from docgen.errors import Fault, InputError
from docgen.intake.fields import Count, Flag
from docgen.intake.messages import problems_of
from docgen.intake.problems import Problem, input_error
from docgen.intake.source import read_source
from web.api.calls import Form, Json
from web.api.problems import NotUnderstoodError

M = TypeVar("M", bound=BaseModel)
_JSON: Final = "application/json"
_MULTIPART: Final = "multipart/form-data"
_WORDS: Final = {"true": True, "false": False}
_MOST_DIGITS: Final = 18


def query_of(model: type[M]) -> M:
    """The part of the address after «?». Raises InputError."""
    return _model(model, _texts(model, request.args))


def body_of(kind: Json | Form) -> dict[str, Any]:
    """What the view gets of the body: ``body``, ``files`` or both. Raises InputError, NotUnderstoodError."""
    if isinstance(kind, Json):
        _require(_JSON)
        if kind.model is None:
            return {"body": request.get_data()}
        return {"body": _json_body(kind.model)}
    _require(_MULTIPART)
    files = _files(kind)
    if kind.model is None:
        return {"files": files}
    return {"files": files, "body": _model(kind.model, _texts(kind.model, request.form))}


def bytes_sent() -> bytes:
    """Everything that the body says, in the same bytes for the same thing, whatever its boundaries are."""
    if request.mimetype != _MULTIPART:
        return request.get_data()
    fields = sorted(request.form.items(multi=True))
    files = sorted((name, one.filename or "", one.stream.read()) for name, one in request.files.items(multi=True))
    for given in request.files.listvalues():
        for one in given:
            one.stream.seek(0)
    return repr((fields, files)).encode()


@contextmanager
def on_disk(content: bytes, *beside: File, name: str = "body.json") -> Iterator[Path]:
    """The content as a file in a folder of its own, with files beside it, for readers that read from disk."""
    with TemporaryDirectory(prefix="pervichka-") as folder:
        for file in beside:
            (Path(folder) / file.name).write_bytes(file.content)
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


def object_of(content: bytes) -> dict[str, Any]:
    """A JSON object, clean. Raises NotUnderstoodError for what is none, InputError for forbidden signs in it."""
    with on_disk(content) as path:
        try:
            source = read_source(path)
        except InputError as error:
            raise _not_understood(error) from error
    if source.problems:
        raise input_error(source.problems, source.data)
    return dict(source.data)


def _not_understood(error: InputError) -> NotUnderstoodError:
    return NotUnderstoodError(f"Тело запроса должно быть объектом JSON в UTF-8: {error.faults[0].message}.")


def _require(mimetype: str) -> None:
    if request.mimetype != mimetype:
        raise UnsupportedMediaType


def _json_body(model: type[M]) -> M:
    with on_disk(request.get_data()) as path:
        try:
            source = read_source(path)
        except InputError as error:
            raise _not_understood(error) from error
    return _model(model, dict(source.data), source.problems)


def _model(model: type[M], data: dict[str, Any], found: tuple[Problem, ...] = ()) -> M:
    problems = [*found]
    try:
        read = model.model_validate(data)
    except ValidationError as error:
        problems.extend(problems_of(error, model))
        raise input_error(problems, data) from error
    if problems:
        raise input_error(problems, data)
    return read


def _texts(model: type[BaseModel], given: MultiDict[str, str]) -> dict[str, Any]:
    """Texts of an address or a form as the values that their fields want. Raises InputError."""
    faults = [Fault(_shown(name), "передано несколько раз: нужно одно значение") for name in _repeated(model, given)]
    faults += [Fault(_shown(name), "недопустимый знак: удалите его") for name, text in given.items() if _odd(text)]
    if faults:
        raise InputError(faults)
    found: dict[str, Any] = {}
    for name in given:
        field = model.model_fields.get(name)
        annotation = None if field is None else (field.annotation, *field.metadata)
        texts = [text.strip() for text in given.getlist(name)]
        if field is not None and _is_list(field.annotation):
            found[name] = [text for text in texts if text]
        elif texts[0]:
            found[name] = _value(annotation, texts[0])
    return found


def _repeated(model: type[BaseModel], given: MultiDict[str, str]) -> Iterator[str]:
    for name, texts in given.lists():
        field = model.model_fields.get(name)
        if len(texts) > 1 and not (field is not None and _is_list(field.annotation)):
            yield name


def _is_list(annotation: Any) -> bool:
    return "tuple[" in str(annotation)


def _value(annotation: Any, text: str) -> Any:
    kinds = {type(one) for one in _inside(annotation)}
    if Count in kinds and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    if Flag in kinds:
        return _WORDS.get(text, text)
    return text


def _inside(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, tuple):
        for one in annotation:
            yield from _inside(one)
        return
    yield annotation
    for one in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        yield from _inside(one)


def _odd(text: str) -> bool:
    return any(ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 or 0xD800 <= ord(sign) < 0xE000 for sign in text)


def _shown(name: str) -> str:
    return json.dumps(name)[1:-1] if _odd(name) else name


def _files(form: Form) -> dict[str, list[File]]:
    """Files of a form by its names. Raises InputError."""
    sent = {name: [_file(one) for one in given if one.filename] for name, given in request.files.lists()}
    faults = [Fault(_shown(name), "такой части в форме нет: уберите её") for name in sent if name not in form.files]
    for name, part in form.files.items():
        count = len(sent.setdefault(name, []))
        if not count and not part.is_optional:
            faults.append(Fault(name, "нет файла: приложите его"))
        if count > 1 and not part.is_many:
            faults.append(Fault(name, "нужен один файл"))
        if any(not file.content for file in sent[name]):
            faults.append(Fault(name, "файл пуст"))
    if faults:
        raise InputError(faults)
    return sent


def _file(sent: FileStorage) -> File:
    """A file by a bare name: whatever folders its sender has named are not ours."""
    return File(safe_name((sent.filename or "").replace("\\", "/").rpartition("/")[2]), sent.read())
