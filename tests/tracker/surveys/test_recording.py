"""A talk is recorded once and whole, every fault at its field; what was said before a correction is in the journal."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest

from docgen.errors import InputError
from docgen.rendering import render_paper
from tests.builders import CLIENT, SELLER
from tests.tracker.deals_file.files import SAMPLE
from tests.tracker.making import events, make_organization
from tests.tracker.surveys.making import TODAY, answers, do, held, make_client, read
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.errors import NotFoundError, RefusedError
from tracker.parties import counterparty_id
from tracker.surveys.drafts import begin_draft, draft, drafts, drop_draft, first_answers, save_draft
from tracker.surveys.forms import FORMS, VIP
from tracker.surveys.problems import problems
from tracker.surveys.recording import correct_survey, record_survey
from tracker.surveys.scales import scale_of, set_scale
from tracker.surveys.stored import paper_order, paper_source, survey, surveys_of

SCALE = {"from": 0, "to": 5, "questions": [{"text": "Довольны ли Вы сроками?"}]}


def faults(error: InputError) -> dict[str, str]:
    return {fault.path: fault.message for fault in error.faults}


@pytest.mark.parametrize("form", FORMS)
def test_every_questionnaire_is_recorded_and_printed_as_its_paper(house, form: str) -> None:
    key, ours = make_client(house), make_organization(house)
    done = do(house, record_survey, key, form, answers(form), organization_id=ours)
    order = read(house, paper_order, done.id)
    assert order.kind.name == form
    assert order.context["client"]["full_name"] == CLIENT.full_name
    assert order.context["seller"]["full_name"] == SELLER.full_name
    assert order.context["answered_by"]["name"] == answers(form)["answered_by"]["name"]
    assert not any("от чьего имени" in warning for warning in done.warnings)


def test_a_recorded_survey_reads_back_and_its_paper_can_be_drawn(house) -> None:
    key = make_client(house, talks=(date(2025, 3, 1),))
    with house.work("anna", TODAY) as work:
        done = record_survey(work, key, VIP, answers())
    assert any("не указана наша компания" in warning for warning in done.warnings)
    kept = read(house, survey, done.id)
    assert (kept.held_on, kept.form, kept.revision, kept.recorded_by) == (date(2026, 11, 24), VIP, 1, "anna")
    assert kept.answers["feedback"] == answers()["feedback"]
    assert [one.held_on for one in read(house, surveys_of, key)] == [date(2026, 11, 24), date(2025, 3, 1)]
    order = read(house, paper_order, done.id)
    assert render_paper(order.kind, order.context, "docx").startswith(b"PK")
    (told,) = events(house, "survey.recorded")
    assert json.loads(told["details"])["answers"]["bought_elsewhere"] == answers()["bought_elsewhere"]


def test_all_faults_are_told_at_their_fields_and_nothing_is_written(house) -> None:
    key = make_client(house)
    bad = answers(
        date="2026-11-28",
        next_step={"due": "завтра"},
        problems=[{"problem": "Темно"}, {"owner": "Громов", "due": "2026-02-30"}],
        recommended=[{"person": "Без компании"}],
    )
    with pytest.raises(InputError) as caught:
        do(house, record_survey, key, VIP, bad)
    told = faults(caught.value)
    assert {"date", "next_step.what", "next_step.due", "problems[1].problem", "problems[1].due"} <= told.keys()
    assert "recommended[0].company" in told
    assert "28.11.2026 ещё не наступило" in told["date"]
    assert read(house, surveys_of, key) == []
    assert read(house, problems, TODAY).total.count == 0
    assert events(house, "survey.recorded") == []


def test_rules_between_fields_are_told_too(house) -> None:
    key = make_client(house)
    bad = answers(scale={"from": 1, "to": 5, "questions": [{"text": "Довольны?", "mark": 9}]}, papers_back="all")
    with pytest.raises(InputError) as caught:
        do(house, record_survey, key, VIP, bad)
    assert {"scale.questions", "papers_back"} == faults(caught.value).keys()


def test_unknown_clients_and_organisations_are_not_found(house) -> None:
    with pytest.raises(NotFoundError, match="Клиента"):
        do(house, record_survey, 99, VIP, answers())
    key = make_client(house)
    with pytest.raises(NotFoundError, match="Организации"):
        do(house, record_survey, key, VIP, answers(), organization_id=99)


def test_a_correction_changes_the_day_and_leaves_what_was_said_in_the_journal(house) -> None:
    key = make_client(house)
    done = held(house, key)
    do(house, correct_survey, done, answers(date="2026-11-20", place=None), 1, actor="boris", today=date(2026, 11, 28))
    kept = read(house, survey, done)
    assert (kept.held_on, kept.revision, kept.recorded_by) == (date(2026, 11, 20), 2, "boris")
    assert "place" not in kept.answers
    (told,) = events(house, "survey.corrected")
    details = json.loads(told["details"])
    assert details["old"] == {"date": "2026-11-24", "place": answers()["place"]}
    assert details["new"] == {"date": "2026-11-20", "place": None}


def test_a_correction_of_nothing_is_no_event_and_a_stale_one_is_refused(house) -> None:
    key = make_client(house)
    done = held(house, key)
    do(house, correct_survey, done, answers(), 1)
    assert events(house, "survey.corrected") == []
    do(house, correct_survey, done, answers(place="Тверь"), 1, actor="boris")
    with pytest.raises(RefusedError, match="сохранил\\(а\\) boris"):
        do(house, correct_survey, done, answers(place="Клин"), 1)
    assert read(house, survey, done).answers["place"] == "Тверь"


def test_a_talk_of_which_a_file_tells_the_day_alone_is_not_corrected_and_not_printed(house) -> None:
    key = make_client(house, talks=(date(2025, 3, 1),))
    (only,) = read(house, surveys_of, key)
    assert (only.form, only.answers) == (None, None)
    with pytest.raises(RefusedError, match="известен только день"):
        do(house, correct_survey, only.id, answers(), 1)
    with pytest.raises(RefusedError, match="печатать нечего"):
        read(house, paper_source, only.id)
    with pytest.raises(NotFoundError):
        read(house, survey, only.id + 1)


def test_a_file_of_deals_that_is_loaded_again_takes_no_filled_questionnaire_away(house, tmp_path) -> None:
    path = tmp_path / "deals.json"

    def load_file(*days: str) -> None:
        data = copy.deepcopy(SAMPLE)
        data["clients"][0]["surveys"] = [{"held_on": on} for on in days]
        path.write_text(json.dumps(data), encoding="utf-8")
        with read_deals_file(path) as file, house.work("anna", TODAY) as work:
            load(work, file, is_update=True)

    load_file("2025-03-01")
    with house.database.read() as connection:
        key = counterparty_id(connection, "c1")
    done = held(house, key)
    load_file("2025-03-01")
    load_file("2025-03-01", "2025-04-01")
    kept = [(one.held_on.isoformat(), one.form) for one in read(house, surveys_of, key)]
    assert kept == [("2026-11-24", VIP), ("2025-04-01", None), ("2025-03-01", None)]
    assert read(house, survey, done).answers is not None


def test_half_a_questionnaire_is_saved_gone_on_with_and_ended_by_the_record(house) -> None:
    key = make_client(house)
    half = {"date": "2026-11-24", "problems": [{"owner": "Громов"}], "next_step": {"due": "завтра"}}
    begun = do(house, begin_draft, key, VIP, half)
    assert read(house, surveys_of, key) == []
    assert do(house, save_draft, begun, half, 1) == 1
    assert do(house, save_draft, begun, half | {"place": "Тверь"}, 1, actor="boris") == 2
    kept = read(house, draft, begun)
    assert (kept.answers["place"], kept.author, kept.client, kept.revision) == ("Тверь", "boris", "c1", 2)
    with pytest.raises(RefusedError, match="сохранил\\(а\\) boris"):
        do(house, save_draft, begun, half, 1)
    assert [one.id for one in read(house, drafts, author="boris")] == [begun]
    with pytest.raises(InputError):
        do(house, record_survey, key, VIP, kept.answers, draft_id=begun)
    assert read(house, drafts, client="c1") == [kept]
    do(house, record_survey, key, VIP, answers(), draft_id=begun)
    assert read(house, drafts) == []
    with pytest.raises(NotFoundError):
        do(house, record_survey, key, VIP, answers(), draft_id=begun)
    assert len(read(house, surveys_of, key)) == 1, "a second click records nothing twice"


def test_a_draft_of_another_client_is_not_ended_and_a_dropped_one_stays_in_the_journal(house) -> None:
    mine, foreign = make_client(house, "c1"), make_client(house, "c2")
    begun = do(house, begin_draft, mine, VIP, {"place": "Тверь"})
    with pytest.raises(RefusedError, match="другого клиента"):
        do(house, record_survey, foreign, VIP, answers(), draft_id=begun)
    do(house, drop_draft, begun)
    (told,) = events(house, "survey_draft.dropped")
    assert json.loads(told["details"]) == {"answers": {"place": "Тверь"}}
    with pytest.raises(NotFoundError):
        read(house, draft, begun)
    with pytest.raises(RefusedError, match="нет полей"):
        do(house, begin_draft, mine, VIP, {"чужое": "1"})


def test_no_scale_is_invented_and_the_house_s_own_opens_every_new_questionnaire(house) -> None:
    assert read(house, scale_of, VIP) is None
    assert read(house, first_answers, VIP, "anna", TODAY) == {"date": "2026-11-27"}
    do(house, set_scale, VIP, SCALE)
    do(house, set_scale, VIP, SCALE)
    assert len(events(house, "survey_scale.set")) == 1
    assert read(house, first_answers, VIP, "anna", TODAY)["scale"] == SCALE
    assert "scale" not in read(house, first_answers, "site_passport", "anna", TODAY)
    key = make_client(house)
    marked = {**SCALE, "questions": [{"text": "Довольны ли Вы сроками?", "mark": 4}]}
    done = held(house, key, scale=marked)
    do(house, set_scale, VIP, None)
    assert read(house, survey, done).answers["scale"] == marked, "a talk keeps the scale that it was held by"
    assert read(house, scale_of, VIP) is None


@pytest.mark.parametrize(
    ("scale", "path"),
    [
        ({**SCALE, "to": 0}, "scale.to"),
        ({**SCALE, "to": 90}, "scale.to"),
        ({**SCALE, "questions": [{"text": "Довольны?", "mark": 4}]}, "scale.questions[0].mark"),
        ({"from": 1}, "scale.to"),
    ],
)
def test_a_scale_that_cannot_be_printed_is_refused_at_its_field(house, scale, path: str) -> None:
    with pytest.raises(InputError) as caught:
        do(house, set_scale, VIP, scale)
    assert path in faults(caught.value)
    with pytest.raises(RefusedError, match="оценок по шкале нет"):
        do(house, set_scale, "site_passport", SCALE)
