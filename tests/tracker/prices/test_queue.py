"""What the head sees of a request, and price lists as people read them: canaries stay inside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import event, update

from tests.tracker.price_files import add_file, write_price_list
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House
from tracker.models import PriceListRow
from tracker.people import Role, add_person
from tracker.prices.lists import INTERNAL, PUBLIC, draw_list, find_prices, insides, own_list, own_lists, positions
from tracker.prices.queue import Asked, looked_up
from tracker.prices.requests import ask, list_requests

ON = date(2026, 11, 23)


def _asked(house: House, organization_id: int, *codes: str, percent: str = "22") -> list[Asked]:
    with house.work("orlova", ON) as work:
        for code in codes:
            ask(work, organization_id, deal_code="Н-1", product_code=code, percent=Decimal(percent), reason="Просит")
    with house.database.read() as connection:
        return looked_up(connection, list_requests(connection), ON)


@pytest.fixture
def ours(house: House, tmp_path: Path) -> int:
    with house.work("admin", ON) as work:
        add_person(work, login="orlova", name="Орлова Мария", role=Role.MANAGER)
    return add_file(house, write_price_list(tmp_path / "files"))[0]


def test_a_request_is_seen_with_price_right_and_how_low_it_goes(house: House, ours: int) -> None:
    (one,) = _asked(house, ours, "LED-36")
    assert (one.price, one.after, one.allowed, one.includes_vat) == (145_000, 113_100, Decimal(5), True)
    assert (one.cost, one.floor_price, one.is_below_floor) == (91_000, 120_000, True)
    assert (one.is_deal, one.client, one.title) == (False, None, "Менеджер")
    assert "91000" not in repr(one)
    assert "120000" not in repr(one)


def test_a_product_without_a_price_or_out_of_every_list_is_seen_too(house: House, ours: int) -> None:
    unknown, on_request = _asked(house, ours, "HB-200-EX", "НЕТ-ТАКОГО")
    assert (unknown.name, unknown.price, unknown.after, unknown.allowed) == (None, None, None, Decimal(0))
    assert on_request.name
    assert (on_request.price, on_request.after, on_request.is_below_floor) == (None, None, False)


def test_the_newest_list_in_force_gives_the_price(house: House, ours: int, tmp_path: Path) -> None:
    groups = [{"title": "Г", "items": [{"code": "LED-36", "name": "Светильник", "unit": "шт", "price": "1000.00"}]}]
    later = {"date": "2026-11-23", "number": "13", "groups": groups, "discounts": None}
    add_file(house, write_price_list(tmp_path / "files", **later))
    (one,) = _asked(house, ours, "LED-36", percent="33.3333")
    assert (one.price, one.after) == (100_000, 66_667)


def test_the_number_of_statements_does_not_grow_with_the_queue(house: House, ours: int) -> None:
    counts = []
    for codes in (("LED-36",), ("LED-54", "FL-50", "FL-100", "НЕТ")):
        _asked(house, ours, *codes)
        seen: list[str] = []
        with house.database.read() as connection:
            requests = list_requests(connection)
            event.listen(connection, "before_cursor_execute", lambda *facts, seen=seen: seen.append(facts[2]))
            looked_up(connection, requests, ON)
        counts.append(len(seen))
    assert counts == [4, 4]


def test_a_list_is_read_page_by_page_and_its_inside_apart(house: House, ours: int) -> None:
    with house.database.read() as connection:
        (one,) = own_lists(connection)
        rows = positions(connection, one.price_list.id)
        assert (one.is_in_force(ON), one.is_in_force(date(2027, 1, 1)), one.has_papers) == (True, False, True)
        assert [row.code for row in rows][:2] == ["LED-36", "LED-36-E"]
        assert positions(connection, one.price_list.id, after=rows[-1].position) == []
        inside = insides(connection, one.price_list.id, (rows[0].position,))
        assert (inside[0].cost, inside[0].floor_price) == (91_000, 120_000)
        assert [price.code for price in find_prices(connection, ours, "led-36", ON)] == ["LED-36", "LED-36-E"]
        assert [price.code for price in find_prices(connection, ours, "прожектор", ON)] == ["FL-100", "FL-200", "FL-50"]
        assert find_prices(connection, ours, "LED", date(2027, 1, 1)) == []
        with pytest.raises(NotFoundError):
            own_list(connection, one.price_list.id + 1)


def test_both_papers_come_of_the_kept_file_and_the_clients_has_nothing_internal(
    house: House, ours: int, tmp_path: Path
) -> None:
    with house.database.read() as connection:
        (one,) = own_lists(connection)
        public, internal = (draw_list(connection, one.price_list.id, kind, "pdf") for kind in (PUBLIC, INTERNAL))
    texts = []
    for name, content in (("public", public), ("internal", internal)):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        texts.append("".join(page.extract_text() for page in pypdf.PdfReader(path).pages).replace("\u00a0", " "))
    for canary in ("910,00", "1 200,00", "Основная позиция", "Руководитель отдела продаж"):
        assert canary not in texts[0], canary
        assert canary in texts[1], canary
    assert "Гарантия на светильники" in texts[0]


def test_a_list_of_an_older_program_gets_its_papers_when_its_file_comes_again(
    house: House, ours: int, tmp_path: Path
) -> None:
    with house.database.write() as connection:
        connection.execute(update(PriceListRow).values(source=None))
    with house.database.read() as connection:
        (one,) = own_lists(connection)
        assert not one.has_papers
        with pytest.raises(RefusedError, match="ещё раз"):
            draw_list(connection, one.price_list.id, PUBLIC, "xlsx")
    _, added = add_file(house, write_price_list(tmp_path / "files"))
    assert not added.is_new
    with house.database.read() as connection:
        assert draw_list(connection, one.price_list.id, PUBLIC, "xlsx")[:2] == b"PK"
