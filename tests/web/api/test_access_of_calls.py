"""The access matrix of the API: every call × token, scope, role, owner, generated from the calls themselves.

Each request has a part of the address that no call knows: whoever is let in is told of it (422), and nothing is done.
"""

from __future__ import annotations

import pytest

from tests.web.api.calling import Caller
from tests.web.api.things import address_of, somebody_who_may
from tests.web.desk import PEOPLE
from tracker.accounts.tokens import Scope
from web.access import ENTRIES, Owner, Reach, reach_of
from web.api.calls import CALLS

_FOREIGNER = "belov"
_SEES_INTERNAL = {"head", "admin"}


@pytest.mark.parametrize("name", list(CALLS))
def test_the_table_of_access_is_obeyed(shared: Caller, name: str) -> None:
    entry, method = ENTRIES[f"api.{name}"], CALLS[name].method
    address = f"{address_of(shared.desk, name)}?no_such_part=1"
    assert shared(None, method, address).status_code == 401
    for login, (_, role) in PEOPLE.items():
        answer = shared(login, method, address)
        reach = reach_of(entry, role, sees_internal_prices=login in _SEES_INTERNAL)
        is_foreign = reach is Reach.OWN and entry.owner is not Owner.NOBODY and login == _FOREIGNER
        expected = 403 if reach is None else 404 if is_foreign else 422
        assert answer.status_code == expected, (login, answer.get_data(as_text=True))


@pytest.mark.parametrize("name", list(CALLS))
def test_a_token_with_every_other_scope_is_refused(shared: Caller, name: str) -> None:
    wanted = ENTRIES[f"api.{name}"].scope
    others = tuple(scope for scope in Scope if scope is not wanted)
    address = f"{address_of(shared.desk, name)}?no_such_part=1"
    assert shared(somebody_who_may(name), CALLS[name].method, address, scopes=others).status_code == 403


def test_every_call_has_a_scope_and_only_reading_ones_are_opened_by_reading() -> None:
    harmless = {"POST /statements/read", "POST /kinds/<name>/templates/check"}
    for name, call in CALLS.items():
        scope = ENTRIES[f"api.{name}"].scope
        assert scope is not None, name
        is_reading = call.method == "GET" or f"{call.method} {call.path}" in harmless
        assert is_reading or scope is not Scope.READ, name
        assert not (is_reading and call.is_change), name
