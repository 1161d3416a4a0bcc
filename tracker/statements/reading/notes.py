"""Warnings as they are gathered: of each kind the first few in full and the number of the rest."""

from __future__ import annotations

from collections import Counter
from typing import Final

from tracker.statements.base import Warnings
from tracker.statements.reading.values import foreign_currency

MOST_OF_KIND: Final = 20
"""Warnings of one kind that are told in full."""


class LeftOutError(Exception):
    """A record that is no operation; whoever reads records tells it with its place and goes on.

    why: Russian, after the name of the record. kind: of the warning. consent: whether money may have moved.
    """

    def __init__(self, why: str, *, kind: str = "Не прочитано", consent: bool = True) -> None:
        super().__init__(why)
        self.kind = kind
        self.consent = consent


def refuse_foreign(account: str, why: str = "не взят") -> None:
    """Raises LeftOutError for an operation on an account that holds no roubles. why: its beginning, by gender."""
    if code := foreign_currency(account):
        told = f"{why}, счёт в валюте (код {code}), а нужны рубли"
        raise LeftOutError(told, kind="Другая валюта", consent=False)


class Notes:
    """Writes into ``warnings``; ``close`` says how many more there were. Memory is that of a few of each kind."""

    def __init__(self, warnings: Warnings) -> None:
        self._warnings = warnings
        self._counts: Counter[str] = Counter()

    def tell(self, kind: str, text: str, *, consent: bool = False) -> None:
        """Warns. kind: Russian, what sort of trouble; consent: whether somebody has to agree before it is loaded."""
        self._warnings.needs_consent |= consent
        self._counts[kind] += 1
        if self._counts[kind] <= MOST_OF_KIND:
            self._warnings.texts.append(text)

    def leave_out(self, place: str, error: LeftOutError) -> None:
        """Warns of a record that is no operation. place: Russian, which one."""
        self.tell(error.kind, f"{place}: {error}.", consent=error.consent)

    def close(self) -> None:
        """Says what was not told in full."""
        for kind, count in self._counts.items():
            if count > MOST_OF_KIND:
                self._warnings.texts.append(f"{kind}: ещё {count - MOST_OF_KIND}, всего {count}.")


def cut(text: str, most: int = 60) -> str:
    """Foreign text as a warning may show it: one short line of printable characters."""
    line = "".join(character if character.isprintable() else " " for character in text[: most + 1]).strip()
    return line if len(line) <= most else f"{line[:most]}…"
