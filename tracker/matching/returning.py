"""Money that goes back to a client: to which deal, and never more than was received in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tracker import phrases
from tracker.matching.case import Case
from tracker.matching.items import CERTAIN, Deal, Decision, Match, Part
from tracker.matching.purpose import Reference
from tracker.matching.resolving import (
    NAMED_BY_NUMBER,
    NAMED_WITH_DATE,
    ResolvedDeal,
    name_of,
    resolve_contract,
    resolve_paper,
)

_MOST: Final = 5
_NO_WORDS: Final = "слов о возврате в назначении нет: возможно, это плата клиенту за что-то другое"


def decide_return(case: Case) -> Decision:
    """Applied if the purpose speaks of a return and names one deal of the client that received at least so much."""
    named = [one for one in _named(case) if one.deals]
    deals = {deal.id: deal for one in named for deal in one.deals}
    base = _base(named, len(deals), case)
    if not deals:
        deals = {deal.id: deal for deal in case.items.deals_of(case.organization_id, case.payer.clients)}
    matches = [_match(deal, base, case) for deal in deals.values() if case.items.received_of(deal.id) > 0]
    certain = [match for match in matches if match.is_certain]
    if len(certain) == 1:
        return Decision(applied=certain[0])
    ordered = sorted(matches, key=lambda match: (-match.score, len(match.doubts)))
    return Decision(proposals=tuple(ordered[:_MOST]) or (replace(base, reasons=()),))


def _base(named: list[ResolvedDeal], deals: int, case: Case) -> Match:
    """What is the same for every deal: reasons, doubts, score."""
    reasons = [case.payer.how]
    doubts = [doubt for one in named for doubt in one.doubts]
    if named:
        reasons.append("в назначении " + ", ".join(name_of(one.reference) for one in named))
    else:
        doubts.append("сделка в назначении не названа")
    if not case.purpose.meaning.is_return:
        doubts.append(_NO_WORDS)
    if case.purpose.meaning.other_duty:
        doubts.append(f"в назначении «{case.purpose.meaning.other_duty}»: возможно, возвращается не цена по сделке")
    doubts.extend(case.doubts)
    if deals > 1:
        doubts.append(f"под это подходит сделок: {deals}")
    score = case.payer.score + min((one.score for one in named), default=0)
    if score < CERTAIN and not doubts:
        doubts.append("номер назван без даты")
    return Match(parts=(), score=score, reasons=tuple(filter(None, reasons)), doubts=tuple(doubts))


def _match(deal: Deal, base: Match, case: Case) -> Match:
    received, amount = case.items.received_of(deal.id), case.money.amount
    told = f"по сделке «{deal.code}» от клиента получено {phrases.roubles(received)}"
    less = (f"это меньше, чем возвращено: {phrases.roubles(amount)}",) if amount > received else ()
    part = Part(deal_id=deal.id, document_id=None, amount=min(amount, received))
    return replace(base, parts=(part,), reasons=(*base.reasons, told), doubts=(*base.doubts, *less))


def _named(case: Case) -> Iterator[ResolvedDeal]:
    for one in case.purpose.orders:
        yield _by_order(one, case)
    for one in case.purpose.invoices:
        yield _by_invoice(one, case)
    for one in case.purpose.contracts:
        yield resolve_contract(one, case)
    for one in case.purpose.papers:
        yield resolve_paper(one, case)


def _by_order(reference: Reference, case: Case) -> ResolvedDeal:
    """The deals of the payment that goes back, by the number and the day of its order."""
    every = case.items.receipts_named(case.organization_id, case.payer.searched, reference.keys[0])
    fit = [one for one in every if reference.date is None or one.date == reference.date]
    return _resolved(reference, [key for one in fit for key in sorted(one.deals)], case)


def _by_invoice(reference: Reference, case: Case) -> ResolvedDeal:
    """The deal of an invoice, which may well be paid up."""
    found = (
        one
        for key in reference.keys
        for one in case.items.invoices_named(case.organization_id, case.payer.searched, key)
    )
    fit = [one.deal_id for one in found if reference.date is None or one.date == reference.date]
    return _resolved(reference, fit, case)


def _resolved(reference: Reference, deal_ids: list[int], case: Case) -> ResolvedDeal:
    deals = tuple(case.items.deals[key] for key in dict.fromkeys(deal_ids))
    score = NAMED_BY_NUMBER if reference.date is None else NAMED_WITH_DATE
    return ResolvedDeal(reference=reference, deals=deals, score=score)
