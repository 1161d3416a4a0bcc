"""What a bank says of an account, day by day or for the whole term, joined into one account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from tracker.statements.base import Account
from tracker.statements.reading.notes import Notes

_DAY: Final = timedelta(days=1)
_KIND: Final = "Счета"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Some days of an account; sums are kopecks, None for what is not said."""

    since: date | None = None
    until: date | None = None
    opening: int | None = None
    credited: int | None = None
    debited: int | None = None
    closing: int | None = None


class Terms:
    """Gathers terms by account, in the order in which accounts come."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._terms: dict[str, dict[Term, None]] = {}

    @property
    def accounts(self) -> list[str]:
        """The accounts that are known so far."""
        return [*self._terms]

    def name(self, account: str) -> None:
        """Takes an account of which nothing is said, or nothing yet."""
        self._terms.setdefault(account, {})

    def add(self, account: str, term: Term) -> None:
        """Takes a term; one that was taken already is told and counts once."""
        known = self._terms.setdefault(account, {})
        if term in known:
            self._notes.tell(_KIND, f"Счёт {account}: остатки за одни и те же дни приведены дважды, взяты один раз.")
        else:
            known[term] = None

    def joined(self, whole: Term) -> list[Account]:
        """One account for each number, over all its days. whole: the days of the file, where a term has none."""
        return [self._joined(account, terms, whole) for account, terms in self._terms.items()]

    def _joined(self, account: str, terms: Iterable[Term], whole: Term) -> Account:
        ordered = sorted(terms, key=lambda term: term.since or date.min) or [whole]
        for before, after in pairwise(ordered):
            self._check(account, before, after)
        first, last = ordered[0], ordered[-1]
        return Account(
            account=account,
            since=first.since or whole.since,
            until=last.until or (last.since if len(ordered) > 1 else whole.until),
            opening=first.opening,
            credited=_total([term.credited for term in ordered]),
            debited=_total([term.debited for term in ordered]),
            closing=last.closing,
        )

    def _check(self, account: str, before: Term, after: Term) -> None:
        until = before.until or before.since
        if until and after.since and after.since - until > _DAY:
            gap = f"с {until + _DAY:%d.%m.%Y} по {after.since - _DAY:%d.%m.%Y}"
            self._notes.tell(_KIND, f"Счёт {account}: в выписке нет дней {gap}.")
        elif until and after.since and after.since <= until:
            self._notes.tell(_KIND, f"Счёт {account}: {after.since:%d.%m.%Y} есть в двух местах выписки.", consent=True)
        if before.closing is not None and after.opening is not None and before.closing != after.opening:
            since = f"{after.since:%d.%m.%Y}" if after.since else "следующего срока"
            self._notes.tell(
                _KIND,
                f"Счёт {account}: остаток на начало {since} не равен остатку на конец предыдущего дня.",
                consent=True,
            )


def _total(sums: list[int | None]) -> int | None:
    known = [one for one in sums if one is not None]
    return sum(known) if len(known) == len(sums) else None
