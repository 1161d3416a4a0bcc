"""Price lists on the screen: loaded as the command does, withdrawn, looked up; what is internal stays inside."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.tracker.price_files import write_price_list
from tests.web.desk import TODAY, Desk, text_of
from tracker.accounts.visitors import allow_internal_prices
from tracker.prices.lists import own_lists

CANARIES = ("910,00", "1 200,00", "Основная позиция")
"""Purchase price, lowest price and remark of LED-36."""


def _send(desk: Desk, content: bytes, name: str = "prices.json", login: str = "head") -> TestResponse:
    return desk.post(login, "/prices/new", {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


@pytest.fixture
def loaded(desk: Desk, tmp_path: Path) -> int:
    answer = _send(desk, write_price_list(tmp_path / "files").read_bytes())
    assert answer.status_code == 303, text_of(answer)
    return int(answer.location.rpartition("/")[2])


def test_a_file_is_loaded_and_the_same_file_again_changes_nothing(desk: Desk, loaded: int, tmp_path: Path) -> None:
    again = _send(desk, write_price_list(tmp_path / "files").read_bytes())
    assert again.location == f"/prices/{loaded}"
    assert "уже загружен" in text_of(desk.get("head", f"/prices/{loaded}"))
    with desk.house.database.read() as connection:
        assert len(own_lists(connection)) == 1
    page = text_of(desk.get("orlova", "/prices/"))
    assert "действует" in page
    assert "22.11.2026 — 31.12.2026" in page


def test_internal_columns_and_papers_are_for_those_alone_who_have_the_right(desk: Desk, loaded: int) -> None:
    addresses = (f"/prices/{loaded}", "/prices/?text=LED-36")
    for login in ("orlova", "head", "admin", "lawyer"):
        for address in addresses:
            page = text_of(desk.get(login, address))
            assert "1 450,00" in page
            assert not [canary for canary in CANARIES if canary in page], (login, address)
            assert "/internal." not in desk.get(login, address).get_data(as_text=True)
        assert desk.get(login, f"/prices/{loaded}/internal.pdf").status_code == 403
    with desk.house.work("admin", TODAY) as work:
        allow_internal_prices(work, "orlova", is_allowed=True)
    assert all(canary in text_of(desk.get("orlova", addresses[0])) for canary in CANARIES)
    assert "910,00" in text_of(desk.get("orlova", addresses[1]))
    assert desk.get("orlova", f"/prices/{loaded}/internal.xlsx").get_data()[:2] == b"PK"


def test_the_clients_paper_comes_as_a_file(desk: Desk, loaded: int) -> None:
    answer = desk.get("orlova", f"/prices/{loaded}/public.pdf")
    assert answer.get_data()[:4] == b"%PDF"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for address in (
        f"/prices/{loaded}/public.docx",
        "/prices/99/public.pdf",
        "/prices/99999999999999999999/public.pdf",
    ):
        assert desk.get("orlova", address).status_code == 404, address


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "", "Выберите файл"),
        (b"x", "prices.xlsx", "YAML или JSON"),
        (b"", "prices.json", "ошибк"),
        (b"\xff\xfe", "prices.yaml", "ошибк"),
        (b"{}", "prices.json", "ошибк"),
        (b"a: &a [*a]", "prices.yaml", "ошибк"),
    ],
)
def test_a_file_that_is_no_price_list_is_told(desk: Desk, content: bytes, name: str, told: str) -> None:
    answer = _send(desk, content, name)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "Прайс-листов ещё нет" in text_of(desk.get("head", "/prices/"))


def test_a_list_of_a_foreign_seller_makes_no_organisation_of_ours(desk: Desk, tmp_path: Path) -> None:
    content = write_price_list(tmp_path / "files").read_text().replace("7712345671", "7707083893")
    content = content.replace("771201001", "770701001")
    answer = _send(desk, content.encode())
    assert answer.status_code == 409
    assert "нет среди наших организаций" in text_of(answer)


def test_a_list_is_withdrawn_once_and_no_other_way_round(desk: Desk, loaded: int) -> None:
    address = f"/prices/{loaded}/withdraw"
    for on, code in (("", 422), ("вчера", 422), ("01.01.2027", 409), ("2026-11-23", 303), ("2026-11-23", 303)):
        assert desk.post("head", address, {"on": on}).status_code == code, on
    assert desk.post("head", address, {"on": "2026-11-24"}).status_code == 409
    assert "отозван с 23.11.2026" in text_of(desk.get("head", "/prices/"))
    assert "такого нет" in text_of(desk.get("head", "/prices/?text=LED"))
    assert "LED-36" in text_of(desk.get("head", "/prices/?text=LED&day=22.11.2026"))
    assert desk.post("head", "/prices/99/withdraw", {"on": "2026-11-23"}).status_code == 404
    for login in ("orlova", "lawyer", "control"):
        assert desk.post(login, address, {"on": "2026-11-23"}).status_code == 403
        assert _send(desk, b"{}", login=login).status_code == 403


def test_pages_keep_within_twelve_statements_and_wrong_filters_are_told(desk: Desk, loaded: int) -> None:
    for url in ("/prices/", "/prices/?text=LED", f"/prices/{loaded}", f"/prices/{loaded}?after=3"):
        with desk.statements() as seen:
            assert desk.get("orlova", url).status_code == 200, url
        assert len(seen) <= 12, (url, seen)
    for query in (f"text={'x' * 201}", "day=вчера", "organization=77"):
        assert desk.get("orlova", f"/prices/?{query}").status_code == 422, query
    for number in ("99", "99999999999999999999"):
        assert desk.get("orlova", f"/prices/{number}").status_code == 404
