"""How findings name sums, days, papers and obligations in Russian."""

from __future__ import annotations

from datetime import date

from docgen.filters import NBSP, date_short, money
from docgen.library import find_kind
from docgen.money import Money
from docgen.phrases import with_sign
from tracker.facts import Contract, Document, ObligationKind

_THINGS = {
    ObligationKind.GOODS: "товар",
    ObligationKind.SERVICES: "услуги",
    ObligationKind.WORKS: "работы",
    ObligationKind.HANDOVER: "передача имущества",
    ObligationKind.PAYMENT: "оплата",
}


def roubles(kopecks: int) -> str:
    """«120 000,00 руб.»."""
    return f"{money(Money(kopecks).roubles)}{NBSP}руб."


def day(on: date) -> str:
    """«22.11.2026»."""
    return date_short(on)


def paper(document: Document) -> str:
    """«УПД № 15 от 30.01.2025»."""
    return f"{find_kind(document.kind).caption} {with_sign(document.number)} от{NBSP}{day(document.date)}"


def contract(agreed: Contract) -> str:
    """«Договор № 25/11 от 10.01.2025»."""
    return f"Договор {with_sign(agreed.number)} от{NBSP}{day(agreed.date)}"


def thing(kind: ObligationKind) -> str:
    """«товар», «работы»: what is owed, in the nominative."""
    return _THINGS[kind]
