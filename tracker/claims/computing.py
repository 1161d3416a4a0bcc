"""What may be claimed of a deal on a day: debts by papers, with interest or a penalty, and what weakens the claim.

Three lines of kopecks are cut along each other, each oldest first: the client's payments that are due, what we have
performed, and money received. Where a payment is due and performed but not covered by money there is a debt
(``Standing.unpaid``, at most what is performed). So an advance that is due for nothing performed is not claimed.

A delay begins when both have come: the term of the payment, moved to a working day (ст. 193 ГК РФ), and the performance
that it pays for; a client does not owe for what has not been done (ст. 328 ГК РФ).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from docgen.claims import computing
from docgen.claims.computing import Claim, Sanction
from docgen.claims.debts import Debt, Payment
from docgen.money import Money
from tracker import phrases
from tracker.claims.lines import Stretch, cut, lay
from tracker.claims.performed import Piece, pieces_of
from tracker.claims.receipts import Receipt, kept
from tracker.claims.sanctions import ChosenSanction, ContractTerms
from tracker.errors import RefusedError
from tracker.evidence import Strength, working_day
from tracker.standing import Paper, Standing


class NothingToClaimError(RefusedError):
    """The deal has no debt that is due and performed for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedPart:
    """One debt of a claim. ``amount``: kopecks to be paid. ``agreed_on``: the term as agreed; ``due_on``: the last day
    to pay in time. ``performed_on``: when the performance that it pays for was.
    """

    payment: str
    agreed_on: date
    due_on: date
    performed_on: date
    amount: int
    strength: Strength
    paper: Paper | None
    receipts: tuple[Receipt, ...] = ()

    @property
    def paid(self) -> int:
        """What money covers of it."""
        return sum(one.amount for one in self.receipts)

    @property
    def left(self) -> int:
        """What is still owed."""
        return self.amount - self.paid

    @property
    def is_moved(self) -> bool:
        """Whether the agreed term fell on a day off."""
        return self.due_on != self.agreed_on and self.due_on == working_day(self.agreed_on)

    @property
    def is_performed_late(self) -> bool:
        """Whether the term had passed before the performance."""
        return self.due_on == self.performed_on and self.due_on > working_day(self.agreed_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class DealClaim:
    """A claim of a deal. ``parts`` and ``claim.debts`` go in the same order; money is whole kopecks here.

    not_performed: due, but not performed for, so not claimed. confirmed: what of the debt papers confirm.
    """

    on: date
    chosen: ChosenSanction
    parts: tuple[ClaimedPart, ...]
    claim: Claim
    not_performed: int
    cautions: tuple[str, ...]

    @property
    def principal(self) -> int:
        """The debt."""
        return self.claim.principal.kopecks

    @property
    def sanction(self) -> int:
        """Interest or penalty through the day."""
        return self.claim.sanction.kopecks

    @property
    def whole(self) -> int:
        """Both."""
        return self.claim.whole.kopecks

    def by_strength(self) -> dict[Strength, int]:
        """The debt by how it is confirmed, the strongest first; what is nothing is left out."""
        sums = {strength: sum(part.left for part in self.parts if part.strength is strength) for strength in Strength}
        return {strength: amount for strength, amount in sums.items() if amount}


def compute(
    deal: Standing,
    receipts: Iterable[Receipt],
    chosen: ChosenSanction,
    *,
    contract: ContractTerms | None = None,
    told: Mapping[str, date] | None = None,
    is_exact: bool = False,
) -> DealClaim:
    """The claim through the day of the standing, that day included.

    receipts: confirmed money of the deal, with the papers that name it. told: terms of payments by their ids, where a
    person knows better than the deal. is_exact: the contract's terms are not moved from days off.
    Raises NothingToClaimError, RefusedError for terms of payments that are not there, and what ``docgen.claims``
    raises.
    """
    on = deal.today
    known = [one for one in receipts if one.on <= on]
    terms = [one for one in _terms(deal, told or {}, is_exact=is_exact) if one.due_on < on]
    parts = tuple(_late(_parts(deal, terms, kept(known)), on, chosen.sanction))
    due = sum(one.amount for one in terms)
    if not parts:
        raise NothingToClaimError(_why_nothing(deal, due))
    claim = computing.compute(map(_debt, parts), computed_on=on, terms=chosen.terms)
    performed = sum(piece.amount for piece in pieces_of(deal, on))
    return DealClaim(
        on=on,
        chosen=chosen,
        parts=parts,
        claim=claim,
        not_performed=max(0, due - max(performed, deal.received)),
        cautions=(
            *chosen.cautions,
            *claim.cautions,
            *_cautions(parts, known),
            *_doubts(parts, chosen, contract, told or {}),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """A payment of the client with its term: as agreed, and the last day to pay in time."""

    payment: str
    amount: int
    agreed_on: date
    due_on: date


def _terms(deal: Standing, told: Mapping[str, date], *, is_exact: bool) -> list[_Term]:
    """The client's payments, those with the earliest term first."""
    known = {debt.obligation.id: debt.obligation for debt in deal.debts}
    strange = [name for name in told if name not in known]
    if strange:
        raise RefusedError(f"Оплаты «{strange[0]}» в этой сделке нет; есть: {', '.join(known) or 'ни одной'}.")
    agreed = {name: told.get(name, owed.due_on) for name, owed in known.items()}
    return [
        _Term(
            payment=name,
            amount=known[name].amount,
            agreed_on=agreed[name],
            due_on=agreed[name] if is_exact else working_day(agreed[name]),
        )
        for name in sorted(known, key=lambda name: (agreed[name], name))
    ]


def _parts(deal: Standing, terms: list[_Term], receipts: list[Receipt]) -> Iterator[ClaimedPart]:
    """Everything due and performed, with the money that covers it; whether it was paid in time is not asked yet."""
    due = lay((one.amount, one) for one in terms)
    done = lay((piece.amount, piece) for piece in pieces_of(deal, deal.today))
    owed = _joined(Stretch(one.start, one.end, _part(*one.what, one.end - one.start)) for one in cut(due, done))
    money = lay((one.amount, one) for one in receipts)
    paid: dict[int, list[Receipt]] = {}
    places = [Stretch(one.start, one.end, place) for place, one in enumerate(owed)]
    for both in cut(places, money):
        place, receipt = both.what
        paid.setdefault(place, []).append(replace(receipt, amount=both.end - both.start))
    for place, one in enumerate(owed):
        yield replace(one.what, receipts=tuple(paid.get(place, ())))


def _part(term: _Term, piece: Piece, amount: int) -> ClaimedPart:
    return ClaimedPart(
        payment=term.payment,
        agreed_on=term.agreed_on,
        due_on=max(term.due_on, piece.performed_on),
        performed_on=piece.performed_on,
        amount=amount,
        strength=piece.strength,
        paper=piece.paper,
    )


def _joined(owed: Iterable[Stretch[ClaimedPart]]) -> list[Stretch[ClaimedPart]]:
    """Neighbours that differ in nothing are one debt: goods and works of one УПД."""
    joined: list[Stretch[ClaimedPart]] = []
    for one in owed:
        last = joined[-1] if joined else None
        if last is not None and last.end == one.start and _is_same(last.what, one.what):
            whole = replace(last.what, amount=last.what.amount + one.what.amount)
            joined[-1] = Stretch(last.start, one.end, whole)
        else:
            joined.append(one)
    return joined


def _is_same(one: ClaimedPart, other: ClaimedPart) -> bool:
    return one.paper is other.paper and all(
        getattr(one, name) == getattr(other, name) for name in ("payment", "due_on", "performed_on", "strength")
    )


def _late(parts: Iterable[ClaimedPart], on: date, sanction: Sanction) -> Iterator[ClaimedPart]:
    """Those in arrears; what was paid late but in full counts only where a sanction is asked."""
    for part in parts:
        was_late = part.due_on < on and part.amount > sum(one.amount for one in part.receipts if one.on <= part.due_on)
        if was_late and (part.left or sanction is not Sanction.NONE):
            yield part


def _debt(part: ClaimedPart) -> Debt:
    return Debt(
        title=phrases.paper(part.paper.document) if part.paper else f"Оплата «{part.payment}»",
        amount=Money(part.amount),
        due_on=part.due_on,
        arose_on=min(part.performed_on, part.due_on),
        payments=tuple(Payment(on=one.on, amount=Money(one.amount), document=one.document) for one in part.receipts),
    )


def _why_nothing(deal: Standing, due: int) -> str:
    beginning = f"Сделка «{deal.id}»: на {phrases.day(deal.today)} требовать нечего"
    if not deal.debts:
        return f"{beginning}: у клиента в ней нет оплат со сроком. Добавьте их в файл сделок и загрузите его."
    if due <= deal.received:
        return f"{beginning}: всё, чему вышел срок, оплачено."
    if deal.performed <= deal.received:
        return (
            f"{beginning}: оплата просрочена, но исполнено не больше, чем оплачено. За неисполненное долга нет "
            "(ст. 328 ГК РФ); отметьте исполнение, если оно было."
        )
    return f"{beginning}: просрочка ещё не началась. Повторите на другой день."


def _cautions(parts: Sequence[ClaimedPart], receipts: Iterable[Receipt]) -> Iterator[str]:
    if any(one.returned for one in receipts):
        yield "Часть денег возвращена клиенту: в расчёте возврат уменьшает последние оплаты до него. Проверьте зачёт."
    if any(part.is_moved for part in parts):
        yield "Срок оплаты перенесён с нерабочего дня (ст. 193 ГК РФ). Если договор его не переносит: --exact-terms."
    if any(part.paper is None for part in parts):
        yield "Часть долга не подтверждает ни один документ: такое требование суд отклонит, если клиент его оспорит."
    unsigned = _named(part for part in parts if part.strength is Strength.NONE)
    if unsigned:
        yield f"Клиент не подписал: {unsigned}. Сам по себе такой документ исполнения не доказывает."
    later = _named(part for part in parts if part.paper and part.paper.document.date > part.due_on)
    if later:
        yield (
            f"Просрочка начинается раньше, чем составлен документ: {later}. День исполнения придётся доказать иначе: "
            "отметкой в самом документе, транспортными документами, перепиской."
        )


def _named(parts: Iterable[ClaimedPart]) -> str:
    """Papers of the performance itself, each once: «УПД № 31 от 20.05.2026; Акт № 4 от 25.05.2026»."""
    papers = (part.paper.document for part in parts if part.paper and part.paper.is_confirming)
    return "; ".join(dict.fromkeys(map(phrases.paper, papers)))


def _doubts(
    parts: Sequence[ClaimedPart], chosen: ChosenSanction, contract: ContractTerms | None, told: Mapping[str, date]
) -> Iterator[str]:
    """What the text of a contract that is known says otherwise, or leaves to be looked up."""
    if contract is None:
        return
    if chosen.sanction is Sanction.PENALTY and any(part.payment in contract.prepaid for part in parts):
        yield (
            "В расчёте есть просроченная предоплата. На предварительную оплату пени по договору не начисляются: здесь "
            "они считаются со дня, следующего за исполнением. Проверьте, настаивать ли на них."
        )
    for name in dict.fromkeys(part.payment for part in parts if not part.is_performed_late):
        if name in contract.counted and name not in told:
            agreed_on = next(part.agreed_on for part in parts if part.payment == name)
            yield (
                f"Срок оплаты «{name}», {phrases.day(agreed_on)}, — расчётный: по договору платят "
                f"{contract.counted[name]}. Сверьте его с тем, как было на деле; другой день: --due {name}=ГГГГ-ММ-ДД."
            )
