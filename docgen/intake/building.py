"""A checked kit file as the frozen snapshot from which every paper is made: sums, payments, numbers, change of rate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from docgen.calculation import priced_line, total_of
from docgen.documents import (
    Consignment,
    DealKind,
    Line,
    LineKind,
    Numbers,
    PaymentMoment,
    PaymentStage,
    Period,
    Snapshot,
    Terms,
)
from docgen.intake.party_building import build_party
from docgen.intake.problems import Problem
from docgen.intake.schema import DealSection, KitSection, LineSection, PaymentSection, TermsSection
from docgen.money import Money
from docgen.vat import STANDARD, RateChange, VatRate, change_between, default_code, rate_on

WITHOUT_NUMBER: Final = "б/н"

_LINE_KINDS = {
    DealKind.SUPPLY: LineKind.GOODS,
    DealKind.SERVICES: LineKind.SERVICES,
    DealKind.CONSIGNMENT: LineKind.GOODS,
}


def build_snapshot(kit: KitSection) -> Snapshot:
    """The snapshot of a kit file whose checks have passed."""
    lines = _lines(kit)
    totals = total_of(lines)
    terms = _terms(kit.terms, totals.gross)
    return Snapshot(
        seller=build_party(kit.seller),
        client=build_party(kit.client),
        kind=kit.deal.kind,
        date=kit.deal.date,
        subject=kit.deal.subject,
        manager=kit.deal.manager,
        city=kit.deal.city,
        lines=lines,
        totals=totals,
        prices_include_vat=_include_vat(kit),
        terms=terms,
        numbers=_numbers(kit.deal),
        rate_change=_rate_change(kit.deal, lines, terms),
    )


def stage_problems(snapshot: Snapshot) -> Iterable[Problem]:
    """A payment of nothing: the total is a few kopecks and was cut into too many parts."""
    for index, stage in enumerate(snapshot.terms.payments):
        if stage.amount <= Money(0):
            text = "на этот платёж не остаётся ни копейки: уменьшите число платежей"
            yield Problem(("terms", "payments", index, "percent"), text)


def _include_vat(kit: KitSection) -> bool:
    return kit.prices_include_vat is not False


def _lines(kit: KitSection) -> tuple[Line, ...]:
    usual = default_code(kit.seller.vat)
    codes = {usual} | {line.vat for line in kit.lines if line.vat}
    rates = {code: rate_on(code, kit.deal.date) for code in codes}
    kind, include_vat = _LINE_KINDS[kit.deal.kind], _include_vat(kit)
    return tuple(
        _line(number, section, rates[section.vat or usual], kind, include_vat)
        for number, section in enumerate(kit.lines, start=1)
    )


def _line(number: int, section: LineSection, rate: VatRate, kind: LineKind, include_vat: bool) -> Line:
    return priced_line(
        number=number,
        code=section.code,
        name=section.name,
        unit=section.unit,
        kind=section.kind or kind,
        quantity=section.quantity,
        price=Money.of(section.price),
        discount=section.discount or Decimal(0),
        rate=rate,
        include_vat=include_vat,
    )


def _terms(section: TermsSection, total: Money) -> Terms:
    period = section.period
    return Terms(
        payments=_stages(section.payments, total),
        delivery_days=section.delivery_days,
        acceptance_days=section.acceptance_days,
        penalty_percent_per_day=section.penalty_percent_per_day,
        valid_until=section.valid_until,
        period=Period(start=period.start, end=period.end) if period else None,
        consignment=section.consignment,
        last_payment_on=section.last_payment_on,
    )


def _stages(sections: tuple[PaymentSection, ...], total: Money) -> tuple[PaymentStage, ...]:
    """Each share is rounded HALF_UP; the last takes what remains, so that the shares add up to the total."""
    shares = [total.share(section.percent) for section in sections[:-1]]
    shares.append(total - Money.total(shares))
    return tuple(_stage(section, amount) for section, amount in zip(sections, shares, strict=True))


def _stage(section: PaymentSection, amount: Money) -> PaymentStage:
    when = section.when
    moment, on = (when, section.date) if isinstance(when, PaymentMoment) else (PaymentMoment.DATE, when)
    return PaymentStage(percent=section.percent, amount=amount, moment=moment, days=section.days, on=on)


def _numbers(deal: DealSection) -> Numbers:
    stated = deal.numbers.model_dump() if deal.numbers else {}
    given = {"contract": WITHOUT_NUMBER} | {series: number for series, number in stated.items() if number}
    return Numbers(given=given, otherwise=f"{deal.date:%Y%m%d}-1")


def _rate_change(deal: DealSection, lines: tuple[Line, ...], terms: Terms) -> RateChange | None:
    """A change of the standard rate, known on the day of the deal, that its performance may cross."""
    if all(line.rate.code != STANDARD for line in lines):
        return None
    return change_between(deal.date, deal.date, latest_performance(deal.date, terms))


def latest_performance(agreed_on: date, terms: Terms) -> date:
    """The last day on which a side that keeps the terms may still ship or perform.

    Delivery counts from the advance, which may come on its own last day; a payment before shipment holds the goods for
    its own days more. A commission agent sells when it can, so
    without a last date of payment a sale has no latest day.
    """
    days = [agreed_on]
    if terms.delivery_days is not None:
        ready = _latest_advance(agreed_on, terms.payments) + timedelta(terms.delivery_days)
        days.append(ready + timedelta(_days_before_shipment(terms.payments)))
    if terms.period is not None:
        days.append(terms.period.end)
    is_shipped_in_time = terms.consignment is Consignment.DEFERRED_SUPPLY and terms.delivery_days is not None
    if terms.consignment is not None and not is_shipped_in_time:
        days.append(terms.last_payment_on or date.max)
    return max(days)


def _days_before_shipment(stages: tuple[PaymentStage, ...]) -> int:
    return max((stage.days or 0 for stage in stages if stage.moment is PaymentMoment.BEFORE_SHIPMENT), default=0)


def _latest_advance(agreed_on: date, stages: tuple[PaymentStage, ...]) -> date:
    """A payment by a date is an advance too if it is the first of several."""
    days = [agreed_on + timedelta(stage.days or 0) for stage in stages if stage.moment is PaymentMoment.ADVANCE]
    first = stages[0]
    if first.on is not None and len(stages) > 1:
        days.append(first.on)
    return max(days, default=agreed_on)
