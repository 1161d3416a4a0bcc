"""Money and its purpose → what is applied and what is proposed. A match is applied if it is certain and the only one.

Certain: the payer is the client by its ИНН (40); the purpose names papers of its deals with number and date (40), or by
number alone (30); the sum is just what is open (20). 80 are enough, unless anything at all speaks against it. A sum or
an ИНН alone is never enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from tracker import phrases
from tracker.facts import Direction
from tracker.matching.case import Case
from tracker.matching.guessing import guesses
from tracker.matching.items import CERTAIN, Deal, Decision, Invoice, Match, Part
from tracker.matching.resolving import (
    ResolvedDeal,
    ResolvedInvoice,
    name_of,
    resolve_contract,
    resolve_invoice,
    resolve_paper,
)
from tracker.matching.returning import decide_return
from tracker.matching.spreading import crowded, spread
from tracker.matching.vat_stated import contradictions

EXACT: Final = 20
_NOTHING_NAMED: Final = "в назначении не названы ни счёт, ни договор, ни акт"
_NOT_NAMED: Final = "в назначении счёт не назван"
_OTHER_NAMED: Final = "в назначении названо другое"
_LITTLE: Final = "номер назван без даты, а сумма не равна тому, что осталось получить"
_NO_SUM: Final = "открытых счетов и сделок на такую сумму нет"
MOST_PROPOSED: Final = 5

_Named = Sequence[tuple[ResolvedInvoice, Invoice]]


def decide(case: Case) -> Decision:
    """What becomes of money that came, or went back to a client."""
    if case.money.direction is Direction.OUT:
        return decide_return(case)
    matches = [_checked(match, case) for match in _named(case)]
    certain = [match for match in matches if match.is_certain]
    if len(certain) == 1:
        return _applied(certain[0], case)
    if certain:
        matches = [replace(one, doubts=(*one.doubts, "подходит не только это")) for one in matches]
    guessed = [replace(one, doubts=_of_guess(matches)) for one in guesses(case)]
    return Decision(proposals=_best([*matches, *guessed]) or (_nothing(matches, case),))


def _of_guess(matches: Sequence[Match]) -> tuple[str, ...]:
    """Why a guess is no more than that: what the purpose names is not there, is another thing, or is nothing."""
    if not matches:
        return (_NOT_NAMED,)
    missing = [doubt for match in matches if not match.parts for doubt in match.doubts]
    return tuple(dict.fromkeys(missing)) or (_OTHER_NAMED,)


def _applied(match: Match, case: Case) -> Decision:
    """The match, and the rest of the money as an advance in the same deal for a person to accept."""
    rest = case.money.amount - match.amount
    deals = {part.deal_id for part in match.parts}
    if rest <= 0 or len(deals) != 1:
        return Decision(applied=match)
    return Decision(applied=match, proposals=(advance(case.items.deals[deals.pop()], rest, case.payer.score),))


def _nothing(matches: Sequence[Match], case: Case) -> Match:
    """Why there is nothing to propose."""
    doubts = [doubt for match in matches for doubt in match.doubts] or [*_against(case)]
    told = () if case.purpose.invoices or case.purpose.contracts or case.purpose.papers else (_NOTHING_NAMED,)
    return Match(parts=(), score=0, reasons=(), doubts=tuple(dict.fromkeys([*told, *doubts])) or (_NO_SUM,))


def advance(deal: Deal, rest: int, score: int) -> Match:
    """What is left of a payment, kopecks, proposed as an advance in the deal that has its other part."""
    told = f"остаток платежа {phrases.roubles(rest)} можно отнести туда же, к сделке «{deal.code}», как аванс"
    parts = (Part(deal_id=deal.id, document_id=None, amount=rest),)
    return Match(parts=parts, score=score, reasons=(told,), doubts=("клиент может потребовать её назад",))


def _named(case: Case) -> list[Match]:
    """Matches by what the purpose names: invoices before contracts before closing papers."""
    purpose = case.purpose
    if purpose.invoices:
        return _by_invoices([resolve_invoice(one, case) for one in purpose.invoices], case)
    if purpose.contracts:
        return _by_deals([resolve_contract(one, case) for one in purpose.contracts], case)
    return _by_deals([resolve_paper(one, case) for one in purpose.papers], case)


def _by_invoices(resolved: Sequence[ResolvedInvoice], case: Case) -> list[Match]:
    doubts = [doubt for one in resolved for doubt in one.doubts]
    doubts += [
        f"{name_of(one.reference)}: таких счетов {len(one.invoices)}" for one in resolved if len(one.invoices) > 1
    ]
    if len(resolved) == 1 and resolved[0].invoices:
        return [_of_invoices([(resolved[0], one)], doubts, case) for one in resolved[0].invoices[:MOST_PROPOSED]]
    single = {one.invoices[0].id: (one, one.invoices[0]) for one in resolved if len(one.invoices) == 1}
    if single:
        return [_of_invoices(list(single.values()), doubts, case)]
    settled = [(one, invoice) for one in resolved for invoice in one.settled][:MOST_PROPOSED]
    return [_of_settled(one, invoice, doubts, case) for one, invoice in settled] or [_missing(doubts)]


def _of_settled(resolved: ResolvedInvoice, invoice: Invoice, doubts: Iterable[str], case: Case) -> Match:
    """The money to the deal of an invoice that is paid up: perhaps it was paid twice."""
    return Match(
        parts=(Part(deal_id=invoice.deal_id, document_id=None, amount=case.money.amount),),
        score=case.payer.score + resolved.score,
        reasons=tuple(filter(None, (case.payer.how, f"в назначении {invoice.name}"))),
        doubts=tuple(doubts),
    )


def _missing(doubts: Iterable[str]) -> Match:
    """What was named and is not there."""
    return Match(parts=(), score=0, reasons=(), doubts=tuple(doubts))


def _of_invoices(named: _Named, doubts: Iterable[str], case: Case) -> Match:
    made = spread(case.money.amount, named, case.items)
    reasons = [case.payer.how, "в назначении " + ", ".join(invoice.name for _, invoice in named)]
    if made.is_exact:
        reasons.append("сумма равна тому, что осталось оплатить")
    against = [*doubts, *made.doubts, *_other_contract(named, case)]
    if len({invoice.client_id for _, invoice in named}) > 1:
        against.append("это счета разных клиентов")
    score = case.payer.score + min(resolved.score for resolved, _ in named) + (EXACT if made.is_exact else 0)
    return Match(
        parts=made.parts,
        score=score,
        reasons=(*filter(None, reasons), *made.reasons),
        doubts=tuple(against),
    )


def _other_contract(named: _Named, case: Case) -> Iterator[str]:
    """Words about a contract that the purpose names and that is not the one of the invoices' deals."""
    told = {key for one in case.purpose.contracts for key in one.keys}
    for _, invoice in named:
        known = {contract.key for contract in case.items.deals[invoice.deal_id].contracts}
        if told and known and not told & known:
            yield f"{invoice.name} — по другому договору, чем назван"


