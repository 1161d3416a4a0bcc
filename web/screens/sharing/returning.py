"""A client gives signed papers back: files from a scanner, or photos of a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import flash, redirect, request, url_for

from docgen.errors import DocgenError
from docgen.sandbox.errors import UnavailableError
from tracker.sharing.returning import MOST_BYTES, MOST_FILES_A_DAY, return_scan, safe_file_name
from tracker.sharing.states import ClosedLinkError
from web import desk
from web.forms.sharing import ReturnForm
from web.language import gettext as _
from web.screens.sharing.opened import opened, page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import FileStorage

    from tracker.sharing.opening import SharedKit

_STALE: Final = "Страница устарела: откройте ссылку ещё раз и отправьте файлы снова."


def give_back(secret: str) -> ResponseReturnValue:
    """Takes each file by itself: one that does not fit is told, the others are kept.

    The token is checked by the form: these pages tell no referrer, for which the check of all forms asks.
    """
    kit = opened(secret)
    form = ReturnForm()
    if not form.validate():
        form.form_errors.append(_(_STALE))
        return page(kit, secret, form), 400
    given = [file for file in request.files.getlist("files") if file.filename]
    if not given or len(given) > MOST_FILES_A_DAY:
        form.files.errors = [_told_count(len(given))]
        return page(kit, secret, form), 422
    desk.stop_reading()
    return _answer(kit, secret, given)


def _told_count(count: int) -> str:
    if not count:
        return _("Выберите файл или сфотографируйте документ.")
    return _("За раз можно прислать не больше %(count)s файлов.", count=MOST_FILES_A_DAY)


def _answer(kit: SharedKit, secret: str, given: list[FileStorage]) -> ResponseReturnValue:
    taken: list[str] = []
    refused: list[tuple[str, str]] = []
    for file in given:
        name = safe_file_name(file.filename or "")
        problem = _problem(secret, name, file.stream.read(MOST_BYTES + 1))
        if problem is None:
            taken.append(name)
        else:
            refused.append((name, problem))
    if refused:
        return page(kit, secret, ReturnForm(formdata=None), taken=taken, refused=refused), 422
    flash(_("Получено файлов: %(count)s. Спасибо! Сотрудник проверит документы.", count=len(taken)), "success")
    return redirect(url_for("shared.show", secret=secret), 303)


def _problem(secret: str, name: str, content: bytes) -> str | None:
    """Why a file was not taken; None for one that is kept, even if it is read later."""
    address = desk.caller().address
    try:
        return_scan(desk.house(), secret, name, content, address=address, today=desk.today())
    except ClosedLinkError:
        raise
    except UnavailableError:
        return None  # it is kept, and taken in where foreign files can be opened safely
    except DocgenError as error:
        return str(error)
    return None
