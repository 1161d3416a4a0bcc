"""A sum over the invoices that a payer names: by the sums it states, or the older first (п. 3 ст. 319.1 ГК РФ)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tracker import phrases
from tracker.matching.items import Invoice, Part
from tracker.matching.open_items import OpenItems
from tracker.matching.resolving import ResolvedInvoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Parts of a sum, why so, and what makes it doubtful. ``is_exact``: the sum is just what is open."""

    parts: tuple[Part, ...]
    is_exact: bool
    reasons: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def spread(amount: int, named: Sequence[tuple[ResolvedInvoice, Invoice]], items: OpenItems) -> Spread:
    """Spreads a sum over invoices; each stands once in ``named``, with how it was named."""
    stated = [resolved.reference.amount for resolved, _ in named]
    invoices = [invoice for _, invoice in named]
    if len(named) > 1 and all(stated):
        return _as_stated(amount, [(one, told or 0) for one, told in zip(invoices, stated, strict=True)], items)
    opens = [items.open_of(one) for one in invoices]
    unknown = [one for one, left in zip(invoices, opens, strict=True) if left is None]
    if len(named) == 1 and unknown:
        return _made([(invoices[0], amount)], is_exact=items.room_of(invoices[0].deal_id) == amount)
    if unknown:
        return _made([], doubts=[f"{one.name}: его сумма в базе неизвестна" for one in unknown])
    made = _oldest_first(amount, invoices, items)
    if len(named) == 1 and stated[0] is not None and stated[0] < min(amount, opens[0] or 0):
        doubt = f"в назначении по счёту {phrases.roubles(stated[0])}, а пришло {phrases.roubles(amount)}"
        return replace(made, doubts=(*made.doubts, doubt))
    return made


def _as_stated(amount: int, stated: Sequence[tuple[Invoice, int]], items: OpenItems) -> Spread:
    doubts = []
    total = sum(told for _, told in stated)
    if total != amount:
        doubts.append(f"суммы по счетам в назначении дают {phrases.roubles(total)}, а пришло {phrases.roubles(amount)}")
    for one, told in stated:
        left = items.open_of(one)
        if left is not None and told > left:
            doubts.append(f"{one.name}: к оплате {phrases.roubles(left)}, а в назначении {phrases.roubles(told)}")
    if doubts:
        return Spread(
            parts=_oldest_first(amount, [one for one, _ in stated], items).parts, is_exact=False, doubts=tuple(doubts)
        )
    is_exact = all(items.open_of(one) == told for one, told in stated)
    return _made(stated, is_exact=is_exact, reasons=["суммы по счетам названы в назначении"])


def _oldest_first(amount: int, invoices: Sequence[Invoice], items: OpenItems) -> Spread:
    opens = {one.id: items.open_of(one) or 0 for one in invoices}
    due = sum(opens.values())
    parts: list[tuple[Invoice, int]] = []
    left = amount
    for one in sorted(invoices, key=lambda invoice: invoice.date):
        part = min(left, opens[one.id])
        left -= part
        if part:
            parts.append((one, part))
    reasons: list[str] = []
    doubts: list[str] = []
    if amount < due and len(invoices) > 1:
        reasons.append("денег меньше, чем по всем названным счетам: сначала ранний счёт (п. 3 ст. 319.1 ГК РФ)")
    if left:
        told = f"больше, чем к оплате по счёту, на {phrases.roubles(left)}"
        if any(items.paid_of(one) for one in invoices):
            doubts.append(f"{told}, а часть его уже оплачена")
        else:
            (doubts if left >= due else reasons).append(told)  # twice as much is rather for something else
    return _made(parts, is_exact=amount == due, reasons=reasons, doubts=doubts)


def _made(
    parts: Iterable[tuple[Invoice, int]],
    *,
    is_exact: bool = False,
    reasons: Iterable[str] = (),
    doubts: Iterable[str] = (),
) -> Spread:
    made = tuple(Part(deal_id=one.deal_id, document_id=one.id, amount=amount) for one, amount in parts)
    return Spread(parts=made, is_exact=is_exact, reasons=tuple(reasons), doubts=tuple(doubts))


def crowded(parts: Iterable[Part], items: OpenItems) -> Iterator[str]:
    """What speaks against the parts because their deals wait for less: the money may have come another way."""
    sums: dict[int, int] = defaultdict(int)
    for part in parts:
        sums[part.deal_id] += part.amount
    for deal_id, amount in sums.items():
        room = items.room_of(deal_id)
        if room is not None and amount > room:
            code = items.deals[deal_id].code
            left = f"осталось получить {phrases.roubles(room)}" if room > 0 else "всё уже получено"
            yield f"по сделке «{code}» {left}"
