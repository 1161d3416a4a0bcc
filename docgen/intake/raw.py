"""Plain data as a file gave it, before anything is known to be right, and a way to look into it without falling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

Plain = object
"""None, bool, int, str, BareNumber, or list and dict (with text keys) of the same."""

_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class BareNumber:
    """A number written without quotes that an ``int`` would not carry: a fraction, infinity, forty digits.

    It stays text, so that nothing is rounded before the user is told to put it in quotes.
    """

    source: str


class RepeatedKeys(dict[str, Plain]):
    """A section in which some keys stand more than once; the first of each is kept, the others are named."""

    repeated: tuple[str, ...] = ()


def whole_number(source: str) -> Plain:
    """A whole number from its decimal digits; «044525593» is a text, for a БИК would lose its zero as a number."""
    if len(source) > 40:  # int() of a very long text is quadratic, and no field is that long
        return BareNumber(source)
    number = int(source)
    return number if str(number) == source else source


@dataclass(frozen=True, slots=True)
class Place:
    """A place in raw data that may be missing or of any type: ``Place(data)["client"]["inn"].text``."""

    value: Plain
    loc: tuple[str | int, ...] = ()

    def __getitem__(self, key: str) -> Place:
        value = self.value.get(key, _MISSING) if isinstance(self.value, dict) else _MISSING
        return Place(value, (*self.loc, key))

    def __iter__(self) -> Iterator[Place]:
        """Elements of a list; nothing if it is not a list."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Place(value, (*self.loc, index))

    @property
    def is_given(self) -> bool:
        """There is something, and it is not null."""
        return self.value is not _MISSING and self.value is not None

    @property
    def text(self) -> str | None:
        """The value if it is a text."""
        return self.value if isinstance(self.value, str) else None

    @property
    def is_list(self) -> bool:
        """Whether a list stands here."""
        return isinstance(self.value, list)

    @property
    def is_section(self) -> bool:
        """Whether keys stand here."""
        return isinstance(self.value, dict)
