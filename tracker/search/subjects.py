"""What can be found, each under one number, so that the index needs one key and lists come in one order."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

_SHIFT: Final = 48  # keys of rows stay far below, and both databases take 63 bits


class Kind(StrEnum):
    """What a hit is; clients are shown first, then deals, papers and money."""

    CLIENT = "client"
    DEAL = "deal"
    PAPER = "paper"
    PAYMENT = "payment"


_ORDER: Final = (Kind.PAYMENT, Kind.PAPER, Kind.DEAL, Kind.CLIENT)


def base_of(kind: Kind) -> int:
    """The number that a row's key is added to: subjects of a kind lie between it and that of the next kind."""
    return _ORDER.index(kind) << _SHIFT


def bounds_of(kind: Kind) -> tuple[int, int]:
    """The least and the greatest subject of a kind."""
    return base_of(kind), base_of(kind) + (1 << _SHIFT) - 1


def subject_of(kind: Kind, key: int) -> int:
    """The subject of a row."""
    return base_of(kind) + key


def by_kind(subjects: Iterable[int]) -> dict[Kind, list[int]]:
    """Keys of rows by kinds, in the order of the subjects; every kind is there."""
    found: dict[Kind, list[int]] = {kind: [] for kind in Kind}
    for subject in subjects:
        found[_ORDER[subject >> _SHIFT]].append(subject & ((1 << _SHIFT) - 1))
    return found
