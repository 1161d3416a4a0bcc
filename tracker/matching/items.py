"""What payments are matched with: invoices, deals, papers of clients; and what is decided. Sums are whole kopecks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from docgen.filters import NBSP
from docgen.phrases import with_sign
from tracker import phrases
from tracker.facts import Direction

CERTAIN: Final = 80
"""From this score on, and without a doubt, a match is applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client by whom money may have come. ``name``: its short name."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The contract of a deal, one of them where it was replaced. ``key``: its number as it is compared."""

    key: str
    number: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A deal. ``owed``: what the client has promised to pay in it and is not cancelled; None if nothing ever was."""

    id: int
    code: str
    organization_id: int
    client_id: int
    contracts: tuple[Contract, ...]
    owed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A closing paper of a deal, by which clients pay too. ``kind`` is a name of the library."""

    deal_id: int
    kind: str
    key: str
    number: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice for payment. ``total``: None where the sum is not known. ``ended``: «заменён 03.11.2026», "" in force.

    is_issued: the program made it, so ``vat_rate`` None means «без НДС» and not that nobody knows.
    """

    id: int
    deal_id: int
    client_id: int
    key: str
    number: str
    date: dt.date
    total: int | None
    vat_rate: str | None
    is_issued: bool
    ended: str
    successor_id: int | None

    @property
    def name(self) -> str:
        """«счёт № 15 от 01.11.2026»."""
        return f"счёт {with_sign(self.number)} от{NBSP}{phrases.day(self.date)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A payment to be matched, or what of it is free. ``on``: when it moved."""

    organization_id: int
    on: dt.date
    amount: int
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Whose money it is. ``clients``: none if nobody knows, several where they share an ИНН; ``how`` it is known.

    searched: clients among whose papers those of the purpose are looked for: these, or, of a stranger, all with a paper
    of such a number.
    """

    clients: tuple[int, ...]
    searched: tuple[int, ...]
    how: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of a payment goes to a deal, and to which of its invoices."""

    deal_id: int
    document_id: int | None
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Where a payment belongs, as a whole. ``reasons``: what speaks for it; ``doubts``: what against; in Russian."""

    parts: tuple[Part, ...]
    score: int
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether it may be applied without a person, if no other is as good."""
        return bool(self.parts) and not self.doubts and self.score >= CERTAIN

    @property
    def amount(self) -> int:
        """What of the payment it places."""
        return sum(part.amount for part in self.parts)

    @property
    def told(self) -> tuple[str, ...]:
        """Reasons and doubts as a person reads them."""
        return (*self.reasons, *(f"но {doubt}" if self.reasons else doubt for doubt in self.doubts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of a payment: a match that is applied, and what is proposed for what stays free.

    A single proposal that places nothing says why there is none.
    """

    applied: Match | None = None
    proposals: tuple[Match, ...] = ()

    @property
    def has_proposals(self) -> bool:
        """Whether a person has anything to accept."""
        return any(match.parts for match in self.proposals)
