"""The plan: who is reminded of which paper on which day, and what becomes of it as papers come home."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.working_days import is_working_day
from tests.tracker.chasing.desk import TODAY, Desk
from tests.tracker.letters.mailroom import sqlite_url
from tests.tracker.making import events
from tracker.chasing.addressees import Reached
from tracker.chasing.planning import count_passed_over, steps_of
from tracker.chasing.schedule import Step, schedule
from tracker.chasing.unreturned import Unreturned, Wanted, unreturned
from tracker.people import block, change_email

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: the same statements are tried on both elsewhere."""
    return sqlite_url(sqlite_template, tmp_path)


def planned(desk: Desk, paper: int) -> list[date]:
    plan = desk.plan()
    return [plan[paper, step.value][0] for step in Step]


def november(day: int) -> date:
    return NOVEMBER.replace(day=day)


def december(day: int) -> date:
    return DECEMBER.replace(day=day)


def test_a_paper_whose_term_is_over_is_chased_from_today_step_by_step(desk: Desk) -> None:
    paper = desk.act()
    desk.perform(paper)
    done = desk.renew()
    assert (done.papers, done.added) == (1, 4)
    assert planned(desk, paper) == [november(23), november(26), november(30), december(7)]


def test_a_term_that_runs_is_waited_for_and_days_off_are_passed(desk: Desk) -> None:
    paper = desk.act(sent_on=november(18))  # ten days end on Saturday the 28th
    desk.perform(paper)
    desk.renew()
    assert planned(desk, paper) == [november(30), december(2), december(7), december(14)]


def test_the_contract_says_how_long_the_client_may_keep_a_paper(desk: Desk) -> None:
    desk.office.paper(
        "supply_contract",
        is_contract=True,
        signed_by_client_on=november(2),
        original_on=november(2),
        acceptance_days=20,
    )
    paper = desk.act(sent_on=november(5))  # twenty days end on the 25th
    desk.renew()
    assert desk.plan()[paper, "contact"][0] == november(26)


def test_to_make_the_plan_again_changes_nothing_and_notes_nothing(desk: Desk) -> None:
    desk.perform(desk.act())
    desk.renew()
    plan, noted = desk.plan(), len(events(desk.house))
    again = desk.renew()
    assert (again.added, again.moved, again.closed) == (0, 0, 0)
    assert desk.plan() == plan
    assert len(events(desk.house)) == noted
    desk.renew(TODAY + timedelta(1))
    assert desk.plan() == plan


@pytest.mark.parametrize(
    ("fact", "outcome"),
    [
        ({"signed_by_client_on": TODAY, "signer_authority": "head", "original_on": TODAY}, "вернулся"),
        ({"electronic_on": TODAY, "signed_by_client_on": TODAY}, "вернулся"),
        ({"annulled_on": TODAY}, "документ аннулирован"),
        ({"superseded_on": TODAY}, "документ заменён"),
    ],
)
def test_a_paper_that_is_awaited_no_more_ends_its_plan_with_the_reason(desk: Desk, fact, outcome: str) -> None:
    paper = desk.act()
    desk.perform(paper)
    desk.renew()
    desk.office.change(paper, **fact)
    assert desk.renew().closed == 4
    assert {state[1:] for state in desk.plan().values()} == {(TODAY, outcome)}
    assert desk.renew().closed == 0


def test_a_signed_scan_is_chased_for_its_original_after_thirty_days(desk: Desk) -> None:
    paper = desk.act()
    desk.perform(paper)
    desk.renew()
    desk.office.change(paper, signed_by_client_on=november(10), signer_authority="head", scan_on=november(10))
    desk.renew()
    with desk.house.database.read() as connection:
        (found,) = unreturned(connection, TODAY, 5)
    assert (found.wanted, found.last_day) == (Wanted.ORIGINAL, december(10))
    assert desk.plan("original")[paper, "contact"] == (december(11), None, None)
    desk.office.change(paper, original_on=TODAY)
    desk.renew()
    assert {state[1:] for state in desk.plan("original").values()} == {(TODAY, "вернулся")}


def test_who_refused_is_not_reminded_but_the_manager_is_at_once_and_an_answer_begins_the_term_anew(desk: Desk) -> None:
    paper = desk.act(refused_on=november(20))
    desk.perform(paper)
    desk.renew()
    plan = desk.plan()
    assert plan[paper, "contact"][2] == "пропущено: клиент отказался подписать, а ответа на отказ нет"
    assert plan[paper, "manager"][:2] == (TODAY, None)
    desk.run()
    desk.office.change(paper, refusal_answered_on=november(24))
    desk.renew(november(25))
    plan = desk.plan()
    assert plan[paper, "contact"] == (december(7), None, None)  # ten days end on Friday the 4th
    assert plan[paper, "manager"][2] == "письмо менеджеру"


def test_what_was_not_sent_is_the_managers_work(desk: Desk) -> None:
    paper = desk.act(sent_on=None, date=november(18))
    desk.renew()
    assert "отправка клиенту не записана" in (desk.plan()[paper, "contact"][2] or "")
    assert desk.plan()[paper, "manager"][0] == TODAY  # three days, as in closing_document_unsent


def test_an_offer_that_nobody_answered_is_chased_by_nobody(desk: Desk) -> None:
    contract = desk.office.paper("supply_contract", is_contract=True)
    assert desk.renew().papers == 0
    desk.office.change(contract, sent_on=november(2))
    assert desk.renew().papers == 1
    outcomes = {step: outcome or "" for (_, step), (_, _, outcome) in desk.plan().items()}
    assert "ещё ничего не исполнено" in outcomes["control"]
    assert "ещё ничего не исполнено" in outcomes["lawyer"]
    assert outcomes["contact"] == ""


