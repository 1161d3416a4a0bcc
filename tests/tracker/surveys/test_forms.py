"""Questionnaires as data: what the paper asks, the screen asks; what nobody wrote is no answer."""

from __future__ import annotations

import json

import pytest

from docgen.errors import InputError
from tests.tracker.surveys.making import answers
from tracker.errors import RefusedError
from tracker.surveys.forms import FORMS, KNOWN, check, form_of, kept, questions, tidied

ANYBODY = {"client": {"full_name": "АО «Ель»"}}


@pytest.mark.parametrize("form", FORMS)
def test_every_question_of_the_paper_is_asked_but_for_what_the_program_knows(form: str) -> None:
    asked = {question.key: question for question in questions(form)}
    assert asked.keys() == {spec.key for spec in form_of(form).fields} - KNOWN
    assert all(question.label for question in asked.values())
    assert {"date", "place", "asked_by", "answered_by", "next_step"} <= asked.keys()
    assert [one.key for one in asked["answered_by"].questions] == ["name", "position", "phone", "email"]


@pytest.mark.parametrize("form", FORMS)
def test_the_sample_of_the_paper_answers_the_questionnaire_and_is_kept_as_it_is(form: str) -> None:
    tidy = tidied(answers(form))
    check(form, tidy, ANYBODY)
    again = json.loads(kept(form, tidy))
    assert again == tidy
    assert kept(form, tidied(again)) == kept(form, tidy)


WORDS = {"email": "a@example.ru", "date": "2026-11-24", "flag": True, "texts": ["а"], "quantity": "2.5"}


def answered(question):
    """An answer to a question, with all that it holds."""
    held = {one.key: answered(one) for one in question.questions}
    if question.kind in ("group", "table"):
        return held if question.kind == "group" else [held]
    if question.kind == "choice":
        return question.options[0][0]
    return question.least if question.kind == "count" else WORDS.get(question.kind, "слово")


def unknown_keys(form: str) -> list[str]:
    try:
        check(form, {question.key: answered(question) for question in questions(form)}, ANYBODY)
    except InputError as error:
        return [str(fault) for fault in error.faults if "ключ" in fault.message]
    return []


@pytest.mark.parametrize("form", FORMS)
def test_every_question_on_screen_is_a_key_that_the_paper_takes(form: str) -> None:
    assert unknown_keys(form) == []
    with pytest.raises(InputError, match="ключ"):
        check(form, {"answered_by": {"foreign": "1"}}, ANYBODY)


def test_blank_rows_and_groups_of_a_screen_are_no_answers() -> None:
    blank = {"problem": " ", "due": "", "owner": None}
    given = {
        "date": "2026-11-24",
        "client": {"full_name": "чужое"},
        "next_step": {"what": "", "due": None},
        "problems": [blank, {"problem": "Темно", "due": ""}, blank],
        "needs": [],
        "personal_data_consent": False,
    }
    assert tidied(given) == {
        "date": "2026-11-24", "problems": [{"problem": "Темно"}], "personal_data_consent": False,
    }  # fmt: skip


def test_what_no_paper_can_hold_is_told_at_its_field() -> None:
    with pytest.raises(InputError) as caught:
        tidied({"date": "2026-11-24", "feedback": {"works": "а\0б"}})
    assert [fault.path for fault in caught.value.faults] == ["feedback.works"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"secret": "1"}, "нет полей: secret"),
        ({"place": "м" * 200_001}, "длиннее"),
        ({"place": float("nan")}, "нельзя записать"),
    ],
)
def test_foreign_keys_and_too_much_are_refused(given, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        kept("vip_questionnaire", given)


def test_an_unknown_questionnaire_is_refused() -> None:
    with pytest.raises(RefusedError, match="Анкеты «claim_letter» нет"):
        questions("claim_letter")
