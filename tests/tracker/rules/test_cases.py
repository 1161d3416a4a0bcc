"""The rules, case by case: each YAML file beside this one holds the cases of one rule, told by hand from its row.

A case is a deal in the form of a deals file, with what does not matter left out; ``on`` is the day of the audit.
``says`` and ``advises`` are the first message and its action, whole. Names that begin with a dot are parts which cases
of the file share.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.filters import NBSP
from docgen.money import Money
from tests.tracker.random_deals import CLIENT, ORGANIZATION
from tracker.deals_file.reading import read_deals_file
from tracker.facts import DealFacts
from tracker.judging import GRACE_DAYS
from tracker.rules import Answer, Finding, Rule, find_rule, rules
from tracker.standing import Standing

HERE = Path(__file__).parent
ABOUT_CLIENT = ("contacts", "tax_invoice_waiver_on", "insolvent_on", "insolvency_claim_on")
TOLD = {"on", "expect", "recheck_on", "says", "advises", "vat", "grace_days"}
SENTENCE = re.compile(r"[А-ЯЁ][^\n]*[^.]\.")


class CaseLoader(yaml.SafeLoader):
    """Reads ``on`` as the word that it is, and not as «yes»."""


CaseLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class RuleCase:
    """One case of one rule."""

    rule: str
    name: str
    told: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"


def read_cases() -> Iterator[RuleCase]:
    for path in sorted(HERE.glob("*.yaml")):
        for name, told in yaml.load(path.read_text(encoding="utf-8"), CaseLoader).items():
            if not name.startswith("."):
                yield RuleCase(path.stem, name, told)


CASES = list(read_cases())


def facts_of(told: dict[str, Any], folder: Path) -> DealFacts:
    """The deal of a case, read as any deals file is."""
    client = {"id": "c1", "party": CLIENT} | {key: told[key] for key in ABOUT_CLIENT if key in told}
    deal = {key: value for key, value in told.items() if key not in TOLD and key not in ABOUT_CLIENT}
    file = {
        "organization": ORGANIZATION | {"vat": told.get("vat", "standard")},
        "clients": [client],
        "deals": [{"id": "d1", "client": "c1", "subject": "Лампы"} | filled(deal)],
    }
    path = folder / "deals.json"
    path.write_text(json.dumps(file, ensure_ascii=False, default=str), encoding="utf-8")
    with read_deals_file(path) as read:
        (entry,), (client_entry,) = read.deals(), read.clients()
        return entry.facts(client_entry.client, read.organization)


def filled(deal: dict[str, Any]) -> dict[str, Any]:
    """A deal with what a deals file demands and these cases leave out."""
    whole = dict(deal)
    if contract := deal.get("contract"):
        whole["contract"] = {"number": "1/25", "date": contract.get("signed_by_client_on", "2020-01-09")} | contract
    whole["obligations"] = [obligation(one) for one in deal.get("obligations", ())]
    whole["documents"] = [
        {"id": f"d{place}", "number": str(place)} | one for place, one in enumerate(deal.get("documents", ()), 1)
    ]
    whole["payments"] = [{"evidence": "bank_statement"} | one for one in deal.get("payments", ())]
    return whole


def obligation(told: dict[str, Any]) -> dict[str, Any]:
    is_payment = told["kind"] == "payment"
    usual = {"id": "p1", "by": "client"} if is_payment else {"id": "o1", "by": "us"}
    return usual | {"due_on": told.get("performed_on")} | told


def answer(case: RuleCase, folder: Path) -> tuple[Rule, Answer]:
    rule = find_rule(case.rule)
    grace_days = case.told.get("grace_days", GRACE_DAYS)
    return rule, rule.answer(Standing(facts_of(case.told, folder), case.told["on"], grace_days))


def as_told(found: Finding) -> dict[str, Any]:
    said = {
        "severity": found.severity.word,
        "exposure": Money(found.exposure),
        "since": found.since,
        "obligation": found.obligation,
        "document": found.document,
    }
    return {key: value for key, value in said.items() if value is not None}


def expected(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"exposure": Money.of(told["exposure"])}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_answers_as_its_row_says(case, tmp_path):
    _, said = answer(case, tmp_path)
    assert [as_told(found) for found in said.findings] == [expected(one) for one in case.told["expect"]]
    if "recheck_on" in case.told:
        assert said.recheck_on == case.told["recheck_on"]
    if "says" in case.told:
        assert said.findings[0].message.replace(NBSP, " ") == case.told["says"]
    if "advises" in case.told:
        assert said.findings[0].action == case.told["advises"]


@pytest.mark.parametrize("case", [case for case in CASES if case.told["expect"]], ids=str)
def test_a_finding_is_told_in_one_sentence_with_a_next_step_and_law(case, tmp_path):
    rule, said = answer(case, tmp_path)
    assert rule.articles(case.told["on"])
    for found in said.findings:
        for text in (found.message, found.action):
            assert SENTENCE.fullmatch(text)
            assert "None" not in text
            assert not re.search(r"\d (день|дня|дней)\b", found.message)
            assert not re.search(r"\d руб|\d \d{3}|№ ", text.replace(f"{NBSP}руб", "").replace(f"№{NBSP}", ""))
            assert not re.search(r"\b(долг есть|должен)\b", text)
        assert ". " not in re.sub(r"\b(руб|п|ст|ч|пп)\. ", " ", found.message)
        assert "None" not in found.action


def test_every_rule_has_cases_that_find_and_cases_that_do_not():
    found = {case.rule for case in CASES if case.told["expect"]}
    silent = {case.rule for case in CASES if not case.told["expect"]}
    assert found == silent == set(rules())


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.name)
def test_a_rule_has_a_help_page_for_a_manager(rule):
    what, why, to_do = rule.help().split("\n\n")
    assert SENTENCE.fullmatch(what)
    assert why.startswith("Почему это важно: ")
    assert to_do.startswith("Что делать: ")
    assert all(part.endswith(".") for part in (why, to_do))
    assert re.fullmatch(r"[А-ЯЁ].*[^.]", rule.title)
    assert rule.basis
    assert SENTENCE.fullmatch(rule.action)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_two_cases_of_a_rule_have_one_name(path):
    names = [name.value for name, _ in yaml.compose(path.read_text(encoding="utf-8")).value]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_expects_whole_findings(case):
    assert isinstance(case.told["on"], date)
    for one in case.told["expect"]:
        assert (
            {"severity", "exposure", "since"}
            <= set(one)
            <= {
                "severity",
                "exposure",
                "since",
                "obligation",
                "document",
            }
        )
