"""What the screens of the programme share: its tabs, whose client a row is about, one list's address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import redirect, request, url_for
from werkzeug.exceptions import NotFound

from tracker.errors import NotFoundError
from tracker.surveys.owners import Thing, client_of
from web import desk, guard
from web.access import Owner
from web.screens.ways import inside

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

TABS: Final = (
    ("vip.show", "Кого спросить"),
    ("vip.problems", "Проблемы"),
    ("vip.proposals", "Предложения"),
    ("vip.needs", "Потребности"),
    ("vip.testimonials", "Отзывы"),
    ("vip.contacts", "Рекомендации"),
    ("vip.settings", "Настройки"),
)


def require(thing: Thing, key: int) -> str:
    """The code of the client that a row is about, which must be in the visitor's reach. Raises NotFound.

    What is not there and what is another manager's are told alike.
    """
    try:
        code = client_of(desk.reading(), thing, key)
        guard.require(Owner.CLIENT, code)
    except NotFoundError:
        raise NotFound from None
    return code


def require_client(code: str) -> None:
    """The client that a form names must be in reach. Raises NotFound."""
    guard.require(Owner.CLIENT, code)


def back_to(endpoint: str) -> ResponseReturnValue:
    """To the list that the form was in, as it was filtered."""
    return redirect(inside(request.form.get("next") or url_for(endpoint)), 303)


def place() -> str | None:
    """Where the page of the list begins."""
    return request.args.get("after")
