"""Units by ОКЕИ: codes, the classifier's symbols beside them, and the gender of a unit's noun."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from docgen import units
from docgen.units import okei_code, okei_symbol, unit_gender

TABLE = yaml.safe_load(Path(units.__file__).with_name("units.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("unit", "code", "symbol"),
    [
        ("шт", "796", "шт"),
        ("Штука", "796", "шт"),
        ("шт.", "796", "шт"),
        ("услуга", "876", "усл. ед"),
        ("усл.", "876", "усл. ед"),
        ("квартал", "364", "кварт"),
        ("м²", "055", "м2"),
        ("сут.", "359", "сут"),
        ("день", "359", "дн"),
        ("год", "366", "г"),
        ("г", "163", "г"),
        ("выезд", None, None),
    ],
)
def test_a_code_stands_with_the_symbol_of_the_classifier(unit: str, code: str | None, symbol: str | None) -> None:
    assert (okei_code(unit), okei_symbol(unit)) == (code, symbol)


@pytest.mark.parametrize(("unit", "gender"), [("шт", "f"), ("тонна", "f"), ("м", "m"), ("выезд", "m"), ("мес", "m")])
def test_the_gender_is_that_of_the_noun(unit: str, gender: str) -> None:
    assert unit_gender(unit) == gender


def test_every_unit_of_the_table_is_found_by_each_of_its_names_and_by_no_other_code() -> None:
    for code, facts in TABLE.items():
        assert facts["symbols"]
        assert {okei_code(name) for name in facts["names"]} == {code}
        assert {okei_symbol(name) for name in facts["names"]} <= set(facts["symbols"])