def _by_deals(found: Sequence[ResolvedDeal], case: Case) -> list[Match]:
    """Matches by contracts or closing papers; all that are named must be of one deal."""
    doubts = [doubt for one in found for doubt in one.doubts]
    deals = {deal.id: deal for one in found for deal in one.deals}
    if not deals:
        return [_missing(doubts)] if doubts else []
    named = [one for one in found if one.deals]
    reasons = (case.payer.how, "в назначении " + ", ".join(name_of(one.reference) for one in named))
    if len(deals) > 1:
        doubts.append(f"под это подходит сделок: {len(deals)}")
    base = Match(
        parts=(),
        score=case.payer.score + min(one.score for one in named),
        reasons=tuple(filter(None, reasons)),
        doubts=tuple(doubts),
    )
    return [_of_deal(deal, base, case) for deal in list(deals.values())[:MOST_PROPOSED]]


def _of_deal(deal: Deal, base: Match, case: Case) -> Match:
    """All the money to a deal; to its invoice too, where it has one open and on that just so much."""
    amount, items = case.money.amount, case.items
    invoices = items.invoices_of_deal(deal.id)
    is_exact = len(invoices) == 1 and items.open_of(invoices[0]) == amount
    part = Part(deal_id=deal.id, document_id=invoices[0].id if is_exact else None, amount=amount)
    match = replace(base, parts=(part,))
    if is_exact:
        return _exact(match, f"сумма равна тому, что осталось оплатить: {invoices[0].name}")
    if items.room_of(deal.id) == amount:
        return _exact(match, f"сумма равна тому, что осталось получить по сделке «{deal.code}»")
    return match


def _exact(match: Match, reason: str) -> Match:
    return replace(match, score=match.score + EXACT, reasons=(*match.reasons, reason))


def _checked(match: Match, case: Case) -> Match:
    """The match with doubts about what its deals wait for, about VAT and about the payer."""
    doubts = [*match.doubts, *crowded(match.parts, case.items), *_other_vat(match.parts, case), *_against(case)]
    if match.parts and match.score < CERTAIN and not doubts:
        doubts.append(_LITTLE)
    return replace(match, doubts=tuple(dict.fromkeys(doubts)))


def _other_vat(parts: Sequence[Part], case: Case) -> Iterator[str]:
    """Contradictions in VAT, if VAT of all that is paid is known."""
    known = case.items.vat
    paid = [(known[part.document_id], part.amount) for part in parts if part.document_id in known]
    return contradictions(case.purpose.vat, paid) if len(paid) == len(parts) else iter(())


def _against(case: Case) -> Iterator[str]:
    """What of the purpose and the payer speaks against any match."""
    if not case.payer.clients:
        yield "плательщика с такими реквизитами среди клиентов нет"
    meaning = case.purpose.meaning
    if meaning.is_return:
        yield "в назначении слова о возврате"
    if meaning.other_payer:
        yield f"в назначении «{meaning.other_payer}»: возможно, платят за другое лицо"
    if meaning.other_duty:
        yield f"в назначении «{meaning.other_duty}»: возможно, это не цена по сделке"
    yield from case.doubts


def _best(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The likeliest first, each placing once."""
    unique: dict[frozenset[Part], Match] = {}
    for match in sorted(matches, key=lambda one: (-one.score, len(one.doubts))):
        if match.parts:
            unique.setdefault(frozenset(match.parts), match)
    return tuple(unique.values())[:MOST_PROPOSED]
