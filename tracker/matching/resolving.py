"""Papers that a purpose names → invoices and deals of the payer, each with what makes it doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from docgen.filters import NBSP
from docgen.phrases import with_sign
from tracker import phrases
from tracker.matching.case import Case
from tracker.matching.items import Deal, Invoice, Paper
from tracker.matching.open_items import OpenItems
from tracker.matching.purpose import Named, Reference

NAMED_WITH_DATE: Final = 40
NAMED_BY_NUMBER: Final = 30
_KINDS: Final = {
    Named.ACT: frozenset({"acceptance_certificate", "handover_certificate"}),
    Named.WAYBILL: frozenset({"waybill", "universal_transfer_document"}),
    Named.TAX_INVOICE: frozenset({"tax_invoice", "universal_transfer_document"}),
}
_WORDS: Final = {
    Named.INVOICE: "счёт",
    Named.CONTRACT: "договор",
    Named.ACT: "акт",
    Named.WAYBILL: "накладная",
    Named.TAX_INVOICE: "счёт-фактура",
    Named.ORDER: "платёжное поручение",
}
_CONTRACTS: Final = ("договоров", "договора")
_PAPERS: Final = ("документов", "документа")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedInvoice:
    """What a reference to an invoice may mean: none, one or several invoices in force.

    settled: if none of them is open, those that are paid up.
    """

    reference: Reference
    invoices: tuple[Invoice, ...]
    score: int
    doubts: tuple[str, ...] = ()
    settled: tuple[Invoice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedDeal:
    """What a reference to a contract or a closing paper may mean: deals."""

    reference: Reference
    deals: tuple[Deal, ...]
    score: int
    doubts: tuple[str, ...] = ()


def name_of(reference: Reference) -> str:
    """«счёт № 15 от 01.11.2026», as the payer named it."""
    on = reference.date or reference.shared_date
    dated = f" от{NBSP}{phrases.day(on)}" if on else ""
    return f"{_WORDS[reference.kind]} {with_sign(reference.number.upper())}{dated}"


def resolve_invoice(reference: Reference, case: Case) -> ResolvedInvoice:
    """The invoices of the payer that the reference may mean."""
    items = case.items
    named: list[Invoice] = []
    for key in reference.keys:
        named = named or items.invoices_named(case.organization_id, case.payer.searched, key)
    if not named:
        missing = f"{name_of(reference)}: среди счетов плательщика такого нет"
        return ResolvedInvoice(reference=reference, invoices=(), score=0, doubts=(missing,))
    pool, is_dated, doubts = _of_day(named, reference)
    in_force = [one for one in pool if not one.ended]
    if not in_force:
        in_force, ended = _successors(pool, items)
        doubts = [*doubts, *ended]
    still_open = [one for one in in_force if items.open_of(one) != 0]
    doubts = [*doubts, *_later(still_open, case.money.on)]
    if in_force and not still_open:
        doubts.append(f"{in_force[-1].name} уже оплачен полностью")
    score = NAMED_WITH_DATE if is_dated else NAMED_BY_NUMBER
    return ResolvedInvoice(
        reference=reference,
        invoices=tuple(still_open),
        score=score,
        doubts=tuple(doubts),
        settled=() if still_open else tuple(in_force),
    )


def _of_day(named: list[Invoice], reference: Reference) -> tuple[list[Invoice], bool, list[str]]:
    """Those of the day that the payer names, if there are any; whether there are; what is wrong with the day."""
    on = reference.date or reference.shared_date
    same = [one for one in named if one.date == on]
    if same:
        return same, True, []
    if reference.date is None:
        return named, False, []
    days = ", ".join(phrases.day(one.date) for one in named)
    return (
        named,
        False,
        [f"в назначении дата счёта {phrases.day(reference.date)}, а у нас счёт с этим номером от {days}"],
    )


def _successors(pool: Sequence[Invoice], items: OpenItems) -> tuple[list[Invoice], list[str]]:
    """What stands in the place of invoices that are no more, and words about them."""
    found: dict[int, Invoice] = {}
    doubts = []
    for one in pool:
        heir = _heir(one, items)
        if heir is None:
            doubts.append(f"{one.name} {one.ended}")
        else:
            found[heir.id] = heir
            doubts.append(f"{one.name} {one.ended}, вместо него действует {heir.name}")
    return list(found.values()), doubts


def _heir(invoice: Invoice, items: OpenItems) -> Invoice | None:
    one: Invoice | None = invoice
    while one is not None and one.ended:
        one = items.invoices.get(one.successor_id) if one.successor_id is not None else None
    return one


def _later(invoices: Iterable[Invoice], on: date) -> list[str]:
    return [f"{one.name} выставлен позже платежа" for one in invoices if one.date > on]


def resolve_contract(reference: Reference, case: Case) -> ResolvedDeal:
    """The deals of the payer under the contract that the reference names."""
    key = reference.keys[0]
    named = case.items.deals_by_contract(case.organization_id, case.payer.searched, key)
    of_day = [deal for deal in named if any((one.key, one.date) == (key, reference.date) for one in deal.contracts)]
    return _resolved(reference, named, of_day, _CONTRACTS)


def resolve_paper(reference: Reference, case: Case) -> ResolvedDeal:
    """The deals whose closing paper the reference names."""
    kinds = _KINDS[reference.kind]
    every = case.items.papers_named(case.organization_id, case.payer.searched, reference.keys[0])
    named = [paper for paper in every if paper.kind in kinds]
    of_day = [paper for paper in named if paper.date == (reference.date or reference.shared_date)]
    return _resolved(reference, _deals(named, case.items), _deals(of_day, case.items), _PAPERS)


def _deals(papers: Iterable[Paper], items: OpenItems) -> list[Deal]:
    return [items.deals[key] for key in dict.fromkeys(paper.deal_id for paper in papers)]


def _resolved(reference: Reference, named: list[Deal], of_day: list[Deal], words: tuple[str, str]) -> ResolvedDeal:
    """Deals of the day that the payer names, else all that bear the number, with a doubt."""
    doubts: tuple[str, ...] = ()
    if not named:
        doubts = (f"{name_of(reference)}: среди {words[0]} плательщика такого нет",)
    elif reference.date and not of_day:
        doubts = (f"у {words[1]} с этим номером другая дата, чем {phrases.day(reference.date)}",)
    score = NAMED_WITH_DATE if of_day else NAMED_BY_NUMBER
    return ResolvedDeal(reference=reference, deals=tuple(of_day or named), score=score, doubts=doubts)
