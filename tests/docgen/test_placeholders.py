"""The reference of placeholders says what templates really get: no name is missing, none is invented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from docgen.library import find_kind, kinds
from docgen.placeholders import context_shape, reference
from docgen.shapes import Leaf, Many, Node, Shape
from tests.samples import sample_order


def differences(value: Any, shape: Shape, path: str) -> Iterator[str]:
    """Where a context and the shape of it part."""
    if isinstance(shape, Node):
        if value is None:
            return
        assert isinstance(value, dict), path
        yield from (f"{path}.{name}" for name in value.keys() ^ shape.parts.keys())
        for name in value.keys() & shape.parts.keys():
            yield from differences(value[name], shape.parts[name], f"{path}.{name}")
    elif isinstance(shape, Many):
        if value is not None and not isinstance(value, (list, tuple)):
            yield f"{path} is no list"
        for each in value or ():
            yield from differences(each, shape.each, f"{path}[]")
    elif isinstance(value, (list, dict)) and not shape.is_open:
        yield f"{path} has parts"


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_name_of_a_sample_is_in_the_reference_and_the_other_way_round(name: str) -> None:
    shape = context_shape(find_kind(name))
    assert list(differences(dict(sample_order(name).context), shape, name)) == []


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_placeholder_has_a_russian_meaning(name: str) -> None:
    found = reference(find_kind(name))
    assert found
    assert [place.path for place in found if not place.meaning.strip()] == []
    assert len({place.path for place in found}) == len(found)


def test_a_mapping_whose_names_depend_on_data_is_open() -> None:
    assert isinstance(context_shape(find_kind("supply_contract")).parts["settings"], Leaf)
