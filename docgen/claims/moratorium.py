"""Days on which the law lets no interest and no penalty grow on older debts.

The general moratorium of 2022 spared every debtor, whoever he was, on claims that had arisen before it (пп. 2 п. 3
ст. 9.1 127-ФЗ, п. 7 of Постановление Пленума ВС РФ от 24.12.2020 № 44). Data in ``moratorium.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from docgen.claims.debts import Balance, Debt
from docgen.dated import load
from docgen.words import date_short

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moratorium:
    """Days, both inclusive, that spare debts which had arisen before the first of them."""

    start: date
    end: date
    source: str

    @property
    def note(self) -> str:
        """A sentence to print under a computation that left these days out."""
        return (
            f"С {date_short(self.start)} по {date_short(self.end)} проценты и неустойка не начислены: мораторий "
            f"({self.source})."
        )

    def spares(self, debt: Debt) -> bool:
        """Whether the debt is old enough."""
        return (debt.arose_on or debt.due_on) < self.start


@cache
def declared() -> tuple[Moratorium, ...]:
    """The moratoria of the project's own table. Raises DatedError if the file is broken."""
    entries = load(Path(__file__).with_name("moratorium.yaml"), date.fromisoformat)["moratorium"].entries
    return tuple(Moratorium(start=entry.since, end=entry.value, source=entry.source) for entry in entries)


def without(moratorium: Moratorium, balances: Iterable[Balance]) -> tuple[Balance, ...]:
    """The same days of delay but those of the moratorium."""
    pieces = []
    for balance in balances:
        before = replace(balance, end=min(balance.end, moratorium.start - _DAY))
        after = replace(balance, start=max(balance.start, moratorium.end + _DAY))
        pieces += [piece for piece in (before, after) if piece.start <= piece.end]
    return tuple(pieces)
