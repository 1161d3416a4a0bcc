from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.declension import Gender, organisation_gender, organisation_genitive


def test_every_full_name_of_the_table_gets_its_genitive(organisation_case):
    nominative, genitive, _ = organisation_case
    assert organisation_genitive(nominative) == genitive


def test_every_full_name_of_the_table_tells_its_gender(organisation_case):
    nominative, _, gender = organisation_case
    assert organisation_gender(nominative) is Gender(gender)


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяABCxyz №-,.()—+&", max_size=30))
def test_a_quoted_name_never_changes(name):
    quoted = f"«{' '.join(name.split())}»"
    assert organisation_genitive(f"Акционерное общество {quoted}") == f"Акционерного общества {quoted}"


@pytest.mark.parametrize(
    ("gender", "genitive"), [(Gender.FEMININE, "Ким Жени"), (Gender.MASCULINE, "Кима Жени"), (None, "Ким Женя")]
)
def test_a_name_that_does_not_tell_takes_the_gender_it_is_given(gender, genitive):
    told = organisation_genitive("Индивидуальный предприниматель Ким Женя", gender)
    assert told == f"Индивидуального предпринимателя {genitive}"


def test_a_given_gender_does_not_decline_the_name_of_a_company():
    assert organisation_genitive("ООО «Ромашка»", Gender.NEUTER) == "ООО «Ромашка»"


def test_an_empty_name_is_answered():
    assert organisation_genitive("") == ""
    assert organisation_gender("") is Gender.NEUTER


@given(st.text())
def test_any_text_is_answered(text):
    assert isinstance(organisation_genitive(text), str)
    assert isinstance(organisation_gender(text), Gender)
