"""The computation of our claim, and, well apart from it, what the client may demand of us."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

from docgen.claims.interest import interest
from docgen.claims.views import show_claim
from docgen.errors import DocgenError
from docgen.money import Money
from docgen.views import ReferenceView
from tracker import phrases
from tracker.claims.computing import ClaimedPart, DealClaim
from tracker.claims.naming import STRENGTHS, part_name, why_from
from tracker.dossier.gathering import DealFile
from tracker.dossier.wording import DASH, sum_of
from tracker.facts import Demand
from tracker.judging import Totals, total_of
from tracker.rules.limitation_near import limitation_end

EXPOSURES: Final = (
    ("refund", "Под риском: могут потребовать возврата (оплачено, исполнение не подтверждено)"),
    ("overdue_advance", "Аванс без исполнения в срок"),
)


def claim_data(deal: DealFile) -> dict[str, Any]:
    """What the template of the computation takes; the figures are those of the claim letter."""
    claim = deal.claim
    if claim is None:
        return {"claim": None, "why_not": deal.why_no_claim}
    shown: dict[str, Any] = {**show_claim(claim.claim, [_reference(part) for part in claim.parts])}
    for debt, part in zip(shown["debts"], claim.parts, strict=True):
        debt["document"] = part_name(part)
    return {
        "claim": shown,
        "ground": claim.chosen.ground,
        "notes": [*_notes(claim)],
        "strengths": [] if deal.for_court else [*_strengths(claim)],
        "limitation": [] if deal.for_court else [*_limitation(deal, claim.parts)],
    }


def _reference(part: ClaimedPart) -> ReferenceView:
    """The dossier prints a name of its own; the view only wants to have one."""
    name = part_name(part)
    return {"title": name, "number": "", "sign": "", "date": part.performed_on, "phrase": name}


def _notes(claim: DealClaim) -> Iterator[str]:
    for number, part in enumerate(claim.parts, start=1):
        for told in why_from(part):
            yield f"Строка {number}: {told}."
        if part.receipts:
            paid = "; ".join(
                f"{phrases.day(one.on)} — {phrases.roubles(one.amount)}"
                + (f" ({one.document})" if one.document else "")
                for one in part.receipts
            )
            yield f"Строка {number}, оплаты: {paid}. День оплаты входит в просрочку."
    if claim.not_performed:
        yield (
            f"Не требуется {phrases.roubles(claim.not_performed)}: срок оплаты вышел, но за эти деньги ещё ничего не "
            "исполнено (ст. 328 ГК РФ)."
        )


def _strengths(claim: DealClaim) -> Iterator[dict[str, str]]:
    for strength, amount in claim.by_strength().items():
        yield {"name": STRENGTHS[strength], "amount": phrases.roubles(amount)}


def _limitation(deal: DealFile, parts: Iterable[ClaimedPart]) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(parts, start=1):
        end = limitation_end(part.agreed_on, deal.standing.statement_days)
        yield {"name": f"Строка {number}: {part_name(part)}", "agreed_on": part.agreed_on, "end": end}


def totals_of(deal: DealFile) -> Totals:
    """The sums at risk of this deal alone."""
    findings = deal.judgement.findings
    return total_of(1, [(one.rule, 1, one.exposure) for one in findings])


def risk_data(deal: DealFile) -> dict[str, Any]:
    """What the template of the client's possible demands takes."""
    totals = totals_of(deal)
    return {
        "exposures": [
            *({"name": name, "amount": phrases.roubles(getattr(totals, key))} for key, name in EXPOSURES),
            {
                "name": "Потребовал клиент, ответа нет",
                "amount": phrases.roubles(sum(one.amount for one in deal.standing.demands if not one.answered_on)),
            },
        ],
        "demands": [_demand(deal, one) for one in deal.standing.demands],
    }


def _demand(deal: DealFile, demand: Demand) -> dict[str, Any]:
    most = min(demand.amount, deal.standing.received)
    return {
        "received_on": demand.received_on,
        "amount": sum_of(demand.amount),
        "most": sum_of(most),
        "interest": _interest(deal, demand, most),
    }


def _interest(deal: DealFile, demand: Demand, amount: int) -> str:
    try:
        rows = interest(Money(amount), demand.received_on + timedelta(1), deal.on)
    except DocgenError:  # a demand of before 2016, whose rates were others
        return DASH
    return sum_of(Money.total(row.sum for row in rows).kopecks)
