"""Papers of a deal go to the client by e-mail; papers that the deal lacks are issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

from tracker.closing.choices import Choice
from tracker.closing.issuing import issue_item
from tracker.closing.papers import Lacking
from tracker.closing.planning import plan_of_deal
from tracker.deal_headers import DealHeader, header_of
from tracker.errors import RefusedError
from tracker.jobs import enqueue
from tracker.kit_form.ready import ReadyKit, ready_kit
from tracker.letters.composing import NewLetter, compose
from tracker.letters.papers import look_into
from tracker.letters.sending import JOB
from web import desk
from web.forms.deals import ClosingForm, LetterForm
from web.language import gettext as _
from web.mailing import mail_fault, recipients
from web.screens.deals.acting import Act, is_sent, opened

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work


def mail(code: str) -> ResponseReturnValue:
    """Writes a letter with papers of the deal; the worker sends it."""
    deal = header_of(desk.reading(), code)
    kit = ready_kit(desk.reading(), code)
    form: Any = LetterForm() if is_sent() else opened(LetterForm(formdata=None, **_first_letter(kit)), deal)
    form.papers.choices = {str(paper.id): paper.name for paper in kit.papers}
    fault = mail_fault()
    act = Act(
        deal=deal,
        form=form,
        template="deals/mail.html",
        back=url_for("deals.letters", code=deal.code),
        told=_("Письмо написано и уйдёт в ближайшие минуты."),
        fields={"": "to"},
        more={"kit": kit, "mail_fault": fault, "is_possible": bool(kit.papers)},
    )
    if not is_sent():
        return act.page()
    chosen = [int(key) for key in form.papers.data or () if key in form.papers.choices]
    look_into(desk.reading(), desk.house().vault, chosen)
    answer = act.done(lambda work: _written(work, kit, form, fault))
    enqueue(desk.house().settings, *JOB)
    return answer


def _first_letter(kit: ReadyKit) -> dict[str, Any]:
    body = _("Здравствуйте!\n\nНаправляем документы.\n\nС уважением,\n%(name)s", name=desk.visitor().person.name)
    return {"to": ", ".join(kit.addresses[:1]), "subject": f"Документы: {kit.subject}"[:300], "body": body}


def _written(work: Work, kit: ReadyKit, form: Any, fault: str) -> None:
    if fault:
        raise RefusedError(fault)
    letter = NewLetter(
        organization_id=kit.organization_id,
        recipients=recipients(form.to.data),
        subject=form.subject.data,
        body=form.body.data,
        deal_id=kit.deal_id,
        document_ids=[int(key) for key in form.papers.data],
    )
    compose(work, letter)


def closing(code: str) -> ResponseReturnValue:
    """Issues papers that the deal lacks for what was performed."""
    deal = header_of(desk.reading(), code)
    choice = Choice(first=desk.today().replace(day=1), today=desk.today())
    lacking = plan_of_deal(desk.reading(), choice, deal.id)
    possible = {paper.key: paper for paper in lacking if paper.problem is None}
    form: Any = ClosingForm() if is_sent() else opened(ClosingForm(formdata=None, papers=list(possible)), deal)
    form.papers.choices = dict.fromkeys(possible, "")
    act = Act(
        deal=deal,
        form=form,
        template="deals/closing.html",
        back=url_for("deals.show", code=deal.code),
        told=_("Документы выпущены."),
        more={
            "is_possible": bool(possible),
            "possible": possible,
            "impossible": [paper for paper in lacking if paper.problem is not None],
        },
    )
    if not is_sent():
        return act.page()
    chosen = [possible[key] for key in form.papers.data or () if key in possible]
    return act.done(lambda work: _issued(work, deal, choice, chosen))


def _issued(work: Work, deal: DealHeader, choice: Choice, chosen: list[Lacking]) -> None:
    """Each as the closing of a month issues it; nothing at all where one cannot be."""
    for paper in sorted(chosen, key=lambda one: one.order):
        subject = {"deal": deal.id, "key": paper.key, "date": paper.dated_on.isoformat()}
        issue_item(desk.house(), work, choice.as_params(), subject)
