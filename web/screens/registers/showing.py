"""A register on the screen: filters, views, rows, totals, pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template

from tracker.saved_views import views_of
from web import access, desk
from web.screens.registers.asking import Question, question
from web.screens.registers.description import Action, Register

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def show(register: Register, **more: Any) -> ResponseReturnValue:
    """The page of this request; 422 with the error beside its filter where the address is wrong.

    more: further values for the register's own template.
    """
    one = question(register)
    return page_of(one, **more), 200 if one.asked else 422


def page_of(one: Question, **more: Any) -> str:
    """The page of a question."""
    register = one.register
    page = register.read(desk.reading(), one.asked) if one.asked else None
    return render_template(
        register.template,
        register=register,
        ask=one,
        form=one.form,
        page=page,
        columns=register.shown("screen"),
        actions=allowed_actions(register),
        views=views_of(desk.reading(), desk.visitor(), register.code),
        **more,
    )


def allowed_actions(register: Register) -> list[Action]:
    """Actions that the visitor's role may do."""
    who = desk.visitor()
    return [
        one
        for one in register.actions
        if access.may(one.allowed or register.endpoint, who.role, sees_internal_prices=who.sees_internal_prices)
    ]
