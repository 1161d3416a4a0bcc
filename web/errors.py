"""Problems as answers of HTTP: the only place that knows its codes. Words tell people what to do, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, flash, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from docgen.errors import AttachmentError, DocgenError, EngineError, Fault, InputError, LibraryError, OutputError
from tracker.errors import BrokenJournalError, DatabaseError, NotFoundError, RefusedError, TooLargeError, VaultError
from web.headers import BY_LINK
from web.wording import on_screen

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_LOG = logging.getLogger(__name__)


class AccessRefusedError(DocgenError):
    """The visitor may not do this."""


class LoginWantedError(DocgenError):
    """Nobody has entered, and the address is not for strangers."""


_CODES: tuple[tuple[type[DocgenError], HTTPStatus], ...] = (
    (AccessRefusedError, HTTPStatus.FORBIDDEN),
    (LoginWantedError, HTTPStatus.UNAUTHORIZED),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (RefusedError, HTTPStatus.CONFLICT),
    (TooLargeError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (DatabaseError, HTTPStatus.SERVICE_UNAVAILABLE),
    (BrokenJournalError, HTTPStatus.INTERNAL_SERVER_ERROR),
    (VaultError, HTTPStatus.INTERNAL_SERVER_ERROR),
    (LibraryError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (OutputError, HTTPStatus.INTERNAL_SERVER_ERROR),
    (EngineError, HTTPStatus.INTERNAL_SERVER_ERROR),
    (AttachmentError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
)
_TITLES = {
    HTTPStatus.BAD_REQUEST: "Запрос не понят",
    HTTPStatus.UNAUTHORIZED: "Нужно войти",
    HTTPStatus.FORBIDDEN: "Нет доступа",
    HTTPStatus.NOT_FOUND: "Не найдено",
    HTTPStatus.METHOD_NOT_ALLOWED: "Так этот адрес не работает",
    HTTPStatus.CONFLICT: "Так сделать нельзя",
    HTTPStatus.GONE: "Больше не действует",
    HTTPStatus.PRECONDITION_FAILED: "Уже изменено другими",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Слишком большой файл",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Такие данные не подходят",
    HTTPStatus.UNPROCESSABLE_ENTITY: "В данных ошибки",
    HTTPStatus.TOO_MANY_REQUESTS: "Слишком часто",
    HTTPStatus.SERVICE_UNAVAILABLE: "База данных не отвечает",
}
_TEXTS = {
    HTTPStatus.BAD_REQUEST: "Откройте страницу заново и повторите.",
    HTTPStatus.NOT_FOUND: "Такой страницы нет, или она не из ваших сделок. Проверьте адрес или воспользуйтесь поиском.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Откройте страницу по ссылке или из меню.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Файл больше, чем можно загрузить. Уменьшите или разделите его.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Пришлите данные в том виде, который описан в справке.",
    HTTPStatus.TOO_MANY_REQUESTS: "Запросы идут чаще, чем бывает у человека. Подождите минуту и повторите.",
}
_BROKEN = "На нашей стороне что-то сломалось. Ничего не потеряно: повторите, а если не поможет, скажите администратору."


def code_of(error: DocgenError) -> HTTPStatus:
    """The code of an expected problem."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), HTTPStatus.UNPROCESSABLE_ENTITY)


def faults_of(error: DocgenError) -> tuple[Fault, ...]:
    """What is wrong, place by place; one fault without a place for an error that names none."""
    found = error.faults if isinstance(error, InputError) else (Fault("", str(error)),)
    return tuple(replace(one, message=on_screen(one.message)) for one in found)


def wants_json() -> bool:
    """Whether the request is of the API."""
    return request.path.startswith("/api/v1/")


def register(app: Flask) -> None:
    """Tells the application who answers for problems."""
    handlers: tuple[tuple[Any, Callable[..., ResponseReturnValue]], ...] = (
        (LoginWantedError, _to_the_door),
        (CSRFError, _stale_form),
        (SecurityError, _wrong_host),
        (DocgenError, _expected),
        (HTTPException, _of_http),
        (Exception, _unexpected),
    )
    for kind, handler in handlers:
        app.register_error_handler(kind, handler)


def _expected(error: DocgenError) -> ResponseReturnValue:
    code = code_of(error)
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _LOG.error("%s", error, exc_info=error)
    return answer(code, on_screen(str(error)), faults_of(error))


def _of_http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error.response, Response):
        return error.response
    code = HTTPStatus(error.code or 500)
    if code < HTTPStatus.BAD_REQUEST:  # a redirect of the routing
        return error.get_response()
    return answer(code, _TEXTS.get(code, _BROKEN if code >= HTTPStatus.INTERNAL_SERVER_ERROR else code.phrase))


def _unexpected(error: Exception) -> ResponseReturnValue:
    _LOG.exception("a request failed", exc_info=error)
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, _BROKEN)


def _stale_form(error: CSRFError) -> ResponseReturnValue:
    del error
    return answer(
        HTTPStatus.BAD_REQUEST,
        "Страница устарела: вы вышли или вошли заново в другом окне. Откройте её ещё раз и повторите.",
    )


def _wrong_host(error: SecurityError) -> ResponseReturnValue:
    """Plain words: under a name that is not ours no page of ours can be linked."""
    del error
    text = "Программа открывается по другому адресу: спросите его у администратора."
    return Response(text, HTTPStatus.BAD_REQUEST, mimetype="text/plain")


def _to_the_door(error: LoginWantedError) -> ResponseReturnValue:
    del error
    if wants_json():
        return answer(HTTPStatus.UNAUTHORIZED, "Нужен ключ: заголовок Authorization: Bearer …")
    is_page = request.method == "GET" and "HX-Request" not in request.headers
    target = url_for("doors.enter", next=request.full_path.rstrip("?") if is_page else None)
    if "HX-Request" in request.headers:
        return Response(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": target})
    if request.path != "/":
        flash("Войдите, чтобы продолжить.", "info")
    return redirect(target)


def answer(code: HTTPStatus, text: str, faults: tuple[Fault, ...] = ()) -> ResponseReturnValue:
    """The problem as JSON for the API, a fragment for htmx, a page for a person."""
    title = _TITLES.get(code, "Ошибка")
    if wants_json():
        told = [{"path": fault.path, "message": fault.message} for fault in faults if fault.path]
        return jsonify({"error": {"code": code.value, "title": title, "message": text, "faults": told}}), code
    template = "errors/fragment.html" if "HX-Request" in request.headers else "errors/page.html"
    if request.blueprint == BY_LINK:
        template = "errors/client.html"
    return render_template(template, code=code.value, title=title, text=text), code
