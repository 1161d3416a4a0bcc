"""Reconciliation of accounts (акт сверки взаимных расчётов): entries of a period, turnovers and balances of two sides.

By the data of each side debit is what the other side came to owe it (a shipment, money sent out), credit is what
lowered that (a payment received, goods brought back). A balance above zero is owed to the side whose data it is.
The other side sees the same deals mirrored: debit and credit change places, the balance changes its sign.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from docgen.errors import DocgenError
from docgen.filters import sum_with_words
from docgen.money import Money
from docgen.phrases import with_sign
from docgen.words import date_long, date_short

_NOTHING = Money(0)


class EntryError(DocgenError):
    """An entry has no single sum above zero, or lies outside the period; ``text`` is without the name of the paper."""

    def __init__(self, document: str, text: str) -> None:
        self.text = text
        super().__init__(f"{document}: {text}.")


class PeriodError(DocgenError):
    """The period of a statement runs backwards."""


class Favour(StrEnum):
    """To whom a balance is owed: the side whose data it is, the other one, nobody."""

    OURS = "ours"
    THEIRS = "theirs"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paper or payment in the books of a side.

    title, number: of the paper that confirms it, «Товарная накладная» and «15» or «б/н»: only a statement that names
    its papers supports performance. date: of that paper.
    Raises EntryError unless exactly one of debit and credit is above zero and the other is zero.
    """

    date: date
    title: str
    number: str
    debit: Money = _NOTHING
    credit: Money = _NOTHING

    def __post_init__(self) -> None:
        if min(self.debit, self.credit) != _NOTHING or not self.debit + self.credit:
            text = "нужна одна сумма больше нуля, или дебет, или кредит: исправьте; сторно пишите в другой столбец"
            raise EntryError(self.document, text)

    @property
    def document(self) -> str:
        """«Товарная накладная № 15 от 22.11.2026»."""
        return f"{self.title} {with_sign(self.number)} от {date_short(self.date)}"

    @property
    def change(self) -> Money:
        """What it adds to the balance; credit lowers it."""
        return self.debit - self.credit

    @property
    def mirrored(self) -> Entry:
        """The same in the books of the other side."""
        return replace(self, debit=self.credit, credit=self.debit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The data of one side: the balance before the period and its entries by date, in the given order on a day."""

    opening: Money = _NOTHING
    entries: tuple[Entry, ...] = ()

    @property
    def debit(self) -> Money:
        """Turnover: sum of debits."""
        return Money.total(entry.debit for entry in self.entries)

    @property
    def credit(self) -> Money:
        """Turnover: sum of credits."""
        return Money.total(entry.credit for entry in self.entries)

    @property
    def closing(self) -> Money:
        """Balance after the period: opening + debit − credit."""
        return self.opening + self.debit - self.credit

    @property
    def favour(self) -> Favour:
        """To whom the closing balance is owed."""
        return favour(self.closing)

    @property
    def mirrored(self) -> Side:
        """The same data as the other side would write them."""
        return Side(opening=-self.opening, entries=tuple(entry.mirrored for entry in self.entries))


def side(opening: Money, entries: Iterable[Entry], start: date, end: date) -> Side:
    """Put the entries of a period, both days inclusive, in order.

    Raises PeriodError if the period runs backwards, EntryError if an entry lies outside it.
    """
    if end < start:
        raise PeriodError(
            f"Период сверки заканчивается {date_short(end)} — раньше, чем начинается ({date_short(start)}); "
            "проверьте обе даты."
        )
    ordered = tuple(sorted(entries, key=lambda entry: entry.date))
    for entry in ordered:
        check_day(entry, start, end)
    return Side(opening=opening, entries=ordered)


def check_day(entry: Entry, start: date, end: date) -> None:
    """Raise EntryError if the entry is not of these days, both inclusive."""
    if not start <= entry.date <= end:
        text = (
            f"это вне периода с {date_short(start)} по {date_short(end)}: что раньше, учтите в начальном сальдо, "
            "что позже, уберите"
        )
        raise EntryError(entry.document, text)


def favour(balance: Money) -> Favour:
    """To whom a balance is owed."""
    if not balance:
        return Favour.NOBODY
    return Favour.OURS if balance > _NOTHING else Favour.THEIRS


def columns(balance: Money) -> tuple[Money, Money]:
    """A balance as it stands in the table, (debit, credit): one owed to the side is debit, one it owes is credit."""
    return max(balance, _NOTHING), max(-balance, _NOTHING)


def conclusion(balance: Money, on: date, us: str, them: str) -> str:
    """«На 30 ноября 2026 г. задолженность в пользу ООО «…» составляет 100,00 руб. (Сто рублей 00 копеек).»

    balance: of the side that ``us`` names; both names in the genitive, ready to print.
    """
    day = date_long(on)
    if not balance:
        return f"На {day} задолженность отсутствует."
    creditor = us if balance > _NOTHING else them
    return f"На {day} задолженность в пользу {creditor} составляет {sum_with_words(max(balance, -balance).roubles)}."
