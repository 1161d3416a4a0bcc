"""Where money may belong that names nothing: sums that are equal, the only deal that waits. Never applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from tracker import phrases
from tracker.matching.case import Case
from tracker.matching.items import Deal, Invoice, Match, Part, Payer
from tracker.matching.open_items import MOST_SEARCHED, OpenItems

EQUAL_SUM: Final = 20
EQUAL_PAIR: Final = 10
ONLY_DEAL: Final = 5
_MOST = 5


def guesses(case: Case) -> list[Match]:
    """Guesses for a client's money; none for money of nobody knows whom. Whoever asks says what is doubtful."""
    payer, items = case.payer, case.items
    if not payer.clients:
        return []
    equal = items.invoices_of_sum(case.organization_id, payer.clients, case.money.amount)
    deals = items.deals_of(case.organization_id, payer.clients)
    found = [_invoices([one], payer, EQUAL_SUM, items) for one in equal[:_MOST]]
    found += _deals_of_sum(case, deals)
    found += islice(_pairs(case, deals), _MOST)
    return found or list(_only_deal(case, deals))


def _invoices(invoices: Sequence[Invoice], payer: Payer, score: int, items: OpenItems) -> Match:
    parts = tuple(
        Part(deal_id=one.deal_id, document_id=one.id, amount=items.open_of(one) or 0)
        for one in sorted(invoices, key=lambda invoice: invoice.date)
    )
    named = ", ".join(one.name for one in invoices)
    told = f"сумма равна тому, что осталось оплатить: {named}"
    return Match(parts=parts, score=payer.score + score, reasons=(payer.how, told))


def _deals_of_sum(case: Case, deals: Sequence[Deal]) -> Iterator[Match]:
    amount, items = case.money.amount, case.items
    for deal in deals:
        if items.room_of(deal.id) == amount and not items.invoices_of_deal(deal.id):
            told = f"сумма равна тому, что осталось получить по сделке «{deal.code}»"
            yield _whole(deal, amount, case.payer, EQUAL_SUM, told)


def _pairs(case: Case, deals: Sequence[Deal]) -> Iterator[Match]:
    """Two invoices that together are just so much."""
    items = case.items
    invoices = [one for deal in deals for one in items.invoices_of_deal(deal.id)]
    if len(invoices) > MOST_SEARCHED:
        return
    seen: dict[int, Invoice] = {}
    for one in invoices:
        left = items.open_of(one)
        if left is None:
            continue
        other = seen.get(case.money.amount - left)
        if other is not None:
            yield _invoices([other, one], case.payer, EQUAL_PAIR, items)
        seen[left] = one


def _only_deal(case: Case, deals: Sequence[Deal]) -> Iterator[Match]:
    waiting = [(deal, room) for deal in deals if (room := case.items.room_of(deal.id) or 0) > 0]
    if len(waiting) != 1:
        return
    deal, room = waiting[0]
    told = f"только сделка «{deal.code}» ждёт денег этого клиента, ещё {phrases.roubles(room)}"
    yield _whole(deal, min(case.money.amount, room), case.payer, ONLY_DEAL, told)


def _whole(deal: Deal, amount: int, payer: Payer, score: int, told: str) -> Match:
    part = Part(deal_id=deal.id, document_id=None, amount=amount)
    return Match(parts=(part,), score=payer.score + score, reasons=(payer.how, told))
