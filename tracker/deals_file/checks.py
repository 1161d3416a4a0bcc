"""What the fields of a deal and of a client demand of each other, beyond their shape."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.intake.fields import Day, read_or_none
from docgen.intake.party_checks import check_party
from docgen.intake.problems import Problem, quoted
from docgen.intake.raw import Place
from docgen.money import Money
from tracker import phrases
from tracker.deals_file.schema import ContractSection, DealSection, DocumentSection
from tracker.evidence import TRANSFER_DOCUMENT
from tracker.facts import ObligationKind, Side

_NOT_BEFORE_ITS_DATE = ("signed_by_client_on", "original_on")
_NAMES = {"signed_by_client_on": "подпись клиента", "original_on": "оригинал"}


def check_client(client: Place) -> Iterator[Problem]:
    """A client whatever its shape: requisites of its party."""
    if client["party"].is_section:
        yield from check_party(client["party"], None)


def check_papers_dates(deal: Place) -> Iterator[Problem]:
    """A deal whatever its shape: nobody signs a paper, or sends its original, before the paper's own date."""
    for paper in (deal["contract"], *deal["documents"]):
        dated = _day(paper["date"])
        for key in _NOT_BEFORE_ITS_DATE:
            on = _day(paper[key])
            if dated and on and on < dated:
                text = f"{_NAMES[key]} ({on}) раньше даты самого документа ({dated}): проверьте обе даты"
                yield Problem(paper[key].loc, text)


def check_ids(deal: Place) -> Iterator[Problem]:
    """A deal whatever its shape: ids of obligations, and of documents, do not repeat."""
    for key in ("obligations", "documents"):
        seen: set[str] = set()
        for item in deal[key]:
            name = item["id"].text
            if name is None:
                continue
            if name in seen:
                yield Problem(item["id"].loc, f"идентификатор {quoted(name)} в этой сделке уже есть: дайте другой")
            seen.add(name)


def check_deal(deal: DealSection) -> Iterator[Problem]:
    """A deal of the right shape: kinds fit their side, papers cover what exists and not above its sum."""
    amounts = {}
    for place, owed in enumerate(deal.obligations or ()):
        amounts[owed.id] = Money.of(owed.amount)
        is_payment = owed.kind is ObligationKind.PAYMENT
        if is_payment != (owed.by is Side.CLIENT):
            text = (
                "клиент должен только payment"
                if owed.by is Side.CLIENT
                else "мы должны goods, services, works, handover"
            )
            yield Problem(("obligations", place, "kind"), f"{text}: исправьте вид или сторону")
    for place, paper in enumerate(deal.documents or ()):
        for problem in _check_document(paper, amounts):
            yield Problem(("documents", place, *problem.loc), problem.text)
    if deal.contract:
        yield from _check_attorney(deal.contract, ("contract",))


def _check_document(paper: DocumentSection, amounts: dict[str, Money]) -> Iterator[Problem]:
    for name, covered in paper.covers or ():
        if name not in amounts:
            known = f"; есть: {', '.join(amounts)}" if amounts else ""
            yield Problem(("covers", name), f"обязательства {quoted(name)} в этой сделке нет{known}"[:300])
        elif Money.of(covered) > amounts[name]:
            whole = phrases.roubles(amounts[name].kopecks)
            yield Problem(("covers", name), f"покрыто больше, чем само обязательство ({whole}): исправьте сумму")
    if paper.status is not None and paper.kind != TRANSFER_DOCUMENT:
        yield Problem(("status",), "статус есть только у УПД (universal_transfer_document): уберите этот ключ")
    yield from _check_attorney(paper, ())


def _check_attorney(paper: DocumentSection | ContractSection, loc: tuple[str, ...]) -> Iterator[Problem]:
    attorney = paper.power_of_attorney
    if attorney and attorney.valid_from and attorney.valid_until and attorney.valid_until < attorney.valid_from:
        text = "доверенность кончается раньше, чем начинается: проверьте обе даты"
        yield Problem((*loc, "power_of_attorney", "until"), text)


def _day(place: Place) -> date | None:
    day: date | None = read_or_none(Day(), place.value)
    return day
