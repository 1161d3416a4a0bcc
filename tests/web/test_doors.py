from __future__ import annotations

from tests.web.desk import PASSWORD, Desk, text_of


def test_a_stranger_is_sent_to_the_door_and_comes_back_to_where_they_went(desk: Desk) -> None:
    answer = desk.get(None, "/account/")
    assert answer.status_code == 302
    assert answer.location == "/enter?next=/account/"
    entered = desk.post(None, answer.location, {"login": "orlova", "password": PASSWORD})
    assert entered.location == "/account/"
    assert "Орлова Мария Викторовна" in text_of(desk.get(None, "/account/"))


def test_nobody_is_sent_to_another_site_after_the_door(desk: Desk) -> None:
    for target in ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        desk.clients.clear()
        answer = desk.post(None, "/enter", {"login": "orlova", "password": PASSWORD}, query_string={"next": target})
        assert answer.location == "/"
