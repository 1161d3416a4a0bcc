from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from docgen.intake import json_schema
from docgen.intake.source import read_source
from docgen.library import kinds
from docgen.papers import input_schema

SAMPLES = [
    pytest.param("kit", Path(__file__).with_name("kit.yaml"), id="kit"),
    *(pytest.param(kind.name, kind.folder / "sample.yaml", id=kind.name) for kind in kinds().values()),
]


def errors(data: object, name: str = "kit") -> list[str]:
    return [error.json_path for error in Draft202012Validator(input_schema(name)).iter_errors(data)]


def titles(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from (schema[key] for key in ("title", "description") if isinstance(schema.get(key), str))
        schema = list(schema.values())
    if isinstance(schema, list):
        for inner in schema:
            yield from titles(inner)


def test_it_is_a_schema_of_draft_2020_12() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert json_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    json.dumps(json_schema())


@pytest.mark.parametrize(("name", "path"), SAMPLES)
def test_a_sample_passes_the_schema_of_its_kind(name: str, path: Path) -> None:
    Draft202012Validator.check_schema(input_schema(name))
    assert errors(read_source(path).data, name) == []


@pytest.mark.parametrize("name", [kind.name for kind in kinds().values() if not kind.is_of_kit])
def test_the_schema_of_a_kind_is_russian_and_strict(name: str) -> None:
    schema = input_schema(name)
    assert schema["additionalProperties"] is False
    assert all(re.search("[А-Яа-яё]", text) for text in titles(schema))


def test_its_titles_and_descriptions_are_russian() -> None:
    found = list(titles(json_schema()))
    assert len(found) > 100
    assert [text for text in found if not re.search("[А-Яа-яё]", text)] == []


def test_every_key_has_a_title_and_a_description() -> None:
    schema = json_schema()
    sections = [schema, *schema["$defs"].values()]
    keys = [item for section in sections for item in section["properties"].items()]
    # Pydantic leaves out a title that is the referenced section's own.
    assert [name for name, key in keys if not (key.get("title") or key.get("$ref"))] == []
    assert [name for name, key in keys if not key.get("description")] == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda kit: kit["lines"][1].update(price="1.005"), "$.lines[1].price"),
        (lambda kit: kit["lines"][1].update(price=1.5), "$.lines[1].price"),
        (lambda kit: kit["lines"][1].update(colour="red"), "$.lines[1]"),
        (lambda kit: kit["client"].pop("inn"), "$.client"),
        (lambda kit: kit["deal"].update(kind="loan"), "$.deal.kind"),
        (lambda kit: kit["terms"]["payments"][0].update(when="soon"), "$.terms.payments[0].when"),
        (lambda kit: kit.update(lines=[]), "$.lines"),
    ],
)
def test_it_refuses_what_the_shape_forbids(
    change: Callable[[Any], object], path: str, sample: Callable[[], dict[str, Any]]
) -> None:
    kit = sample()
    change(kit)
    assert errors(kit) == [path]


@pytest.mark.parametrize("vat", ["standard", "10", 10, "0", 0, "exempt", None])
def test_a_rate_may_be_a_number_or_a_word(vat: object, sample: Callable[[], dict[str, Any]]) -> None:
    kit = sample()
    kit["lines"][0]["vat"] = vat
    assert errors(kit) == []
