"""НДС: which rate is in force on the day of shipment, who may charge it, and how a sum splits into net and tax.

Rates are dated data in ``vat_rates.yaml`` (ст. 164 НК РФ). «Без НДС» (ст. 145, 149 НК РФ) is not the rate 0 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from docgen.dated import History, load
from docgen.errors import DocgenError
from docgen.money import Money, half_up

STANDARD = "standard"
EXEMPT = "exempt"

_NO_TAX = Money(0)


class VatError(DocgenError):
    """There is no such VAT rate, or it is not in force on the day asked about."""


class TaxStatus(StrEnum):
    """What a seller may charge: general regime, УСН at 5 or 7 % (п. 8 ст. 164 НК РФ), or no VAT at all."""

    STANDARD = "standard"
    REDUCED_5 = "reduced_5"
    REDUCED_7 = "reduced_7"
    EXEMPT = "exempt"


_CODES = {
    TaxStatus.STANDARD: (STANDARD, "10", "0", EXEMPT),
    TaxStatus.REDUCED_5: ("5", "0", EXEMPT),
    TaxStatus.REDUCED_7: ("7", "0", EXEMPT),
    TaxStatus.EXEMPT: (EXEMPT,),
}


@dataclass(frozen=True, slots=True)
class VatRate:
    """A rate on its day. ``code`` as in the input: standard, 10, 0, 5, 7, exempt; ``percent`` is None for exempt."""

    code: str
    percent: Decimal | None

    @property
    def label(self) -> str:
        """As printed in a table: «22%» or «без НДС»."""
        return "без НДС" if self.percent is None else f"{self.percent:f}%"

    @property
    def settlement(self) -> tuple[int, int] | None:
        """Расчётная ставка for advances (п. 4 ст. 164 НК РФ) as numerator and denominator: 22/122; none for 0 %."""
        if not self.percent:
            return None
        return int(self.percent), 100 + int(self.percent)

    def included_in(self, gross: Money) -> Money:
        """The tax inside a sum with VAT: G·r/(100+r), HALF_UP to kopecks; the net is what remains."""
        if self.settlement is None:
            return _NO_TAX
        part, whole = self.settlement
        return Money(half_up(gross.kopecks * part, whole))

    def on_top_of(self, net: Money) -> Money:
        """The tax to add to a sum without VAT: N·r/100, HALF_UP to kopecks."""
        return _NO_TAX if self.percent is None else net.share(self.percent)


@dataclass(frozen=True, slots=True)
class RateChange:
    """The standard rate becomes ``new`` on the day ``on``; ``source`` is the law."""

    on: date
    old: VatRate
    new: VatRate
    source: str


def rate_on(code: str, on: date) -> VatRate:
    """The rate with this code on the day of shipment or performance.

    Raises VatError for an unknown code and for a day on which the rate was not in force.
    """
    if code == EXEMPT:
        return VatRate(EXEMPT, None)
    history = _rates().get(code)
    if history is None:
        raise VatError(f"Ставки НДС «{code}» нет: бывают {', '.join(_rates())} и {EXEMPT} (без НДС).")
    entry = history.on(on)
    if entry is None:
        first = history.entries[0]
        raise VatError(
            f"На {on:%d.%m.%Y} ставки НДС «{code}» нет: {first.value:f}% действует с {first.since:%d.%m.%Y} "
            f"({first.source}). Проверьте дату и ставку."
        )
    return VatRate(code, entry.value)


def codes_allowed(status: TaxStatus) -> frozenset[str]:
    """Codes of the rates that a seller of this status can put on a line."""
    return frozenset(_CODES[status])


def default_code(status: TaxStatus) -> str:
    """Code of the rate for a line of such a seller that names none."""
    return _CODES[status][0]


def change_between(known_on: date, start: date, end: date) -> RateChange | None:
    """The first change of the standard rate in (start, end] that had been announced by ``known_on``."""
    for old, new in _rates()[STANDARD].changes(start, end):
        if new.announced_on <= known_on:
            return RateChange(new.since, VatRate(STANDARD, old.value), VatRate(STANDARD, new.value), new.source)
    return None


def rate_histories() -> Mapping[str, History[Decimal]]:
    """Every rate by its code with its history, for people who compare the table with the law."""
    return _rates()


def is_standard_rate(percent: str) -> bool:
    """Whether a paper that states this rate states the standard one of some year (18, 20, 22)."""
    return any(str(entry.value) == percent for entry in _rates()[STANDARD].entries)


def was_standard_on(percent: str, on: date) -> bool:
    """Whether this was the standard rate on the day; before our first entry nothing can be said against it."""
    entry = _rates()[STANDARD].on(on)
    return entry is None or str(entry.value) == percent


@cache
def _rates() -> dict[str, History[Decimal]]:
    # Whole percents only: the settlement rate of a fraction would not be two whole numbers.
    return load(Path(__file__).with_name("vat_rates.yaml"), lambda text: Decimal(int(text)))
