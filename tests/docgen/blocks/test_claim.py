from datetime import date
from decimal import Decimal

import pytest

from docgen.blocks.claim import ClaimBlock
from docgen.forms import read_fields
from docgen.papers.reading import paper_schema
from docgen.shapes import placeholders
from tests.docgen.blocks.toys import faults_written, toy, written

FIELDS = {"claim": {"is": "claim", "title": "Требование"}}
KIND = toy(FIELDS)
PENALTY = """
date: 2026-11-22
claim:
  sanction: penalty
  penalty: {percent_per_day: "0.1", cap_percent: "10"}
  debts:
    - document: {title: Товарная накладная, number: "7", date: 2026-09-01}
      amount: "10000.00"
      due_on: 2026-09-30
      payments:
        - {on: 2026-11-20, amount: "500.00"}
        - {on: 2026-10-10, amount: "3500.00", document: платёжное поручение № 5}
"""


def read(text):
    return written(KIND, text).context["claim"]


def faults(text):
    return faults_written(KIND, text)


def test_a_penalty_is_computed_to_the_papers_own_date():
    claim = read(PENALTY)
    assert claim["sanction"] == {"key": "penalty", "label": "пени"}
    assert (claim["computed_on"], claim["percent_per_day"], claim["cap_percent"]) == (
        date(2026, 11, 22),
        Decimal("0.1"),
        10,
    )
    (debt,) = claim["debts"]
    assert [(row["start"], row["end"], row["days"], row["debt"], row["sum"]) for row in debt["rows"]] == [
        (date(2026, 10, 1), date(2026, 10, 10), 10, Decimal(10000), Decimal(100)),
        (date(2026, 10, 11), date(2026, 11, 20), 41, Decimal(6500), Decimal("266.50")),
        (date(2026, 11, 21), date(2026, 11, 22), 2, Decimal(6000), Decimal(12)),
    ]
    assert debt["rows"][0]["formula"] == "10\u00a0000,00 × 10 × 0,1%"
    assert debt["rows"][0]["rate"] == "0,1%"
    assert debt["document"]["sign"] == "№\u00a07"
    assert (debt["late_from"], debt["days_late"], debt["paid"]) == (date(2026, 10, 1), 53, Decimal(4000))
    assert (debt["cap"], debt["is_capped"]) == (Decimal(1000), False)
    assert (claim["principal"], claim["sanction_sum"], claim["whole"]) == (6000, Decimal("378.50"), Decimal("6378.50"))
    assert claim["further_day"] == Decimal(6)


def test_payments_are_shown_by_date():
    assert [paid["document"] for paid in read(PENALTY)["debts"][0]["payments"]] == ["платёжное поручение № 5", ""]


def test_interest_is_computed_to_its_own_day():
    claim = read(
        """
date: 2026-11-22
claim:
  sanction: interest
  computed_on: 2025-03-31
  debts:
    - {document: {title: Акт, number: "1", date: 2024-09-01}, amount: "1000000", due_on: 2024-09-30}
"""
    )
    assert (claim["sanction_sum"], claim["percent_per_day"]) == (Decimal("103092.29"), None)
    assert [row["rate"] for row in claim["debts"][0]["rows"]] == ["19%", "21%", "21%"]
    assert claim["debts"][0]["rows"][1]["formula"] == "1\u00a0000\u00a0000,00 × 65 × 21% / 366"
    assert claim["notes"] == []


def test_the_debt_alone_has_no_rows():
    text = PENALTY.replace("sanction: penalty", "sanction: none").replace(
        '  penalty: {percent_per_day: "0.1", cap_percent: "10"}\n', ""
    )
    claim = read(text)
    assert (claim["sanction"]["label"], claim["debts"][0]["rows"], claim["whole"]) == ("", [], 6000)


OLD = """
date: 2022-04-30
claim:
  sanction: penalty
  penalty: {{percent_per_day: "1"}}
  {more}
  debts:
    - {{document: {{title: Акт, date: {made_on}}}, amount: "100", due_on: 2022-04-20{arose}}}
"""


