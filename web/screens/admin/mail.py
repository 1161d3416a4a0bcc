"""Mail: whether it is set up, what waits, and a letter to oneself to try it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from docgen.errors import DocgenError
from tracker.errors import RefusedError
from tracker.jobs import enqueue
from tracker.letters.composing import NewLetter, compose
from tracker.letters.outbox import count_by_state, list_letters
from tracker.letters.sending import JOB
from tracker.letters.server import MailSettingError, server_of
from tracker.lists.choices import organizations
from web import desk
from web.language import gettext as _
from web.screens.admin.blueprint import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.letters.server import MailServer

_SHOWN = 20


@blueprint.get("/mail", endpoint="mail")
def show_mail() -> ResponseReturnValue:
    """The settings as the environment gives them, without the password; letters by their state."""
    return _page()


@blueprint.post("/mail/test", endpoint="mail_test")
def try_mail() -> ResponseReturnValue:
    """Writes a letter to oneself, which goes the way of every other."""
    who = desk.visitor().person
    try:
        if not who.email:
            raise RefusedError(_("У вас нет адреса: впишите его на своей странице в разделе «Пользователи»."))
        ours = organizations(desk.reading())
        if not ours:
            raise RefusedError(_("Писать не от чьего имени: добавьте нашу организацию."))
        with desk.changing() as work:
            letter = NewLetter(
                organization_id=ours[0][0],
                recipients=[who.email],
                subject="Проверка почты программы «Первичка»",
                body="Это письмо программа написала сама себе на проверку: если оно дошло, почта настроена.",
            )
            compose(work, letter)
    except DocgenError as error:
        return _page(str(error)), HTTPStatus.CONFLICT
    enqueue(desk.house().settings, *JOB)
    flash(_("Письмо на %(address)s поставлено в очередь: его состояние видно ниже.", address=who.email), "success")
    return redirect(url_for("admin.mail"), 303)


def server() -> tuple[MailServer | None, str]:
    """The server of the settings, and what is wrong with them, "" for nothing."""
    try:
        return server_of(desk.house().settings), ""
    except MailSettingError as error:
        return None, str(error)


def _page(refused: str = "") -> str:
    connection = desk.reading()
    found, fault = server()
    return render_template(
        "admin/mail.html",
        server=found,
        fault=fault,
        refused=refused,
        counts=count_by_state(connection),
        letters=list_letters(connection, size=_SHOWN),
    )
