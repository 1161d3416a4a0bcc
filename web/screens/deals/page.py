"""A deal's page: where it stands, what is at risk and what to do, what is owed against papers and money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import render_template, request

from tracker.deal_headers import header_of
from tracker.deal_history import history_of
from tracker.deal_story import DealStory, StoryPaper, deal_story
from tracker.evidence import Strength
from tracker.facts import Direction, Evidence, ObligationKind
from tracker.judging import Awaits
from tracker.letters.outbox import list_letters
from tracker.letters.states import State
from tracker.people import list_people
from tracker.rules import rules
from tracker.sharing.listing import links_of_deal
from tracker.stages import Step
from web import desk
from web.screens.deals.advice import advice_for
from web.screens.registers.findings import SUMS
from web.screens.ways import way
from web.screens.words import PAPER_TONES, RUNG_TONES, RUNGS, SEVERITIES, SEVERITY_TONES

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

EVENTS: Final = 40
"""Events of a page of the time line."""

AWAITS: Final = {
    Awaits.PERFORMANCE: "ждёт исполнения",
    Awaits.CONFIRMATION: "ждёт подписи клиента",
    Awaits.PAYMENT: "ждёт оплаты",
}
THINGS: Final = {
    ObligationKind.GOODS: "Товар",
    ObligationKind.SERVICES: "Услуги",
    ObligationKind.WORKS: "Работы",
    ObligationKind.HANDOVER: "Передача имущества",
    ObligationKind.PAYMENT: "Оплата",
}
STRENGTHS: Final = {
    Strength.FULL: ("подтверждено: оригинал или ЭДО (КЭП)", "ok"),
    Strength.SCAN: ("подтверждено: скан-копия", "warn"),
    Strength.ONE_SIDED: ("подтверждено: односторонний акт", "warn"),
    Strength.UNAUTHORISED: ("полномочия подписавшего не подтверждены", "bad"),
    Strength.NONE: ("не подписан клиентом", "bad"),
}
MONEY: Final = {
    Evidence.CLIENT_WORD: ("Сообщил об оплате: со слов клиента", "warn"),
    Evidence.PAYMENT_ORDER: ("Сообщил об оплате: платёжное поручение", "warn"),
    Evidence.BANK_STATEMENT: ("Деньги поступили: выписка банка", "ok"),
    Evidence.CASH_RECEIPT: ("Деньги поступили: касса", "ok"),
}
RETURNED: Final = ("Возврат клиенту", "muted")
WORDS: Final = {
    "severities": SEVERITIES,
    "severity_tones": SEVERITY_TONES,
    "awaits": AWAITS,
    "things": THINGS,
    "strengths": STRENGTHS,
    "states": PAPER_TONES,
    "rungs": RUNGS,
    "rung_tones": RUNG_TONES,
}


def show_deal(code: str) -> ResponseReturnValue:
    """The deal as of today."""
    deal = deal_story(desk.reading(), code, desk.today(), desk.house().settings.grace_days)
    return render_template(
        "deals/show.html",
        deal=deal,
        words=WORDS,
        rules=rules(),
        sums=SUMS,
        rules_of={total: _rules_of(total) for total in SUMS},
        advice=advice_for(deal),
        next_step=_next_step(deal),
        money=[(one, RETURNED if one.direction is Direction.OUT else MONEY[one.evidence]) for one in deal.payments],
        papers=sorted(filter(is_shown, deal.papers), key=_order),
    )


def _rules_of(total: str) -> frozenset[str]:
    """Rules that a total of an audit adds up."""
    return frozenset(name for name, rule in rules().items() if rule.total == total)


def _next_step(deal: DealStory) -> Step | None:
    """The first rung above the present one."""
    steps = deal.ladder.steps
    place = [step.rung for step in steps].index(deal.ladder.current)
    return steps[place + 1] if place + 1 < len(steps) else None


def is_shown(paper: StoryPaper) -> bool:
    """Internal papers are there for those alone who may see internal prices."""
    return desk.visitor().sees_internal_prices or not paper.is_internal


def _order(paper: StoryPaper) -> tuple[bool, bool, int]:
    """Papers in force first, the contract before all."""
    return paper.is_ended, not paper.is_contract, paper.id


def show_history(code: str) -> ResponseReturnValue:
    """Who did what in the deal, the newest first; to htmx, the lines alone."""
    deal = header_of(desk.reading(), code)
    before = _before()
    events = [one for one in reversed(history_of(desk.reading(), deal.id)) if before is None or one.seq < before]
    shown = events[:EVENTS]
    people = {person.login: person.name for person in list_people(desk.reading())}
    template = "deals/timeline.html" if "HX-Request" in request.headers else "deals/history.html"
    return render_template(
        template,
        deal=deal,
        events=shown,
        people=people,
        older=shown[-1].seq if len(events) > EVENTS else None,
        is_first=before is None,
    )


def _before() -> int | None:
    """The number before which events are wanted; a broken one wants them all."""
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def show_letters(code: str) -> ResponseReturnValue:
    """Letters about the deal, and links to its papers."""
    deal = header_of(desk.reading(), code)
    return render_template(
        "deals/letters.html",
        deal=deal,
        letters=list_letters(desk.reading(), deal_id=deal.id),
        letter_tones={State.SENT: "ok", State.FAILED: "bad", State.DOUBTFUL: "warn"},
        links=links_of_deal(desk.reading(), deal.id, desk.today()),
        to_new_link=way("sharing.new", code=deal.code),
        way=way,
    )
