"""What clients said is followed up to its end, and a correction of the survey undoes nothing of that."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.errors import InputError
from tests.tracker.making import events
from tests.tracker.surveys.making import TODAY, answers, do, held, make_client, read
from tracker.errors import NotFoundError, RefusedError
from tracker.lookup import deal_key
from tracker.surveys.contacts import ADVERTISING_NOTICE, ContactFilter, accept_advertising, close_contact, recommended
from tracker.surveys.following import paired
from tracker.surveys.needs import NeedFilter, deal_start, drop_need, link_deal, needs
from tracker.surveys.problems import (
    ProblemFilter,
    ProblemState,
    assign,
    name_deal,
    problem,
    problems,
    reopen,
    solve,
    tell,
)
from tracker.surveys.proposals import Decision, ProposalFilter, answer, decide, proposals
from tracker.surveys.recording import correct_survey

FLICKER, LATE = "Мерцают шесть светильников у эскалатора", "Акт за октябрь пришёл 20 ноября"


def rows(house, today: date = TODAY, **chosen):
    return read(house, problems, today, chosen=ProblemFilter(**chosen)).rows


def test_a_problem_goes_from_raised_to_closed_and_its_history_is_in_the_journal(house) -> None:
    key = make_client(house, deals={"У-7": (date(2026, 1, 1), "orlova")})
    held(house, key, problems=[{"problem": "Темно", "deal": "У-7"}])
    (one,) = rows(house)
    assert (one.state, one.deal, one.said.client, one.said.held_on) == (
        ProblemState.RAISED, "У-7", "c1", date(2026, 11, 24),
    )  # fmt: skip
    do(house, assign, one.id, " Громов  Д. С. ", date(2026, 12, 1))
    (one,) = rows(house, state=ProblemState.ASSIGNED, owner="Громов Д. С.")
    assert one.due_on == date(2026, 12, 1)
    do(house, tell, one.id, date(2026, 11, 26))
    do(house, solve, one.id, date(2026, 11, 27), "Заменили блоки\nпитания")
    (one,) = rows(house, state=ProblemState.SOLVED)
    assert (one.solution, one.told_on) == ("Заменили блоки\nпитания", date(2026, 11, 26))
    assert [row.id for row in rows(house)] == [one.id], "it is open until the client knows that it is solved"
    do(house, tell, one.id, date(2026, 11, 27))
    assert rows(house) == ()
    assert rows(house, state=ProblemState.CLOSED)[0].state is ProblemState.CLOSED
    kinds = [row["kind"] for row in events(house) if row["subject"] == f"survey_problem:{one.id}"]
    assert [kind.removeprefix("survey_problem.") for kind in kinds] == ["assigned", "told", "solved", "told"]
    do(house, reopen, one.id)
    again = read(house, problem, one.id, TODAY)
    assert (again.state, again.solution) == (ProblemState.ASSIGNED, None)


def test_open_problems_stand_by_term_without_a_term_first_and_late_ones_are_found(either_house) -> None:
    house = either_house
    key = make_client(house, manager="orlova")
    said = [("в срок", "2026-12-31"), ("поздно", "2026-11-30"), ("без срока", None), ("позже", "2027-01-01")]
    held(house, key, problems=[{"problem": name, "owner": "Громов", "due": due} for name, due in said])
    today = date(2026, 12, 2)
    assert [row.problem for row in rows(house, today)] == ["без срока", "поздно", "в срок", "позже"]
    assert [(row.problem, row.days_late) for row in rows(house, today, is_overdue=True)] == [("поздно", 2)]
    assert rows(house, today, owner="Орлова") == ()
    assert rows(house, today, manager="petrov") == ()
    assert len(rows(house, today, manager="orlova", client="c1")) == 4
    seen, after = [], None
    for _ in range(4):
        page = read(house, problems, today, after=after, size=1)
        seen += [row.problem for row in page.rows]
        after = page.next
    assert (seen, after, page.total.count) == (["без срока", "поздно", "в срок", "позже"], None, 4)


def test_steps_that_contradict_each_other_are_refused(house) -> None:
    key = make_client(house)
    make_client(house, "c2", deals={"foreign": (date(2026, 1, 1), None)})
    held(house, key, problems=[{"problem": "Темно"}])
    (one,) = rows(house)
    foreign = read(house, deal_key, "foreign")
    for step, given_, said in (
        (assign, ("Громов", date(2026, 11, 23)), "раньше беседы"),
        (assign, (" ", date(2026, 12, 1)), "Ответственный"),
        (name_deal, (foreign,), "с другим клиентом"),
        (solve, (date(2026, 11, 28), "Сделали"), "ещё не наступило"),
        (solve, (date(2026, 11, 27), "\n"), "Что сделано"),
        (solve, (date(2026, 11, 27), "Сделали", date(2026, 11, 26)), "раньше"),
        (reopen, (), "ещё не решена"),
        (tell, (date(2026, 11, 28),), "ещё не наступило"),
    ):
        with pytest.raises(RefusedError, match=said):
            do(house, step, one.id, *given_)
    do(house, solve, one.id, date(2026, 11, 26), "Сделали", date(2026, 11, 26))
    with pytest.raises(RefusedError, match="откройте её заново"):
        do(house, assign, one.id, "Громов", date(2026, 12, 1))
    with pytest.raises(NotFoundError):
        do(house, tell, 99, TODAY)


def test_a_correction_keeps_owner_and_solution_that_were_given_after_the_talk(house) -> None:
    key = make_client(house)
    done = held(house, key, problems=[{"problem": "Темно", "owner": "Громов"}, {"problem": "Сыро"}])
    dark, damp = sorted(rows(house), key=lambda row: row.id)
    do(house, assign, damp.id, "Орлова", date(2026, 12, 3))
    do(house, solve, dark.id, TODAY, "Заменили")
    said = [{"problem": "Сыро", "settled_by": "Осушить"}, {"problem": "Пыльно"}, {"problem": "Темно", "owner": "Ким"}]
    do(house, correct_survey, done, answers(problems=said), 1)
    found = {row.problem: row for row in rows(house)}
    assert (found["Сыро"].id, found["Сыро"].owner, found["Сыро"].wanted) == (damp.id, "Орлова", "Осушить")
    assert (found["Темно"].id, found["Темно"].owner, found["Темно"].solution) == (dark.id, "Ким", "Заменили")
    assert found["Пыльно"].state is ProblemState.RAISED
    do(house, correct_survey, done, answers(problems=[said[0], said[2]]), 2)
    assert {row.problem for row in rows(house)} == {"Сыро", "Темно"}


def test_what_somebody_works_on_cannot_be_corrected_away(house) -> None:
    key = make_client(house, deals={"new": (date(2026, 11, 1), None)})
    done = held(house, key)
    do(house, solve, next(row.id for row in rows(house) if row.problem == LATE), TODAY, "Прислали")
    (lamps, _) = sorted(read(house, needs).rows, key=lambda row: row.id)
    do(house, link_deal, lamps.id, read(house, deal_key, "new"))
    bad = answers(needs=answers()["needs"][1:], problems=answers()["problems"][:1])
    with pytest.raises(InputError) as caught:
        do(house, correct_survey, done, bad, 1)
    assert sorted(fault.path for fault in caught.value.faults) == ["needs", "problems"]
    assert {row.problem for row in rows(house)} == {FLICKER, LATE}
    assert events(house, "survey.corrected") == []


WORDS = st.lists(st.sampled_from("абвг"), max_size=6)


@given(WORDS, WORDS)
def test_pairing_gives_each_old_row_to_one_new_one_and_equal_texts_to_each_other(was, now) -> None:
    pairs = paired(was, now)
    given_ = [place for place in pairs if place is not None]
    assert len(pairs) == len(now)
    assert len(set(given_)) == len(given_)
    assert all(0 <= place < len(was) for place in given_)
    same = [(was[known], text) for known, text in zip(pairs, now, strict=True) if known is not None]
    for text in set(now):
        assert same.count((text, text)) == min(was.count(text), now.count(text))
    if len(was) == len(now):
        assert None not in pairs


def test_a_reworded_row_in_its_place_is_the_same_row() -> None:
    assert paired(["Темно", "Сыро"], ["Темно в зале", "Сыро"]) == [0, 1]
    assert paired(["Темно"], ["Темно в зале", "Пыльно"]) == [0, None]


def test_a_proposal_is_decided_and_answered_by_name_and_day(house) -> None:
    held(house, make_client(house))
    said = [{"proposal": "Запас на складе"}]
    done = held(house, make_client(house, "c2"), proposals=said)
    shown = read(house, proposals, chosen=ProposalFilter(is_open=True))
    assert [row.proposal for row in shown.rows] == ["Запас на складе"], "two were decided and answered in the talk"
    (one,) = shown.rows
    do(house, decide, one.id, Decision.LATER)
    do(house, answer, one.id, "Вернёмся весной", TODAY, actor="boris")
    (one,) = read(house, proposals, chosen=ProposalFilter(decision=Decision.LATER)).rows
    assert (one.answer, one.answered_by, one.answered_on) == ("Вернёмся весной", "boris", TODAY)
    assert read(house, proposals).total.count == 3
    with pytest.raises(RefusedError, match="ещё не наступило"):
        do(house, answer, one.id, "Завтра", date(2026, 11, 28))
    with pytest.raises(InputError, match="уже в работе"):
        do(house, correct_survey, done, answers(proposals=None), 1)


def test_a_need_begins_a_deal_once(house) -> None:
    key = make_client(house, deals={"new": (date(2026, 11, 1), None)})
    make_client(house, "c2", deals={"foreign": (date(2026, 1, 1), None)})
    held(house, key)
    lamps = next(row for row in read(house, needs).rows if row.deal is None and "парковки" in row.what)
    start = read(house, deal_start, lamps.id)
    assert (start.counterparty_id, start.client, start.subject) == (key, "c1", "Светильники для подземной парковки")
    said = "Объём: 220 шт.; Срок: февраль 2027 г.; Решает: Рубцова Н. П. и генеральный директор"
    assert " ".join(start.note.split()) == said
    with pytest.raises(RefusedError, match="с другим клиентом"):
        do(house, link_deal, lamps.id, read(house, deal_key, "foreign"))
    do(house, link_deal, lamps.id, read(house, deal_key, "new"))
    with pytest.raises(RefusedError, match="уже есть сделка «new»"):
        read(house, deal_start, lamps.id)
    (other,) = read(house, needs, chosen=NeedFilter(is_open=True, client="c1")).rows
    do(house, drop_need, other.id, TODAY)
    assert read(house, needs, chosen=NeedFilter(is_open=True)).rows == ()
    with pytest.raises(RefusedError, match="снять её нельзя"):
        do(house, drop_need, lamps.id, TODAY)


def test_a_recommended_person_gets_no_advertising_before_consenting_to_it(house) -> None:
    held(house, make_client(house, manager="orlova"))
    shown = read(house, recommended, TODAY, chosen=ContactFilter(manager="orlova")).rows
    assert {row.company: row.may_name for row in shown} == {
        "ООО «Галерея Юг»": True,
        "ООО «Складской парк Восток»": False,
    }
    assert not any(row.may_advertise for row in shown)
    assert "38-ФЗ" in ADVERTISING_NOTICE
    one = shown[0]
    with pytest.raises(RefusedError, match="ещё не наступило"):
        do(house, accept_advertising, one.id, date(2026, 11, 28))
    do(house, accept_advertising, one.id, TODAY)
    assert [row.may_advertise for row in read(house, recommended, TODAY).rows] == [True, False]
    assert not any(row.may_advertise for row in read(house, recommended, date(2026, 11, 26)).rows)
    do(house, accept_advertising, one.id, None)
    do(house, close_contact, one.id, TODAY, "Встретились, прислали предложение")
    assert [row.id for row in read(house, recommended, TODAY, chosen=ContactFilter(is_open=True)).rows] == [shown[1].id]
    assert json.loads(events(house, "recommended_contact.closed")[0]["details"])["new"]["closed_on"] == "2026-11-27"
    assert read(house, recommended, TODAY, chosen=ContactFilter(manager="petrov")).rows == ()
    assert read(house, needs, chosen=NeedFilter(client="нет")).total.count == 0
