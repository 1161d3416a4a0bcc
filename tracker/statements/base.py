"""What every format of a bank statement is read into. Sums are whole kopecks, days are dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from tracker.facts import Direction

REVERSAL: Final = "Сторно"
"""``kind`` of an operation by which the bank takes a former one back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of ours over the days of a statement; None for what the file does not say."""

    account: str
    since: date | None
    until: date | None
    opening: int | None
    credited: int | None
    debited: int | None
    closing: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSide:
    """Who paid or was paid; an empty text for what the file does not say."""

    name: str
    inn: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation on an account of ours.

    date: of the movement on the account, not of the order. amount: kopecks, above zero. is_internal: between accounts
    of ours; its direction is OUT and its account the paying one. repeat: 0 for the first operation of its key in the
    file, n for its n-th repeat, which an import leaves out.
    """

    account: str
    date: date
    amount: int
    direction: Direction
    is_internal: bool
    number: str
    kind: str
    other: OtherSide
    purpose: str
    repeat: int

    key: str
    """SHA-256 of what makes it this operation and no other: account, kind, number, day, sum, other account, direction,
    purpose. The same in every file of the format that tells of it; other formats call kinds by other names."""


@dataclass(slots=True)
class Warnings:
    """What a person should know of a statement, in Russian, and whether it may be loaded without consent."""

    texts: list[str] = field(default_factory=list)
    needs_consent: bool = False


class Reading(Protocol):
    """A statement that is being read: operations come one by one, so memory stays flat.

    ``accounts`` and ``warnings`` are whole once ``operations`` has been read to its end.
    """

    format: str
    accounts: list[Account]
    warnings: Warnings

    def operations(self) -> Iterator[Operation]:
        """Each operation once, in the order of the file. Raises StatementError."""
        ...
