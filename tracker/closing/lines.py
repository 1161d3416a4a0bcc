"""The lines of a closing paper: as they were agreed, where that gives the sum that was performed, else one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from docgen.calculation import priced_line
from docgen.documents import Line, LineKind
from docgen.intake.building import WITHOUT_NUMBER
from docgen.money import Money
from docgen.phrases import with_sign
from docgen.vat import VatError, VatRate, codes_allowed, default_code, rate_on
from tracker import phrases
from tracker.closing.cases import LINE_KINDS, Agreed, AgreedLine, Case, Owed

_UNITS: Final = {LineKind.GOODS: "шт", LineKind.SERVICES: "усл", LineKind.WORKS: "усл"}
_LONGEST_NAME: Final = 1000

Covers = Sequence[tuple[Owed, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines as an input file has them. ``notes``: what whoever looks at the plan should know, in Russian."""

    lines: tuple[dict[str, Any], ...]
    prices_include_vat: bool
    notes: tuple[str, ...] = ()


def lines_of(case: Case, covers: Covers, on: date) -> Lines:
    """Lines that cover these sums, VAT at the rates of the day ``on``."""
    agreed = case.agreed
    if agreed is not None:
        found = _by_obligation(case, agreed, covers, on)
        if found is not None:
            return found
    lines = tuple(_one_line(case, owed, amount) for owed, amount in covers)
    return Lines(lines=lines, prices_include_vat=True, notes=tuple(_notes(case, covers, on)))


def is_rate_unknown(case: Case, covers: Covers, on: date) -> bool:
    """Whether one line would have to stand for a part of lines with rates of their own: nobody knows at which rate."""
    agreed = case.agreed
    if agreed is None:
        return False
    usual, allowed = default_code(case.seller_vat), codes_allowed(case.seller_vat)
    for owed, amount in covers:
        rates = {line.vat for line in agreed.lines if line.kind is LINE_KINDS[owed.kind]}
        if rates & allowed - {usual} and _agreed_lines(case, agreed, owed, amount, on) is None:
            return True
    return False


def _by_obligation(case: Case, agreed: Agreed, covers: Covers, on: date) -> Lines | None:
    """Agreed lines of what was performed in full, one line of each other; None where such cannot stand in one paper."""
    told: list[dict[str, Any]] = []
    others: list[tuple[Owed, int]] = []
    for owed, amount in covers:
        lines = _agreed_lines(case, agreed, owed, amount, on)
        if lines is not None:
            told += (_told(case, line) for line in lines)
            continue
        price = amount if agreed.prices_include_vat else _net(case, amount, on)
        if price is None:
            return None
        told.append(_one_line(case, owed, price))
        others.append((owed, amount))
    if len(others) == len(covers):
        return None
    notes = tuple(_notes(case, others, on)) if others else ()
    return Lines(lines=tuple(told), prices_include_vat=agreed.prices_include_vat, notes=notes)


def _net(case: Case, gross: int, on: date) -> int | None:
    """The price without VAT that comes to this sum with it; None where rounding allows none."""
    try:
        rate = rate_on(default_code(case.seller_vat), on)
    except VatError:
        return None
    net = _single(gross, rate, include_vat=True).net.kopecks
    return net if _single(net, rate, include_vat=False).gross.kopecks == gross else None


def _single(price: int, rate: VatRate, *, include_vat: bool) -> Line:
    return priced_line(
        number=1,
        code=None,
        name="",
        unit="",
        kind=LineKind.SERVICES,
        quantity=Decimal(1),
        price=Money(price),
        discount=Decimal(0),
        rate=rate,
        include_vat=include_vat,
    )


def _agreed_lines(case: Case, agreed: Agreed, owed: Owed, amount: int, on: date) -> list[AgreedLine] | None:
    """The lines of what was agreed, if all of it was performed and their sum on that day is what was owed."""
    if not amount == owed.performed == owed.amount:
        return None
    lines = [line for line in agreed.lines if line.kind is LINE_KINDS[owed.kind]]
    return lines if _total(case, agreed, lines, on) == amount else None


def _total(case: Case, agreed: Agreed, lines: Sequence[AgreedLine], on: date) -> int | None:
    """With VAT, kopecks; None where the seller cannot charge such a rate on that day."""
    if not {line.vat for line in lines} <= codes_allowed(case.seller_vat):
        return None
    try:
        return sum(_gross(line, agreed, on) for line in lines)
    except VatError:
        return None


def _gross(line: AgreedLine, agreed: Agreed, on: date) -> int:
    priced = priced_line(
        number=1,
        code=line.code,
        name=line.name,
        unit=line.unit,
        kind=line.kind,
        quantity=line.quantity,
        price=Money(line.price),
        discount=line.discount,
        rate=rate_on(line.vat, on),
        include_vat=agreed.prices_include_vat,
    )
    return priced.gross.kopecks


def _told(case: Case, line: AgreedLine) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": line.name,
        "unit": line.unit,
        "quantity": f"{line.quantity:f}",
        "price": str(Money(line.price)),
        "kind": line.kind.value,
    }
    if line.code is not None:
        told["code"] = line.code
    if line.discount:
        told["discount"] = f"{line.discount:f}"
    if line.vat != default_code(case.seller_vat):
        told["vat"] = line.vat
    return told


def _one_line(case: Case, owed: Owed, amount: int) -> dict[str, Any]:
    kind = LINE_KINDS[owed.kind]
    return {
        "name": _name(case),
        "unit": _UNITS[kind],
        "quantity": "1",
        "price": str(Money(amount)),
        "kind": kind.value,
    }


def _name(case: Case) -> str:
    """The subject of the deal, with its contract where it does not name one itself."""
    basis = case.basis
    if basis is None or "договор" in case.subject.casefold():
        return case.subject[:_LONGEST_NAME]
    word = "договору" if basis.is_contract else "счету"
    tail = f" по {word} {with_sign(basis.number or WITHOUT_NUMBER)} от {phrases.day(basis.date)}"
    return case.subject[: _LONGEST_NAME - len(tail)] + tail


def _notes(case: Case, covers: Covers, on: date) -> Iterator[str]:
    if case.agreed is None:
        yield "строк договора в базе нет: в документе одна строка на всю сумму"
    elif any(amount != owed.amount for owed, amount in covers):
        yield "исполнено или осталось не всё: в документе одна строка на эту сумму"
    elif _is_other_rate(case, case.agreed, covers, on):
        yield "ставка НДС с договора сменилась: сумма с НДС прежняя, в документе одна строка по новой ставке"
    else:
        yield "строки договора не дают эту сумму: в документе одна строка на неё"
    if any(LINE_KINDS[owed.kind] is LineKind.GOODS for owed, _ in covers):
        yield (
            "товар одной строкой, без наименований и количества, — слабый документ (ст. 9 402-ФЗ, п. 5 ст. 169 НК РФ): "
            "лучше выпустите его из файла со строками (pervichka issue paper)"
        )


def _is_other_rate(case: Case, agreed: Agreed, covers: Covers, on: date) -> bool:
    """Whether the same lines would have made the sum at a rate that was in force before."""
    if agreed.prices_include_vat:
        return False
    kinds = {LINE_KINDS[owed.kind] for owed, _ in covers}
    lines = [line for line in agreed.lines if line.kind in kinds]
    amount = sum(amount for _, amount in covers)
    earlier = case.basis.date if case.basis else on
    return _total(case, agreed, lines, earlier) == amount
