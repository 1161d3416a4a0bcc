"""Addresses of the room: of staff, and of whoever holds a link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint

from tracker.sharing.states import ClosedLinkError
from web.headers import BY_LINK
from web.screens.sharing import links, opened, returning

Rule = tuple[str, str, Callable[..., Any], list[str]]

staff: Final = Blueprint("sharing", __name__)
by_link: Final = Blueprint(BY_LINK, __name__, url_prefix="/s")

_OF_STAFF: Final[tuple[Rule, ...]] = (
    ("/deals/<path:code>/share", "new", links.show, ["GET"]),
    ("/deals/<path:code>/share", "create", links.create, ["POST"]),
    ("/deals/<path:code>/share/<int:link_id>", "link", links.show_link, ["GET"]),
    ("/deals/<path:code>/share/<int:link_id>/revoke", "revoke", links.revoke, ["POST"]),
    ("/returned-scans", "returned", links.returned, ["GET"]),
)
_OF_CLIENTS: Final[tuple[Rule, ...]] = (
    ("/<secret>", "show", opened.show, ["GET"]),
    ("/<secret>", "give_back", returning.give_back, ["POST"]),
    ("/<secret>/<int:document_id>", "paper", opened.paper, ["GET"]),
    ("/<secret>/<int:document_id>/<int:number>.png", "picture", opened.picture, ["GET"]),
    ("/<secret>/<int:document_id>.pdf", "pdf", opened.pdf, ["GET"]),
)
for _address, _name, _view, _methods in _OF_STAFF:
    staff.add_url_rule(_address, _name, _view, methods=_methods)
for _address, _name, _view, _methods in _OF_CLIENTS:
    by_link.add_url_rule(_address, _name, _view, methods=_methods)
by_link.register_error_handler(ClosedLinkError, opened.closed)
