"""Reports on the screen: the file equals the page, a manager sees their own, wrong periods are told."""

from __future__ import annotations

import io
import re

import pytest
import python_calamine

from tests.web.desk import Desk, text_of

PERIOD = "since=2020-01-01&until=31.12.2026"


def _money(text: str) -> float:
    plain = re.sub(r"[^\d,−]", "", text).replace(",", ".").replace("−", "-")
    return float(plain) if plain else 0.0


def _rows_of_page(page: str) -> list[list[str]]:
    table = re.search(r"(?s)<table.*?</table>", page)
    assert table
    rows = re.findall(r"(?s)<tr><td lang=\"ru\">.*?</tr>|<tfoot>.*?</tfoot>", table[0])
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"(?s)<t[dh].*?</t[dh]>", row)] for row in rows]


@pytest.mark.parametrize("login", ["head", "orlova"])
def test_the_file_equals_the_screen(desk: Desk, login: str) -> None:
    page = desk.get(login, f"/reports/commercial?{PERIOD}").get_data(as_text=True)
    shown = _rows_of_page(page)
    content = desk.get(login, f"/reports/commercial.xlsx?{PERIOD}").get_data()
    sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    filed = [row for row in sheet if isinstance(row[3], (int, float))]
    assert len(shown) == len(filed) > 2
    for page_row, file_row in zip(shown[:-1], filed[:-1], strict=True):
        assert page_row[0] == file_row[0]
        assert [_money(cell) for cell in page_row[2:]] == [float(cell) for cell in file_row[2:]]
    assert [_money(cell) for cell in shown[-1][1:]] == [float(cell) for cell in filed[-1][2:]]


def test_a_manager_sees_nobody_elses_deals(desk: Desk) -> None:
    page = text_of(desk.get("orlova", f"/reports/commercial?{PERIOD}"))
    assert "Орлова Мария Викторовна" in page
    assert "Белов" not in page
    risks = text_of(desk.get("orlova", "/reports/exposure"))
    assert "Белов" not in risks
    assert "Белов" in text_of(desk.get("head", "/reports/exposure"))


@pytest.mark.parametrize(
    "query",
    [
        "since=2026-12-31&until=2026-01-01",
        "since=1900-01-01&until=2026-01-01",
        "since=вчера",
        "since=&until=2026-01-01",
        "organization=999",
        "organization=x",
    ],
)
def test_a_wrong_period_is_told_beside_its_field(desk: Desk, query: str) -> None:
    for ending in ("", ".xlsx"):
        answer = desk.get("head", f"/reports/commercial{ending}?{query}")
        assert answer.status_code == 422
        assert "field-errors" in answer.get_data(as_text=True)
    if query.startswith("organization"):
        assert desk.get("head", f"/reports/exposure?{query}").status_code == 422


def test_reports_keep_within_twelve_statements(desk: Desk) -> None:
    for url in (f"/reports/commercial?{PERIOD}", f"/reports/commercial.xlsx?{PERIOD}", "/reports/exposure"):
        for login in ("head", "orlova"):
            with desk.statements() as seen:
                assert desk.get(login, url).status_code == 200
            assert len(seen) <= 12, (url, seen)


def test_an_empty_period_says_what_to_do_and_whose_reports_they_are(desk: Desk) -> None:
    assert "За этот период ничего нет" in text_of(
        desk.get("head", "/reports/commercial?since=2030-01-01&until=2030-01-02")
    )
    assert desk.get("head", "/reports/").location == "/reports/commercial"
    assert desk.get("control", "/reports/commercial").status_code == 403
