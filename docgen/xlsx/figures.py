"""Cells that hold true numbers.

Excel keeps 15 significant digits, so a longer number is printed as text, digit for digit. Formats are written as the
file wants them, with a comma between thousands: Russian Excel shows «1 450,00».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from docgen.filters import FILTERS
from docgen.xlsx.shapes import MORE_LINES, NUMBER, TEXT

MONEY = ("#,##0.00",)
QUANTITY = ("#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "")  # by decimals; more of them: General
PLAIN = ("",)
FORMATS: Mapping[str, tuple[str, ...]] = {"money": MONEY, "qty": QUANTITY, "percent": QUANTITY, "": PLAIN}
FIGURES = re.compile(r"\|\s*(money|qty|percent)\b")
_MOST_DIGITS = 15
Cell = Callable[[Any], Markup]


class Figure(str):
    """A number as the filter ``name`` prints it; the number itself is ``value``."""

    __slots__ = ("name", "value")
    name: str
    value: Any


def filters() -> dict[str, Callable[[Any], Figure]]:
    """Filters that print as ever and remember the number, for expressions like «price | money if price else "—"»."""
    return {name: _remembering(name) for name in FORMATS if name}


def _remembering(name: str) -> Callable[[Any], Figure]:
    printed = FILTERS[name]

    def figure(value: Any) -> Figure:
        made = Figure(printed(value))
        made.name, made.value = name, value
        return made

    return figure


def written(value: Any) -> str | None:
    """Digits of a Decimal or an int as a file holds them; None for no number and for one that Excel would round."""
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        return None
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    text = str(value)
    if "E" in text:
        text = f"{value:f}"
    if len(text) > _MOST_DIGITS and len(text.replace(".", "").strip("-0")) > _MOST_DIGITS:
        return None
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCell:
    """Prints a cell in which a number may stand. text: opening of the cell if it is text; numbers: the same if it is a
    number, by the name of its filter and then by decimals. direct: the filter that the value was bound for and did not
    go through, "" if it goes through all of its own.
    """

    text: str
    numbers: Mapping[str, tuple[str, ...]]
    direct: str = ""

    @classmethod
    def at(cls, column: str, text_style: int, styles: Mapping[str, tuple[int, ...]], direct: str = "") -> NumberCell:
        """The cell of a column, with numbers of styles for each name of ``FORMATS`` that may come."""
        numbers = {
            name: tuple(f'<c r="{column}{NUMBER}" s="{style}"><v>' for style in given) for name, given in styles.items()
        }
        text = f'<c r="{column}{NUMBER}" s="{text_style}" t="inlineStr"><is>{TEXT}'
        return cls(text=text, numbers=numbers, direct=direct)

    def printer(self) -> Cell:
        """The filter."""
        if self.direct == "money":
            return self._money
        return self._quantity if self.direct else self._any

    def _money(self, value: Any) -> Markup:
        text = written(Decimal(value) if type(value) is str else value)
        return (
            self._text(FILTERS["money"](value)) if text is None else _safe(f"{self.numbers['money'][0]}{text}</v></c>")
        )

    def _quantity(self, value: Any) -> Markup:
        if isinstance(value, str):
            return self._text(value)
        return self._decimals(value, self.direct) or self._text(FILTERS[self.direct](value))

    def _decimals(self, value: Any, name: str) -> Markup | None:
        digits = written(value)
        if digits is None:
            return None
        heads, decimals = self.numbers[name], 0
        if "." in digits:
            digits = digits.rstrip("0").rstrip(".")
            decimals = len(digits.partition(".")[2])
        return _safe(f"{heads[min(decimals, len(heads) - 1)]}{digits}</v></c>")

    def _any(self, value: Any) -> Markup:
        """A value that shows only now whether it is a number, and which."""
        if type(value) is Figure:
            printed = self._money(value.value) if value.name == "money" else self._decimals(value.value, value.name)
            return printed or self._text(value)
        text = written(value)
        return self._text(value) if text is None else _safe(f"{self.numbers[''][0]}{text}</v></c>")

    def _text(self, value: Any) -> Markup:
        return _safe(f"{self.text}{escape(value)}</t></is></c>")


def measuring(column: str, most: int) -> Cell:
    """A filter that tells behind a text of more than ``most`` characters how many lines it adds to its cell."""

    def text(value: Any) -> Markup:
        shown = escape(value)
        if len(shown) <= most and "\n" not in shown:
            return shown
        more = sum(-(-len(line) // most) or 1 for line in shown.split("\n")) - 1
        return _safe(f"{shown}{MORE_LINES}{column}{more}>") if more else shown

    return text


def _safe(xml: str) -> Markup:
    """Past Markup's own constructor, which costs as much as all the rest."""
    return str.__new__(Markup, xml)
