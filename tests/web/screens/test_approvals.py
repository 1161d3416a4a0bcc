"""The queue of discounts: who sees what, the head's answer once, and words for every wrong form."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.tracker.price_files import write_price_list
from tests.web.desk import TODAY, Desk, text_of
from tracker.accounts.visitors import allow_internal_prices
from tracker.parties import organization_id_of
from tracker.prices.approvals import approved_percents
from tracker.prices.catalogue import add_price_list
from tracker.prices.price_list_file import read_price_list
from tracker.prices.requests import ask, list_requests


@pytest.fixture
def asked(desk: Desk, tmp_path: Path) -> int:
    """A request of Орлова's for D1 and one of Белов's; the first one's key."""
    file = read_price_list(write_price_list(tmp_path / "files"))
    with desk.house.work("admin", TODAY) as work:
        ours = organization_id_of(work, file.seller)
        add_price_list(work, ours, file)
    with desk.house.work("belov", TODAY) as work:
        ask(work, ours, deal_code="Б-1", product_code="FL-50", percent=Decimal(9), reason="Белову надо")
    with desk.house.work("orlova", TODAY) as work:
        return ask(work, ours, deal_code="D1", product_code="LED-36", percent=Decimal(22), reason="Большой объём")


def _once(desk: Desk, request_id: int) -> str:
    page = desk.get("head", "/approvals/").get_data(as_text=True)
    found = re.search(rf'action="/approvals/{request_id}".*?name="once" value="([^"]+)"', page, re.DOTALL)
    assert found
    return found[1]


def _given(desk: Desk) -> dict[str, Decimal]:
    with desk.house.database.read() as connection:
        one = list_requests(connection, is_waiting=False)[0]
        return approved_percents(connection, one.organization_id, "D1")


def test_the_head_sees_the_queue_with_price_and_right_but_costs_only_by_a_right_of_their_own(
    desk: Desk, asked: int
) -> None:
    page = text_of(desk.get("head", "/approvals/"))
    for told in ("Скидка 22 % на LED-36", "1 450,00 ₽", "1 131,00 ₽", "до 5 %", "Большой объём", "Орлова Мария", "Б-1"):
        assert told in page, told
    for canary in ("910,00", "1 200,00", "ниже наименьшей цены"):
        assert canary not in page, canary
    with desk.house.work("admin", TODAY) as work:
        allow_internal_prices(work, "head", is_allowed=True)
    page = text_of(desk.get("head", "/approvals/"))
    for told in ("910,00", "1 200,00", "ниже наименьшей цены"):
        assert told in page, told


def test_a_yes_is_given_once_and_the_asker_sees_it(desk: Desk, asked: int) -> None:
    told = {"decision": "grant", "answer": "Один раз", "once": _once(desk, asked)}
    assert desk.post("head", f"/approvals/{asked}", told).status_code == 303
    assert desk.post("head", f"/approvals/{asked}", told).status_code == 303
    assert _given(desk) == {"LED-36": Decimal(22)}
    page = text_of(desk.get("orlova", "/approvals/"))
    assert "согласовано D1 LED-36 22 %" in page
    assert "Один раз" in page
    assert "Белову надо" not in page
    late = desk.post("head", f"/approvals/{asked}", {"decision": "refuse", "answer": "Нет", "once": "other"})
    assert late.status_code == 409
    assert "уже ответили" in text_of(late)


def test_a_no_wants_words_and_is_seen_with_them(desk: Desk, asked: int) -> None:
    once = _once(desk, asked)
    answer = desk.post("head", f"/approvals/{asked}", {"decision": "refuse", "answer": "  ", "once": once})
    assert answer.status_code == 422
    assert "Напишите, почему нет" in text_of(answer)
    told = {"decision": "refuse", "answer": "Ниже закупки", "once": once}
    assert desk.post("head", f"/approvals/{asked}", told).status_code == 303
    assert _given(desk) == {}
    assert "Ниже закупки" in text_of(desk.get("orlova", "/approvals/"))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, 422),
        ({"decision": "maybe"}, 422),
        ({"decision": "grant", "answer": "и" * 1001}, 422),
        ({"decision": "grant", "answer": "а\u0000б"}, 422),
        ({"decision": "grant"}, 409),
        ({"decision": "grant", "once": "к" * 201}, 409),
    ],
)
def test_a_form_that_is_no_answer_changes_nothing(desk: Desk, asked: int, told: dict[str, str], code: int) -> None:
    answer = desk.post("head", f"/approvals/{asked}", told)
    assert answer.status_code == code
    assert 'role="alert"' in answer.get_data(as_text=True)
    with desk.house.database.read() as connection:
        assert len(list_requests(connection)) == 2


def test_only_the_head_answers_and_only_to_what_was_asked(desk: Desk, asked: int) -> None:
    told = {"decision": "grant", "once": "a"}
    for login in ("orlova", "control", "lawyer"):
        assert desk.post(login, f"/approvals/{asked}", told).status_code == 403
    assert desk.post("head", "/approvals/999", told).status_code == 404
    assert desk.post("head", "/approvals/99999999999999999999", told).status_code == 404


def test_the_page_keeps_within_twelve_statements_however_long_the_queue(desk: Desk, asked: int) -> None:
    counts = []
    desk.get("head", "/approvals/")
    for count in (0, 8):
        with desk.house.work("orlova", TODAY) as work:
            for number in range(count):
                ask(work, 1, deal_code=f"Н-{number}", product_code="LED-54", percent=Decimal(9), reason="Ещё")
        with desk.statements() as seen:
            desk.get("head", "/approvals/")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def test_an_empty_queue_says_how_it_fills(desk: Desk) -> None:
    page = text_of(desk.get("head", "/approvals/?before=99999999999999999999"))
    assert "Ответов ещё не было" in page
    assert "Никто не ждёт ответа" in text_of(desk.get("head", "/approvals/"))
