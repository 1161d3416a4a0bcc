"""A screen can ask whose client anything of the programme is about, and what a person reaches."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tracker.surveys.making import TODAY, do, held, make_client, read
from tracker.errors import NotFoundError
from tracker.surveys.due import DueFilter, due_clients
from tracker.surveys.needs import NeedFilter, needs
from tracker.surveys.owners import Thing, asked_client, client_of
from tracker.surveys.testimonials import (
    Permission,
    Place,
    kept_testimonials,
    permissions_of,
    permit,
    withdraw_permission,
)


def test_everything_said_in_a_survey_leads_to_its_client(house) -> None:
    other = make_client(house, "other")
    held(house, other)
    key = make_client(house, "mine")
    survey_id = held(house, key)
    (said, _) = read(house, kept_testimonials, TODAY).rows
    permission = do(
        house, permit, said.id, Permission(signed_on=TODAY, signer="Соловей", places=frozenset({Place.SITE}))
    )
    assert read(house, client_of, Thing.SURVEY, survey_id) == "mine"
    assert read(house, client_of, Thing.TESTIMONIAL, said.id) == "mine"
    assert read(house, client_of, Thing.PERMISSION, permission) == "mine"
    for thing in Thing:
        with pytest.raises(NotFoundError):
            read(house, client_of, thing, 10**12)
    assert read(house, asked_client, "mine")[:2] == (key, "mine")
    with pytest.raises(NotFoundError, match="нет"):
        read(house, asked_client, "mi\0ne")


def test_what_a_person_reaches_is_cut_by_all_names_of_theirs(house) -> None:
    mine = make_client(house, "mine", manager="Орлова Мария", deals={"d1": (date(2026, 5, 1), "orlova")})
    held(house, mine, needs=[{"what": "Щиты"}], date="2025-01-10")
    for names, count in ((("orlova",), 1), (("Орлова Мария", "x"), 1), (("belov",), 0), ((), 0), (None, 1)):
        assert read(house, needs, chosen=NeedFilter(managers=names)).total.count == count
        assert read(house, due_clients, TODAY, chosen=DueFilter(managers=names)).total.count == count


def test_permissions_are_listed_with_what_became_of_them(house) -> None:
    held(house, make_client(house))
    (said,) = read(house, kept_testimonials, TODAY).rows
    given = Permission(signed_on=TODAY, signer="Соловей", company=True, places=frozenset({Place.SITE}), other="каталог")
    first, second = do(house, permit, said.id, given), do(house, permit, said.id, given)
    do(house, withdraw_permission, first, TODAY)
    kept = read(house, permissions_of, [said.id], TODAY)[said.id]
    assert [(one.id, one.withdrawn_on, one.is_in_force) for one in kept] == [
        (second, None, True),
        (first, TODAY, False),
    ]
    assert kept[0].given == given
    assert read(house, permissions_of, [], TODAY) == {}
