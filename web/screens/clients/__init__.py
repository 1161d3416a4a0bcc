"""The room of clients: the list, a client's page, its account, its card in the hands of people."""

from __future__ import annotations

from web.screens.clients import account, editing, page
from web.screens.clients.blueprint import blueprint
from web.screens.clients.listing import CLIENTS
from web.screens.registers import mount, show

__all__ = ["blueprint"]

mount(blueprint, "/list", CLIENTS, has_list=False)

_READ = ["GET"]
_SEND = ["POST"]
_FORM = ["GET", "POST"]

for _url, _name, _view, _methods in (
    ("/", "list", lambda: show(CLIENTS), _READ),
    ("/new", "new", editing.new_client, _FORM),
    ("/<path:code>/edit", "edit", editing.edit_party, _FORM),
    ("/<path:code>/assign", "assign", editing.assign, _FORM),
    ("/<path:code>/statement", "statement", account.statement, _READ),
    ("/<path:code>/statement/issue", "issue", account.issue, _SEND),
    ("/<path:code>/contacts/<int:contact_id>/left", "contact_left", page.contact_left, _SEND),
    ("/<path:code>", "show", page.show_client, _READ),
):
    blueprint.add_url_rule(_url, _name, _view, methods=_methods)
