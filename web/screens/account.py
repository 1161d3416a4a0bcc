"""A person's own corner: password, sessions, tokens of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, make_response, redirect, render_template, session, url_for
from wtforms import PasswordField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from docgen.errors import DocgenError
from tracker.accounts.passwords import set_password
from tracker.accounts.sessions import EntryRefusedError, confirm, end_all, start
from tracker.accounts.tokens import Scope, create_token, revoke_token, tokens_of
from web import desk
from web.forms.base import AtMost, DayField, DeskForm, LineField, Wanted
from web.guard import SECRET
from web.language import gettext as _

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("account", __name__, url_prefix="/account")


class PasswordForm(DeskForm):
    """The old password and the new one, twice."""

    old = PasswordField("Нынешний пароль", [Wanted(), AtMost(200)], render_kw={"autocomplete": "current-password"})
    new = PasswordField("Новый пароль", [Wanted(), AtMost(200)], render_kw={"autocomplete": "new-password"})
    again = PasswordField("Новый пароль ещё раз", [Wanted(), AtMost(200)], render_kw={"autocomplete": "new-password"})


class TokenForm(DeskForm):
    """A new token: what for, with which rights, until when."""

    name = LineField("Для чего", [Wanted(), AtMost(300)])
    scopes = SelectMultipleField(
        "Права",
        choices={scope.value: scope.label for scope in Scope},
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=True,
    )
    expires_on = DayField("Действует по")


@blueprint.get("/", endpoint="show")
def show() -> ResponseReturnValue:
    """The person's tokens and settings."""
    return _page(TokenForm(formdata=None))


@blueprint.route("/password", methods=["GET", "POST"], endpoint="password")
def change_password() -> ResponseReturnValue:
    """Another password; all other sessions of the person end, and this one gets a new secret."""
    form = PasswordForm()
    if form.validate_on_submit():
        if not _is_known(form):
            form.old.errors = form.old.errors or [_("Это не ваш нынешний пароль.")]
        elif form.new.data != form.again.data:
            form.again.errors = [_("Пароли различаются: наберите новый ещё раз.")]
        elif _is_set(form):
            flash(_("Пароль изменён; остальные входы закрыты."), "success")
            return redirect(url_for("home.show"), 303)
    return render_template("account/password.html", form=form), 422 if form.is_submitted() else 200


def _is_known(form: PasswordForm) -> bool:
    desk.stop_reading()
    try:
        return confirm(desk.house(), desk.visitor().login, form.old.data, desk.caller())
    except EntryRefusedError as error:
        form.take_faults(error, {"": "old"})
        return False


def _is_set(form: PasswordForm) -> bool:
    who = desk.visitor()
    try:
        with desk.changing() as work:
            set_password(work, who.login, form.new.data)
            secret = start(work.connection, who.login, desk.caller(), desk.now())
    except DocgenError as error:
        form.take_faults(error, {"": "new"})
        return False
    session.clear()
    session[SECRET] = secret
    return True


@blueprint.post("/sessions/end", endpoint="sessions_end")
def end_sessions() -> ResponseReturnValue:
    """Ends all the person's sessions, this one too."""
    with desk.changing() as work:
        end_all(work.connection, desk.visitor().id)
    session.clear()
    flash(_("Все входы закрыты. Войдите заново."), "info")
    answer = redirect(url_for("doors.enter"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@blueprint.post("/tokens", endpoint="token_new")
def new_token() -> ResponseReturnValue:
    """Makes a token and shows it, this once."""
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with desk.changing() as work:
            secret = create_token(
                work,
                desk.visitor().login,
                form.name.data,
                frozenset(map(Scope, form.scopes.data)),
                form.expires_on.data,
            )
    except DocgenError as error:
        form.take_faults(error)
        return _page(form), 422
    answer = make_response(_page(TokenForm(formdata=None), secret))
    answer.headers["Cache-Control"] = "no-store"  # the key is told this once
    return answer


@blueprint.post("/tokens/<int:token_id>/revoke", endpoint="token_revoke")
def end_token(token_id: int) -> ResponseReturnValue:
    """Ends a token at once."""
    with desk.changing() as work:
        revoke_token(work, desk.visitor().login, token_id)
    flash(_("Ключ отозван."), "success")
    return redirect(url_for("account.show"), 303)


def _page(form: TokenForm, secret: str | None = None) -> str:
    tokens = tokens_of(desk.reading(), desk.visitor().id)
    return render_template("account/show.html", form=form, tokens=tokens, secret=secret)
