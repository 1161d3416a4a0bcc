"""What is proposed for a payment, kept until a person decides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from tracker.fact_store import in_chunks
from tracker.matching.items import Match, Part
from tracker.models import ProposalRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A kept proposal. ``number``: 1 for the likeliest."""

    number: int
    parts: tuple[Part, ...]
    score: int
    reasons: tuple[str, ...]

    @property
    def seal(self) -> str:
        """Tells it from any other proposal for the same payment: what a person saw is what they accept."""
        told = [(part.deal_id, part.document_id, part.amount) for part in self.parts]
        return sha256(json.dumps([self.number, told]).encode()).hexdigest()[:16]


def keep(connection: Connection, proposed: Mapping[int, Sequence[Match]]) -> None:
    """Keeps proposals of payments, in the place of those that they had."""
    for ids in in_chunks(proposed):
        connection.execute(delete(ProposalRow).where(ProposalRow.payment_id.in_(ids)))
    rows = [_row(key, place, match) for key, matches in proposed.items() for place, match in enumerate(matches)]
    if rows:
        connection.execute(insert(ProposalRow), rows)


def _row(payment_id: int, position: int, match: Match) -> dict[str, Any]:
    parts = [{"deal": one.deal_id, "document": one.document_id, "amount": one.amount} for one in match.parts]
    return {
        "payment_id": payment_id,
        "position": position,
        "parts": json.dumps(parts),
        "score": match.score,
        "reasons": json.dumps(match.told, ensure_ascii=False),
    }


def kept(connection: Connection, payment_ids: Iterable[int]) -> dict[int, list[Proposal]]:
    """Proposals of payments, the likeliest first."""
    found: dict[int, list[Proposal]] = {}
    for ids in in_chunks(payment_ids):
        statement = select(ProposalRow.__table__).where(ProposalRow.payment_id.in_(ids))
        for row in connection.execute(statement.order_by(ProposalRow.payment_id, ProposalRow.position)):
            found.setdefault(row.payment_id, []).append(_proposal(row))
    return found


def _proposal(row: Any) -> Proposal:
    parts = json.loads(row.parts)
    return Proposal(
        number=row.position + 1,
        parts=tuple(Part(deal_id=one["deal"], document_id=one["document"], amount=one["amount"]) for one in parts),
        score=row.score,
        reasons=tuple(json.loads(row.reasons)),
    )
