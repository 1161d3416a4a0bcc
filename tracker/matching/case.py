"""A payment to be decided on, with all that a decision looks at."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.matching.items import Money, Payer
from tracker.matching.open_items import OpenItems
from tracker.matching.purpose import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Money, what its purpose says, whose it is, and what is open when its turn comes.

    doubts: what is known of the operation itself that speaks against any match.
    """

    money: Money
    purpose: Purpose
    payer: Payer
    items: OpenItems
    doubts: tuple[str, ...] = ()

    @property
    def organization_id(self) -> int:
        """Whose account the money moved on."""
        return self.money.organization_id
