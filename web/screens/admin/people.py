"""People of the house: added, given a role and rights, let in with a password of one use, blocked."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, make_response, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from tracker import people
from tracker.accounts.listing import end_sessions, listed_people, listed_person
from tracker.accounts.passwords import one_time_password, set_password
from tracker.accounts.visitors import allow_internal_prices
from tracker.errors import NotFoundError, RefusedError
from web import desk
from web.errors import code_of
from web.forms.admin import NewPersonForm, PersonForm
from web.language import gettext as _
from web.repeats import change_once, new_key
from web.screens.admin.blueprint import blueprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from tracker.house import Work


@blueprint.get("/people", endpoint="people")
def show_people() -> ResponseReturnValue:
    """Everybody, the blocked last."""
    return render_template("admin/people.html", people=listed_people(desk.reading(), desk.now()))


@blueprint.route("/people/new", methods=["GET", "POST"], endpoint="person_new")
def new_person() -> ResponseReturnValue:
    """Adds a person, once for a form."""
    if request.method == "GET":
        form = NewPersonForm(formdata=None)
        form.once.data = new_key()
        return render_template("admin/person_new.html", form=form)
    form = NewPersonForm()
    if not form.validate():
        return render_template("admin/person_new.html", form=form), 422

    def change(work: Work) -> str:
        role = people.Role(form.role.data)
        person = people.add_person(
            work, login=form.login.data, name=form.name.data, role=role, title=form.title.data or None
        )
        if form.email.data:
            people.change_email(work, person.login, form.email.data)
        return url_for("admin.person", login=person.login)

    told = f"{form.login.data} {form.name.data} {form.role.data} {form.title.data} {form.email.data}"
    try:
        target = change_once(form.once.data or "", told, change)
    except DocgenError as error:
        form.form_errors.append(str(error))
        return render_template("admin/person_new.html", form=form), code_of(error)
    flash(_("Пользователь добавлен. Дайте ему пароль для первого входа."), "success")
    return redirect(target, 303)


@blueprint.get("/people/<login>", endpoint="person")
def show_person(login: str) -> ResponseReturnValue:
    """A person, what they may do and how they come in."""
    return _page(login)


@blueprint.post("/people/<login>", endpoint="person_change")
def change_person(login: str) -> ResponseReturnValue:
    """Another role, position or address."""
    form = PersonForm()
    if not form.validate():
        return _page(login, form), 422
    try:
        with desk.changing() as work:
            people.change_role(work, login, people.Role(form.role.data), form.title.data or None)
            people.change_email(work, login, form.email.data or None)
    except NotFoundError:
        raise
    except DocgenError as error:
        form.form_errors.append(str(error))
        return _page(login, form), code_of(error)
    flash(_("Сохранено."), "success")
    return redirect(url_for("admin.person", login=login), 303)


@blueprint.post("/people/<login>/block", endpoint="person_block")
def block_person(login: str) -> ResponseReturnValue:
    """Takes all rights; sessions end with it."""

    def change(work: Work) -> None:
        people.block(work, login)
        end_sessions(work, login)

    return _done(login, change, _("Пользователь заблокирован, его входы закрыты."))


@blueprint.post("/people/<login>/unblock", endpoint="person_unblock")
def unblock_person(login: str) -> ResponseReturnValue:
    """Gives the rights back."""

    def change(work: Work) -> None:
        people.unblock(work, login)

    return _done(login, change, _("Блокировка снята."))


@blueprint.post("/people/<login>/sessions", endpoint="person_sessions")
def close_sessions(login: str) -> ResponseReturnValue:
    """Ends every session of a person."""

    def change(work: Work) -> None:
        end_sessions(work, login)

    return _done(login, change, _("Входы закрыты."))


@blueprint.post("/people/<login>/prices", endpoint="person_prices")
def allow_prices(login: str) -> ResponseReturnValue:
    """Lets a person see internal prices, or no more."""
    is_allowed = request.form.get("allow") == "1"

    def change(work: Work) -> None:
        allow_internal_prices(work, login, is_allowed=is_allowed)

    return _done(login, change, _("Внутренние цены открыты.") if is_allowed else _("Внутренние цены закрыты."))


@blueprint.post("/people/<login>/password", endpoint="person_password")
def give_password(login: str) -> ResponseReturnValue:
    """A password of one use, shown this once: at the first entry the person is asked for another."""
    secret = one_time_password()

    def change(work: Work) -> None:
        if login == work.actor:
            raise RefusedError(_("Свой пароль меняют на своей странице: там старый пароль и новый."))
        set_password(work, login, secret, must_change=True)

    refused = _tried(login, change)
    if refused is not None:
        return refused
    answer = make_response(_page(login, secret=secret))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _done(login: str, change: Callable[[Work], None], told: str) -> ResponseReturnValue:
    refused = _tried(login, change)
    if refused is not None:
        return refused
    flash(told, "success")
    return redirect(url_for("admin.person", login=login), 303)


def _tried(login: str, change: Callable[[Work], None]) -> ResponseReturnValue | None:
    """Makes the change; the page that says why not, if it was refused."""
    try:
        with desk.changing() as work:
            change(work)
    except RefusedError as error:
        return _page(login, refused=str(error)), HTTPStatus.CONFLICT
    return None


def _page(login: str, form: PersonForm | None = None, *, secret: str = "", refused: str = "") -> str:
    found = listed_person(desk.reading(), login, desk.now())
    if form is None:
        person = found.visitor.person
        form = PersonForm(formdata=None, role=person.role.value, title=person.title, email=person.email or "")
    return render_template("admin/person.html", one=found, form=form, secret=secret, refused=refused)
