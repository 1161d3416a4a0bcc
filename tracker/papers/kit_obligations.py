"""What both sides owe by the terms of a kit, with days that the terms let one expect.

Terms count from events that have not happened yet, so their days are estimates, each the latest that the terms allow if
both sides keep them:

- ours: the last day of delivery or of the period: an advance on its own last day, then delivery;
- an advance: its days from the date of the deal; a date: that date;
- before shipment: the day of our performance; after shipment: its days from then;
- after acceptance: the days of acceptance and then its own from our performance;
- on sale: the last date of payment.

Goods on commission may be sold when they can, without a last day: a year after the deal is when one must ask. Handing
them over is no sale, and rules that ask for papers of a sale spare «goods of a consignment», so goods they are here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from docgen.documents import LineKind, PaymentMoment, PaymentStage, Snapshot
from docgen.intake.building import latest_performance
from docgen.money import Money
from tracker.facts import ObligationKind, Side
from tracker.recording import NewObligation

WITHOUT_A_LAST_DAY: Final = timedelta(365)

_KINDS: Final = {
    LineKind.GOODS: ObligationKind.GOODS,
    LineKind.SERVICES: ObligationKind.SERVICES,
    LineKind.WORKS: ObligationKind.WORKS,
}


def obligations_of(snapshot: Snapshot) -> Iterator[NewObligation]:
    """Ours by kinds of lines, then the client's by payments; sums with VAT. What costs nothing is no obligation."""
    performance = performed_by(snapshot)
    for line_kind, kind in _KINDS.items():
        total = Money.total(line.gross for line in snapshot.lines if line.kind is line_kind)
        if total.kopecks > 0:
            yield NewObligation(code=kind.value, by=Side.US, kind=kind, amount=total.kopecks, due_on=performance)
    for number, stage in enumerate(snapshot.terms.payments, start=1):
        yield NewObligation(
            code=f"payment-{number}",
            by=Side.CLIENT,
            kind=ObligationKind.PAYMENT,
            amount=stage.amount.kopecks,
            due_on=_due_on(snapshot, stage, performance),
        )


def performed_by(snapshot: Snapshot) -> date:
    """The latest day of our performance by the terms."""
    latest = latest_performance(snapshot.date, snapshot.terms)
    return snapshot.date + WITHOUT_A_LAST_DAY if latest == date.max else latest


def _due_on(snapshot: Snapshot, stage: PaymentStage, performance: date) -> date:
    days = timedelta(stage.days or 0)
    match stage.moment:
        case PaymentMoment.DATE:
            return stage.on or snapshot.date
        case PaymentMoment.ADVANCE:
            return snapshot.date + days
        case PaymentMoment.BEFORE_SHIPMENT:
            return performance
        case PaymentMoment.AFTER_SHIPMENT:
            return performance + days
        case PaymentMoment.AFTER_ACCEPTANCE:
            return performance + timedelta(snapshot.terms.acceptance_days) + days
        case PaymentMoment.ON_SALE:
            return snapshot.terms.last_payment_on or performance + days
