"""What clients propose: decided, and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import flash, render_template, request

from docgen.errors import DocgenError
from tracker.surveys.owners import Thing
from tracker.surveys.proposals import Decision, ProposalFilter, answer, decide, proposals
from web import desk
from web.errors import code_of
from web.forms.vip import AnswerForm
from web.language import gettext as _
from web.screens.vip.common import back_to, place, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

TONES: Final = {Decision.TAKEN: "ok", Decision.DECLINED: "muted", Decision.LATER: "warn"}


def show() -> ResponseReturnValue:
    """Proposals that wait for a decision or an answer; all of them on request."""
    return _page()


def do(proposal_id: int) -> ResponseReturnValue:
    """Decides, and keeps the answer if one was given."""
    client = require(Thing.PROPOSAL, proposal_id)
    form = AnswerForm()
    if not form.validate():
        return _page(proposal_id, form, client), 422
    try:
        with desk.changing() as work:
            if form.decision.data:
                decide(work, proposal_id, Decision(form.decision.data))
            if form.answer.data.strip():
                answer(work, proposal_id, form.answer.data, form.on.data or desk.today())
    except DocgenError as error:
        form.take_faults(error)
        return _page(proposal_id, form, client), code_of(error)
    flash(_("Решение записано."), "success")
    return back_to("vip.proposals")


def _page(bad: int | None = None, form: AnswerForm | None = None, client: str | None = None) -> str:
    """The list; with a form that was refused, what was said by its client, so that the form is there."""
    is_all = request.args.get("all") == "1" or bad is not None
    chosen = ProposalFilter(managers=desk.own_labels(), is_open=not is_all, client=client)
    page = proposals(desk.reading(), chosen=chosen, after=place())
    facts = {"page": page, "is_all": is_all, "bad": bad, "bad_form": form, "tones": TONES, "decisions": list(Decision)}
    return render_template("vip/proposals.html", **facts)
