"""Money of a deal: what came, by what evidence, and what of the client's payments it covers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import RowMapping

from docgen.measures import capitalised
from tracker import phrases
from tracker.dossier.gathering import DealFile
from tracker.dossier.wording import DASH, EVIDENCES, owed_name, sum_of
from tracker.evidence import working_day
from tracker.facts import MONEY_IN_HAND, Direction, Evidence


def payments_data(deal: DealFile) -> dict[str, Any]:
    """What the template of payments takes."""
    return {
        "payments": [_payment(one) for one in deal.payments],
        "totals": [*_totals(deal)],
        "has_statements": not deal.for_court and any(one["sha256"] for one in deal.payments),
        "due": [*_due(deal)],
    }


def _payment(one: RowMapping) -> dict[str, Any]:
    part = one["amount"] - one["allocated"]
    is_back = one["direction"] == Direction.OUT.value
    evidence = "Возврат клиенту" if is_back else EVIDENCES[one["evidence"]]
    statement = f", файл «{one['statement']}», счёт {one['account']}" if one["statement"] else ""
    return {
        "on": one["date"],
        "number": one["number"] or DASH,
        "amount": ("−" if is_back else "") + sum_of(one["allocated"]),
        "purpose": one["purpose"] or DASH,
        "evidence": evidence + statement + (f"; весь платёж — {phrases.roubles(one['amount'])}" if part else ""),
        "digest": one["sha256"] or "",
    }


def _totals(deal: DealFile) -> Iterator[str]:
    yield f"Деньги поступили (за вычетом возвращённых): {phrases.roubles(deal.standing.received)}"
    said = sum(one["allocated"] for one in deal.payments if Evidence(one["evidence"]) not in MONEY_IN_HAND)
    if said:
        yield f"Сообщил об оплате, банк не подтвердил: {phrases.roubles(said)}"
    yield f"Исполнено нами: {phrases.roubles(deal.standing.performed)}"


def _due(deal: DealFile) -> Iterator[dict[str, str]]:
    for debt in deal.standing.debts:
        owed = debt.obligation
        agreed_on = deal.told_due.get(owed.id, owed.due_on)
        last = working_day(agreed_on)
        moved = f", окончился {phrases.day(last)}" if last != agreed_on else ""
        yield {
            "name": capitalised(owed_name(deal.stored.facts.obligations, owed.kind, owed.id)),
            "term": phrases.day(agreed_on) + moved,
            "amount": sum_of(owed.amount),
            "covered": sum_of(owed.amount - debt.amount),
            "left": sum_of(debt.amount),
        }
