from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.tracker.histories import START, History, computed_findings, computed_tables, kept_tables_of, organizations
from tracker.audit import audit
from tracker.house import House
from tracker.settings import Settings

STEPS = 2_000
_IN_EXAMPLE = 40
_SEED = st.integers(0, 10**9)


def findings_of(house, day):
    return sorted(audit(house, day).findings, key=lambda finding: (finding.order, finding.message))


class Histories(RuleBasedStateMachine):
    """Whatever happens, what is kept says the same as a computation of everything from facts."""

    template: Path
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="history-"))
        shutil.copy(self.template, self.folder / "pervichka.db")
        self.house = House.open(Settings(home=self.folder))
        self.history = History(self.house, self.folder)
        self.day_asked = START

    def teardown(self) -> None:
        self.house.close()
        shutil.rmtree(self.folder)

    @rule(seed=_SEED)
    def deals_come(self, seed: int) -> None:
        self.history.load_new(seed)

    @rule(seed=_SEED)
    def a_file_comes_again_with_other_facts(self, seed: int) -> None:
        self.history.correct(seed)

    @rule(seed=_SEED)
    def a_fact_is_recorded(self, seed: int) -> None:
        self.history.record(seed)

    @rule(seed=_SEED)
    def another_fact_is_recorded(self, seed: int) -> None:
        self.history.record(seed)

    @rule(days=st.sampled_from((1, 1, 1, 2, 5, 10, 30, 180, -1, -40)))
    def days_pass(self, days: int) -> None:
        self.history.pass_days(days)

    @rule()
    def the_day_is_swept(self) -> None:
        self.history.sweep()
        kept = kept_tables_of(self.house)
        assert kept == computed_tables(self.house, self.history.today)

    @rule(days=st.integers(-400, 800))
    def another_day_is_asked_about(self, days: int) -> None:
        self.day_asked = self.history.today + timedelta(days)

    @invariant()
    def an_audit_equals_a_computation_from_facts(self) -> None:
        type(self).steps += 1
        for day in (self.history.today, self.day_asked):
            assert findings_of(self.house, day) == computed_findings(self.house, day)


def test_kept_findings_equal_a_full_recomputation_on_random_histories(sqlite_template: Path) -> None:
    Histories.template = sqlite_template
    Histories.steps = 0
    many = settings(max_examples=STEPS // _IN_EXAMPLE + 1, stateful_step_count=_IN_EXAMPLE)
    run_state_machine_as_test(Histories, settings=many)
    assert Histories.steps >= STEPS


@pytest.mark.parametrize("seed", range(3))
def test_kept_findings_equal_a_full_recomputation_in_each_database(house: House, tmp_path: Path, seed: int) -> None:
    from random import Random

    random = Random(seed)
    history = History(house, tmp_path)
    history.load_new(seed)
    for step in range(40):
        doing = random.choice((history.load_new, history.correct, history.record, history.record, history.record))
        doing(seed * 1_000 + step)
        history.pass_days(random.choice((0, 0, 1, 3, 29, -2)))
        if random.random() < 0.3:
            history.sweep()
            kept = kept_tables_of(house)
            assert kept == computed_tables(house, history.today)
        asked = history.today + timedelta(random.randrange(-200, 400))
        assert findings_of(house, asked) == computed_findings(house, asked)
    assert organizations(house) == 1


def test_a_sweep_of_a_day_that_was_swept_does_nothing(house: House, tmp_path: Path) -> None:
    history = History(house, tmp_path)
    history.load_new(1)
    house.sweep(START)
    assert house.sweep(START).deals == 0


def test_other_settings_make_everything_anew(house: House, tmp_path: Path) -> None:
    from dataclasses import replace

    history = History(house, tmp_path)
    history.load_new(1)
    house.sweep(START)
    house.settings = replace(house.settings, grace_days=0)
    assert findings_of(house, START) == computed_findings(house, START)
    assert house.sweep(START).deals == 2
    assert kept_tables_of(house) == computed_tables(house, START)
