"""What to do next with a deal: a few buttons, by what is at risk and by the rung that comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flask import url_for

from tracker.stages import Rung
from web import access, desk
from web.language import gettext as _

if TYPE_CHECKING:
    from tracker.deal_story import DealStory, StoryFinding

MOST: Final = 3


class Advice(NamedTuple):
    """A button: where it leads, what it says."""

    url: str
    text: str


_CLOSING = ("deals.closing", "Выпустить закрывающие документы")
_CLAIM = ("legal.claim", "Рассчитать претензию")
_SIGNED = ("deals.record", "Отметить подпись клиента", "signed_by_client")
_RECONCILE = ("clients.statement", "Сверить расчёты с клиентом")
_BY_RULE: Final[dict[str, tuple[str, ...]]] = {
    "closing_document_missing": _CLOSING,
    "unproven_debt": _CLOSING,
    "paid_unconfirmed": _CLOSING,
    "tax_invoice_late": _CLOSING,
    "tax_invoice_only": _CLOSING,
    "closing_document_unsent": ("deals.mail", "Отправить документы клиенту"),
    "closing_document_unreturned": ("deals.remind", "Напомнить о документах"),
    "delivery_unproven": ("deals.record", "Отметить доставку", "delivered"),
    "contract_unsigned": _SIGNED,
    "one_sided_only": _SIGNED,
    "signer_unauthorised": _SIGNED,
    "scan_only": ("deals.record", "Отметить оригинал", "original"),
    "refusal_unanswered": ("deals.record", "Отметить ответ на отказ", "refusal_answered"),
    "payment_overdue": _CLAIM,
    "claim_not_sent": _CLAIM,
    "limitation_near": _CLAIM,
    "demand_unanswered": ("legal.deal_demands", "Ответить на требование клиента"),
    "payment_claimed": ("money.deal", "Найти деньги в выписке"),
    "advance_overdue": ("deals.performed", "Отметить исполнение"),
    "contact_left": ("clients.show", "Найти новый контакт"),
    "reconciliation_stale": _RECONCILE,
    "reconciliation_only": _CLOSING,
}
_BY_RUNG: Final[dict[Rung, tuple[str, ...]]] = {
    Rung.ISSUED: ("deals.mail", "Отправить документы клиенту"),
    Rung.SIGNED: ("deals.says_paid", "Отметить: сообщил об оплате"),
    Rung.SAYS_PAID: ("money.deal", "Найти деньги в выписке"),
    Rung.RECEIVED: ("deals.performed", "Отметить исполнение"),
    Rung.PERFORMED: _CLOSING,
}


def advice_for(deal: DealStory) -> list[Advice]:
    """The first steps, the gravest first, of those that the visitor may take."""
    found: dict[str, Advice] = {}
    for one in _advised(deal):
        found.setdefault(one.text, one)
    return list(found.values())[:MOST]


def _advised(deal: DealStory) -> Iterator[Advice]:
    for finding in deal.findings:
        if finding.rule in _BY_RULE:
            yield from _button(deal, _BY_RULE[finding.rule], finding)
    if deal.ladder.current in _BY_RUNG:
        yield from _button(deal, _BY_RUNG[deal.ladder.current], None)


def _button(deal: DealStory, step: tuple[str, ...], finding: StoryFinding | None) -> Iterator[Advice]:
    endpoint, text, *what = step
    who = desk.visitor()
    if not access.may(endpoint, who.role, sees_internal_prices=who.sees_internal_prices):
        return
    values: dict[str, Any] = {"code": deal.client if endpoint.startswith("clients.") else deal.code}
    if endpoint == "deals.record":
        paper = finding.paper if finding else None
        if paper is None:
            return
        values |= {"paper_id": paper, "what": what[0]}
    yield Advice(url_for(endpoint, **values), _(text))
