"""Sections and tables of fields: paths of faults, empty parts, order of rows."""

from __future__ import annotations

from tests.docgen.blocks.toys import faults, from_yaml, order, toy

FIELDS = from_yaml("""
reports:
  is: table
  title: Отчёты
  columns: {title: {is: text, title: Название}, pages: {is: count, title: Листов}}
place:
  is: group
  title: Место
  optional: true
  fields: {city: {is: text, title: Город}, area: {is: quantity, title: Площадь, optional: true}}
visits:
  is: table
  title: Визиты
  optional: true
  columns: {who: {is: person, title: Кто}, term: {is: period, title: Срок, optional: true}}
""")
KIND = toy(FIELDS)
REPORTS = [{"title": "Б", "pages": 2}, {"title": "А", "pages": 1}]


def test_rows_stay_in_the_order_of_the_file() -> None:
    assert order(KIND, {"reports": REPORTS}).context["reports"] == REPORTS


def test_parts_that_were_not_given_are_there_and_empty() -> None:
    context = order(KIND, {"reports": REPORTS}).context
    assert context["place"] == {"city": None, "area": None}
    assert context["visits"] == []


def test_a_fault_inside_is_told_with_its_whole_path() -> None:
    data = {
        "reports": [{"title": "А", "pages": "x"}],
        "place": {"area": "1"},
        "visits": [{"who": {"name": "Орлова Мария"}, "term": {"from": "2026-02-01", "to": "2026-01-01"}}],
    }
    found = faults(KIND, data)
    assert list(found) == ["reports[0].pages", "place.city", "visits[0].term.to"]


def test_an_unknown_key_inside_is_told_with_the_nearest() -> None:
    found = faults(KIND, {"reports": [{"title": "А", "page": 1, "pages": 1}]})
    assert "может быть, «pages»" in found["reports[0].page"]


def test_a_table_shorter_than_it_must_be_is_told() -> None:
    kind = toy({"reports": FIELDS["reports"] | {"least": 3}})
    assert faults(kind, {"reports": REPORTS}) == {"reports": "в списке 2, а нужно хотя бы 3: добавьте"}


def test_an_empty_table_that_is_needed_is_told() -> None:
    assert "список пуст" in faults(KIND, {"reports": []})["reports"]
