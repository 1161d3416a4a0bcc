"""Blocks of one value: what they take, what they refuse and what the template gets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from docgen.errors import LibraryError
from tests.docgen.blocks.toys import faults, order, toy

GOOD = [
    ({"is": "text"}, "да", "да"),
    ({"is": "number"}, "25/11-2026", "25/11-2026"),
    ({"is": "email"}, "a@example.ru", "a@example.ru"),
    ({"is": "date"}, "2026-02-28", date(2026, 2, 28)),
    ({"is": "money"}, "1450.50", Decimal("1450.50")),
    ({"is": "money", "or_zero": True}, "0", Decimal(0)),
    ({"is": "quantity"}, "0.125", Decimal("0.125")),
    ({"is": "percent"}, "12.5", Decimal("12.5")),
    ({"is": "count", "least": 1, "most": 5}, 5, 5),
    ({"is": "flag"}, True, True),
    ({"is": "choice", "options": {"post": "почтой"}}, "post", {"key": "post", "label": "почтой"}),
    ({"is": "texts"}, ["раз", "два"], ["раз", "два"]),
]
BAD = [
    ({"is": "text", "longest": 3}, "четыре", "не длиннее 3"),
    ({"is": "email"}, "a@", "не адрес"),
    ({"is": "date"}, "2026-02-30", "не существует"),
    ({"is": "money"}, "1.005", "не больше 2 знаков"),
    ({"is": "money"}, "0", "больше 0"),
    ({"is": "quantity"}, "-1", "больше 0"),
    ({"is": "percent"}, "100.1", "не больше 100"),
    ({"is": "count", "most": 5}, 6, "от 0 до 5"),
    ({"is": "flag"}, "да", "true"),
    ({"is": "choice", "options": {"post": "почтой"}}, "posт", "может быть, «post»"),
    ({"is": "texts"}, [], "список пуст"),
]


def field(spec: dict[str, Any]) -> dict[str, Any]:
    return {"it": {"title": "Поле", **spec}}


@pytest.mark.parametrize(("spec", "given", "shown"), GOOD, ids=lambda value: str(value)[:20])
def test_a_value_comes_to_the_template_as_its_block_says(spec: dict[str, Any], given: Any, shown: Any) -> None:
    assert order(toy(field(spec)), {"it": given}).context["it"] == shown


@pytest.mark.parametrize(("spec", "given", "told"), BAD, ids=lambda value: str(value)[:20])
def test_a_wrong_value_is_told_at_its_place(spec: dict[str, Any], given: Any, told: str) -> None:
    found = faults(toy(field(spec)), {"it": given})
    assert list(found) == ["it"]
    assert told in found["it"]


@pytest.mark.parametrize("spec", [spec for spec, *_ in GOOD], ids=str)
def test_a_field_that_is_missing_is_told_unless_it_is_optional(spec: dict[str, Any]) -> None:
    assert "нет обязательного ключа" in faults(toy(field(spec)), {})["it"]
    shown = order(toy(field({**spec, "optional": True})), {}).context["it"]
    assert shown in (None, [], False)


def test_a_parameter_that_a_block_does_not_know_is_a_fault_of_the_library() -> None:
    with pytest.raises(LibraryError, match="colour"):
        order(toy(field({"is": "text", "colour": "red"})), {"it": "да"})


def test_a_choice_without_options_is_a_fault_of_the_library() -> None:
    with pytest.raises(LibraryError, match="options"):
        order(toy(field({"is": "choice"})), {"it": "да"})
