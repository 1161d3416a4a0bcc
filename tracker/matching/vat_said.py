"""What the purpose of a payment says of VAT: rates, sums, or that there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.matching.spelling import SUM, sum_of

_NONE = re.compile(
    r"\bбез\s(?:налога\s)?\(?(?:налога\s)?\(?\s?ндс|\bндс\s?\)?\s?(?:не\s\w+|нет\b|-?\s?0[.,-]00(?!\d)|отсутств)|\bне\sоблагается\sндс"
)
_VAT = re.compile(
    r"\bндс\b[\s)]*"
    r"(?:[\s(:=-]*(?:по\s)?(?:ставк[аеи]\s)?\(?(?P<rate>\d{1,2})(?:[.,]0+)?\s?(?:%|процент\w*|/\s?1\d\d\b))?"
    rf"(?P<gap>[^\d]{{0,16}}?{SUM})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VatSaid:
    """VAT as the payer states it. ``rates``: percents, «22»; ``amount``: kopecks of all of it, None where not said."""

    rates: tuple[str, ...] = ()
    amount: int | None = None
    is_without: bool = False

    @property
    def is_said(self) -> bool:
        """Whether the payer says anything of it."""
        return self.is_without or bool(self.rates) or self.amount is not None


def read_vat(told: str) -> VatSaid:
    """Reads VAT out of a purpose in its plain spelling."""
    if _NONE.search(told):
        return VatSaid(is_without=True)
    rates, amounts = [], []
    for found in _VAT.finditer(told):
        if found["rate"]:
            rates.append(str(int(found["rate"])))
        if found["rub"]:
            amounts.append(sum_of(found))
    return VatSaid(rates=tuple(dict.fromkeys(rates)), amount=sum(amounts) if amounts else None)
