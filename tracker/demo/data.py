"""The written part of the demo company, and randomness that is the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final, TypeVar

import yaml

T = TypeVar("T")
Values = dict[str, Any]

SEED: Final = 20
YEARS: Final = timedelta(3 * 365)
PROGRAM_AGE: Final = timedelta(150)
"""How long the demo company has been working with the program; what is older came as a file of deals."""


@cache
def read(name: str) -> Values:
    """A data file of this package: «clients» for clients.yaml."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    values: Values = yaml.safe_load(text)
    return values


@dataclass(frozen=True, slots=True)
class Dice:
    """Choices of one theme; those of another do not change when this one asks for more."""

    random: Random

    @classmethod
    def of(cls, theme: str) -> Dice:
        """The dice of a theme, the same in every run."""
        return cls(Random(f"{SEED} {theme}"))  # noqa: S311  nobody is protected by it

    def pick(self, options: Sequence[T]) -> T:
        """One of these."""
        return self.random.choice(options)

    def weighed(self, weights: dict[T, int]) -> T:
        """One of the keys, as often as its weight says."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def chance(self, share: float) -> bool:
        """True in so many cases of one."""
        return self.random.random() < share

    def number(self, least: int, most: int) -> int:
        """A whole number between these, both included."""
        return self.random.randint(least, most)

    def days(self, least: int, most: int) -> timedelta:
        """So many days."""
        return timedelta(self.number(least, most))


def working(day: date) -> date:
    """The day, or the Monday after it: an office does its papers on weekdays."""
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
