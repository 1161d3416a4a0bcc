"""Who is due an interview, and how one begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from tracker.errors import NotFoundError
from tracker.kit_form.clients import search_clients
from tracker.lists import choices
from tracker.surveys.drafts import begin_draft, drafts, first_answers
from tracker.surveys.due import DueFilter, due_clients
from tracker.surveys.forms import FORMS, form_of
from tracker.surveys.owners import AskedClient, asked_client
from tracker.surveys.problems import ProblemFilter
from tracker.surveys.problems import problems as listed_problems
from tracker.surveys.stored import surveys_of
from web import desk
from web.forms.vip import DueAsk
from web.repeats import change_once, new_key
from web.screens.vip.common import place, require_client

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work

_LONGEST: Final = 100
TITLES: Final = {name: form_of(name).title for name in FORMS}


def show() -> ResponseReturnValue:
    """Clients by the day of the next talk, the longest overdue first; drafts of the visitor above."""
    form = DueAsk(request.args)
    is_right = form.validate()
    chosen = _chosen(form) if is_right else DueFilter(managers=desk.own_labels())
    found = due_clients(desk.reading(), desk.today(), chosen=chosen, after=place())
    mine = drafts(desk.reading(), author=desk.visitor().login)
    query = {key: value for key, value in request.args.items() if key != "after" and value}
    facts = {"page": found, "form": form, "drafts": mine, "titles": TITLES, "query": query}
    named = choices.managers(desk.reading()) if desk.own_labels() is None else []
    return render_template("vip/due.html", **facts, managers=named), 200 if is_right else 422


def _chosen(form: DueAsk) -> DueFilter:
    return DueFilter(
        manager=form.manager.data or None,
        managers=desk.own_labels(),
        tier=form.tier.data or None,
        by=form.by.data,
        is_overdue=form.is_overdue.data,
    )


def start() -> ResponseReturnValue:
    """Whom to ask, and by which questionnaire: for a client that is not due as well."""
    asked = request.args.get("q", "")[:_LONGEST].strip()
    code = request.args.get("client", "")
    chosen = _client(code) if code else None
    found = search_clients(desk.reading(), desk.own_labels(), asked) if asked and chosen is None else None
    return render_template("vip/start.html", asked=asked, chosen=chosen, found=found, titles=TITLES, once=new_key())


def begin() -> ResponseReturnValue:
    """A draft of the questionnaire; a second click leads to the same one."""
    client_found = _client(request.form.get("client", ""))
    form = request.form.get("form", FORMS[0])
    form_of(form)

    def begun(work: Work) -> str:
        answers = first_answers(work.connection, form, work.actor, work.today)
        return url_for("vip.draft", draft_id=begin_draft(work, client_found.id, form, answers))

    key = request.form.get("once", "")
    return redirect(change_once(key, f"survey:{client_found.code}:{form}", begun), 303)


def client(code: str) -> ResponseReturnValue:
    """All that the programme knows of a client: talks, drafts, open problems."""
    found = asked_client(desk.reading(), code)
    facts = {
        "client": found,
        "surveys": surveys_of(desk.reading(), found.id),
        "drafts": drafts(desk.reading(), client=code),
        "problems": listed_problems(desk.reading(), desk.today(), chosen=ProblemFilter(client=code)),
    }
    return render_template("vip/client.html", **facts, titles=TITLES, once=new_key())


def _client(code: str) -> AskedClient:
    require_client(code)
    try:
        return asked_client(desk.reading(), code)
    except NotFoundError:
        raise NotFound from None
