"""Computation of a claim for money: debts in arrears with interest or a penalty, to a day and for each day after it.

One breach, one sanction: where the contract has a penalty, interest of ст. 395 ГК РФ is not due (п. 4 of it). A claim
therefore has one sanction at most. ``debts`` tells how days and payments count. State duty is not computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from docgen.claims import moratorium
from docgen.claims.accruals import Accrual
from docgen.claims.debts import Balance, Debt, balances
from docgen.claims.interest import interest
from docgen.claims.key_rate import KeyRates, published
from docgen.claims.moratorium import Moratorium
from docgen.claims.penalty import PenaltyTerms, penalty
from docgen.errors import DocgenError
from docgen.money import Money

_DAY = timedelta(days=1)


class ClaimError(DocgenError):
    """There is nothing to claim."""


class Sanction(StrEnum):
    """What is asked besides the debt itself."""

    INTEREST = "interest"
    PENALTY = "penalty"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Ask interest of ст. 395 ГК РФ by these rates, the published ones unless given."""

    rates: KeyRates = field(default_factory=published)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDebt:
    """One debt of a claim.

    principal: what is still owed after all payments; 0 for a debt paid late.
    days_late: days of delay through the day of the claim or of the last payment, a moratorium's days included.
    rows: the sanction by periods, in order of days; none without a sanction.
    accrued: sum of the rows.
    cap: the most that may be asked by the contract; None without a cap.
    sanction: what is asked: accrued, at most the cap.
    further: the sanction of the day after the computation, as a row; None if that day bears nothing.
    further_day: its sum, with a cap at most what is left to the cap.
    """

    debt: Debt
    principal: Money
    days_late: int
    rows: tuple[Accrual, ...]
    accrued: Money
    cap: Money | None
    sanction: Money
    further: Accrual | None
    further_day: Money

    @property
    def is_capped(self) -> bool:
        """Whether the cap took something away."""
        return self.sanction < self.accrued


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A computed claim.

    computed_on: last day counted, inclusive.
    kind: which sanction is asked; penalty: its terms, if it is a penalty.
    principal, sanction, whole: totals, whole = principal + sanction.
    further_day: what one more day of delay adds while nothing is paid.
    notes: Russian sentences to print under the computation.
    cautions: Russian warnings for whoever makes the claim; not for print.
    """

    computed_on: date
    kind: Sanction
    penalty: PenaltyTerms | None
    debts: tuple[ClaimedDebt, ...]
    principal: Money
    sanction: Money
    whole: Money
    further_day: Money
    notes: tuple[str, ...]
    cautions: tuple[str, ...]


def compute(
    debts: Iterable[Debt],
    *,
    computed_on: date,
    terms: Interest | PenaltyTerms | None,
    moratoria: Sequence[Moratorium] | None = None,
) -> Claim:
    """Compute a claim through ``computed_on``, that day included.

    terms: the sanction, None for the debt alone. moratoria: the declared ones unless given; () switches them off, for
    example for a debtor who waived the moratorium.
    Raises DebtError for a debt that is not overdue or was paid later than computed, InterestError for days before
    August 2016, ClaimError if nothing is owed at all.
    """
    spared = moratorium.declared() if moratoria is None else tuple(moratoria)
    claimed = tuple(_claimed(debt, computed_on, terms, spared) for debt in debts)
    principal = Money.total(one.principal for one in claimed)
    sanction = Money.total(one.sanction for one in claimed)
    if not principal + sanction:
        raise ClaimError("Требовать нечего: нет ни долга, ни процентов или пеней; проверьте долги и оплаты.")
    return Claim(
        computed_on=computed_on,
        kind=_kind(terms),
        penalty=terms if isinstance(terms, PenaltyTerms) else None,
        debts=claimed,
        principal=principal,
        sanction=sanction,
        whole=principal + sanction,
        further_day=Money.total(one.further_day for one in claimed),
        notes=_notes(claimed, terms, spared, computed_on),
        cautions=_cautions(terms, computed_on),
    )


def _claimed(
    debt: Debt, computed_on: date, terms: Interest | PenaltyTerms | None, spared: Sequence[Moratorium]
) -> ClaimedDebt:
    late = balances(debt, computed_on)
    rows = _rows(_bearing(debt, late, spared), terms)
    accrued = Money.total(row.sum for row in rows)
    cap = terms.cap(debt.overdue) if isinstance(terms, PenaltyTerms) else None
    sanction = accrued if cap is None else min(accrued, cap)
    principal = debt.owed_on(computed_on + _DAY)
    tomorrow = _bearing(debt, _one_day(computed_on + _DAY, principal), spared)
    further = next(iter(_rows(tomorrow, terms)), None)
    day_sum = further.sum if further else Money(0)
    return ClaimedDebt(
        debt=debt,
        principal=principal,
        days_late=sum(one.days for one in late),
        rows=rows,
        accrued=accrued,
        cap=cap,
        sanction=sanction,
        further=further,
        further_day=day_sum if cap is None else min(day_sum, cap - sanction),
    )


def _one_day(day: date, amount: Money) -> tuple[Balance, ...]:
    return (Balance(start=day, end=day, amount=amount),) if amount else ()


def _bearing(debt: Debt, late: tuple[Balance, ...], spared: Iterable[Moratorium]) -> tuple[Balance, ...]:
    """Days of delay on which a sanction grows."""
    for one in spared:
        if one.spares(debt):
            late = moratorium.without(one, late)
    return late


def _rows(late: Iterable[Balance], terms: Interest | PenaltyTerms | None) -> tuple[Accrual, ...]:
    if terms is None:
        return ()
    if isinstance(terms, PenaltyTerms):
        return tuple(penalty(one.amount, one.start, one.end, terms) for one in late)
    return tuple(row for one in late for row in interest(one.amount, one.start, one.end, terms.rates))


def _kind(terms: Interest | PenaltyTerms | None) -> Sanction:
    if terms is None:
        return Sanction.NONE
    return Sanction.PENALTY if isinstance(terms, PenaltyTerms) else Sanction.INTEREST


def _notes(
    claimed: Iterable[ClaimedDebt],
    terms: Interest | PenaltyTerms | None,
    spared: Iterable[Moratorium],
    computed_on: date,
) -> tuple[str, ...]:
    if terms is None:
        return ()
    late = [(one.debt, balances(one.debt, computed_on)) for one in claimed]
    return tuple(
        one.note
        for one in spared
        if any(one.spares(debt) and moratorium.without(one, days) != days for debt, days in late)
    )


def _cautions(terms: Interest | PenaltyTerms | None, computed_on: date) -> tuple[str, ...]:
    caution = terms.rates.caution(computed_on) if isinstance(terms, Interest) else None
    return (caution,) if caution else ()
