"""Search on screen: finds by other forms of a word, within reach, whatever is typed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.desk import Desk, open_desk, text_of
from tracker.search import index
from tracker.search.index import SearchBehindError

HOSTILE = (
    "' OR 1=1 --",
    '"',
    "*",
    "NEAR(",
    "words:marks",
    "(((((",
    "\\",
    "%",
    "<script>alert(1)</script>",
    "\u202e\u0000",
    "😀" * 50,
    "-",
    "AND OR NOT",
    "я" * 10_000,
    "а б " * 60,
    "1" * 299,
)


@pytest.fixture(scope="module")
def seeking(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk for all these tests: they only ask."""
    folder = tmp_path_factory.mktemp("seeking") / "home"
    shutil.copytree(desk_home, folder)
    opened = open_desk(folder)
    yield opened
    opened.close()


def test_a_paper_is_found_by_another_form_of_its_name(seeking: Desk) -> None:
    answer = seeking.get("orlova", "/search", query_string={"q": "договоры шевченко"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Договор № 1/11-2026 от 22.11.2026" in text_of(answer)
    assert "Документы" in text_of(answer)


def test_a_manager_finds_nothing_of_a_colleague(seeking: Desk) -> None:
    for login, is_found in (("orlova", True), ("head", True), ("belov", False)):
        for url in ("/search/", "/search/hints"):
            answer = seeking.get(login, url, query_string={"q": "1/11-2026"})
            assert ("Договор № 1/11-2026" in text_of(answer)) is is_found, (login, url)
    assert "Ничего не найдено" in text_of(seeking.get("belov", "/search/", query_string={"q": "1/11-2026"}))


@pytest.mark.parametrize("asked", HOSTILE)
def test_whatever_is_typed_is_answered_and_shown_as_text(seeking: Desk, asked: str) -> None:
    for url in ("/search/", "/search/hints"):
        answer = seeking.get("orlova", url, query_string={"q": asked})
        assert answer.status_code in {200, 422}
        assert "<script>alert" not in answer.get_data(as_text=True)


def test_broken_places_and_kinds_are_told_in_words(seeking: Desk) -> None:
    assert seeking.get("orlova", "/search/", query_string={"q": "договор", "after": "???"}).status_code == 422
    assert seeking.get("orlova", "/search/", query_string={"q": "договор", "kind": "x"}).status_code == 200
    only = seeking.get("orlova", "/search/", query_string={"q": "шевченко", "kind": "client"})
    assert 'id="asked"' in only.get_data(as_text=True)
    assert "Договор №" not in text_of(only)


def test_an_empty_question_says_what_to_type(seeking: Desk) -> None:
    assert "Введите, что искать" in text_of(seeking.get("orlova", "/search/", query_string={"q": "  "}))
    assert seeking.get("orlova", "/search/hints", query_string={"q": "д"}).get_data(as_text=True).strip() == ""


def test_an_index_that_is_behind_asks_to_wait_and_tries_again(seeking: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def behind(*_: object) -> None:
        raise SearchBehindError

    monkeypatch.setattr(index, "refresh", behind)
    answer = seeking.get("orlova", "/search/", query_string={"q": "договор"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "повторит" in text_of(answer)
    assert seeking.get("orlova", "/search/hints", query_string={"q": "договор"}).status_code == 200


def test_the_field_stands_on_every_page_of_staff_and_on_no_other(seeking: Desk) -> None:
    assert 'role="search"' in seeking.get("control", "/account/").get_data(as_text=True)
    assert 'role="search"' not in seeking.get(None, "/enter").get_data(as_text=True)


def test_statements_do_not_grow_with_hits(seeking: Desk) -> None:
    seeking.get("head", "/search/", query_string={"q": "договор"})
    counts = []
    for asked in ("1/11-2026", "договор"):
        with seeking.statements() as seen:
            seeking.get("head", "/search/", query_string={"q": asked})
        counts.append(len(seen))
    assert max(counts) <= 12
