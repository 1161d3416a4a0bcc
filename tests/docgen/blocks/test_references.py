import pytest

from tests.docgen.blocks.toys import order, toy
from tests.templates.drafts import draft, text

KIND = toy({"period": {"is": "period", "title": "Период"}})


def phrase(start, end):
    told = order(KIND, {"period": {"from": start, "to": end}}).context["period"]["phrase"]
    return told.replace("\u00a0", " ")


def test_a_period_names_both_days_and_one_day_only_once():
    assert phrase("2026-10-01", "2026-10-31") == "с 1 октября 2026 г. по 31 октября 2026 г."
    assert phrase("2026-10-31", "2026-10-31") == "31 октября 2026 г."


@pytest.mark.parametrize(
    ("kind", "changed", "told"),
    [
        (
            "acceptance_certificate",
            {"period": {"from": "2026-11-30", "to": "2026-11-30"}},
            "Период 30 ноября 2026 г.",
        ),
        (
            "specification",
            {"works_period": {"from": "2026-12-28", "to": "2026-12-28"}},
            "Срок работ 28 декабря 2026 г.",
        ),
    ],
)
def test_papers_read_well_with_one_day_in_the_place_of_a_period(kind, changed, told):
    assert told in text(draft(kind, **changed))
