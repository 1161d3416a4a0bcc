"""Sums laid one after another on a line of kopecks, so that «who pays for what» is a cut of two lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """Something that takes the kopecks from ``start`` to ``end``."""

    start: int
    end: int
    what: T


def lay(sums: Iterable[tuple[int, T]], most: int | None = None) -> list[Stretch[T]]:
    """Sums in their order, each beginning where the last one ended; nothing beyond ``most``."""
    laid: list[Stretch[T]] = []
    place = 0
    for amount, what in sums:
        end = place + amount if most is None else min(place + amount, most)
        if end > place:
            laid.append(Stretch(place, end, what))
        place = end
    return laid


def cut(one: Sequence[Stretch[T]], other: Sequence[Stretch[U]]) -> Iterator[Stretch[tuple[T, U]]]:
    """Where two lines take the same kopecks, in order; one walk over both."""
    left = right = 0
    while left < len(one) and right < len(other):
        first, second = one[left], other[right]
        start, end = max(first.start, second.start), min(first.end, second.end)
        if start < end:
            yield Stretch(start, end, (first.what, second.what))
        if first.end <= second.end:
            left += 1
        else:
            right += 1
