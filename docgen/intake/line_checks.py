"""What the lines demand: a VAT rate that their seller may charge on that day, and sums that make sense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from docgen.intake.fields import Amount, Choice, Day, Word, read_or_none
from docgen.intake.problems import Problem
from docgen.intake.raw import Place
from docgen.intake.schema import LINE_VAT, MOST_ROUBLES
from docgen.money import Money, MoneyError, line_sum
from docgen.vat import TaxStatus, VatError, codes_allowed, default_code, rate_on

_QUANTITY = Amount(places=3, most=10**9)
_PRICE = Amount(places=2, most=MOST_ROUBLES)
_DISCOUNT = Amount(places=4, most=100, or_zero=True)
_LINE_VAT = Word(LINE_VAT, numbers=(10, 0))
_LIMIT = Money.of(MOST_ROUBLES)
_BEYOND = _LIMIT + Money(1)
_TOO_MUCH = "больше триллиона рублей: проверьте цену и количество"


def check_lines(root: Place) -> Iterator[Problem]:
    """VAT of the parties and of each line, sums of the lines and their total."""
    on = read_or_none(Day(), root["deal"]["date"].value)
    if on is not None:
        yield from _statuses(root, on)
    status = read_or_none(Choice(TaxStatus), root["seller"]["vat"].value)
    if status is not None:
        for line in root["lines"]:
            yield from check_line_vat(line["vat"], status)
    yield from check_sums(root["lines"])


def _statuses(root: Place, on: date) -> Iterator[Problem]:
    """A party cannot have a rate that the law did not know on the day of the deal."""
    for side in ("seller", "client"):
        yield from check_status(root[side]["vat"], on, root["deal"]["date"])


def check_status(place: Place, on: date, dated: Place) -> Iterator[Problem]:
    """The tax status at ``place`` has a rate on the day ``on``, which the file states at ``dated``."""
    status = read_or_none(Choice(TaxStatus), place.value)
    fault = None if status is None else _rate_fault(default_code(status), on)
    if fault:
        yield Problem(dated.loc if status is TaxStatus.STANDARD else place.loc, fault)


def _rate_fault(code: str, on: date) -> str | None:
    try:
        rate_on(code, on)
    except VatError as error:
        return str(error)
    return None


def check_line_vat(place: Place, status: TaxStatus) -> Iterator[Problem]:
    """The seller may charge the rate that the line names."""
    code = read_or_none(_LINE_VAT, place.value) if place.is_given else None
    if code is None or code in codes_allowed(status):
        return
    if status is TaxStatus.EXEMPT:
        text = "продавец работает без НДС (seller.vat: exempt) и начислить его не может: уберите «vat»"
        yield Problem(place.loc, text)
    else:
        allowed = ", ".join(sorted(codes_allowed(status) & set(LINE_VAT)))
        text = f"такую ставку этот продавец (seller.vat: {status}) не начисляет: уберите «vat» или поставьте {allowed}"
        yield Problem(place.loc, text)


def check_sums(lines: Place) -> Iterator[Problem]:
    """No line and no total is beyond a trillion, and the total is not nothing."""
    total = Money(0)
    are_all_known = lines.is_list
    for line in lines:
        amount = _sum(line)
        if amount is None:
            are_all_known = False
        elif amount > _LIMIT:
            are_all_known = False
            yield Problem(line.loc, f"сумма строки {_TOO_MUCH}")
        else:
            total += amount
    if total > _LIMIT:
        yield Problem(lines.loc, f"сумма сделки {_TOO_MUCH}")
    elif are_all_known and lines.value and not total:
        yield Problem(lines.loc, "сумма сделки — ноль, платить не за что: проверьте цены, количества и скидки")


def _sum(line: Place) -> Money | None:
    quantity: Decimal | None = read_or_none(_QUANTITY, line["quantity"].value)
    price: Decimal | None = read_or_none(_PRICE, line["price"].value)
    discount: Decimal | None = Decimal(0)
    if line["discount"].is_given:
        discount = read_or_none(_DISCOUNT, line["discount"].value)
    if quantity is None or price is None or discount is None:
        return None
    try:
        return line_sum(quantity, Money.of(price), discount)
    except MoneyError:
        return _BEYOND