@pytest.mark.parametrize(
    ("made_on", "more", "arose", "sanction"),
    [
        ("2022-03-31", "", "", 0),
        ("2022-04-01", "", "", 10),
        ("2022-03-31", "without_moratorium: true", "", 10),
        ("2022-04-10", "", ", arose_on: 2022-03-31", 0),
        ("2022-05-10", "", "", 10),
    ],
)
def test_the_moratorium_asks_when_the_debt_arose_which_its_paper_tells(made_on, more, arose, sanction):
    assert read(OLD.format(made_on=made_on, more=more, arose=arose))["sanction_sum"] == sanction


@pytest.mark.parametrize(
    ("old", "new", "path", "told"),
    [
        ("sanction: penalty", "sanction: interest", "claim.penalty", "п. 4 ст. 395"),
        ("sanction: penalty", "sanction: none", "claim.penalty", "уберите «penalty»"),
        ('  penalty: {percent_per_day: "0.1", cap_percent: "10"}\n', "", "claim.penalty", "какие пени"),
        ("sanction: penalty", "sanction: both", "claim.sanction", "interest, penalty, none"),
        ('"0.1"', '"0"', "claim.penalty.percent_per_day", "больше 0"),
        ('cap_percent: "10"', 'cap_percent: "0"', "claim.penalty.cap_percent", "больше 0"),
        ("due_on: 2026-09-30", "due_on: 2026-11-22", "claim.debts[0].due_on", "ещё не прошёл"),
        ('"3500.00"', '"9500.01"', "claim.debts[0].payments", "оплат больше, чем долга"),
        ("on: 2026-11-20", "on: 2026-11-23", "claim.debts[0].payments", "позже даты расчёта 22.11.2026"),
        ("due_on: 2026-09-30", "due_on: 2026-09-30\n      arose_on: 2026-10-01", "claim.debts[0].arose_on", "обе даты"),
        ("  sanction", "  computed_on: 2026-11-23\n  sanction", "claim.computed_on", "позже даты документа"),
        ('"10000.00"', '"0"', "claim.debts[0].amount", "больше 0"),
        ('"500.00"', '"-1"', "claim.debts[0].payments[0].amount", "больше 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(old, new, path, told):
    assert old in PENALTY
    found = faults(PENALTY.replace(old, new))
    assert told in found[path]
    assert len(found) == 1


def test_faults_of_all_debts_are_told_at_once():
    second = """
    - {document: {title: Акт, date: 2026-09-01}, amount: "5", due_on: 2026-12-01}
    - {document: {title: Акт, date: 2026-09-01}, amount: "5.001", due_on: 2026-10-01}
"""
    found = faults(PENALTY.replace("sanction: penalty", "sanction: none").rstrip() + second)
    assert set(found) == {"claim.penalty", "claim.debts[1].due_on", "claim.debts[2].amount"}


def test_interest_for_days_under_other_rates_is_refused_at_the_debt():
    found = faults(
        """
date: 2026-11-22
claim:
  sanction: interest
  debts:
    - {document: {title: Акт, date: 2016-01-01}, amount: "5", due_on: 2016-07-30}
"""
    )
    assert list(found) == ["claim.debts[0].due_on"]
    assert "с 01.08.2016" in found["claim.debts[0].due_on"]


def test_a_claim_for_what_was_paid_in_time_is_refused():
    text = PENALTY.replace("2026-11-20", "2026-09-20").replace("2026-10-10", "2026-09-30").replace("3500", "9500")
    assert "требовать нечего" in faults(text)["claim.debts"]


def test_every_name_that_a_template_sees_is_in_the_reference():
    (spec,) = read_fields({"claim": FIELDS["claim"]}, "test")
    names = {one.path for one in placeholders(ClaimBlock(spec, "client").shape(), "claim")}
    assert _names(read(PENALTY), "claim") == names - {"claim.notes[]", "claim.cautions[]"}


def _names(value, path):
    if isinstance(value, dict):
        return set().union(*(_names(part, f"{path}.{key}") for key, part in value.items()))
    if isinstance(value, list):
        return set().union(*(_names(part, f"{path}[]") for part in value))
    return {path}


def test_the_form_has_a_schema():
    schema = paper_schema(KIND)
    assert {"sanction", "penalty", "debts", "computed_on", "without_moratorium"} == set(
        schema["$defs"]["ClaimSection"]["properties"]
    )
