from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from docgen.intake.messages import problems_of
from docgen.intake.nearest import nearest
from docgen.intake.problems import Problem, input_error, path_of, quoted
from docgen.intake.raw import BareNumber


def test_an_error_of_a_type_not_foreseen_is_still_told_in_russian() -> None:
    class Section(BaseModel):
        days: int

    with pytest.raises(ValidationError) as caught:
        Section.model_validate({"days": "пять"})
    (problem,) = problems_of(caught.value, Section)
    assert path_of(problem.loc) == "days"
    assert "сверьте его с образцом" in problem.text


@pytest.mark.parametrize(
    ("loc", "path"),
    [
        ((), ""),
        (("client", "inn"), "client.inn"),
        (("lines", 1, "price"), "lines[1].price"),
        ((0, "a"), "[0].a"),
        (("deal", ""), 'deal.""'),
        (("x" * 100,), "x" * 60 + "…"),
        (("a\x1b]0;b\u202e",), "a\\u001b]0;b\\u202e"),
    ],
)
def test_a_path_is_made_of_the_files_own_keys(loc: tuple[str | int, ...], path: str) -> None:
    assert path_of(loc) == path


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1,5", '"1,5"'), (BareNumber("1.50"), '"1.50"'), ("\x1b[2J", '"\\u001b[2J"')],
)
def test_a_value_is_shown_as_it_stands_in_the_file(value: object, shown: str) -> None:
    assert quoted(value) == shown


def test_faults_stand_in_the_order_of_the_file_and_missing_keys_at_the_end_of_their_section() -> None:
    data = {"b": {"y": 1, "x": 2}, "a": [{"z": 1}, {"z": 1}]}
    locs = [("c",), ("a", 1, "z"), ("a", 0, "q"), ("a", 0, "z"), ("b", "q"), ("b", "x"), ("b", "y"), ("a",), ()]
    faults = input_error([Problem(loc, "плохо") for loc in locs], data).faults
    assert [fault.path for fault in faults] == ["", "b.y", "b.x", "b.q", "a", "a[0].z", "a[0].q", "a[1].z", "c"]


def test_of_two_problems_at_one_place_the_first_is_told() -> None:
    (fault,) = input_error([Problem(("a",), "первая"), Problem(("a",), "вторая")], {}).faults
    assert fault.message == "первая"


@pytest.mark.parametrize(
    ("word", "meant"), [("prise", "price"), ("PRICE", "price"), ("colour", None), ("p" * 10**6, None)]
)
def test_the_word_that_was_meant_is_guessed(word: str, meant: str | None) -> None:
    assert nearest(word, ["price", "name", "unit"]) == meant
