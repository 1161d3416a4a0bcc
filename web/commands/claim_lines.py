"""The claim of a deal as lines of text and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from docgen.filters import money, percent
from docgen.words import plural
from tracker import phrases
from tracker.claims.naming import STRENGTHS, part_name, why_from

if TYPE_CHECKING:
    from datetime import date

    from docgen.claims.computing import ClaimedDebt
    from tracker.claim_terms import SentClaim
    from tracker.claims.computing import ClaimedPart, DealClaim


def claim_lines(claim: DealClaim) -> Iterator[str]:
    """The computation, line by line."""
    yield f"Расчёт требования по {phrases.day(claim.on)} включительно"
    yield f"{claim.chosen.ground}"
    for number, (part, debt) in enumerate(zip(claim.parts, claim.claim.debts, strict=True), start=1):
        yield from _debt(number, part, debt)
    yield from claim.claim.notes
    yield f"Долг: {phrases.roubles(claim.principal)}"
    if claim.sanction or claim.chosen.terms is not None:
        word = "Проценты" if claim.claim.penalty is None else "Пени"
        yield f"{word}: {phrases.roubles(claim.sanction)}"
        yield f"За каждый следующий день: {phrases.roubles(claim.claim.further_day.kopecks)}"
        yield f"Всего: {phrases.roubles(claim.whole)}"
    if claim.not_performed:
        yield (
            f"Не требуется {phrases.roubles(claim.not_performed)}: срок оплаты вышел, но за эти деньги ещё ничего не "
            "исполнено (ст. 328 ГК РФ)."
        )
    yield "Чем подтверждён долг"
    for strength, amount in claim.by_strength().items():
        yield f"  {STRENGTHS[strength]}: {phrases.roubles(amount)}"


def _debt(number: int, part: ClaimedPart, debt: ClaimedDebt) -> Iterator[str]:
    days = plural(debt.days_late, "день", "дня", "дней")
    yield (
        f"{number}. {part_name(part)}: к оплате {phrases.roubles(part.amount)}, долг {phrases.roubles(part.left)}, "
        f"просрочка с {phrases.day(debt.debt.late_from)}, {debt.days_late} {days}"
    )
    for told in why_from(part):
        yield f"   {told}"
    for one in part.receipts:
        named = f" ({one.document})" if one.document else ""
        yield f"   оплачено {phrases.day(one.on)}: {phrases.roubles(one.amount)}{named}"
    for row in debt.rows:
        unit = " в день" if row.year_days is None else ""
        yield (
            f"   {phrases.day(row.start)} — {phrases.day(row.end)}, {percent(row.percent)}%{unit}: {row.formula} = "
            f"{money(row.sum.roubles)}"
        )
    if debt.is_capped and debt.cap is not None:
        yield f"   предел пеней: {phrases.roubles(debt.cap.kopecks)}"


def sent_lines(sent: Iterable[SentClaim], today: date) -> Iterator[str]:
    """Claims that were sent, with their terms."""
    for one in sent:
        yield f"Претензия отправлена {one.line(today)}"


def claim_data(claim: DealClaim, sent: Iterable[SentClaim], today: date) -> dict[str, Any]:
    """The same for programs; sums are texts in roubles, days ISO."""
    return {
        "computed_on": claim.on.isoformat(),
        "sanction": claim.chosen.sanction.value,
        "principal": _roubles(claim.principal),
        "sanction_sum": _roubles(claim.sanction),
        "whole": _roubles(claim.whole),
        "further_day": _roubles(claim.claim.further_day.kopecks),
        "not_performed": _roubles(claim.not_performed),
        "debts": [_debt_data(part, debt) for part, debt in zip(claim.parts, claim.claim.debts, strict=True)],
        "confirmed_by": {strength.value: _roubles(amount) for strength, amount in claim.by_strength().items()},
        "cautions": list(claim.cautions),
        "sent": sent_data(sent, today),
    }


def sent_data(sent: Iterable[SentClaim], today: date) -> list[dict[str, Any]]:
    """Claims that were sent."""
    return [
        {
            "sent_on": one.sent_on.isoformat(),
            "amount": _roubles(one.amount),
            "letter": one.letter,
            "answer_by": one.answer_by.isoformat(),
            "suit_from": one.suit_from.isoformat(),
            "is_over": one.is_over(today),
        }
        for one in sent
    ]


def _debt_data(part: ClaimedPart, debt: ClaimedDebt) -> dict[str, Any]:
    return {
        "payment": part.payment,
        "document": part.paper.document.id if part.paper else None,
        "strength": part.strength.value,
        "amount": _roubles(part.amount),
        "paid": _roubles(part.paid),
        "principal": _roubles(part.left),
        "due_on": part.due_on.isoformat(),
        "late_from": debt.debt.late_from.isoformat(),
        "days_late": debt.days_late,
        "sanction": _roubles(debt.sanction.kopecks),
        "rows": [
            {
                "start": row.start.isoformat(),
                "end": row.end.isoformat(),
                "percent": f"{row.percent:f}",
                "debt": f"{row.debt.roubles:.2f}",
                "sum": f"{row.sum.roubles:.2f}",
            }
            for row in debt.rows
        ],
    }


def _roubles(kopecks: int) -> str:
    return f"{kopecks // 100}.{kopecks % 100:02}"
