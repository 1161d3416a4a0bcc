"""States of a paper follow from its days, and the most advanced one is shown."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.making import TODAY, draft, make_organization
from tracker.house import House
from tracker.papers.issuing import annul, issue
from tracker.papers.states import DATED, PaperDays, PaperState, read_days, shown_state, states_on
from tracker.recording import send

ON = date(2026, 11, 22)
DAYS = st.dates(ON - timedelta(20), ON + timedelta(20))
OPTIONAL = [one.name for one in fields(PaperDays) if one.name != "issued_on"]


@st.composite
def histories(draw: st.DrawFn) -> PaperDays:
    return PaperDays(issued_on=draw(DAYS), **{name: draw(st.none() | DAYS) for name in OPTIONAL})


@given(histories(), DAYS)
def test_a_state_holds_from_its_day_on_once_the_paper_is_there(days: PaperDays, day: date) -> None:
    states = states_on(days, day)
    if day < days.issued_on:
        assert states == {PaperState.DRAFT}
        return
    for state in DATED:
        on = getattr(days, f"{state.value}_on")
        assert (state in states) == (on is not None and on <= day)


@given(histories(), DAYS)
def test_states_only_come_and_the_shown_one_only_advances(days: PaperDays, day: date) -> None:
    order = list(PaperState)
    today, tomorrow = states_on(days, day), states_on(days, day + timedelta(1))
    assert today - {PaperState.DRAFT} <= tomorrow
    assert order.index(shown_state(days, day)) <= order.index(shown_state(days, day + timedelta(1)))
    assert shown_state(days, day) in today


@given(histories(), DAYS)
def test_whatever_else_happened_an_annulled_paper_is_shown_as_annulled(days: PaperDays, day: date) -> None:
    is_annulled = PaperState.ANNULLED in states_on(days, day)
    assert (shown_state(days, day) is PaperState.ANNULLED) == is_annulled


@pytest.mark.parametrize(
    ("state", "label"),
    [
        (PaperState.ANNULLED, "Аннулирован"),
        (PaperState.SUPERSEDED, "Заменён"),
        (PaperState.REFUSED, "Мотивированный отказ"),
        (PaperState.ELECTRONIC, "ЭДО (КЭП)"),
    ],
)
def test_states_are_called_as_the_house_calls_them(state: PaperState, label: str) -> None:
    assert state.label == label


def test_every_state_has_a_name_and_all_names_differ() -> None:
    assert len({state.label for state in PaperState}) == len(PaperState)


def test_the_states_of_a_stored_paper_are_read_from_its_row(house: House) -> None:
    organization_id = make_organization(house)
    with house.work("anna", TODAY) as work:
        key = issue(work, draft("cover_letter", organization_id)).document_id
    steps = [
        (lambda _: None, PaperState.ISSUED),
        (lambda work: send(work, key, TODAY), PaperState.SENT),
        (lambda work: annul(work, key, TODAY, "не та сумма"), PaperState.ANNULLED),
    ]
    for step, expected in steps:
        with house.work("anna", TODAY) as work:
            step(work)
        with house.database.read() as connection:
            days = read_days(connection, [key])[key]
        assert shown_state(days, TODAY) is expected
    assert shown_state(days, date(2026, 11, 1)) is PaperState.DRAFT
