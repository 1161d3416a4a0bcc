"""Sums of the form as far as it is filled in: each line that makes sense, and the total of these, as papers count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from docgen.calculation import priced_line, total_of
from docgen.documents import DealKind, Line, LineKind, Totals
from docgen.errors import DocgenError
from docgen.intake.fields import Amount, read_or_none
from docgen.intake.schema import LINE_VAT, MOST_ROUBLES
from docgen.money import Money
from docgen.vat import TaxStatus, VatRate, default_code, rate_on
from tracker.kit_form.numbers import plain_day
from tracker.kit_form.source import typed_line
from tracker.kit_form.typed import Typed

_QUANTITY: Final = Amount(places=3, most=10**9)
_PRICE: Final = Amount(places=2, most=MOST_ROUBLES)
_DISCOUNT: Final = Amount(places=4, most=100, or_zero=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """lines: as many as the form has, None for one without a quantity or a price yet. totals: of those that count."""

    lines: tuple[Line | None, ...]
    totals: Totals

    @property
    def counted(self) -> list[Line]:
        """Lines that have a sum."""
        return [line for line in self.lines if line is not None]


def sums_of(typed: Typed, status: TaxStatus, today: date) -> Sums:
    """Sums of the form. status: the seller's VAT. today: for a form without a date."""
    on = day_of(typed, today)
    lines = tuple(_line(place, row, typed, status, on) for place, row in enumerate(typed.lines, start=1))
    return Sums(lines=lines, totals=total_of([line for line in lines if line is not None]))


def day_of(typed: Typed, today: date) -> date:
    """The date of the deal, or today where none can be read."""
    try:
        return date.fromisoformat(plain_day(typed.deal.get("date", "")))
    except ValueError:
        return today


def _line(number: int, row: Any, typed: Typed, status: TaxStatus, on: date) -> Line | None:
    given = typed_line(row)
    quantity: Decimal | None = read_or_none(_QUANTITY, given.get("quantity"))
    price: Decimal | None = read_or_none(_PRICE, given.get("price"))
    discount: Decimal | None = read_or_none(_DISCOUNT, given.get("discount", "0"))
    rate = _rate(row["vat"], status, on)
    if quantity is None or price is None or discount is None or rate is None:
        return None
    try:
        return priced_line(
            number=number, code=row["code"] or None, name=row["name"], unit=row["unit"], kind=_kind(row, typed),
            quantity=quantity, price=Money.of(price), discount=discount, rate=rate, include_vat=typed.includes_vat,
        )  # fmt: skip
    except DocgenError:  # absurdly long numbers; the checks tell of them
        return None


def _rate(code: str, status: TaxStatus, on: date) -> VatRate | None:
    if code and code not in LINE_VAT:
        return None
    try:
        return rate_on(code or default_code(status), on)
    except DocgenError:
        return None


def _kind(row: Any, typed: Typed) -> LineKind:
    if row["kind"] in {kind.value for kind in LineKind}:
        return LineKind(row["kind"])
    return LineKind.SERVICES if typed.deal.get("kind") == DealKind.SERVICES.value else LineKind.GOODS
