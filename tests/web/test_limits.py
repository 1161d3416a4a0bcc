"""Who asks too often is told so in words; everybody else is let through."""

from __future__ import annotations

import pytest

from tests.web.desk import Desk, text_of
from web import limits


def test_the_door_gives_a_stranger_so_many_tries_a_minute(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DOOR", "3 per minute")
    data = {"csrf_token": desk.token(None), "login": "nobody", "password": "x"}
    answers = [desk.as_(None).post("/enter", data=data) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429, 429]
    assert "Подождите минуту" in text_of(answers[-1])
    assert desk.get(None, "/enter").status_code == 200
    other = desk.as_(None).post("/enter", data=data, environ_base={"REMOTE_ADDR": "10.0.0.2"})
    assert other.status_code == 422


def test_a_link_is_not_guessed_by_asking_fast(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINK", "2 per minute")
    answers = [desk.get(None, f"/s/guess{number}") for number in range(4)]
    assert [answer.status_code for answer in answers] == [404, 404, 429, 429]
    assert answers[-1].headers["Referrer-Policy"] == "no-referrer"
    assert desk.get("orlova", "/account/").status_code == 200
