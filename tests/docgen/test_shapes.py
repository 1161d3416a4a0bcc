"""Shapes of views: optional values, lists, nested types, and the paths they are told by."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, TypedDict

from docgen.shapes import Leaf, Many, Node, placeholders, shape_of


class Inner(TypedDict):
    """Внутри."""

    sum: Annotated[Decimal, "сумма"]


class Outer(TypedDict):
    """Снаружи."""

    on: Annotated[dt.date | None, "когда"]
    rows: list[Inner]
    inner: Inner | None
    names: Annotated[list[str], "имена"]
    other: Annotated[dict[str, Any], "прочее"]


def test_a_view_becomes_names_with_kinds_and_meanings() -> None:
    found = [(place.path, place.type, place.meaning) for place in placeholders(shape_of(Outer))]
    assert found == [
        ("on", "дата или пусто", "когда"),
        ("rows[].sum", "число", "сумма"),
        ("inner.sum", "число или пусто", "сумма"),
        ("names[]", "текст", "имена"),
        ("other.…", "раздел", "прочее"),
    ]


def test_the_meaning_of_a_part_is_its_own_or_that_of_its_type() -> None:
    shape = shape_of(Outer)
    assert isinstance(shape, Node)
    assert shape.meaning == "Снаружи"
    assert isinstance(shape.parts["rows"], Many)
    assert shape.parts["rows"].meaning == "Внутри"
    assert shape.parts["on"] == Leaf("дата или пусто", "когда")
