"""The addresses of a register, and of the views that people save of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request
from werkzeug.exceptions import NotFound

from docgen.errors import DocgenError
from tracker.saved_views import drop_view, save_view
from web import access, desk
from web.language import gettext as _
from web.screens.registers.acting import act
from web.screens.registers.asking import question
from web.screens.registers.description import Register
from web.screens.registers.exporting import export
from web.screens.registers.showing import show

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_MOUNTED: dict[str, Register] = {}


def mount(blueprint: Blueprint, url: str, register: Register, *, has_list: bool = True) -> None:
    """Gives a register its addresses: ``url`` (the list), ``url.xlsx`` and, if it has actions, ``url/do``.

    has_list: False where the room answers for the list itself, by ``show(register, …)``. The table of access needs
    ``access.register(endpoint, roles)``.
    """
    _, _, name = register.endpoint.partition(".")
    _MOUNTED[register.code] = register
    if has_list:
        blueprint.add_url_rule(url, name, _bound(show, register))
    blueprint.add_url_rule(f"{url}.xlsx", f"{name}_xlsx", _bound(export, register))
    if register.actions:
        blueprint.add_url_rule(f"{url}/do", f"{name}_do", _bound(act, register), methods=["POST"])


def _bound(answer: Callable[[Register], ResponseReturnValue], register: Register) -> Callable[[], ResponseReturnValue]:
    """A view function: with a name of its own, by which the guard against forgery tells views apart."""

    def view() -> ResponseReturnValue:
        return answer(register)

    view.__name__ = f"{answer.__name__}_{register.code.replace('.', '_')}"
    return view


def mounted(code: str) -> Register:
    """A register that this visitor may open. Raises NotFound."""
    register = _MOUNTED.get(code)
    who = desk.visitor()
    if register is None or not access.may(register.endpoint, who.role, sees_internal_prices=who.sees_internal_prices):
        raise NotFound
    return register


def keep_view(register: str) -> ResponseReturnValue:
    """Saves the filters of a list under a name; only what the register itself reads is kept."""
    one = question(mounted(register), request.form.get("query", ""))
    name = request.form.get("name", "")
    if one.asked is None:
        flash(_("Этот отбор не прочитан: поправьте его и сохраните снова."), "danger")
        return redirect(one.url(), 303)
    try:
        with desk.changing() as work:
            save_view(work, desk.visitor(), register, name, one.query, is_shared="is_shared" in request.form)
    except DocgenError as error:
        flash(str(error), "danger")
    else:
        flash(_("Вид «%(name)s» сохранён.", name=" ".join(name.split())), "success")
    return redirect(one.url(), 303)


def forget_view(register: str, view_id: int) -> ResponseReturnValue:
    """Removes a view of the visitor's own."""
    one = question(mounted(register), request.form.get("query", ""))
    with desk.changing() as work:
        drop_view(work, desk.visitor(), view_id)
    flash(_("Вид удалён."), "success")
    return redirect(one.url(), 303)
