"""What makes an operation this one and no other, and which ones a file told already."""

from __future__ import annotations

from array import array
from datetime import date
from hashlib import sha256
from typing import Final

from tracker.facts import Direction
from tracker.statements.base import OtherSide

_LEAST: Final = 1 << 10
_EMPTY: Final = 0


def key_of(
    *,
    account: str,
    kind: str,
    number: str,
    day: date,
    amount: int,
    other_account: str,
    direction: Direction,
    purpose: str,
) -> str:
    """SHA-256, hexadecimal, over all of these; how a purpose was broken into lines does not matter."""
    told = (
        f"{account}\x1f{kind}\x1f{number}\x1f{day.isoformat()}\x1f{amount}\x1f{other_account}\x1f{direction.value}\x1f"
    )
    return sha256(f"{told}\x1f{' '.join(purpose.split())}".encode("utf-8", "replace")).hexdigest()


class Repeats:
    """Counts operations by key in eight bytes for each, whatever their number.

    Of a hundred thousand operations two different ones share their eight bytes once in some thousand million files.
    """

    def __init__(self) -> None:
        self._table = array("Q", bytes(8 * _LEAST))
        self._used = 0
        self._counts: dict[int, int] = {}

    def count(self, key: str) -> int:
        """How many times this key was counted before."""
        short = int(key[:16], 16) or 1
        if self._place(short):
            self._used += 1
            if self._used * 3 > len(self._table) * 2:
                self._grow()
            return 0
        before = self._counts.get(short, 0) + 1
        self._counts[short] = before
        return before

    def _place(self, short: int) -> bool:
        """Puts it into its slot; False if it stands there already."""
        table = self._table
        mask = len(table) - 1
        slot = short & mask
        while found := table[slot]:
            if found == short:
                return False
            slot = (slot + 1) & mask
        table[slot] = short
        return True

    def _grow(self) -> None:
        old = self._table
        self._table = array("Q", bytes(16 * len(old)))
        for short in old:
            if short != _EMPTY:
                self._place(short)


def sides(
    account: str, direction: Direction, other: OtherSide, own: frozenset[str] | set[str]
) -> tuple[str, Direction, bool, OtherSide]:
    """Account, direction, whether it is internal, and the other side, for an operation seen on ``account``.

    A movement between own accounts is told from the paying one, so that both accounts tell of the same operation.
    """
    if other.account not in own:
        return account, direction, False, other
    if direction is Direction.OUT:
        return account, direction, True, other
    return other.account, Direction.OUT, True, OtherSide(name=other.name, inn=other.inn, account=account)
