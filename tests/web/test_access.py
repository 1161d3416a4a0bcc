"""The access matrix: every route × role × owner, generated from the routes themselves."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.web.desk import PEOPLE, Desk, open_desk
from tests.web.samples import sample_url
from tracker.people import Role
from web.access import ENTRIES, Audience, Owner, Reach, reach_of
from web.application import create_app
from web.config import DeskConfig

OWNER, FOREIGNER = "orlova", "belov"


def routes() -> list[tuple[str, str]]:
    """Each endpoint with each method that it answers."""
    rules: Iterator[Rule] = bare_app().url_map.iter_rules()
    found = {(rule.endpoint, method) for rule in rules for method in rule.methods or () if method in _METHODS}
    return sorted(found)


def bare_app() -> Flask:
    return create_app(None, DeskConfig(secret_key="k" * 43))  # type: ignore[arg-type]  routes need no house


_ENDS_SESSIONS = {"doors.leave", "account.sessions_end"}
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROUTES = routes()
SCREENS = [(endpoint, method) for endpoint, method in ROUTES if endpoint in ENTRIES and ENTRIES[endpoint].scope is None]


@pytest.fixture(scope="module")
def shared_desk(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for the whole matrix: a request that is let through may change it, and the next must still be judged."""
    folder = tmp_path_factory.mktemp("matrix") / "home"
    shutil.copytree(desk_home, folder)
    opened = open_desk(folder)
    opened.app.config["WTF_CSRF_CHECK_DEFAULT"] = (
        False  # who may comes before what was sent; tokens have a test of their own
    )
    yield opened
    opened.close()


def test_every_route_has_an_entry_and_every_entry_a_route() -> None:
    assert {endpoint for endpoint, _ in ROUTES} == set(ENTRIES)


def test_every_entry_that_names_an_owner_has_it_in_its_address() -> None:
    arguments = {rule.endpoint: rule.arguments for rule in bare_app().url_map.iter_rules()}
    lost = [
        endpoint
        for endpoint, entry in ENTRIES.items()
        if entry.owner is not Owner.NOBODY and entry.arg not in arguments[endpoint]
    ]
    assert lost == []


def test_an_address_that_names_a_deal_a_client_or_a_paper_says_so_in_the_table() -> None:
    """A forgotten owner would show everybody's deals to every manager."""
    names = {"code", "page_id", "deal", "client", "paper"}
    lost = [
        rule.endpoint
        for rule in bare_app().url_map.iter_rules()
        if rule.arguments & names
        and ENTRIES[rule.endpoint].owner is Owner.NOBODY
        and Reach.OWN in ENTRIES[rule.endpoint].roles.values()
        and ENTRIES[rule.endpoint].audience is Audience.STAFF
    ]
    assert lost == []


@pytest.mark.parametrize(("endpoint", "method"), SCREENS)
def test_the_table_is_obeyed(shared_desk: Desk, endpoint: str, method: str) -> None:
    entry = ENTRIES[endpoint]
    url = sample_url(shared_desk, endpoint)
    stranger = shared_desk.app.test_client().open(url, method=method, buffered=True)
    if entry.audience is Audience.STAFF or entry.audience is Audience.INTERNAL:
        assert stranger.status_code == 302
        assert stranger.location.startswith("/enter")
    for login, (_, role) in PEOPLE.items():
        answer = shared_desk.as_(login).open(url, method=method, buffered=True)
        assert answer.status_code < 500, (login, answer.get_data(as_text=True)[:500])
        if endpoint in _ENDS_SESSIONS:
            shared_desk.clients.pop(login)
            continue
        if entry.audience in {Audience.PUBLIC, Audience.LINK}:
            continue
        reach = reach_of(entry, role, sees_internal_prices=False)
        if reach is None:
            assert answer.status_code == 403, login
        elif reach is Reach.OWN and entry.owner is not Owner.NOBODY and login == FOREIGNER:
            assert answer.status_code == 404, login
        else:
            assert answer.status_code != 403, login
            assert not (answer.status_code == 302 and answer.location.startswith("/enter")), login


@pytest.mark.parametrize(("endpoint", "method"), [one for one in SCREENS if one[1] == "GET"])
def test_a_foreign_thing_and_one_that_is_not_there_are_told_alike(
    shared_desk: Desk, endpoint: str, method: str
) -> None:
    entry = ENTRIES[endpoint]
    if entry.owner is Owner.NOBODY or reach_of(entry, Role.MANAGER, sees_internal_prices=False) is not Reach.OWN:
        return
    foreign = sample_url(shared_desk, endpoint)
    absent = sample_url(shared_desk, endpoint, is_absent=True)
    answers = [shared_desk.as_(FOREIGNER).open(url, method=method, buffered=True) for url in (foreign, absent)]
    assert [answer.status_code for answer in answers] == [404, 404]
    first, second = (re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True)) for answer in answers)
    assert first.replace(foreign, "…") == second.replace(absent, "…")


def test_a_form_without_its_token_changes_nothing(desk: Desk) -> None:
    for endpoint, method in SCREENS:
        entry = ENTRIES[endpoint]
        if method != "GET" and entry.audience is not Audience.LINK:
            login = next((name for name, (_, role) in PEOPLE.items() if role in entry.roles), "admin")
            answer = desk.as_(login).open(sample_url(desk, endpoint), method=method, data={}, buffered=True)
            assert answer.status_code == 400, endpoint
