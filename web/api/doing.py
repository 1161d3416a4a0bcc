"""A call is done: what was sent is read, the view runs, and what it answers becomes JSON or a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import Response, request
from pydantic import TypeAdapter

from docgen.bundle import File
from docgen.errors import Fault, InputError
from tracker.accounts.once import Asked, answered, asked, remember
from tracker.deal_history import changes_since
from tracker.errors import RefusedError
from tracker.lookup import deal_key, page_key
from tracker.papers.stored import find_paper
from web import desk
from web.api.asking import body_of, bytes_sent, query_of
from web.api.calls import Call, Media
from web.api.problems import OvertakenError

if TYPE_CHECKING:
    from tracker.house import Work

ONCE: Final = "Idempotency-Key"
VERSION: Final = "If-Match"
REPEATED: Final = "Idempotency-Replayed"
_LONGEST_KEY: Final = 150
_MOST_DIGITS: Final = 18
_OTHER: Final = "Под этим ключом повтора уже записано другое: для нового запроса возьмите новый ключ."


def runner(call: Call) -> Callable[..., Response]:
    """The function of the route."""

    def run(**named: Any) -> Response:
        given = dict(named)
        if call.query is not None:
            given["query"] = query_of(call.query)
        elif request.args:
            raise InputError([Fault(next(iter(request.args)), "у этого адреса нет параметров: уберите всё после «?»")])
        one = _once(call) if call.is_change else None
        if call.body is not None:
            given |= body_of(call.body)
        if not call.is_change:
            return _with_version(call.view(**given), call)
        return _change(call, one, given)

    return run


def _with_version(made: Any, call: Call) -> Response:
    """The answer; that of a deal tells its version in the header that ``VERSION`` is compared with."""
    response = _answer(call, made)
    if isinstance(made, dict) and "version" in made:
        response.set_etag(str(made["version"]))
    return response


def _change(call: Call, one: Asked | None, given: dict[str, Any]) -> Response:
    """Makes the change whole, unless it was made under its key before."""
    version = _version() if call.is_of_deal else None
    with desk.changing() as work:
        before = _answered(work, one)
        if before is not None:
            return _repeated(call, before)
        if version is not None:
            _refuse_overtaken(work, version)
        made = call.view(work, **given)
        desk.stop_reading()  # an open look at the database would hold up the commit
        response = _answer(call, made)
        if one is not None:
            remember(work, one, response.get_data(as_text=True))
    if call.left is not None:
        call.left(made)
    return response


def _once(call: Call) -> Asked | None:
    key = request.headers.get(ONCE)
    if key is None:
        return None
    if not 0 < len(key) <= _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise InputError(
            [Fault(ONCE, f"нужно от 1 до {_LONGEST_KEY} видимых знаков латиницы: возьмите, например, UUID")]
        )
    what = b"\0".join([call.name.encode(), request.full_path.encode(), bytes_sent()])
    return asked(f"api:{key}", desk.visitor().id, what)


def _answered(work: Work, one: Asked | None) -> str | None:
    if one is None:
        return None
    try:
        return answered(work, one)
    except RefusedError as error:
        raise RefusedError(_OTHER) from error


def _repeated(call: Call, before: str) -> Response:
    response = _response(call, before)
    response.headers[REPEATED] = "true"
    return response


def _version() -> int | None:
    told = request.headers.get(VERSION)
    if told is None:
        return None
    plain = told.strip().removeprefix("W/").strip('"')
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS):
        raise InputError([Fault(VERSION, "нужна версия сделки, как в заголовке ETag: число в кавычках")])
    return int(plain)


def _refuse_overtaken(work: Work, version: int) -> None:
    deal_id = _deal_named(work)
    changes = [] if deal_id is None else changes_since(work.connection, deal_id, version)
    if changes:
        listed = "\n".join(f"— {event.text} ({event.actor})" for event in changes)
        raise OvertakenError(f"Сделку изменили после версии {version}:\n{listed}\nНичего не записано.")


def _deal_named(work: Work) -> int | None:
    """The deal that the address names, or that of the paper it names; None for a paper of no deal."""
    named = request.view_args or {}
    if "code" in named:
        return deal_key(work.connection, str(named["code"]))
    paper = find_paper(work.connection, page_key(work.connection, str(named["page_id"])))
    return None if paper["deal_id"] is None else int(paper["deal_id"])


def _answer(call: Call, made: Any) -> Response:
    if isinstance(made, Response):
        return made
    if isinstance(call.answer, Media):
        return sent_file(made, call.answer.types[0])
    if call.answer is None:
        return _response(call, "")
    read = _adapter(call.answer).validate_python(made, from_attributes=True)
    return _response(call, _adapter(call.answer).dump_json(read).decode())


def _response(call: Call, text: str) -> Response:
    status = HTTPStatus(call.status)
    if status is HTTPStatus.NO_CONTENT:
        return Response(status=status)
    return Response(text, status=status, mimetype="application/json")


def sent_file(file: File, mimetype: str) -> Response:
    """A file to keep, never to look at in a browser."""
    response = Response(file.content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response


@cache
def _adapter(answer: Any) -> TypeAdapter[Any]:
    return TypeAdapter(answer)
