"""Blocks of one value: texts, dates, numbers, choices."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from docgen.blocks.base import Block
from docgen.errors import LibraryError
from docgen.intake.fields import Amount, Count, Day, Email, Flag, Text, Word
from docgen.intake.schema import MOST_ROUBLES
from docgen.shapes import Leaf, Many, Node, Shape

_MOST_QUANTITY = 10**9
_LONGEST_LIST = 200


class _Scalar(Block):
    """A block whose value is printed as it is."""

    word: ClassVar[str] = "текст"

    def shape(self) -> Shape:
        suffix = " или пусто" if self.spec.is_optional else ""
        return Leaf(self.word + suffix, self.spec.title)


class TextBlock(_Scalar):
    """A text on one line; ``longest`` characters at most."""

    parameters: ClassVar[Mapping[str, type]] = {"longest": int}

    def annotation(self) -> Any:
        return Annotated[str, Text(self.parameter("longest", 1000))]


class NumberBlock(_Scalar):
    """The number of a paper, a contract, a serial number: text of at most 100 characters."""

    def annotation(self) -> Any:
        return Annotated[str, Text(100)]


class EmailBlock(_Scalar):
    """One address of electronic mail."""

    def annotation(self) -> Any:
        return Annotated[str, Email(254)]


class DateBlock(_Scalar):
    """A day."""

    word = "дата"

    def annotation(self) -> Any:
        return Annotated[Any, Day()]


class _Number(_Scalar):
    word = "число"
    parameters: ClassVar[Mapping[str, type]] = {"or_zero": bool}
    places: ClassVar[int]
    most: ClassVar[int]

    def annotation(self) -> Any:
        reading = Amount(places=self.places, most=self.most, or_zero=self.parameter("or_zero", False))
        return Annotated[Decimal, reading]


class MoneyBlock(_Number):
    """A sum in roubles, two decimals."""

    places = 2
    most = MOST_ROUBLES


class QuantityBlock(_Number):
    """A quantity or a mass, three decimals."""

    places = 3
    most = _MOST_QUANTITY


class PercentBlock(_Number):
    """A percentage, four decimals."""

    places = 4
    most = 100


class CountBlock(_Scalar):
    """A whole number from ``least`` to ``most``."""

    word = "целое число"
    parameters: ClassVar[Mapping[str, type]] = {"least": int, "most": int}

    def annotation(self) -> Any:
        return Annotated[int, Count(self.parameter("least", 0), self.parameter("most", 10**9))]


class FlagBlock(_Scalar):
    """Yes or no; not given is no."""

    word = "да/нет"

    def annotation(self) -> Any:
        return Annotated[bool, Flag()]

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        del values
        return bool(value)


class ChoiceBlock(Block):
    """One of a few words; the template gets the word and its Russian label."""

    parameters: ClassVar[Mapping[str, type]] = {"options": dict}

    def _options(self) -> dict[str, str]:
        options: dict[str, str] = self.parameter("options", {})
        if not options or not all(isinstance(item, str) for pair in options.items() for item in pair):
            raise LibraryError(f"Поле {self.spec.key}: у выбора нужны options, слово и подпись; оба — тексты.")
        return options

    def annotation(self) -> Any:
        return Annotated[str, Word(tuple(self._options()))]

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        del values
        return None if value is None else {"key": value, "label": self._options()[value]}

    def shape(self) -> Shape:
        words = ", ".join(self._options())
        return Node({"key": Leaf("текст", words), "label": Leaf("текст", self.spec.title)}, self.spec.title)


class TextsBlock(Block):
    """A list of texts."""

    parameters: ClassVar[Mapping[str, type]] = {"longest": int}

    def annotation(self) -> Any:
        each = Annotated[str, Text(self.parameter("longest", 1000))]
        least = 0 if self.spec.is_optional else 1
        return Annotated[tuple[each, ...], Field(min_length=least, max_length=_LONGEST_LIST)]

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        del values
        return list(value or ())

    def shape(self) -> Shape:
        return Many(Leaf("текст", self.spec.title), self.spec.title)
