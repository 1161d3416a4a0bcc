"""Where the books of two sides agree and where they do not: entries put beside each other, and what remains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from docgen.money import Money
from docgen.reconciliation.sides import Entry, Side

_UNNUMBERED = "б/н"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the two-sided table: an entry in our books, in theirs, or the same one in both.

    date: by which the table is ordered, ours or, where we have none, theirs.
    """

    date: date
    ours: Entry | None
    theirs: Entry | None

    @property
    def is_agreed(self) -> bool:
        """Both sides have it, with the same sum."""
        return self.ours is not None and self.theirs is not None and not self.gap

    @property
    def gap(self) -> Money:
        """By how much it moves the two balances apart: our change of the balance plus theirs."""
        return Money.total(entry.change for entry in (self.ours, self.theirs) if entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two sides compared.

    lines: every entry of both sides once, by date, ours first on a day.
    opening, closing: by how much the balances disagree, zero when they agree; above zero when by the two books together
        more is owed than is admitted. closing = opening + the gaps of all lines.
    """

    lines: tuple[Line, ...]
    opening: Money
    closing: Money

    @property
    def disputed(self) -> tuple[Line, ...]:
        """Lines that only one side has, or that differ in the sum."""
        return tuple(line for line in self.lines if not line.is_agreed)

    @property
    def agrees(self) -> bool:
        """Nothing to discuss: neither a line nor the opening balance."""
        return not self.opening and not self.disputed


def compare(ours: Side, theirs: Side) -> Comparison:
    """Put entries beside each other: first by number and sum, then, where only the sum differs, by number.

    Debit of one side answers credit of the other. A number is compared without spaces, «№», case and leading zeros;
    papers without a number are matched only by their sum.
    """
    pairs = _paired(ours.entries, theirs.entries)
    partners = set(pairs.values())
    lines = [
        Line(date=entry.date, ours=entry, theirs=theirs.entries[pairs[place]] if place in pairs else None)
        for place, entry in enumerate(ours.entries)
    ]
    lines += [
        Line(date=entry.date, ours=None, theirs=entry)
        for place, entry in enumerate(theirs.entries)
        if place not in partners
    ]
    return Comparison(
        lines=tuple(sorted(lines, key=lambda line: line.date)),
        opening=ours.opening + theirs.opening,
        closing=ours.closing + theirs.closing,
    )


def _paired(ours: Sequence[Entry], theirs: Sequence[Entry]) -> dict[int, int]:
    """Which entry of ours, by its place, is which of theirs; of several alike the first goes with the first."""
    pairs: dict[int, int] = {}
    for key in (_number_and_sum, _number_and_column):
        taken = set(pairs.values())
        waiting = _places(key, [entry.mirrored for entry in theirs], taken)
        for found, places in _places(key, ours, pairs).items():
            pairs.update(zip(places, waiting.get(found, ()), strict=False))
    return pairs


def _places(
    key: Callable[[Entry], Hashable | None], entries: Iterable[Entry], taken: Container[int]
) -> dict[Hashable, list[int]]:
    """Places of the entries that are not taken, by key; an entry whose key is None is like no other."""
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        found = key(entry)
        if place not in taken and found is not None:
            places[found].append(place)
    return places


def _number_and_sum(entry: Entry) -> Hashable:
    return _number(entry), entry.debit, entry.credit


def _number_and_column(entry: Entry) -> Hashable | None:
    number = _number(entry)
    return None if number == _UNNUMBERED else (number, bool(entry.debit))


def _number(entry: Entry) -> str:
    return "".join(entry.number.split()).replace("№", "").casefold().lstrip("0")
