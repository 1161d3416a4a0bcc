from __future__ import annotations

import pytest

from tests.web.api.calling import Caller, refused, told
from tests.web.desk import TODAY
from tracker.accounts.tokens import Scope, revoke_token, tokens_of
from tracker.accounts.visitors import visitor_named
from tracker.people import block


def test_a_stranger_is_told_how_to_come_in_and_nothing_else(api: Caller) -> None:
    answer = api(None, "GET", "/deals")
    refused(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_session_cookie_opens_nothing_here(api: Caller) -> None:
    browser = api.desk.as_("head")
    assert browser.get("/account/").status_code == 200
    assert browser.get("/api/v1/deals").status_code == 401
    assert browser.post("/api/v1/sweep").status_code == 401


@pytest.mark.parametrize("told_as", ["Bearer ", "Bearer prv_", "Basic prv_x", "prv_x", "Bearer prv_" + "x" * 5000])
def test_what_is_no_token_opens_nothing(shared: Caller, told_as: str) -> None:
    assert shared(None, "GET", "/deals", headers={"Authorization": told_as}).status_code == 401


def test_a_token_is_worth_nothing_once_it_is_revoked_or_its_person_is_blocked(api: Caller) -> None:
    assert api("control", "GET", "/deals").status_code == 200
    with api.desk.house.work("control", TODAY) as work:
        person = visitor_named(work.connection, "control")
        revoke_token(work, "control", tokens_of(work.connection, person.id)[0].id)
    assert api("control", "GET", "/deals").status_code == 401
    assert api("lawyer", "GET", "/deals").status_code == 200
    with api.desk.house.work("admin", TODAY) as work:
        block(work, "lawyer")
    assert api("lawyer", "GET", "/deals").status_code == 401


def test_the_use_of_a_token_is_written_down_once_a_day(api: Caller) -> None:
    api("control", "GET", "/deals")
    with api.desk.house.database.read() as connection:
        person = visitor_named(connection, "control")
        assert [token.used_on for token in tokens_of(connection, person.id)] == [TODAY]


def test_a_token_does_no_more_than_its_scopes(api: Caller) -> None:
    assert api("head", "GET", "/deals", scopes=(Scope.READ,)).status_code == 200
    error = refused(api("head", "POST", "/sweep", scopes=(Scope.READ,)), 403)
    assert "записывать факты и деньги" in error["message"]
    assert api("head", "GET", "/deals", scopes=(Scope.WRITE,)).status_code == 403


def test_a_manager_sees_their_own_deals_alone(shared: Caller) -> None:
    assert "D1" in {one["deal"] for one in told(shared("orlova", "GET", "/deals"))["items"]}
    assert "D1" not in {one["deal"] for one in told(shared("belov", "GET", "/deals"))["items"]}


@pytest.mark.parametrize("address", ["/deals/{}", "/deals/{}/history", "/deals/{}/papers/contract", "/deals/{}/claim"])
def test_a_foreign_deal_and_one_that_is_not_there_are_told_alike(shared: Caller, address: str) -> None:
    absent, foreign = (shared("belov", "GET", address.format(code)) for code in ("НЕТ", "D1"))
    assert refused(absent, 404) == refused(foreign, 404)
