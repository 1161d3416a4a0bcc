"""Penalty of a contract for late payment (пени, ст. 330 ГК РФ): percent of the unpaid sum a day, maybe with a cap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from docgen.claims.accruals import Accrual
from docgen.errors import DocgenError
from docgen.money import Money

_WHOLE = Decimal(100)


class PenaltyError(DocgenError):
    """Terms of a penalty that cannot be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyTerms:
    """«0,1% от неуплаченной в срок суммы за каждый день, но не более 10%».

    percent_per_day: above 0, at most 100.
    cap_percent: the most that may be asked, percent of the sum that was not paid in time; above 0; None is no cap.
    Raises PenaltyError for other numbers.
    """

    percent_per_day: Decimal
    cap_percent: Decimal | None = None

    def __post_init__(self) -> None:
        if not (self.percent_per_day.is_finite() and 0 < self.percent_per_day <= _WHOLE):
            raise PenaltyError("Пени за день — больше 0 и не больше 100 процентов; проверьте размер в договоре.")
        cap = self.cap_percent
        if cap is not None and not (cap.is_finite() and cap > 0):
            raise PenaltyError("Предел пеней — больше 0 процентов; если в договоре предела нет, не указывайте его.")

    def cap(self, overdue: Money) -> Money | None:
        """The most that may be asked for a sum that was not paid in time, HALF_UP; None without a cap.

        Later payments do not lower the cap: it is counted from the sum in arrears on the first day of delay.
        """
        return None if self.cap_percent is None else overdue.share(self.cap_percent)


def penalty(debt: Money, start: date, end: date, terms: PenaltyTerms) -> Accrual:
    """The row of a penalty on one sum from start to end, both inclusive, before any cap."""
    return Accrual(start=start, end=end, debt=debt, percent=terms.percent_per_day)
