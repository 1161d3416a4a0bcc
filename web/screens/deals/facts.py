"""What a person records of a deal beside its papers: money that the client speaks of, performance, who leads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, url_for

from tracker.deal_headers import header_of
from tracker.facts import Evidence
from tracker.lookup import NamedObligation, named_obligations
from tracker.papers.stored import find_deal
from tracker.people import Role, list_people
from tracker.recording import PaymentFacts, add_payment, allocate, cancel, perform
from tracker.recording.deals import edit_deal
from web import desk
from web.formats import money
from web.forms.deals import CASH, WORDS_OF_MONEY, EditForm, MoneyForm, ObligationForm
from web.language import gettext as _
from web.screens.deals.acting import Act, is_sent, opened
from web.screens.deals.page import THINGS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work


def says_paid(code: str) -> ResponseReturnValue:
    """Records what the client says of a payment; whoever keeps the books, cash too."""
    deal = header_of(desk.reading(), code)
    form: Any = MoneyForm() if is_sent() else opened(MoneyForm(formdata=None, on=desk.today()), deal)
    is_manager = desk.visitor().role is Role.MANAGER
    form.evidence.choices = WORDS_OF_MONEY if is_manager else WORDS_OF_MONEY | CASH
    act = Act(
        deal=deal,
        form=form,
        template="deals/says_paid.html",
        back=url_for("deals.show", code=deal.code),
        told=_("Записано. Когда деньги придут, их найдёт выписка."),
    )
    return act.done(lambda work: _paid(work, deal.id, form)) if is_sent() else act.page()


def _paid(work: Work, deal_id: int, form: Any) -> None:
    row = find_deal(work.connection, deal_id)
    payment = PaymentFacts(
        organization_id=row["organization_id"],
        counterparty_id=row["counterparty_id"],
        date=form.on.data,
        amount=form.amount.data,
        evidence=Evidence(form.evidence.data),
        number=form.number.data or None,
    )
    allocate(work, add_payment(work, payment), deal_id, form.amount.data)


def performed(code: str) -> ResponseReturnValue:
    """Records that an obligation was performed, or that the parties gave it up."""
    deal = header_of(desk.reading(), code)
    obligations = named_obligations(desk.reading(), deal.id)
    keys = {one.code: one.id for one in obligations}
    form: Any = ObligationForm() if is_sent() else opened(ObligationForm(formdata=None, **_suggested(keys)), deal)
    form.obligation.choices = {one.code: _called(one) for one in obligations}
    act = Act(
        deal=deal,
        form=form,
        template="deals/performed.html",
        back=url_for("deals.show", code=deal.code),
        told=_("Записано."),
    )
    return act.done(lambda work: _performed(work, keys[form.obligation.data], form)) if is_sent() else act.page()


def _called(one: NamedObligation) -> str:
    """«Товар, 239 755,00 ₽ (goods)»."""
    return f"{_(THINGS[one.kind])}, {money(one.amount)} ({one.code})"


def _suggested(keys: dict[str, int]) -> dict[str, Any]:
    wanted = request.args.get("obligation", "")
    return {"obligation": wanted if wanted in keys else next(iter(keys), ""), "on": desk.today()}


def _performed(work: Work, obligation_id: int, form: Any) -> None:
    if form.what.data == "cancelled":
        cancel(work, obligation_id, form.on.data)
    else:
        perform(work, obligation_id, form.on.data, form.amount.data)


def edit(code: str) -> ResponseReturnValue:
    """Calls the deal otherwise, or gives it to another manager."""
    deal = header_of(desk.reading(), code)
    known = {"subject": deal.subject, "manager": deal.manager}
    form: Any = EditForm() if is_sent() else opened(EditForm(formdata=None, **known), deal)
    people = [one for one in list_people(desk.reading()) if one.is_active]
    act = Act(
        deal=deal,
        form=form,
        template="deals/edit.html",
        back=url_for("deals.show", code=deal.code),
        told=_("Сведения о сделке исправлены."),
        fields={"": "manager"},
        more={"people": people},
    )
    if not is_sent():
        return act.page()
    return act.done(lambda work: edit_deal(work, deal.id, subject=form.subject.data, manager=form.manager.data or None))
