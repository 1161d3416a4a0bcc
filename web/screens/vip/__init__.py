"""The VIP programme: whom to ask, the questionnaire, and what is done about what clients said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from flask import Blueprint

from web.formats import day
from web.screens.vip import contacts, due, filling, held, needs, problems, proposals, settings, testimonials
from web.screens.vip.common import TABS

__all__ = ["blueprint"]

Rule = tuple[str, str, Callable[..., Any], str]

blueprint: Final = Blueprint("vip", __name__, url_prefix="/vip")

_RULES: Final[tuple[Rule, ...]] = (
    ("/", "show", due.show, "GET"),
    ("/start", "start", due.start, "GET"),
    ("/start", "begin", due.begin, "POST"),
    ("/clients/<path:code>", "client", due.client, "GET"),
    ("/drafts/<int:draft_id>", "draft", filling.draft, "GET"),
    ("/drafts/<int:draft_id>", "draft_do", filling.draft_do, "POST"),
    ("/surveys/<int:survey_id>", "survey", held.show, "GET"),
    ("/surveys/<int:survey_id>.pdf", "survey_pdf", held.paper, "GET"),
    ("/surveys/<int:survey_id>/edit", "edit", filling.edit, "GET"),
    ("/surveys/<int:survey_id>/edit", "correct", filling.correct, "POST"),
    ("/problems", "problems", problems.show, "GET"),
    ("/problems/<int:problem_id>", "problem", problems.one, "GET"),
    ("/problems/<int:problem_id>", "problem_do", problems.do, "POST"),
    ("/proposals", "proposals", proposals.show, "GET"),
    ("/proposals/<int:proposal_id>", "proposal_do", proposals.do, "POST"),
    ("/needs", "needs", needs.show, "GET"),
    ("/needs/<int:need_id>", "need_do", needs.do, "POST"),
    ("/testimonials", "testimonials", testimonials.show, "GET"),
    ("/testimonials/usable", "usable", testimonials.usable, "GET"),
    ("/testimonials/<int:testimonial_id>", "permit", testimonials.allow, "POST"),
    ("/permissions/<int:permission_id>/withdraw", "withdraw", testimonials.withdraw, "POST"),
    ("/contacts", "contacts", contacts.show, "GET"),
    ("/contacts/<int:contact_id>", "contact_do", contacts.do, "POST"),
    ("/settings", "settings", settings.show, "GET"),
    ("/settings/rhythm", "rhythm", settings.set_tier, "POST"),
    ("/settings/scale", "scale", settings.set_marks, "POST"),
)
for _address, _name, _view, _method in _RULES:
    blueprint.add_url_rule(_address, _name, _view, methods=[_method])


@blueprint.app_template_filter("plain_day")
def plain_day(text: str) -> str:
    """A day of an answer, as screens write days."""
    return day(date.fromisoformat(text))


@blueprint.app_context_processor
def _told() -> dict[str, object]:
    return {"vip_tabs": TABS}
