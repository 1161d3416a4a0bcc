"""The room of deals: the list, the board, a deal's page and what is done there."""

from __future__ import annotations

from web.screens.deals import board, facts, page, papers, sending
from web.screens.deals.blueprint import blueprint
from web.screens.deals.register import DEALS, list_deals
from web.screens.registers import mount

__all__ = ["blueprint"]

mount(blueprint, "/list", DEALS, has_list=False)

_READ = ["GET"]
_FORM = ["GET", "POST"]

for _url, _name, _view, _methods in (
    ("/", "list", list_deals, _READ),
    ("/board", "board", board.show_board, _READ),
    ("/<path:code>/history", "history", page.show_history, _READ),
    ("/<path:code>/letters", "letters", page.show_letters, _READ),
    ("/<path:code>/says-paid", "says_paid", facts.says_paid, _FORM),
    ("/<path:code>/performed", "performed", facts.performed, _FORM),
    ("/<path:code>/edit", "edit", facts.edit, _FORM),
    ("/<path:code>/mail", "mail", sending.mail, _FORM),
    ("/<path:code>/closing", "closing", sending.closing, _FORM),
    ("/<path:code>/remind", "remind", papers.remind, _FORM),
    ("/<path:code>/papers/<int:paper_id>", "paper", papers.show_paper, _READ),
    ("/<path:code>/papers/<int:paper_id>/files/<sha256>", "paper_file", papers.give_file, _READ),
    ("/<path:code>/papers/<int:paper_id>/record", "record", papers.record, _FORM),
    ("/<path:code>/papers/<int:paper_id>/attach", "attach", papers.lay_beside, _FORM),
    ("/<path:code>", "show", page.show_deal, _READ),
):
    blueprint.add_url_rule(_url, _name, _view, methods=_methods)
