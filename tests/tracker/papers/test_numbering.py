"""Numbers: one sequence for each organisation, series and year; no gap, no number twice, shapes as the house likes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.library import find_kind
from docgen.papers.reading import series_of
from tests.builders import CLIENT
from tests.samples import sample_order
from tests.tracker.making import TODAY, events, make_organization
from tracker.errors import RefusedError
from tracker.house import House
from tracker.papers.numbering import Place, check_shape, continue_after, print_number, set_shape, shape_of, take

ON = date(2026, 11, 22)
FIELDS = ["{n}", "{n:03}", "{yyyy}", "{yy}", "{mm}", "{dd}", "-", "/", "РМ", " А"]


_examples = itertools.count()


class UnluckyError(Exception):
    """Something that goes wrong in the midst of a change."""


def numbers(house: House, organization_id: int, series: str, *days: date) -> list[str]:
    with house.work("anna", TODAY) as work:
        return [take(work, organization_id, series, day).number for day in days]


def test_each_organisation_series_and_year_counts_from_one(house: House) -> None:
    ours, other = make_organization(house), make_organization(house, CLIENT)
    assert numbers(house, ours, "waybill", ON, ON, date(2027, 1, 1), ON) == ["1", "2", "1", "3"]
    assert numbers(house, ours, "tax_invoice", ON) == ["1"]
    assert numbers(house, other, "waybill", ON) == ["1"]


def test_contracts_are_numbered_with_month_and_year(house: House) -> None:
    assert numbers(house, make_organization(house), "contract", ON) == ["1/11-2026"]


def take_some(house: House, organization_id: int, wanted: list[tuple[str, int]], *, is_lucky: bool) -> list[Place]:
    """What is taken in one change, which then fails unless it is lucky; in that case nothing has been taken."""
    try:
        with house.work("anna", TODAY) as work:
            taken = [take(work, organization_id, series, date(year, 5, 1)) for series, year in wanted]
            if is_lucky:
                return taken
            fail()
    except UnluckyError:
        return []


def fail() -> None:
    raise UnluckyError


def test_a_number_of_a_change_that_failed_is_given_to_the_next(house: House) -> None:
    organization_id = make_organization(house)
    take_some(house, organization_id, [("waybill", 2026)], is_lucky=False)
    assert numbers(house, organization_id, "waybill", ON) == ["1"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    changes=st.lists(
        st.tuples(
            st.lists(st.tuples(st.sampled_from(["act", "waybill"]), st.sampled_from([2026, 2027])), max_size=4),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_whatever_is_rolled_back_numbers_run_without_a_gap(
    house: House, changes: list[tuple[list[tuple[str, int]], bool]]
) -> None:
    organization_id, example = make_organization(house), next(_examples)
    values = defaultdict(list)
    for wanted, is_lucky in changes:
        of_example = [(f"{series}-{example}", year) for series, year in wanted]
        for place in take_some(house, organization_id, of_example, is_lucky=is_lucky):
            values[place.series, place.year].append(place.value)
    assert all(taken == list(range(1, len(taken) + 1)) for taken in values.values())


@pytest.mark.parametrize(
    ("shape", "printed"),
    [
        ("{n}", "7"),
        ("РМ-{n:06}", "РМ-000007"),
        ("Д-{yyyy}-{n:03}", "Д-2026-007"),
        ("{n}/{mm}-{yyyy}", "7/11-2026"),
        ("{dd}{mm}{yy}/{n}", "221126/7"),
    ],
)
def test_a_shape_is_text_with_fields(shape: str, printed: str) -> None:
    check_shape(shape)
    assert print_number(shape, 7, ON) == printed


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ("", "нет поля"),
        ("15", "нет поля"),
        ("{yyyy}", "нет поля"),
        ("{n}{day}", "непонятное поле"),
        ("{n:5}", "нет поля"),
        ("{n}{", "непонятное поле"),
        ("{n}}", "непонятное поле"),
        ("{n!r}", "нет поля"),
        ("{n} ", "лишних пробелов"),
        ("{n}\n", "видимых знаков"),
        ("{n}" + "x" * 60, "до 60"),
    ],
)
def test_a_shape_that_cannot_be_printed_or_would_repeat_is_refused(shape: str, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        check_shape(shape)


@given(st.lists(st.sampled_from(FIELDS), max_size=6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_two_numbers_of_a_day_are_never_printed_alike(parts: list[str], first: int, second: int) -> None:
    shape = "".join(["{n}", *parts])
    assert (print_number(shape, first, ON) == print_number(shape, second, ON)) == (first == second)


def test_the_house_chooses_a_shape_and_goes_back_to_the_usual_one(house: House) -> None:
    organization_id = make_organization(house)
    for shape in ("Д-{n:03}", "Д-{n:03}", None, None, "{n}/{mm}-{yyyy}"):
        with house.work("anna", TODAY) as work:
            set_shape(work, organization_id, "contract", shape)
            assert shape_of(work.connection, organization_id, "contract") == (shape or "{n}/{mm}-{yyyy}")
    assert len(events(house, "numbering.shape_changed")) == 2
    assert numbers(house, organization_id, "contract", ON) == ["1/11-2026"]


def test_a_bad_shape_changes_nothing(house: House) -> None:
    organization_id = make_organization(house)
    with pytest.raises(RefusedError), house.work("anna", TODAY) as work:
        set_shape(work, organization_id, "waybill", "{x}")
    assert numbers(house, organization_id, "waybill", ON) == ["1"]


def test_a_house_that_numbered_before_goes_on_from_there_and_never_back(house: House) -> None:
    organization_id = make_organization(house)
    with house.work("anna", TODAY) as work:
        continue_after(work, organization_id, "tax_invoice", 2026, 480)
        continue_after(work, organization_id, "tax_invoice", 2026, 480)
    assert numbers(house, organization_id, "tax_invoice", ON) == ["481"]
    with pytest.raises(RefusedError, match="481"), house.work("anna", TODAY) as work:
        continue_after(work, organization_id, "tax_invoice", 2026, 100)
    assert len(events(house, "numbering.continued")) == 1


@pytest.mark.parametrize(("status", "series"), [(1, "tax_invoice"), (2, "universal_transfer_document")])
def test_a_transfer_document_is_numbered_among_tax_invoices_only_if_it_is_one(status: int, series: str) -> None:
    context = {**sample_order("universal_transfer_document").context, "status": status}
    assert series_of(find_kind("universal_transfer_document"), context) == series
