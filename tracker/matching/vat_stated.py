"""VAT that the payer states against VAT of the invoices it pays: what contradicts is told in words, for a person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from docgen.filters import NBSP
from docgen.money import half_up
from tracker import phrases
from tracker.matching.vat_said import VatSaid

TOLERANCE: Final = 100
"""Kopecks for each invoice by which a stated sum of VAT may differ: lines are rounded one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceVat:
    """VAT of an invoice. ``rates``: percents, empty for «без НДС»; amount and total: kopecks, None if not known."""

    rates: frozenset[str]
    amount: int | None = None
    total: int | None = None


def vat_of_frozen(frozen: str) -> InvoiceVat | None:
    """VAT of an invoice from the input that it was made from; None where the input has no totals."""
    totals = json.loads(frozen).get("snapshot", {}).get("totals")
    if not totals:
        return None
    percents = [one["rate"]["percent"] for one in totals["by_rate"]]
    rates = frozenset(str(int(percent)) for percent in percents if percent is not None)
    return InvoiceVat(rates=rates, amount=_kopecks(totals["vat"]), total=_kopecks(totals["gross"]))


def _kopecks(money: Any) -> int:
    return int(money["kopecks"])


def contradictions(said: VatSaid, paid: Sequence[tuple[InvoiceVat, int]]) -> Iterator[str]:
    """What of the payer's words contradicts the invoices; ``paid``: each with the kopecks that go to it."""
    if not paid or not said.is_said:
        return
    rates = frozenset().union(*(vat.rates for vat, _ in paid))
    if said.is_without:
        if rates:
            yield f"в назначении «без НДС», а в счёте НДС {_listed(rates)}"
    elif not rates:
        yield "в назначении НДС есть, а счёт без НДС"
    elif not rates.issuperset(said.rates):
        yield f"в назначении НДС {_listed(frozenset(said.rates))}, а в счёте {_listed(rates)}"
    elif said.amount is not None:
        yield from _other_sum(said.amount, paid)


def _other_sum(stated: int, paid: Sequence[tuple[InvoiceVat, int]]) -> Iterator[str]:
    expected = 0
    for vat, amount in paid:
        share = _share(vat, amount)
        if share is None:
            return
        expected += share
    if abs(stated - expected) > TOLERANCE * len(paid):
        yield f"в назначении НДС {phrases.roubles(stated)}, а по счёту выходит {phrases.roubles(expected)}"


def _share(vat: InvoiceVat, amount: int) -> int | None:
    """VAT of a part of an invoice; None where several rates do not let it be told."""
    if vat.amount is not None and vat.total:
        return half_up(vat.amount * amount, vat.total)
    if len(vat.rates) > 1:
        return None
    rate = int(next(iter(vat.rates), "0"))
    return half_up(amount * rate, 100 + rate)


def _listed(rates: frozenset[str]) -> str:
    return ", ".join(f"{rate}{NBSP}%" for rate in sorted(rates, key=int, reverse=True))