def test_papers_that_nobody_has_to_sign_are_not_chased(desk: Desk) -> None:
    for kind in ("proforma_invoice", "tax_invoice", "commercial_offer", "cover_letter", "claim_letter"):
        desk.office.paper(kind, sent_on=november(2))
    assert desk.renew().papers == 0


def test_silence_that_means_acceptance_ends_the_chase(desk: Desk) -> None:
    desk.office.paper(
        "services_contract",
        is_contract=True,
        signed_by_client_on=november(1),
        original_on=november(1),
        acceptance_days=5,
        protections="deemed_acceptance",
        date=november(1),
    )
    paper = desk.act(delivered_on=november(17))  # five days end on Sunday the 22nd, so on Monday
    desk.perform(paper)
    assert desk.renew().papers == 1
    assert desk.renew(TODAY + timedelta(1)).papers == 0
    assert desk.plan()[paper, "manager"][2] == "больше не требуется"


def test_the_contact_for_closing_papers_comes_before_the_general_address_and_who_left_gets_nothing(desk: Desk) -> None:
    from tracker.chasing.addressees import client_addresses

    desk.contact("invoices@example.org", "invoices", position=1)
    desk.contact("gone@example.org", "closing", position=2, left_on=november(20))
    desk.contact("second@example.org", "claims closing", position=3)
    desk.contact("почта@example.org", "closing", position=4)  # mail does not take it
    with desk.house.database.read() as connection:
        found = client_addresses(connection, desk.office.counterparty_id, TODAY)
        before = client_addresses(connection, desk.office.counterparty_id, november(19))
    assert found == ("closing@example.org", "second@example.org")
    assert before == ("closing@example.org", "gone@example.org", "second@example.org")


def test_whoever_cannot_be_reached_is_passed_over_with_the_reason_and_taken_up_when_they_can(desk: Desk) -> None:
    paper = desk.act()
    desk.perform(paper)
    with desk.house.work("anna", TODAY) as work:
        change_email(work, "orlova", None)
        block(work, "control")
    desk.renew()
    plan = desk.plan()
    assert plan[paper, "manager"][2] == "пропущено: у пользователя orlova нет адреса почты"
    assert plan[paper, "control"][2] == "пропущено: нет пользователя с ролью «контроль договоров» и адресом"
    assert plan[paper, "lawyer"][0] == november(26), "the lawyer takes the manager's day"
    with desk.house.database.read() as connection:
        assert [(step, count) for step, _, count in count_passed_over(connection)] == [
            (Step.MANAGER, 1),
            (Step.CONTROL, 1),
        ]
    with desk.house.work("anna", TODAY) as work:
        change_email(work, "orlova", "new@example.ru")
    desk.renew()
    assert desk.plan()[paper, "manager"] == (november(26), None, None)


@pytest.mark.parametrize("named", ["orlova", "Орлова Мария", "орлова  мария"])
def test_a_manager_is_named_by_login_or_by_name(desk: Desk, named: str) -> None:
    from sqlalchemy import update

    from tracker.models import DealRow

    with desk.house.work("anna", TODAY) as work:
        work.connection.execute(update(DealRow).values(manager=named))
    paper = desk.act()
    desk.renew()
    assert desk.plan()[paper, "manager"][2] is None


class _Reach:
    """Reaches the steps that it is told."""

    def __init__(self, steps: set[Step]) -> None:
        self.steps = steps

    def of(self, _paper: Unreturned, step: Step) -> Reached:
        return Reached(addresses=("a@b.ru",)) if step in self.steps else Reached(addresses=(), reason="некому")


def made(last_day: date) -> Unreturned:
    return Unreturned(
        document_id=1, wanted=Wanted.SIGNATURE, name="Акт", subject="", is_contract=False, deal_id=1, deal="D1",
        organization_id=1, counterparty_id=1, client="", manager="", contract=None, sent_on=None, last_day=last_day,
        held=None, is_begun=True, exposure=0, amount=None,
    )  # fmt: skip


@given(
    term=st.integers(-400, 60),
    reached=st.sets(st.sampled_from(list(Step))),
    idle=st.lists(st.booleans(), min_size=60, max_size=60),
)
def test_steps_come_in_order_on_working_days_never_early_and_never_two_at_once(term, reached, idle) -> None:
    paper, reach = made(TODAY + timedelta(term)), _Reach(reached)
    rows: dict[Step, dict[str, object]] = {}
    taken: list[tuple[date, Step]] = []
    for number, is_idle in enumerate(idle):
        day = TODAY + timedelta(number)
        steps = steps_of(paper, reach, rows, day)
        awaited = [step for step in steps if step.passed_over is None]
        assert [step.planned_on for step in awaited] == sorted(step.planned_on for step in awaited)
        assert all(is_working_day(step.planned_on) and step.planned_on > paper.last_day for step in steps)
        for step in steps:
            rows.setdefault(step.step, {"made_on": step.made_on, "letter_id": None, "done_on": None})
        if awaited and awaited[0].planned_on <= day and not is_idle and is_working_day(day):
            rows[awaited[0].step] = {"made_on": awaited[0].made_on, "letter_id": 1, "done_on": day}
            taken.append((day, awaited[0].step))
    assert [step for _, step in taken] == [step for step in Step if step in reached][: len(taken)]
    after = schedule().after
    for (first, one), (second, other) in pairwise(taken):
        assert (second - first).days >= min(after[other] - after[one], 3)
