"""All rules over one deal: its findings on a day, what still awaits something, and when to look again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tracker.facts import DealFacts, days_of
from tracker.rules import Finding, rules
from tracker.standing import Standing

GRACE_DAYS = 5


class Awaits(StrEnum):
    """What an open obligation awaits."""

    PERFORMANCE = "performance"
    CONFIRMATION = "confirmation"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenObligation:
    """An obligation that is not closed. ``amount``: kopecks still open; ``since``: its term, or its performance."""

    obligation: str
    awaits: Awaits
    amount: int
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A deal on a day; ``recheck_on`` is the first later day on which any of it can be different."""

    standing: Standing = field(compare=False, repr=False)
    findings: tuple[Finding, ...]
    open_obligations: tuple[OpenObligation, ...]
    recheck_on: date | None


def judge(facts: DealFacts, today: date, grace_days: int = GRACE_DAYS) -> Judgement:
    """What the rules say of the deal. A fact dated after ``today`` is a reason to look again on its day."""
    deal = Standing(facts, today, grace_days)
    answers = [rule.answer(deal) for rule in rules().values()]
    later = [answer.recheck_on for answer in answers if answer.recheck_on]
    later += [day for day in days_of(facts) if day > today]
    return Judgement(
        standing=deal,
        findings=tuple(finding for answer in answers for finding in answer.findings),
        open_obligations=tuple(_open(deal)),
        recheck_on=min([*later, *deal.silence_days], default=None),
    )


def _open(deal: Standing) -> Iterator[OpenObligation]:
    for item in deal.performances:
        owed = item.obligation
        if owed.performed_on is None:
            yield OpenObligation(obligation=owed.id, awaits=Awaits.PERFORMANCE, amount=owed.amount, since=owed.due_on)
        elif item.unconfirmed > 0:
            yield OpenObligation(
                obligation=owed.id, awaits=Awaits.CONFIRMATION, amount=item.unconfirmed, since=owed.performed_on
            )
    for debt in deal.debts:
        if debt.amount > 0:
            yield OpenObligation(
                obligation=debt.obligation.id, awaits=Awaits.PAYMENT, amount=debt.amount, since=debt.obligation.due_on
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums of an audit, kopecks; ``exposure`` counts each rouble once."""

    deals: int
    findings: int
    refund: int
    unproven_debt: int
    overdue_advance: int

    @property
    def exposure(self) -> int:
        """All that is at risk."""
        return self.refund + self.unproven_debt + self.overdue_advance


def total_of(deals: int, exposures: Iterable[tuple[str, int, int]]) -> Totals:
    """Totals of ``deals`` deals from (rule, number of its findings, their exposure)."""
    sums = {"refund": 0, "unproven_debt": 0, "overdue_advance": 0}
    findings = 0
    for rule, count, exposure in exposures:
        findings += count
        total = rules()[rule].total
        if total is not None:
            sums[total] += exposure
    return Totals(deals=deals, findings=findings, **sums)
