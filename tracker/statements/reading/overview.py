"""A statement read to its end and told in short, before anything of it is loaded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tracker.facts import Direction
from tracker.statements.base import Account, Operation, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """An account of ours: what the file says of it, and what its operations come to; kopecks.

    told: None where the file only shows operations of the account.
    """

    account: str
    told: Account | None
    credited: int
    debited: int
    operations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a file holds. ``first``: its first operations; ``warnings`` in Russian."""

    format: str
    accounts: tuple[Turnover, ...]
    operations: int
    first: tuple[Operation, ...]
    warnings: tuple[str, ...]
    needs_consent: bool


@dataclass(slots=True)
class _Counted:
    credited: int = 0
    debited: int = 0
    operations: int = 0


@dataclass(slots=True)
class _Reader:
    most: int
    counted: dict[str, _Counted] = field(default_factory=lambda: defaultdict(_Counted))
    first: list[Operation] = field(default_factory=list)

    def take(self, operation: Operation) -> None:
        """Counts an operation as a statement does: a repeat once, a movement between two own accounts on both."""
        if len(self.first) < self.most:
            self.first.append(operation)
        if operation.repeat:
            return
        here = self.counted[operation.account]
        here.operations += 1
        if operation.direction is Direction.IN:
            here.credited += operation.amount
            return
        here.debited += operation.amount
        if operation.is_internal:
            self.counted[operation.other.account].credited += operation.amount
            self.counted[operation.other.account].operations += 1


def overview(reading: Reading, most: int) -> Overview:
    """Reads the statement; ``most``: of its first operations. Raises StatementError."""
    reader = _Reader(most)
    count = 0
    for operation in reading.operations():
        reader.take(operation)
        count += 1
    told = {account.account: account for account in reading.accounts}
    accounts = [
        Turnover(
            account=name,
            told=told.get(name),
            credited=reader.counted[name].credited,
            debited=reader.counted[name].debited,
            operations=reader.counted[name].operations,
        )
        for name in dict.fromkeys([*told, *list(reader.counted)])
    ]
    return Overview(
        format=reading.format,
        accounts=tuple(accounts),
        operations=count,
        first=tuple(reader.first),
        warnings=tuple(reading.warnings.texts),
        needs_consent=reading.warnings.needs_consent,
    )
