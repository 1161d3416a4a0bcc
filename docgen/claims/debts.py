"""A debt in arrears: what was due and when, what came in, and how much was owed on each day of the delay.

Conventions, with their ground:

* The delay begins on the day after ``due_on`` (ст. 191 ГК РФ), days are calendar days.
* The day of a payment is still a day of delay on the whole debt: the day of actual payment belongs to the period of
  interest (п. 48 of Постановление Пленума ВС РФ от 24.03.2016 № 7) and of a penalty (п. 65 there). The debt is less
  from the next day on.
* A payment lowers the principal of the debt that it is entered with. Interest of ст. 395 ГК РФ and penalties come after
  the principal (ст. 319 ГК РФ, п. 37 of Постановление Пленума ВС РФ от 22.11.2016 № 54).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from docgen.errors import DocgenError
from docgen.money import Money
from docgen.words import date_short

_DAY = timedelta(days=1)
_NOTHING = Money(0)


class DebtError(DocgenError):
    """A debt contradicts itself: its sum, its dates or its payments.

    part: amount, due_on, arose_on or payments, whichever to look at first. text: without the name of the debt.
    """

    def __init__(self, title: str, part: str, text: str) -> None:
        self.part = part
        self.text = text
        super().__init__(f"Долг «{title}»: {text}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came in on a day; ``document`` names the paper, for example «платёжное поручение № 5»."""

    on: date
    amount: Money
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """What was to be paid for one thing by one day.

    title: for what, as printed: «Товарная накладная № 7 от 1 марта 2026 г.».
    due_on: last day to pay in time, already moved to the next working day if the term ended on a non-working one
        (ст. 193 ГК РФ); this module knows no calendar.
    arose_on: when the obligation arose, for example the day of shipment; only a moratorium asks. None: on ``due_on``.
    Raises DebtError if the sum is not above zero, a payment is not, or the payments are more than the debt.
    """

    title: str
    amount: Money
    due_on: date
    payments: tuple[Payment, ...] = ()
    arose_on: date | None = None

    def __post_init__(self) -> None:
        if self.amount <= _NOTHING:
            raise DebtError(self.title, "amount", "сумма должна быть больше нуля: исправьте")
        if any(payment.amount <= _NOTHING for payment in self.payments):
            raise DebtError(self.title, "payments", "оплата должна быть больше нуля; возврат денег здесь не учитывают")
        if Money.total(payment.amount for payment in self.payments) > self.amount:
            text = "оплат больше, чем долга: отнесите лишнее к другому долгу или уберите"
            raise DebtError(self.title, "payments", text)
        if self.arose_on is not None and self.arose_on > self.due_on:
            raise DebtError(self.title, "arose_on", "обязательство возникло позже срока оплаты: проверьте обе даты")

    @property
    def late_from(self) -> date:
        """First day of delay."""
        return self.due_on + _DAY

    @property
    def overdue(self) -> Money:
        """What was not paid in time: the debt on the first day of delay."""
        return self.owed_on(self.late_from)

    def owed_on(self, day: date) -> Money:
        """The debt that bears a sanction on this day: payments of the day itself do not lower it yet."""
        return self.amount - Money.total(payment.amount for payment in self.payments if payment.on < day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Days of delay, both inclusive, on which the same sum was owed."""

    start: date
    end: date
    amount: Money

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days + 1


def balances(debt: Debt, through: date) -> tuple[Balance, ...]:
    """The delay from its first day through this one, split after each day of payment; days without debt left out.

    Raises DebtError if the debt was not yet overdue on that day or a payment is later than it.
    """
    if through <= debt.due_on:
        text = f"на дату расчёта {date_short(through)} срок оплаты ещё не прошёл: проверьте даты или уберите этот долг"
        raise DebtError(debt.title, "due_on", text)
    if any(payment.on > through for payment in debt.payments):
        text = f"оплата позже даты расчёта {date_short(through)}: возьмите дату расчёта не раньше последней оплаты"
        raise DebtError(debt.title, "payments", text)
    after = {payment.on + _DAY for payment in debt.payments if debt.due_on < payment.on < through}
    starts = [debt.late_from, *sorted(after), through + _DAY]
    split = [Balance(start=start, end=end - _DAY, amount=owed) for (start, end), owed in _owed(debt, starts)]
    return tuple(balance for balance in split if balance.amount)


def _owed(debt: Debt, starts: list[date]) -> Iterator[tuple[tuple[date, date], Money]]:
    """What is owed between one start and the next, in one walk over the payments."""
    payments = deque(sorted(debt.payments, key=lambda payment: payment.on))
    owed = debt.amount
    for start, end in pairwise(starts):
        while payments and payments[0].on < start:
            owed -= payments.popleft().amount
        yield (start, end), owed
