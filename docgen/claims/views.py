"""A computed claim as the plain data that a template sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, TypedDict

from docgen.claims.accruals import Accrual
from docgen.claims.computing import Claim, ClaimedDebt, Sanction
from docgen.claims.debts import Payment
from docgen.filters import percent
from docgen.views import ReferenceView

_LABELS = {
    Sanction.INTEREST: "проценты по ст. 395 ГК РФ",
    Sanction.PENALTY: "пени",
    Sanction.NONE: "",
}


class SanctionView(TypedDict):
    """Что требуют сверх долга."""

    key: Annotated[str, "interest, penalty или none"]
    label: Annotated[str, "«проценты по ст. 395 ГК РФ», «пени» или пусто"]


class AccrualView(TypedDict):
    """Строка расчёта."""

    start: Annotated[dt.date, "первый день"]
    end: Annotated[dt.date, "последний день, включительно"]
    days: Annotated[int, "сколько дней"]
    debt: Annotated[Decimal, "долг в эти дни"]
    rate: Annotated[str, "ставка со знаком %"]
    formula: Annotated[str, "формула: долг × дни × ставка / дни года"]
    sum: Annotated[Decimal, "сколько начислено"]


class PaidView(TypedDict):
    """Оплата долга."""

    on: Annotated[dt.date, "дата оплаты"]
    amount: Annotated[Decimal, "сумма"]
    document: Annotated[str, "документ или пусто"]


class DebtView(TypedDict):
    """Долг с расчётом."""

    number: Annotated[int, "номер по порядку"]
    document: ReferenceView
    amount: Annotated[Decimal, "сколько следовало заплатить"]
    due_on: Annotated[dt.date, "последний день оплаты"]
    late_from: Annotated[dt.date, "первый день просрочки"]
    days_late: Annotated[int, "дней просрочки"]
    payments: list[PaidView]
    paid: Annotated[Decimal, "сколько оплачено"]
    principal: Annotated[Decimal, "остаток долга"]
    rows: list[AccrualView]
    accrued: Annotated[Decimal, "начислено по строкам"]
    cap: Annotated[Decimal | None, "предел пеней"]
    is_capped: Annotated[bool, "предел пеней достигнут и уменьшил их"]
    sanction: Annotated[Decimal, "проценты или пени к уплате"]
    further_day: Annotated[Decimal, "за каждый следующий день"]


class ClaimView(TypedDict):
    """Требование с расчётом."""

    sanction: SanctionView
    computed_on: Annotated[dt.date, "последний день расчёта, включительно"]
    percent_per_day: Annotated[Decimal | None, "пени, процент в день"]
    cap_percent: Annotated[Decimal | None, "предел пеней, процент"]
    debts: list[DebtView]
    principal: Annotated[Decimal, "остаток долга, всего"]
    sanction_sum: Annotated[Decimal, "проценты или пени, всего"]
    whole: Annotated[Decimal, "всего к уплате"]
    further_day: Annotated[Decimal, "за каждый следующий день, всего"]
    notes: Annotated[list[str], "примечания под расчётом: мораторий"]
    cautions: Annotated[list[str], "предупреждения тому, кто готовит документ; не печатать"]


def show_claim(claim: Claim, papers: Sequence[ReferenceView]) -> ClaimView:
    """A claim with everything that a paper may say of it; ``papers`` are those of its debts, in the same order."""
    debts = enumerate(zip(claim.debts, papers, strict=True), start=1)
    return {
        "sanction": {"key": claim.kind.value, "label": _LABELS[claim.kind]},
        "computed_on": claim.computed_on,
        "percent_per_day": claim.penalty.percent_per_day if claim.penalty else None,
        "cap_percent": claim.penalty.cap_percent if claim.penalty else None,
        "debts": [_debt(number, debt, paper) for number, (debt, paper) in debts],
        "principal": claim.principal.roubles,
        "sanction_sum": claim.sanction.roubles,
        "whole": claim.whole.roubles,
        "further_day": claim.further_day.roubles,
        "notes": list(claim.notes),
        "cautions": list(claim.cautions),
    }


def _debt(number: int, claimed: ClaimedDebt, paper: ReferenceView) -> DebtView:
    debt = claimed.debt
    return {
        "number": number,
        "document": paper,
        "amount": debt.amount.roubles,
        "due_on": debt.due_on,
        "late_from": debt.late_from,
        "days_late": claimed.days_late,
        "payments": [_payment(payment) for payment in sorted(debt.payments, key=lambda payment: payment.on)],
        "paid": (debt.amount - claimed.principal).roubles,
        "principal": claimed.principal.roubles,
        "rows": [_row(row) for row in claimed.rows],
        "accrued": claimed.accrued.roubles,
        "cap": None if claimed.cap is None else claimed.cap.roubles,
        "is_capped": claimed.is_capped,
        "sanction": claimed.sanction.roubles,
        "further_day": claimed.further_day.roubles,
    }


def _payment(payment: Payment) -> PaidView:
    return {"on": payment.on, "amount": payment.amount.roubles, "document": payment.document}


def _row(row: Accrual) -> AccrualView:
    return {
        "start": row.start,
        "end": row.end,
        "days": row.days,
        "debt": row.debt.roubles,
        "rate": f"{percent(row.percent)}%",
        "formula": row.formula,
        "sum": row.sum.roubles,
    }
