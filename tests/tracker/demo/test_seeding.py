"""The demo company is whole, proves itself, and shows every rule, rung and register something."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from tests.demo_company import TODAY
from tests.tracker.histories import computed_findings
from tracker.audit import audit
from tracker.demo import seed
from tracker.errors import RefusedError
from tracker.facts import Side
from tracker.models import (
    ApprovalRow,
    CounterpartyRow,
    DealRow,
    DocumentRow,
    FilledSurveyRow,
    LetterRow,
    ObligationRow,
    OperationRow,
    ProductRow,
    ReminderRow,
    SurveyProblemRow,
)
from tracker.people import Role
from tracker.recording.operation_states import OperationState
from tracker.rules import rules
from tracker.scans.confirming import awaiting
from tracker.scans.tray import pages_aside
from tracker.stages import Rung, ladder_of
from tracker.surveys.due import DueFilter, due_clients
from tracker.verifying import verify


@pytest.fixture(scope="session")
def audited(seeded):
    return audit(seeded, TODAY)


def counted(house, row, *which):
    with house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(row).where(*which)).scalar_one()


def test_every_rule_has_a_finding_in_the_demo_company(audited):
    assert set(rules()) - {one.rule for one in audited.findings} == set()


def test_every_rung_has_several_deals(seeded):
    with seeded.database.read() as connection:
        keys = connection.execute(select(DealRow.id)).scalars().all()
        rungs = Counter(ladder_of(connection, key, TODAY).current for key in keys)
    assert {rung for rung in Rung if rungs[rung] < 2} == set()
    assert rungs[Rung.PAID_AGAIN] > len(keys) / 2


def test_a_tenth_of_the_money_is_exposed(seeded, audited):
    with seeded.database.read() as connection:
        owed = select(func.sum(ObligationRow.amount)).where(ObligationRow.by == Side.CLIENT.value)
        turnover = int(connection.execute(owed).scalar_one())
    exposed = sum(one.exposure for one in audited.findings if one.rule in {"paid_unconfirmed", "unproven_debt"})
    assert 0.08 < exposed / turnover < 0.15


def test_there_is_as_much_of_everything_as_is_promised(seeded):
    assert counted(seeded, DealRow) == 250
    assert counted(seeded, CounterpartyRow) == 60
    assert counted(seeded, ProductRow) == 300
    assert counted(seeded, ApprovalRow) >= 2
    assert counted(seeded, CounterpartyRow, CounterpartyRow.insolvent_on.is_not(None)) == 3


def test_the_journal_of_the_demo_company_proves_itself(seeded):
    assert verify(seeded).papers > 90


def test_kept_findings_are_those_of_a_full_computation(seeded, audited):
    # by contents: two findings of one place may stand in either order
    assert sorted(audited.findings, key=repr) == sorted(computed_findings(seeded, TODAY), key=repr)


def test_money_waits_for_a_person_and_some_found_its_deal(seeded):
    with seeded.database.read() as connection:
        states = Counter(OperationState(one) for one in connection.execute(select(OperationRow.state)).scalars())
    assert states[OperationState.MATCHED] >= 3
    assert states[OperationState.PROPOSED] >= 2
    assert states[OperationState.UNKNOWN] >= 1
    assert sum(states.values()) == 12


def test_scanned_papers_await_a_person_and_two_pages_lie_in_the_tray(seeded):
    with seeded.database.read() as connection:
        assert len(awaiting(connection)) == 4
        assert len(pages_aside(connection)) == 2


def test_papers_were_annulled_and_superseded_and_letters_written(seeded):
    assert counted(seeded, DocumentRow, DocumentRow.annulled_on.is_not(None)) >= 1
    assert counted(seeded, DocumentRow, DocumentRow.superseded_on.is_not(None)) >= 1
    assert counted(seeded, LetterRow, LetterRow.state == "sent") >= 3
    assert counted(seeded, LetterRow, LetterRow.state == "waiting") >= 1
    assert counted(seeded, ReminderRow, ReminderRow.done_on.is_(None)) >= 10


def test_nothing_happens_after_today(seeded):
    columns = [column for column in DocumentRow.__table__.columns if column.name.endswith("_on")]
    for column in columns:
        assert counted(seeded, DocumentRow, column > TODAY) == 0, column.name


def test_there_are_people_of_each_role_and_a_first_deal_for_the_three_who_work_here(seeded, company):
    roles = Counter(person.role for person in company.people)
    assert roles[Role.MANAGER] >= 3
    assert set(roles) == set(Role)
    logins = {person.login: person.role for person in company.people}
    with seeded.database.read() as connection:
        codes = set(connection.execute(select(DealRow.code)).scalars())
    for role in (Role.MANAGER, Role.CONTROL, Role.LAWYER):
        first = company.first_deal(role)
        assert first.code in codes
        assert logins[first.login] is role
        assert first.why


def test_a_house_with_anything_in_it_is_refused_in_russian(seeded):
    before = counted(seeded, DealRow)
    with pytest.raises(RefusedError, match="База не пуста"):
        seed(seeded, TODAY)
    assert counted(seeded, DealRow) == before


def test_talks_were_held_and_somebody_is_due(seeded):
    with seeded.database.read() as connection:
        held = connection.execute(select(func.count()).select_from(FilledSurveyRow)).scalar_one()
        due = due_clients(connection, TODAY, chosen=DueFilter(is_overdue=True))
        open_problems = connection.execute(select(func.count()).select_from(SurveyProblemRow)).scalar_one()
    assert held == 4
    assert open_problems == 3
    assert due.total.count > 0
