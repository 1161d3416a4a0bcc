"""Rows divided into sheets: nothing lost, nothing over the edge, nobody's signature alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.errors import LibraryError, TemplateError
from docgen.sheets.planning import RowTooTallError, divide, show_sheets
from docgen.sheets.plans import read_sheet_plan

ROOMS = {"only": 30.0, "first": 60.0, "middle": 100.0, "last": 50.0}
HEIGHTS = st.lists(st.floats(min_value=3, max_value=30), min_size=1, max_size=80)


def described(**changed: Any) -> dict[str, Any]:
    return {
        "of": "lines", "height": 100, "size": 10, "line": 1.2, "row": 1, "sums": ["net"],
        "columns": [{"shows": "{{ row.name }}", "width": 40, "dense": 5}],
        "every": {"fixed": 10}, "first": {"fixed": 40, "texts": [{"shows": "{{ buyer }}", "width": 30}]},
        "last": {"fixed": 30},
    } | changed  # fmt: skip


def shown(rows: list[dict[str, Any]], buyer: str = "Клиент", **changed: Any) -> dict[str, Any]:
    plan = read_sheet_plan(described(**changed), "проба")
    assert plan
    return show_sheets(plan, {"lines": rows, "buyer": buyer})


def row(number: int, name: str = "Товар", net: str | None = "1.50") -> dict[str, Any]:
    return {"number": number, "name": name, "net": net and Decimal(net)}


@given(HEIGHTS)
def test_every_row_stands_on_one_sheet_and_no_sheet_is_overfull(heights: list[float]) -> None:
    sheets = divide(heights, **ROOMS)
    assert [number for start, end in sheets for number in range(start, end)] == list(range(len(heights)))
    for place, (start, end) in enumerate(sheets):
        is_first, is_last = place == 0, place == len(sheets) - 1
        room = ROOMS[("only" if is_last else "first") if is_first else ("last" if is_last else "middle")]
        assert sum(heights[start:end]) <= room + 1e-6


@given(HEIGHTS)
def test_a_sheet_ends_where_the_next_row_does_not_fit_or_is_kept_for_the_signatures(heights: list[float]) -> None:
    sheets = divide(heights, **ROOMS)
    for place, (start, end) in enumerate(sheets[:-1]):
        room = ROOMS["first" if place == 0 else "middle"]
        assert sum(heights[start : end + 1]) > room - 1e-6 or end == len(heights) - 1
    assert sheets[-1][0] < sheets[-1][1], "signatures stand with a row at least"


def test_a_heading_that_takes_the_whole_sheet_stands_alone() -> None:
    assert divide([5.0], only=-20, first=2, middle=100, last=50) == [(0, 0), (0, 1)]


def test_a_row_that_fits_nowhere_is_told_by_its_place() -> None:
    with pytest.raises(RowTooTallError) as found:
        divide([5.0, 5.0, 120.0, 5.0], **ROOMS)
    assert found.value.row == 2


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=60))
def test_totals_of_sheets_add_up_to_the_whole(sums: list[Decimal]) -> None:
    made = shown([row(number, net=str(value)) for number, value in enumerate(sums, 1)])
    assert sum(sheet["totals"]["net"] for sheet in made["sheets"]) == sum(sums) == made["whole"]["net"]
    assert [sheet["number"] for sheet in made["sheets"]] == list(range(1, len(made["sheets"]) + 1))
    assert [sheet["is_last"] for sheet in made["sheets"]][-1]
    assert made["sheets"][0]["is_first"]


def test_a_sum_of_which_a_part_is_unknown_is_not_told() -> None:
    made = shown([row(1), row(2, net=None)])
    assert made["whole"] == {"net": None}


def test_long_texts_of_rows_and_of_the_heading_take_room() -> None:
    assert len(shown([row(number) for number in range(3)])["sheets"]) == 1
    assert len(shown([row(number, "Товар с очень длинным названием" * 2) for number in range(3)])["sheets"]) > 1
    assert len(shown([row(number) for number in range(3)], buyer="Очень длинное имя клиента " * 5)["sheets"]) > 1


def test_a_dense_paper_is_measured_in_its_smaller_type() -> None:
    rows = [row(number, "Товар с длинным названием") for number in range(4)]
    usual, dense = shown(rows), shown(rows, dense="whole.net > 5")
    assert (usual["dense"], dense["dense"]) == (False, True)
    assert len(dense["sheets"]) < len(usual["sheets"])


@pytest.mark.parametrize(
    "changed",
    [
        {"last": None},
        {"every": {}},
        {"columns": [{"shows": "x"}]},
        {"columns": [{"shows": "x", "width": 5, "wide": 1}]},
        {"unknown": 1},
        {"first": {"fixed": 1, "rows": 2}},
    ],
)
def test_a_plan_that_is_not_whole_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(LibraryError, match="проба"):
        read_sheet_plan(described(**changed), "проба")


def test_a_plan_that_names_what_is_not_there_is_told_in_russian_and_by_place() -> None:
    with pytest.raises(TemplateError, match=r"metadata\.yaml, sheets"):
        shown([row(1)], columns=[{"shows": "{{ row.nothing }}", "width": 10}])
