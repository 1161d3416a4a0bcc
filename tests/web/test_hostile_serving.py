"""The desk served for real, to callers who lie about who they are and where they call."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from tests.web.desk import TODAY, Desk, text_of
from tracker.models import LoginRow
from web import serving
from web.application import create_app
from web.config import DeskConfig
from web.serving import served


@contextmanager
def calling(desk: Desk, proxies: int) -> Iterator[http.client.HTTPConnection]:
    """A connection to a desk that stands behind so many proxies."""
    app = create_app(desk.house, DeskConfig(secret_key="k" * 43, proxies=proxies), today=lambda: TODAY)
    with served(app, "127.0.0.1", 0) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        yield connection
        connection.close()


def fail_to_enter(connection: http.client.HTTPConnection, told: dict[str, str]) -> None:
    """A wrong password, from whatever address the headers tell."""
    connection.request("GET", "/enter", headers=told)
    answer = connection.getresponse()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
    assert found
    cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    form = urlencode({"csrf_token": found[1], "login": "nobody", "password": "guess"})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    connection.request("POST", "/enter", form, {**told, **kind})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 422


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "198.51.100.7")])
def test_the_address_of_a_caller_is_what_our_own_proxy_says_and_nobody_else(
    desk: Desk, proxies: int, seen: str
) -> None:
    """Behind a proxy the whole town would otherwise share one count of failures, and a guesser lock everybody out."""
    with calling(desk, proxies) as connection:
        fail_to_enter(connection, {"X-Forwarded-For": "203.0.113.1, 198.51.100.7"})
    with desk.house.database.read() as reader:
        assert reader.execute(select(LoginRow.address)).scalars().all()[-1] == seen


def test_a_name_that_is_not_ours_is_answered_in_plain_words(desk: Desk) -> None:
    """A page of ours links to pages of ours, which under such a name have no address."""
    app = create_app(desk.house, DeskConfig(secret_key="k" * 43, hosts=("desk.example",)), today=lambda: TODAY)
    for url in ("/enter", "/account/", "/nowhere", "/s/x", "/api/v1/deals", "/static/desk.css"):
        answer = app.test_client().get(url, headers={"Host": "evil.example"})
        assert answer.status_code == 400, url
        assert "evil" not in text_of(answer)
    assert app.test_client().get("/enter", headers={"Host": "desk.example"}).status_code == 200


def test_a_stranger_fills_no_disk_by_sending_more_than_anybody_may(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server keeps what comes in before the application sees who sent it."""
    monkeypatch.setattr(serving, "LARGEST_UPLOAD", 50_000)
    asked: list[str] = []
    monkeypatch.setattr("web.guard.check", lambda: asked.append("asked"))
    with calling(desk, 0) as connection:
        connection.request("POST", "/enter", b"x" * 110_000)
        assert connection.getresponse().status == 413
    assert asked == []
