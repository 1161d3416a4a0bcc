"""Random damage to a good file ends in an order or in Russian faults, never in anything else."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.errors import InputError
from docgen.intake import KitOrder, json_schema

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(["", "я", "0", "-1", "1,5", "2026-02-30", "2026-12-31", "\ud800", "\0"]),
    st.sampled_from(["advance", "date", "exempt", "person", "services", "consignment", "reduced_5"]),
    st.text("0123456789.-: абв", max_size=25),
    st.just([]),
    st.just({}),
    st.just([None]),
    st.just({"я": 1}),
    st.just([[[]]]),
)


def places(value: Any, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*loc, key)
        yield from places(inner, (*loc, key))


def damage(data: Any, loc: tuple[str | int, ...], way: str, junk: Any) -> None:
    """Delete, replace or add something at a place that earlier damage may have taken away."""
    *parents, last = loc
    junk = copy.deepcopy(junk)  # it may be put into itself otherwise
    try:
        for part in parents:
            data = data[part]
        if way == "delete":
            del data[last]
        elif way == "replace":
            data[last] = junk
        elif isinstance(data, list):
            data.append(junk)
        else:
            data["добавлено"] = junk
    except (KeyError, IndexError, TypeError):
        return


KINDS = (
    "supply_contract",
    "services_contract",
    "consignment_contract",
    "proforma_invoice",
    "commercial_offer",
    "price_list",
)


def words_of(schema: Any) -> Iterator[str]:
    """Keys and enumerated words of the input format: they may stand in a message."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        schema = list(schema.values())
    if isinstance(schema, list):
        for inner in schema:
            yield from words_of(inner)


ALLOWED = {
    *words_of(json_schema()),
    *("true", "false", "name", "example", "ru", "PDF", "YAML", "yaml"),
    *KINDS,
    "contract",
}


def foreign_words(message: str) -> set[str]:
    own = re.sub(r'"[^"]*"|U\+[0-9A-F]+', "", message)
    return {word for word in re.findall(r"[A-Za-z_]\w+", own) if word not in ALLOWED}


@settings(max_examples=400)
@given(data=st.data())
def test_damage_is_told_in_russian(
    data: st.DataObject, sample: Callable[[], Any], read_data: Callable[[Any], KitOrder]
) -> None:
    kit = sample()
    kit["client"]["contacts"] = [{"name": "Бухгалтерия", "email": "buh@example.ru", "for": ["invoices"]}]
    kit["seller"]["signatory"]["power_of_attorney"] = {"number": "5", "date": "2026-01-10"}
    kit["terms"]["period"] = {"from": "2026-12-01", "to": "2026-12-31"}
    kit["attachments"] = []
    known = list(places(kit))
    for _ in range(data.draw(st.integers(1, 4))):
        way = data.draw(st.sampled_from(["delete", "replace", "replace", "add"]))
        damage(kit, data.draw(st.sampled_from(known)), way, data.draw(JUNK))
    try:
        read_data(kit)
    except InputError as error:
        paths = [fault.path for fault in error.faults]
        assert len(paths) == len(set(paths))
        for fault in error.faults:
            assert re.search("[а-яё]", fault.message)
            assert not foreign_words(fault.message), fault
