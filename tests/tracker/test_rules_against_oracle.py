"""The rules against the oracle on random deals, and the promise that nothing changes before ``recheck_on``."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest

from docgen.money import Money
from tests.tracker.oracle import audit
from tests.tracker.random_deals import audit_day, deals_file
from tracker.deals_file.reading import read_deals_file
from tracker.facts import DealFacts, days_of, known_on
from tracker.judging import GRACE_DAYS, judge, total_of
from tracker.rules import rules
from tracker.standing import Standing

DEALS = 40
SEEDS = range(100)
FAR = 1500
"""Days after which no term of these deals is still running."""


@dataclass
class Audited:
    """A random file as the program sees it, and the day of its audit."""

    file: dict
    deals: list[DealFacts]
    today: date


def random_audit(seed, folder, deals=DEALS) -> Audited:
    random = Random(seed)
    file, today = deals_file(random, deals), audit_day(random)
    path = folder / "deals.json"
    path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
    with read_deals_file(path) as read:
        clients = {entry.id: entry.client for entry in read.clients()}
        facts = [entry.facts(clients[entry.client], read.organization) for entry in read.deals()]
    return Audited(file, facts, today)


def judged(audited) -> dict:
    """What the program says, in the form of the oracle's answer."""
    found = [(deal.id, one) for deal in audited.deals for one in judge(deal, audited.today).findings]
    rows = [
        {
            "rule": one.rule,
            "severity": one.severity.word,
            "deal": deal,
            "obligation": one.obligation,
            "document": one.document,
            "exposure": str(Money(one.exposure)),
            "since": one.since.isoformat(),
            "days": (audited.today - one.since).days,
        }
        for deal, one in found
    ]
    totals = total_of(len(audited.deals), ((one.rule, 1, one.exposure) for _, one in found))
    sums = ("exposure", "refund", "unproven_debt", "overdue_advance")
    return {
        "as_of": audited.today.isoformat(),
        "totals": {
            "deals": totals.deals,
            "findings": totals.findings,
            **{name: str(Money(getattr(totals, name))) for name in sums},
        },
        "findings": rows,
    }


def sorted_by_all(findings) -> list[tuple]:
    return sorted(tuple((key, str(value)) for key, value in sorted(found.items())) for found in findings)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_deals_are_judged_as_by_hand(seed, tmp_path):
    audited = random_audit(seed, tmp_path)
    by_program, by_hand = judged(audited), audit(audited.file, audited.today)
    assert sorted_by_all(by_program.pop("findings")) == sorted_by_all(by_hand.pop("findings"))
    assert by_program == by_hand


def days_before(random, today, recheck_on) -> Iterator[date]:
    """Days on which an answer of today must still hold: the nearest, the last, and some between."""
    last = (recheck_on - timedelta(1) if recheck_on else today + timedelta(FAR)) - today
    for days in {min(1, last.days), last.days, *(random.randint(0, last.days) for _ in range(2))}:
        yield today + timedelta(days)


def days_to_try(random, today, rechecks) -> set[date]:
    """The coming days, the last day before each recheck, and some of those between and after."""
    days = {today + timedelta(random.randint(1, 14)), *(today + timedelta(random.randint(1, FAR)) for _ in range(2))}
    return days | {recheck_on - timedelta(1) for recheck_on in rechecks if recheck_on}


@pytest.mark.parametrize("seed", range(1000, 1010))
def test_no_rule_changes_its_answer_before_its_recheck_day(seed, tmp_path):
    random = Random(seed)
    audited = random_audit(seed, tmp_path)
    for facts in audited.deals:
        today = audited.today - timedelta(random.choice((0, 0, 1, 7, 30, 200, 400, 900)))
        known = known_on(facts, today)
        standing = Standing(known, today, GRACE_DAYS)
        answers = {name: rule.answer(standing) for name, rule in rules().items()}
        for day in days_to_try(random, today, [answer.recheck_on for answer in answers.values()]):
            later = Standing(known, day, GRACE_DAYS)
            for name, answer in answers.items():
                if answer.recheck_on is None or day < answer.recheck_on:
                    found = rules()[name].answer(later).findings
                    assert found == answer.findings, (name, facts.id, today, day, answer.recheck_on)


@pytest.mark.parametrize("seed", range(1000, 1010))
def test_a_recheck_day_is_always_still_to_come(seed, tmp_path):
    audited = random_audit(seed, tmp_path)
    for facts in audited.deals:
        standing = Standing(facts, audited.today, GRACE_DAYS)
        rechecks = [rule.answer(standing).recheck_on for rule in rules().values()]
        assert all(day > audited.today for day in rechecks if day)


@pytest.mark.parametrize("seed", range(2000, 2010))
def test_nothing_of_a_deal_changes_before_its_recheck_day(seed, tmp_path):
    random = Random(seed)
    audited = random_audit(seed, tmp_path)
    for facts in audited.deals:
        today = min(days_of(facts), default=audited.today) + timedelta(random.randint(-2, 60))
        for _ in range(6):
            judgement = judge(facts, today)
            for day in days_before(random, today, judgement.recheck_on):
                later = judge(facts, day)
                assert later.findings == judgement.findings, (facts.id, today, day)
                assert later.open_obligations == judgement.open_obligations, (facts.id, today, day)
            if judgement.recheck_on is None:
                break
            assert judgement.recheck_on > today
            today = judgement.recheck_on
