"""Do a statement's own balances and turnovers hold with its operations?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.facts import Direction
from tracker.statements.base import Account, Operation
from tracker.statements.reading.notes import Notes
from tracker.statements.reading.values import foreign_currency

_TOTALS: Final = "Не сошлись итоги"


@dataclass(slots=True)
class _Turnover:
    """Kopecks; what repeats is also counted apart."""

    credited: int = 0
    debited: int = 0
    repeated_in: int = 0
    repeated_out: int = 0

    def count(self, direction: Direction, amount: int, repeat: int) -> None:
        """Adds a sum."""
        if direction is Direction.IN:
            if repeat:
                self.repeated_in += amount
            else:
                self.credited += amount
        elif repeat:
            self.repeated_out += amount
        else:
            self.debited += amount


class Ledger:
    """Adds operations up by account and compares them with what the bank says."""

    def __init__(self) -> None:
        self._turnovers: dict[str, _Turnover] = {}

    @property
    def accounts(self) -> list[str]:
        """Accounts that had an operation, in the order in which they came."""
        return [*self._turnovers]

    def add(self, operation: Operation) -> None:
        """Counts an operation, on both accounts if both are ours."""
        turnover = self._of(operation.account)
        if operation.direction is Direction.IN:
            turnover.count(Direction.IN, operation.amount, operation.repeat)
            return
        turnover.count(Direction.OUT, operation.amount, operation.repeat)
        if operation.is_internal:
            self._of(operation.other.account).count(Direction.IN, operation.amount, operation.repeat)

    def count(self, account: str, direction: Direction, amount: int, repeat: int) -> None:
        """Counts what a statement of ``account`` says of this account alone."""
        self._of(account).count(direction, amount, repeat)

    def _of(self, account: str) -> _Turnover:
        found = self._turnovers.get(account)
        if found is None:
            found = self._turnovers[account] = _Turnover()
        return found

    def check(self, account: Account, notes: Notes) -> bool:
        """Warns of what does not hold; says whether both turnovers of the bank are confirmed by the operations.

        Of an account that holds no roubles nothing is taken, so there is nothing to compare.
        """
        if foreign_currency(account.account):
            return False
        turnover = self._of(account.account)
        _check_balance(account, turnover, notes)
        credited = _check_sum(
            account.account, "поступило", account.credited, (turnover.credited, turnover.repeated_in), notes
        )
        debited = _check_sum(
            account.account, "списано", account.debited, (turnover.debited, turnover.repeated_out), notes
        )
        return credited and debited


def _check_balance(account: Account, turnover: _Turnover, notes: Notes) -> None:
    """Opening + credited − debited = closing; where the bank tells no turnover, that of the operations stands in."""
    if account.opening is None or account.closing is None:
        return
    credited = turnover.credited if account.credited is None else account.credited
    debited = turnover.debited if account.debited is None else account.debited
    expected = account.opening + credited - debited
    if expected != account.closing:
        notes.tell(
            _TOTALS,
            f"Счёт {account.account}: начальный остаток {_shown(account.opening)} + поступило {_shown(credited)} − "
            f"списано {_shown(debited)} = {_shown(expected)}, а конечный остаток в выписке {_shown(account.closing)} "
            "Запросите выписку в банке заново.",
            consent=True,
        )


def _check_sum(account: str, what: str, told: int | None, counted: tuple[int, int], notes: Notes) -> bool:
    once, repeated = counted
    if told is None:
        return False
    if told == once:
        return True
    if told == once + repeated:
        text = (
            f"Счёт {account}: всего {what} по выписке {_shown(told)} Это сходится, только если повторы — отдельные "
            "операции. Проверьте их: при загрузке повторы не берутся."
        )
    else:
        text = (
            f"Счёт {account}: всего {what} по выписке {_shown(told)}, а операций на {_shown(once)} Часть "
            "операций могла потеряться: запросите выписку заново."
        )
    notes.tell(_TOTALS, text, consent=True)
    return False


def _shown(kopecks: int) -> str:
    from tracker.phrases import roubles

    return roubles(kopecks)
