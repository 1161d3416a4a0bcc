"""What was performed, piece by piece with the paper that tells of it: a claim names papers, not obligations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.evidence import RECONCILIATION, TAX_INVOICE, Strength, confirmed_by
from tracker.facts import ObligationKind
from tracker.standing import Paper, Performance, Standing

_RANK: Final = {strength: rank for rank, strength in enumerate(Strength)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a performance. ``amount``: kopecks. ``paper``: the strongest one that covers it; None without any."""

    obligation: str
    kind: ObligationKind
    amount: int
    performed_on: date
    paper: Paper | None

    @property
    def strength(self) -> Strength:
        """How the client confirmed this piece."""
        if self.paper is None or self.kind not in confirmed_by(self.paper.document.kind):
            return Strength.NONE
        return self.paper.strength


def pieces_of(deal: Standing, before: date) -> list[Piece]:
    """Everything performed before the day, oldest first."""
    covering = _papers_by_obligation(deal)
    items = [item for item in deal.performed_items if item.performed_on < before]
    items.sort(key=lambda item: (item.performed_on, item.obligation.id))
    return [piece for item in items for piece in _pieces(item, covering[item.obligation.id])]


def _papers_by_obligation(deal: Standing) -> dict[str, list[tuple[Paper, int]]]:
    found: dict[str, list[tuple[Paper, int]]] = defaultdict(list)
    for paper in sorted(deal.papers, key=_order):
        for item, amount in paper.obligations:
            found[item.obligation.id].append((paper, amount))
    return found


def _order(paper: Paper) -> tuple[bool, bool, int, date, str]:
    """Papers of the performance itself first, the strongest before others; statements and tax invoices fill gaps."""
    document = paper.document
    return (
        document.kind == TAX_INVOICE,
        document.kind == RECONCILIATION,
        _RANK[paper.strength],
        document.date,
        document.id,
    )


def _pieces(item: Performance, papers: list[tuple[Paper, int]]) -> Iterator[Piece]:
    left = item.performed
    for paper, covered in [*papers, (None, left)]:
        amount = min(left, covered)
        if amount > 0:
            yield Piece(
                obligation=item.obligation.id,
                kind=item.obligation.kind,
                amount=amount,
                performed_on=item.performed_on,
                paper=paper,
            )
        left -= amount
