"""The room of the manager's kit: drafts, the form with its preview, the issued kit to be handed over."""

from __future__ import annotations

from flask import Blueprint

from web.screens.kit import drafts, editing, lookups, papers, ready

blueprint = Blueprint("kit", __name__, url_prefix="/kits")

_RULES = (
    ("/", "drafts", drafts.show, "GET"),
    ("/new", "new", drafts.begin_draft, "POST"),
    ("/<int:draft_id>", "form", editing.show, "GET"),
    ("/<int:draft_id>", "edit", editing.edit, "POST"),
    ("/<int:draft_id>/live", "live", editing.live, "POST"),
    ("/<int:draft_id>/drop", "drop", drafts.drop_draft, "POST"),
    ("/<int:draft_id>/paper", "paper", papers.show_paper, "GET"),
    ("/<int:draft_id>/paper.pdf", "paper_pdf", papers.show_pdf, "GET"),
    ("/<int:draft_id>/products", "products", lookups.products, "GET"),
    ("/clients", "clients", lookups.clients, "GET"),
    ("/fonts/<name>", "font", papers.font, "GET"),
    ("/<path:code>/ready", "ready", ready.show, "GET"),
    ("/<path:code>/ready/kit.zip", "zip", ready.whole_zip, "GET"),
    ("/<path:code>/ready/kit.pdf", "bound", ready.whole_pdf, "GET"),
    ("/<path:code>/ready/<page_id>.<ending>", "file", ready.one_file, "GET"),
    ("/<path:code>/ready/mail", "mail", ready.send_letter, "POST"),
)
for _address, _name, _view, _method in _RULES:
    blueprint.add_url_rule(_address, _name, _view, methods=[_method])
