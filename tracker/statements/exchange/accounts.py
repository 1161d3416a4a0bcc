"""Sections of accounts, one for each day or for the whole term, as terms of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from tracker.statements.base import Account
from tracker.statements.exchange.keys import OWN_ACCOUNT, SINCE, UNTIL
from tracker.statements.exchange.lines import Section
from tracker.statements.reading.notes import Notes, cut
from tracker.statements.reading.terms import Term, Terms
from tracker.statements.reading.values import account_of, day_of, foreign_currency, kopecks_of

_SUMS: Final = {
    "opening": "НачальныйОстаток",
    "credited": "ВсегоПоступило",
    "debited": "ВсегоСписано",
    "closing": "КонечныйОстаток",
}
_KIND: Final = "Секции счетов"


class Accounts:
    """Accounts of a file: of its header, of its sections, and those that only operations name."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._terms = Terms(notes)

    def name(self, accounts: Iterable[str]) -> None:
        """Takes accounts that may have no section."""
        for account in filter(None, map(account_of, accounts)):
            self._terms.name(account)

    def take(self, section: Section) -> None:
        """Takes a section of an account."""
        account = account_of(section.fields.get(OWN_ACCOUNT, ""))
        if not account:
            self._notes.tell(_KIND, f"В секции счёта со строки {section.line} нет номера счёта: её остатки не взяты.")
            return
        told = {} if foreign_currency(account) else _SUMS  # other money is not shown as roubles
        sums = {name: self._sum(section, key) for name, key in told.items()}
        self._terms.add(account, Term(since=self._day(section, SINCE), until=self._day(section, UNTIL), **sums))

    def joined(self, header: Section) -> list[Account]:
        """One account for each number, over all its days. header: says the days that sections leave out."""
        return self._terms.joined(Term(since=self._day(header, SINCE), until=self._day(header, UNTIL)))

    def _day(self, section: Section, key: str) -> date | None:
        text = section.fields.get(key, "").strip()
        day = day_of(text) if text else None
        if text and day is None:
            self._notes.tell(_KIND, f"«{key}» секции со строки {section.line} — не дата этого века: «{cut(text)}».")
        return day

    def _sum(self, section: Section, key: str) -> int | None:
        text = section.fields.get(key, "").strip()
        amount = kopecks_of(text) if text else None
        if text and amount is None:
            self._notes.tell(
                _KIND,
                f"«{key}» секции со строки {section.line} — не сумма: «{cut(text)}». Сверить итоги нельзя.",
                consent=True,
            )
        return amount
