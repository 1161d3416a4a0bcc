"""A testimonial is shown only where and while a signed permission for its very text allows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from docgen.errors import InputError
from tests.tracker.surveys.making import TODAY, answers, do, held, make_client, read
from tracker.errors import RefusedError
from tracker.surveys.recording import correct_survey
from tracker.surveys.testimonials import (
    Permission,
    Place,
    kept_testimonials,
    permit,
    usable_testimonials,
    withdraw_permission,
)

UNTIL = date(2027, 12, 31)
GIVEN = Permission(
    signed_on=date(2026, 11, 25),
    signer="Соловей И. Л.",
    company=True,
    places=frozenset({Place.SITE}),
    until=UNTIL,
)
SAID = {"text": "Всё вовремя.", "author": {"name": "Соловей И. Л.", "position": "заместитель директора"}}


def said(house, code: str = "c1") -> tuple[int, int]:
    """A survey with a testimonial: keys of both."""
    done = held(house, make_client(house, code), testimonial=SAID)
    return done, read(house, kept_testimonials, TODAY).rows[0].id


def usable(house, today: date = TODAY, place: Place = Place.SITE, where: str | None = None):
    return read(house, usable_testimonials, today, place, where)


def test_what_a_client_merely_said_of_a_permission_permits_nothing(house) -> None:
    """The answers of the sample tick every box; without the signed sheet it is only talk."""
    held(house, make_client(house))
    assert [usable(house, place=place) for place in Place] == [[], [], [], []]
    (kept,) = read(house, kept_testimonials, TODAY).rows
    assert not kept.is_permitted


@pytest.mark.parametrize(
    ("today", "is_usable"),
    [
        (date(2026, 11, 24), False),
        (date(2026, 11, 25), True),
        (UNTIL, True),
        (date(2028, 1, 1), False),
    ],
)
def test_a_permission_holds_from_its_signing_to_its_last_day(house, today: date, is_usable: bool) -> None:
    _, one = said(house)
    do(house, permit, one, GIVEN)
    assert bool(usable(house, today)) is is_usable
    assert read(house, kept_testimonials, today).rows[0].is_permitted is is_usable


def test_a_permission_for_one_place_is_none_for_another(house) -> None:
    _, one = said(house)
    do(house, permit, one, replace(GIVEN, other="Стенд на выставке"))
    shown = {place: len(usable(house, place=place)) for place in Place}
    assert shown == {Place.SITE: 1, Place.OFFERS: 0, Place.SOCIAL: 0, Place.OTHER: 1}
    assert usable(house, place=Place.OTHER, where="Журнал") == []
    assert usable(house, place=Place.OTHER, where="Стенд на выставке")[0].where == "Стенд на выставке"


def test_only_what_was_permitted_stands_beside_the_text(either_house) -> None:
    house = either_house
    _, one = said(house)
    do(house, permit, one, replace(GIVEN, company=False, logo=True, name=True))
    (shown,) = usable(house)
    assert (shown.text, shown.company, shown.author, shown.author_title, shown.has_logo) == (
        "Всё вовремя.", None, None, None, True,
    )  # fmt: skip
    do(house, permit, one, replace(GIVEN, name=True, logo=True, person_consent_on=date(2026, 11, 27)))
    (shown,) = usable(house)
    assert (shown.company, shown.author, shown.author_title) == (
        "ООО «Северный ТЦ»" if shown.company is None else shown.company, "Соловей И. Л.", "заместитель директора",
    )  # fmt: skip
    assert usable(house, date(2026, 11, 26))[0].author is None, "the person had not agreed yet"


def test_a_withdrawn_permission_ends_on_the_day(house) -> None:
    _, one = said(house)
    key = do(house, permit, one, replace(GIVEN, until=None))
    assert usable(house, date(2099, 1, 1))
    do(house, withdraw_permission, key, TODAY)
    assert usable(house) == []
    assert usable(house, date(2026, 11, 26))


def test_a_permission_is_for_the_text_that_was_signed(house) -> None:
    done, one = said(house)
    do(house, permit, one, GIVEN)
    reworded = answers(testimonial=SAID | {"text": "Всё вовремя и дёшево."})
    do(house, correct_survey, done, reworded, 1)
    assert usable(house) == []
    with pytest.raises(InputError, match="уже в работе"):
        do(house, correct_survey, done, answers(testimonial=None, permission=None), 2)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"places": frozenset()}, "где можно использовать"),
        ({"places": frozenset({Place.OTHER}), "other": " "}, "где можно использовать"),
        ({"signed_on": date(2026, 11, 28)}, "ещё не наступило"),
        ({"signed_on": date(2026, 11, 23)}, "раньше, чем дан отзыв"),
        ({"until": date(2026, 11, 24)}, "раньше, чем подписано"),
        ({"signer": ""}, "Кто подписал"),
        ({"person_consent_on": date(2026, 11, 28)}, "ещё не наступило"),
    ],
)
def test_a_permission_that_permits_nothing_is_refused(house, changes, told: str) -> None:
    _, one = said(house)
    with pytest.raises(RefusedError, match=told):
        do(house, permit, one, replace(GIVEN, **changes))
