"""A sample without what may be absent."""

from __future__ import annotations

from docgen.template_check.emptying import without

SAMPLE = {"contract": {"number": "5"}, "lines": [{"name": "а", "note": "б"}, {"name": "в"}], "kpp": "1"}


def test_each_place_becomes_empty_and_nothing_else() -> None:
    assert without(SAMPLE, ["contract", "lines[].note", "nothing", "kpp.part"]) == {
        "contract": None,
        "lines": [{"name": "а", "note": None}, {"name": "в"}],
        "kpp": "1",
    }


def test_the_sample_itself_stays() -> None:
    without(SAMPLE, ["contract.number", "lines[]"])
    assert SAMPLE["contract"] == {"number": "5"}
    assert without(SAMPLE, ["lines[]"])["lines"] == [None, None]
