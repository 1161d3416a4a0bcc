"""Arithmetic of what is charged: a line's sum is rounded once, VAT from or on it, totals are sums of lines.

Rounding by lines and «рубли и копейки» in every column: п. 3 of the Rules of Постановление № 1137, Минфин 18.09.2023
№ 03-07-09/88743.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from docgen.documents import Line, LineKind, RateTotal, Totals
from docgen.money import Money, line_sum
from docgen.vat import VatRate

_MOST_PLACES = 6


def priced_line(
    *,
    number: int,
    code: str | None,
    name: str,
    unit: str,
    kind: LineKind,
    quantity: Decimal,
    price: Money,
    discount: Decimal,
    rate: VatRate,
    include_vat: bool,
) -> Line:
    """A line with its sums. ``price`` is of a unit, with VAT inside if ``include_vat``; ``discount`` is percent."""
    amount = line_sum(quantity, price, discount)
    vat = rate.included_in(amount) if include_vat else rate.on_top_of(amount)
    net = amount - vat if include_vat else amount
    return Line(
        number=number, code=code, name=name, unit=unit, kind=kind, quantity=quantity, price=price,
        discount=discount, rate=rate, net=net, vat=vat, gross=net + vat,
    )  # fmt: skip


def total_of(lines: Sequence[Line]) -> Totals:
    """Sums of the lines, whole and by rate; the highest rate first, «без НДС» last."""
    rates = sorted({line.rate for line in lines}, key=_descending)
    return Totals(
        net=Money.total(line.net for line in lines),
        vat=Money.total(line.vat for line in lines),
        gross=Money.total(line.gross for line in lines),
        by_rate=tuple(_rate_total(rate, [line for line in lines if line.rate == rate]) for rate in rates),
        count=len(lines),
    )


def net_price(line: Line) -> Decimal:
    """Price of a unit without VAT, as tax papers print it: two decimals, or as many (six at most) as lead to the net.

    A price fixed with VAT seldom has a round net price; the line's net sum is what counts.
    """
    whole = line.net.roubles / line.quantity
    rounded = (whole.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) for places in range(2, _MOST_PLACES))
    exact = (price for price in rounded if Money.rounded(price * line.quantity) == line.net)
    return next(exact, whole.quantize(Decimal(1).scaleb(-_MOST_PLACES), ROUND_HALF_UP))


def _descending(rate: VatRate) -> Decimal:
    return Decimal(1) if rate.percent is None else -rate.percent


def _rate_total(rate: VatRate, lines: Sequence[Line]) -> RateTotal:
    return RateTotal(
        rate=rate,
        net=Money.total(line.net for line in lines),
        vat=Money.total(line.vat for line in lines),
        gross=Money.total(line.gross for line in lines),
    )
