"""Changes by the API: done once under a key, and not over what somebody else has done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.api.calling import Caller, refused, told

_PAID = {"on": "2026-11-20", "amount": "100.50", "evidence": "bank_statement"}
_KEY = {"Idempotency-Key": "6f1d0c1e-0001"}


def _paid(api: Caller) -> list[str]:
    return [one["amount"] for one in told(api("control", "GET", "/deals/D1"))["payments"]]


def test_the_same_request_under_one_key_is_done_once_and_gets_the_first_answer(api: Caller) -> None:
    first = api("control", "POST", "/deals/D1/facts/paid", _PAID, headers=_KEY)
    again = api("control", "POST", "/deals/D1/facts/paid", _PAID, headers=_KEY)
    assert (first.status_code, again.status_code) == (204, 204)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert _paid(api) == ["100.50"]
    assert api("control", "POST", "/deals/D1/facts/paid", _PAID).status_code == 204
    assert _paid(api) == ["100.50", "100.50"]


def test_another_request_under_the_same_key_is_refused(api: Caller) -> None:
    api("control", "POST", "/deals/D1/facts/paid", _PAID, headers=_KEY)
    error = refused(api("control", "POST", "/deals/D1/facts/paid", {**_PAID, "amount": "7.00"}, headers=_KEY), 409)
    assert "возьмите новый ключ" in error["message"]
    assert api("control", "POST", "/reminders/plan", headers=_KEY).status_code == 409
    assert _paid(api) == ["100.50"]


def test_a_key_is_of_its_person_alone(api: Caller) -> None:
    api("control", "POST", "/deals/D1/facts/paid", _PAID, headers=_KEY)
    api("head", "POST", "/deals/D1/facts/paid", _PAID, headers=_KEY)
    assert _paid(api) == ["100.50", "100.50"]


def test_a_refused_change_does_not_use_its_key_up(api: Caller) -> None:
    wrong = {**_PAID, "on": "2026-12-31"}
    assert api("control", "POST", "/deals/D1/facts/paid", wrong, headers=_KEY).status_code == 409
    assert api("control", "POST", "/deals/D1/facts/paid", _PAID, headers=_KEY).status_code == 204


@pytest.mark.parametrize("key", ["", "я", "x" * 151, "a\tb"])
def test_a_key_that_is_none_is_told_by_name(shared: Caller, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("utf-8").decode("latin-1")}
    error = refused(shared("control", "POST", "/deals/D1/facts/paid", _PAID, headers=headers), 422)
    assert [fault["path"] for fault in error["faults"]] == ["Idempotency-Key"]


def test_a_change_over_what_others_did_is_refused_and_says_what_they_did(api: Caller) -> None:
    deal = api("control", "GET", "/deals/D1")
    assert deal.headers["ETag"] == f'"{told(deal)["version"]}"'
    seen = {"If-Match": deal.headers["ETag"]}
    assert api("control", "POST", "/deals/D1/facts/paid", _PAID, headers=seen).status_code == 204
    error = refused(api("head", "POST", "/deals/D1/facts/paid", _PAID, headers=seen), 412)
    assert "control" in error["message"]
    assert "100,50" in error["message"]
    assert _paid(api) == ["100.50"]


def test_a_paper_is_of_its_deal_so_the_version_guards_it_too(api: Caller) -> None:
    version = told(api("control", "GET", "/deals/D1"))["version"]
    api("control", "POST", "/deals/D1/facts/paid", _PAID)
    for address in ("/deals/D1/papers/contract", f"/papers/{_contract(api)}"):
        answer = api(
            "control", "POST", f"{address}/dispatch", {"sent_on": "2026-11-22"}, headers={"If-Match": str(version)}
        )
        refused(answer, 412)


def _contract(api: Caller) -> str:
    return str(told(api("control", "GET", "/deals/D1/papers/contract"))["page_id"])


@pytest.mark.parametrize("version", ["*", "", "x", '"x"', "9" * 40, "-1", "١"])
def test_a_version_that_is_none_is_told(shared: Caller, version: str) -> None:
    answer = shared(
        "control", "POST", "/deals/D1/facts/paid", _PAID, headers={"If-Match": version.encode().decode("latin-1")}
    )
    refused(answer, 422)


@given(kopecks=st.integers(1, 10**14))
def test_a_sum_that_is_answered_can_be_sent_as_it_is(kopecks: int) -> None:
    from web.api.shapes import Roubles, roubles
    from web.api.shapes import kopecks as read

    field = Roubles.__metadata__[0]  # type: ignore[attr-defined]
    assert read(field.read(roubles(kopecks))) == kopecks
    assert roubles(-kopecks) == f"-{roubles(kopecks)}"
