"""The doors: coming in, going out, the language of a browser, whether the desk is alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from wtforms import PasswordField

from tracker.accounts.sessions import EntryRefusedError, enter, leave
from tracker.accounts.visitors import choose_language
from web import desk
from web.forms.base import AtMost, DeskForm, LineField, Wanted
from web.guard import SECRET
from web.language import COOKIE, LANGUAGES
from web.language import gettext as _
from web.screens.ways import inside

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("doors", __name__)
_YEAR = 31_536_000


class EnterForm(DeskForm):
    """Login and password."""

    login = LineField("Логин", [Wanted(), AtMost(64)], render_kw={"autocomplete": "username", "autofocus": True})
    password = PasswordField("Пароль", [Wanted(), AtMost(200)], render_kw={"autocomplete": "current-password"})


@blueprint.route("/enter", methods=["GET", "POST"], endpoint="enter")
def come_in() -> ResponseReturnValue:
    """Lets a person in; the session is a new one, so nothing that a stranger planted in the browser lives on."""
    form = EnterForm()
    if form.validate_on_submit():
        try:
            secret = enter(desk.house(), form.login.data, form.password.data, desk.caller())
        except EntryRefusedError as error:
            form.take_faults(error)
        else:
            session.clear()
            session[SECRET] = secret
            return redirect(inside(request.args.get("next")), 303)
    elif desk.visitor_or_none() is not None and request.method == "GET":
        return redirect(url_for("home.show"))
    return render_template("doors/enter.html", form=form), 422 if form.is_submitted() else 200


@blueprint.post("/leave", endpoint="leave")
def go_out() -> ResponseReturnValue:
    """Ends the session on the server."""
    desk.stop_reading()
    leave(desk.house(), session[SECRET], desk.visitor().login, desk.caller())
    session.clear()
    flash(_("Вы вышли."), "info")
    answer = redirect(url_for("doors.enter"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@blueprint.post("/language", endpoint="language")
def speak() -> ResponseReturnValue:
    """Keeps the language of screens, with the person or, for a stranger, in the browser."""
    wanted = request.form.get("language", "")
    answer = redirect(inside(request.form.get("next")), 303)
    if wanted in LANGUAGES:
        answer.set_cookie(COOKIE, wanted, max_age=_YEAR, httponly=True, samesite="Lax")
        who = desk.visitor_or_none()
        if who is not None:
            with desk.changing() as work:
                choose_language(work.connection, who.id, wanted)
    return answer


@blueprint.get("/health", endpoint="health")
def health() -> ResponseReturnValue:
    """Whether the desk answers and its database too."""
    desk.reading().exec_driver_sql("SELECT 1")
    return jsonify({"status": "ok"})
