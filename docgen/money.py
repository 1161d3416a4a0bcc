"""Money: whole kopecks, exact sums, one rounding (HALF_UP) where a sum is computed and none elsewhere.

HALF_UP to kopecks for each line is how columns 5, 8 and 9 of a счёт-фактура are filled: п. 3 of the Rules of
Постановление № 1137, letter of Минфин of 18.09.2023 № 03-07-09/88743.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

from docgen.errors import DocgenError

LIMIT_KOPECKS = 10**17  # a quadrillion roubles: more is a slip of the finger, and words for it are not taught here

_HUNDRED = Decimal(100)
_ONE = Decimal(1)
_AMOUNT = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,2})?")
# A product that does not fit raises instead of being rounded quietly, so a sum is only ever rounded once, by _ROUNDING.
_EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, Overflow, DivisionByZero])
_ROUNDING = Context(prec=100, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow, DivisionByZero])


class MoneyError(DocgenError):
    """A sum of money that cannot be taken: not exact, not a number, or out of range."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A sum in Russian roubles, kept as a whole number of kopecks; may be zero or negative."""

    kopecks: int

    def __post_init__(self) -> None:
        if type(self.kopecks) is not int:  # bool is an int too, and a float would go unnoticed until a kopeck is lost
            raise MoneyError(f"Копейки — целое число, а не {self.kopecks!r}.")

    @classmethod
    def of(cls, roubles: str | int | Decimal) -> Money:
        """Take exactly this many roubles: «1200.50», 1200 or ``Decimal("1200.5")``.

        Raises MoneyError for a float, a fraction of a kopeck, a text that is not a plain number («1 200,50»), NaN.
        """
        if isinstance(roubles, str):
            return cls._of_text(roubles)
        if type(roubles) is int:
            return _within_limit(roubles * 100)
        if isinstance(roubles, Decimal):
            return cls._of_decimal(roubles)
        raise MoneyError(f"Сумма {roubles!r} не подходит: нужна строка, например «1200.50», или целое число рублей.")

    @classmethod
    def _of_text(cls, text: str) -> Money:
        if not _AMOUNT.fullmatch(text):
            raise MoneyError(
                f"Сумма «{text}» не подходит: пишите рубли цифрами без пробелов, копейки — через точку и не больше "
                "двух знаков, например «1200.50»."
            )
        return cls._of_decimal(Decimal(text))

    @classmethod
    def _of_decimal(cls, roubles: Decimal) -> Money:
        money = cls.rounded(roubles)
        if money.roubles != roubles:
            raise MoneyError(f"Сумма {roubles} не подходит: в ней есть доли копейки; округлите её до копеек.")
        return money

    @classmethod
    def rounded(cls, roubles: Decimal) -> Money:
        """Round roubles to kopecks, HALF_UP (a half goes away from zero)."""
        return _round_kopecks((roubles,), shift=2)

    @classmethod
    def total(cls, sums: Iterable[Money]) -> Money:
        """Add up; nothing is zero."""
        return cls(sum(money.kopecks for money in sums))

    @property
    def roubles(self) -> Decimal:
        """Roubles with exactly two decimal places."""
        return _EXACT.scaleb(Decimal(self.kopecks), Decimal(-2))

    def share(self, percent: Decimal) -> Money:
        """That many percent of the sum, HALF_UP to kopecks."""
        return _round_kopecks((Decimal(self.kopecks), percent), shift=-2)

    def __add__(self, other: Money) -> Money:
        return Money(self.kopecks + other.kopecks)

    def __sub__(self, other: Money) -> Money:
        return Money(self.kopecks - other.kopecks)

    def __neg__(self) -> Money:
        return Money(-self.kopecks)

    def __bool__(self) -> bool:
        return self.kopecks != 0

    def __str__(self) -> str:
        return str(self.roubles)


def line_sum(quantity: Decimal, price: Money, discount: Decimal) -> Money:
    """Sum of a line: quantity × price × (100 − discount) / 100, rounded once, HALF_UP; ``discount`` is percent.

    The discounted price of a unit is never rounded first. Raises MoneyError if the numbers are absurdly long.
    """
    return _round_kopecks((quantity, Decimal(price.kopecks), _exact_difference(_HUNDRED, discount)), shift=-2)


def half_up(numerator: int, denominator: int) -> int:
    """Divide whole numbers and round the quotient HALF_UP (a half goes away from zero); ``denominator`` > 0."""
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -quotient if numerator < 0 else quotient


def _exact_difference(left: Decimal, right: Decimal) -> Decimal:
    try:
        return _EXACT.subtract(left, right)
    except ArithmeticError as error:
        raise _not_computable() from error


def _round_kopecks(factors: tuple[Decimal, ...], shift: int) -> Money:
    """Multiply exactly, move the decimal point by ``shift``, round to whole kopecks."""
    product = _ONE
    try:
        for factor in factors:
            product = _EXACT.multiply(product, factor)
        kopecks = _ROUNDING.quantize(_EXACT.scaleb(product, Decimal(shift)), _ONE)
    except ArithmeticError as error:
        raise _not_computable() from error
    if not kopecks.is_finite():
        raise _not_computable()
    return _within_limit(int(kopecks))


def _within_limit(kopecks: int) -> Money:
    if abs(kopecks) > LIMIT_KOPECKS:
        raise MoneyError("Сумма больше квадриллиона рублей; проверьте количество и цену.")
    return Money(kopecks)


def _not_computable() -> MoneyError:
    return MoneyError("Сумму нельзя посчитать: число слишком длинное или вовсе не число; проверьте цену и количество.")
