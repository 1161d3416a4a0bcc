"""Whoever got hold of an open session, an old cookie or a key does not get further by it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.web.desk import PASSWORD, TODAY, Desk, text_of
from tracker.accounts.passwords import set_password
from tracker.accounts.sessions import Caller, EntryRefusedError, enter
from tracker.accounts.tokens import Scope, create_token
from tracker.people import block

OTHER = "новые четыре слова"


def change_password(desk: Desk, old: str, token: str) -> int:
    form = {"csrf_token": token, "old": old, "new": OTHER, "again": OTHER}
    return desk.as_("orlova").post("/account/password", data=form).status_code


def test_a_found_open_session_is_no_place_to_guess_its_password(desk: Desk) -> None:
    token = desk.token("orlova")
    assert [change_password(desk, f"догадка {number}", token) for number in range(6)] == [422] * 6
    assert change_password(desk, PASSWORD, token) == 422, "the seventh is not even tried"
    page = desk.as_("orlova").post(
        "/account/password", data={"csrf_token": token, "old": PASSWORD, "new": OTHER, "again": OTHER}
    )
    assert "подождите 15 минут" in text_of(page)
    told = desk.get("admin", "/admin/logins?login=orlova").get_data(as_text=True)
    assert "orlova" in told
    assert PASSWORD not in told
    assert "догадка" not in told


def test_a_copied_cookie_is_worth_nothing_after_leaving_a_new_password_or_a_block(desk: Desk) -> None:
    def copied() -> str:
        cookie = desk.as_("orlova").get_cookie("pervichka")
        assert cookie is not None
        return cookie.value

    def opens(value: str) -> bool:
        thief = desk.app.test_client()
        thief.set_cookie("pervichka", value)
        return thief.get("/account/").status_code == 200

    for end in ("leave", "password", "block"):
        desk.clients.pop("orlova", None)
        token = desk.token("orlova")
        cookie = copied()
        assert opens(cookie)
        if end == "leave":
            desk.as_("orlova").post("/leave", data={"csrf_token": token})
        else:
            with desk.house.work("admin", TODAY) as work:
                set_password(work, "orlova", OTHER) if end == "password" else block(work, "orlova")
        assert not opens(cookie), end


def test_leaving_everywhere_empties_what_the_browser_keeps(desk: Desk) -> None:
    """A page that was kept would be shown to the next person at this computer."""
    assert desk.post("orlova", "/account/sessions/end").headers["Clear-Site-Data"] == '"cache"'


def test_a_key_waits_too_until_a_password_given_by_another_is_changed(desk: Desk) -> None:
    with desk.house.work("admin", TODAY) as work:
        key = create_token(work, "orlova", "склад", frozenset(Scope), None)
    call = {"Authorization": f"Bearer {key}"}
    caller = desk.app.test_client()
    assert caller.get("/api/v1/deals", headers=call).status_code == 200
    with desk.house.work("admin", TODAY) as work:
        set_password(work, "orlova", OTHER, must_change=True)
    refused = caller.get("/api/v1/deals", headers=call)
    assert refused.status_code == 403
    assert "Смените пароль" in refused.get_json()["error"]["message"]


def test_guesses_sent_all_at_once_are_counted_like_others(desk: Desk) -> None:
    caller = Caller(address="203.0.113.9", agent="tests")

    def guess(number: int) -> str:
        with pytest.raises(EntryRefusedError) as refused:
            enter(desk.house, "belov", f"догадка {number}", caller)
        return str(refused.value)

    with ThreadPoolExecutor(9) as pool:
        told = list(pool.map(guess, range(9)))
    assert sum("не подходят" in one for one in told) == 6
    assert sum("подождите 15 минут" in one for one in told) == 3
