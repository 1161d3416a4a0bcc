"""The programme on screen: who is due, the questionnaire half-way and whole, and what is done about what was said."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from tests.tracker.surveys.making import answers
from tests.web.desk import TODAY, Desk, open_desk, text_of
from tracker.models import CounterpartyRow, DealRow, KitDraftRow
from tracker.surveys.drafts import draft, drafts
from tracker.surveys.forms import FORMS, VIP, Question, questions, tidied
from tracker.surveys.problems import ProblemState, problem
from tracker.surveys.recording import record_survey
from tracker.surveys.stored import survey
from web.forms.survey import answers_of

TEST_ANSWERS = {"date": "2026-11-20", "asked_by.name": "Орлова Мария Викторовна"}


def fields_of(asked: tuple[Question, ...], value: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Answers as a browser would send them."""
    sent: dict[str, str] = {}
    for one in asked:
        known, name = value.get(one.key), prefix + one.key
        if known is None:
            continue
        if one.kind == "group":
            sent |= fields_of(one.questions, known, f"{name}.")
        elif one.kind == "table":
            for place, row in enumerate(known):
                sent |= fields_of(one.questions, row, f"{name}.{place}.")
        elif one.kind == "texts":
            sent[name] = "\n".join(known)
        elif one.kind == "flag":
            sent |= {name: "1"} if known else {}
        else:
            sent[name] = str(known)
    return sent


@pytest.mark.parametrize("form", FORMS)
def test_the_form_on_screen_reads_back_what_the_paper_says(form: str) -> None:
    given_answers = tidied(answers(form))
    told = tidied(answers_of(fields_of(questions(form), given_answers), questions(form)))
    assert _texts(told) == _texts(given_answers)


def _texts(value: Any) -> Any:
    """The same in texts: a number of a file is typed as its digits; what is not agreed to is not sent."""
    if isinstance(value, dict):
        return {key: _texts(one) for key, one in value.items() if one is not False}
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return value if isinstance(value, bool) else str(value).rstrip()


@given(st.dictionaries(st.sampled_from(["problems.{}.problem", "date", "scale.questions.{}.mark", "x"]), st.text()))
@settings(max_examples=40, deadline=None)
def test_no_form_breaks_the_reading(sent: dict[str, str]) -> None:
    form = {name.format(place): value for place, (name, value) in enumerate(sent.items())}
    told = answers_of(form, questions(VIP))
    assert len(told["problems"]) == sum(name.startswith("problems.") for name in form)


@pytest.fixture(scope="module")
def asked_home(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house of the desk with a survey of D1's client, held by Орлова."""
    folder = tmp_path_factory.mktemp("asked") / "home"
    shutil.copytree(desk_home, folder)
    opened = open_desk(folder)
    with opened.house.work("orlova", TODAY) as work:
        record_survey(work, client_key(opened), VIP, answers(date="2026-11-20"))
    opened.close()
    return folder


@pytest.fixture
def asked(asked_home: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(asked_home, tmp_path / "asked")
    opened = open_desk(tmp_path / "asked")
    yield opened
    opened.close()


def client_key(desk: Desk) -> int:
    return _client(desk)[0]


def client_code(desk: Desk) -> str:
    return _client(desk)[1]


def _client(desk: Desk) -> tuple[int, str]:
    with desk.house.database.read() as connection:
        statement = select(CounterpartyRow.id, CounterpartyRow.code).join(
            DealRow, DealRow.counterparty_id == CounterpartyRow.id
        )
        row = connection.execute(statement.where(DealRow.code == "D1")).one()
    return row.id, row.code


def last(desk: Desk, table: str) -> int:
    with desk.house.database.read() as connection:
        return int(connection.execute(text(f"SELECT max(id) FROM {table}")).scalar_one())


def hidden(answer: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.get_data(as_text=True))
    assert found
    return found[1]


def begin(desk: Desk, login: str = "orlova") -> str:
    """The address of a new draft for the client of D1."""
    page = desk.get(login, f"/vip/start?client={client_code(desk)}")
    data = {"client": client_code(desk), "form": VIP, "once": hidden(page, "once")}
    first, second = desk.post(login, "/vip/start", data), desk.post(login, "/vip/start", data)
    assert first.status_code == 303
    assert first.location == second.location
    return first.location


def test_due_asked_problem_raised_solved_and_told(desk: Desk) -> None:
    with desk.house.database.write() as connection:
        connection.execute(text("UPDATE deals SET agreed_on = '2025-05-01' WHERE code = 'D1'"))
    assert "Шевченко" in text_of(desk.get("orlova", "/vip/"))
    assert "Шевченко" not in text_of(desk.get("belov", "/vip/"))
    url = begin(desk)
    page = desk.get("orlova", url)
    assert "Орлова Мария Викторовна" in page.get_data(as_text=True)
    half = {**TEST_ANSWERS, "problems.0.problem": "Акт идёт три недели", "revision": hidden(page, "revision")}
    assert desk.post("orlova", url, {**half, "act": "save"}).status_code == 303
    page = desk.get("orlova", url)
    assert "Акт идёт три недели" in page.get_data(as_text=True)
    whole = {**half, "revision": hidden(page, "revision"), "once": hidden(page, "once"), "act": "record"}
    recorded = desk.post("orlova", url, whole)
    assert recorded.status_code == 303
    assert desk.post("orlova", url, whole).location == recorded.location  # a double click
    assert "Акт идёт три недели" in text_of(desk.get("orlova", recorded.location))
    assert "Шевченко" not in text_of(desk.get("orlova", "/vip/"))

    key = last(desk, "survey_problems")
    here = f"/vip/problems/{key}"
    assert "нет ответственного" in text_of(desk.get("orlova", "/vip/problems"))
    assert (
        desk.post("orlova", here, {"act": "assign", "owner": "Белов Пётр Ильич", "due_on": "2026-12-01"}).status_code
        == 303
    )
    assert desk.post("orlova", here, {"act": "solve", "solution": "Курьер", "on": "2026-11-23"}).status_code == 303
    assert "клиенту не сообщили" in text_of(desk.get("orlova", here))
    assert desk.post("orlova", here, {"act": "tell", "on": "2026-11-23"}).status_code == 303
    with desk.house.database.read() as connection:
        assert problem(connection, key, TODAY).state is ProblemState.CLOSED
    assert desk.post("orlova", here, {"act": "reopen"}).status_code == 303
    assert "в работе" in text_of(desk.get("orlova", here))


def test_faults_stand_beside_fields_and_nothing_typed_is_lost(desk: Desk) -> None:
    url = begin(desk)
    page = desk.get("orlova", url)
    wrong = {
        "date": "31.02.2026",
        "feedback.works": "Всё устраивает <b>",
        "problems.0.problem": "",
        "problems.3.problem": "Долго",
        "problems.3.due": "завтра",
        "revision": hidden(page, "revision"),
        "once": hidden(page, "once"),
        "act": "record",
    }
    answer = desk.post("orlova", url, wrong)
    assert answer.status_code == 422
    body = answer.get_data(as_text=True)
    assert 'id="date-errors"' in body
    assert 'id="problems.0.due-errors"' in body  # the empty row is gone, and the fault follows its own
    assert 'value="31.02.2026"' in body
    assert 'value="завтра"' in body
    assert "Всё устраивает &lt;b&gt;" in body
    with desk.house.database.read() as connection:
        (kept,) = drafts(connection)
        assert kept.answers["problems"][0]["problem"] == "Долго"


def test_a_row_is_added_without_a_script(desk: Desk) -> None:
    url = begin(desk)
    page = desk.get("orlova", url)
    data = {**TEST_ANSWERS, "needs.0.what": "Щиты", "revision": hidden(page, "revision"), "act": "add:needs"}
    answer = desk.post("orlova", url, data)
    assert answer.status_code == 200
    assert 'name="needs.1.what"' in answer.get_data(as_text=True).split("<template>")[0] + answer.get_data(as_text=True)
    assert 'value="Щиты"' in answer.get_data(as_text=True) or "\nЩиты<" in answer.get_data(as_text=True)


def test_the_second_of_two_who_write_one_draft_is_told(desk: Desk) -> None:
    url = begin(desk)
    revision = hidden(desk.get("orlova", url), "revision")
    first = {**TEST_ANSWERS, "place": "Офис", "revision": revision, "act": "auto"}
    saved = desk.post("orlova", url, first)
    assert saved.json is not None
    assert saved.json["revision"] == int(revision) + 1
    late = {**TEST_ANSWERS, "place": "Склад", "revision": revision, "act": "save"}
    answer = desk.post("head", url, late)
    assert answer.status_code == 409
    assert 'value="Склад"' in answer.get_data(as_text=True)
    assert "сохранил" in text_of(answer)
    assert desk.post("head", url, {**late, "act": "auto"}).status_code == 409
    with desk.house.database.read() as connection:
        assert draft(connection, int(url.rpartition("/")[2])).answers["place"] == "Офис"


def test_a_survey_is_corrected_and_a_stale_correction_is_told(asked: Desk) -> None:
    key = last(asked, "surveys")
    url = f"/vip/surveys/{key}/edit"
    page = asked.get("orlova", url)
    with asked.house.database.read() as connection:
        known = survey(connection, key).answers
    sent = fields_of(questions(VIP), dict(known or {})) | {"revision": hidden(page, "revision"), "act": "record"}
    fixed = asked.post("orlova", url, {**sent, "place": "Новое место"})
    assert fixed.status_code == 303
    assert "Новое место" in text_of(asked.get("orlova", fixed.location))
    stale = asked.post("head", url, {**sent, "place": "Ещё одно"})
    assert stale.status_code == 409
    assert "Ещё одно" in stale.get_data(as_text=True)


def test_a_survey_is_printed(asked: Desk) -> None:
    answer = asked.get("orlova", f"/vip/surveys/{last(asked, 'surveys')}.pdf")
    assert answer.data.startswith(b"%PDF-")


def test_a_colleague_reaches_nothing_of_a_foreign_client(asked: Desk) -> None:
    survey_id, problem_id = last(asked, "surveys"), last(asked, "survey_problems")
    for url in (f"/vip/surveys/{survey_id}", f"/vip/surveys/{survey_id}.pdf", f"/vip/surveys/{survey_id}/edit"):
        assert asked.get("belov", url).status_code == 404
    foreign, absent = asked.get("belov", f"/vip/problems/{problem_id}"), asked.get("belov", "/vip/problems/99999")
    assert foreign.status_code == absent.status_code == 404
    assert text_of(foreign) == text_of(absent)
    assert asked.get("belov", f"/vip/clients/{client_code(asked)}").status_code == 404
    assert asked.post("belov", "/vip/start", {"client": client_code(asked), "once": "k" * 20}).status_code == 404
    posts = {
        "survey_proposals": "proposals",
        "survey_needs": "needs",
        "testimonials": "testimonials",
        "recommended_contacts": "contacts",
    }
    for table, room in posts.items():
        assert asked.post("belov", f"/vip/{room}/{last(asked, table)}", {"act": "drop"}).status_code == 404
        assert "Шевченко" not in text_of(asked.get("belov", f"/vip/{room}?all=1"))
        assert "Шевченко" in text_of(asked.get("orlova", f"/vip/{room}?all=1"))


def test_a_proposal_is_decided_and_answered(asked: Desk) -> None:
    key = last(asked, "survey_proposals")
    data = {"decision": "taken", "answer": "Сделаем к лету", "on": "2026-11-23"}
    assert asked.post("orlova", f"/vip/proposals/{key}", data).status_code == 303
    shown = text_of(asked.get("orlova", "/vip/proposals?all=1"))
    assert "Сделаем к лету" in shown
    assert asked.post("orlova", f"/vip/proposals/{key}", {**data, "on": "2026-12-31"}).status_code == 409
    assert asked.post("orlova", f"/vip/proposals/{key}", {"decision": "x"}).status_code == 422


def test_a_need_becomes_a_kit_with_its_client_and_subject(asked: Desk) -> None:
    key = last(asked, "survey_needs")
    begun = asked.post("orlova", f"/vip/needs/{key}", {"act": "kit"})
    assert begun.status_code == 303
    assert begun.location.startswith("/kits/")
    assert asked.get("orlova", begun.location).status_code == 200
    with asked.house.database.read() as connection:
        row = connection.execute(select(KitDraftRow.client_id, KitDraftRow.data)).one()
    assert row.client_id == client_key(asked)
    wrong = asked.post("orlova", f"/vip/needs/{key}", {"act": "link", "deal": "НЕТ"})
    assert wrong.status_code == 404
    assert "НЕТ" in wrong.get_data(as_text=True)
    assert asked.post("orlova", f"/vip/needs/{key}", {"act": "link", "deal": "D1"}).status_code == 303
    assert asked.post("control", f"/vip/needs/{key}", {"act": "kit"}).status_code == 403


def test_a_testimonial_is_used_only_as_far_as_its_permission_goes(asked: Desk) -> None:
    key = last(asked, "testimonials")
    words = text_of(asked.get("orlova", "/vip/testimonials"))
    assert "без разрешения" in words
    assert "Здесь показать нечего" in text_of(asked.get("orlova", "/vip/testimonials/usable"))
    data = {"signed_on": "2026-11-22", "signer": "Соловей Игорь Львович", "company": "y", "name": "y", "site": "y"}
    nowhere = {name: value for name, value in data.items() if name != "site"}
    assert asked.post("orlova", f"/vip/testimonials/{key}", nowhere).status_code == 409
    assert asked.post("orlova", f"/vip/testimonials/{key}", data).status_code == 303
    shown = text_of(asked.get("orlova", "/vip/testimonials/usable?place=site"))
    assert "Шевченко" in shown
    assert "Соловей" not in shown  # the author himself has not agreed to his name
    assert "Здесь показать нечего" in text_of(asked.get("orlova", "/vip/testimonials/usable?place=offers"))
    given_key = last(asked, "testimonial_permissions")
    assert asked.post("belov", f"/vip/permissions/{given_key}/withdraw", {"on": "2026-11-23"}).status_code == 404
    assert asked.post("orlova", f"/vip/permissions/{given_key}/withdraw", {"on": "2026-11-23"}).status_code == 303
    assert "Здесь показать нечего" in text_of(asked.get("orlova", "/vip/testimonials/usable?place=site"))


def test_contacts_stand_beside_the_notice_of_the_law(asked: Desk) -> None:
    key = last(asked, "recommended_contacts")
    assert "38-ФЗ" in text_of(asked.get("orlova", "/vip/contacts"))
    assert (
        asked.post("orlova", f"/vip/contacts/{key}", {"act": "consent", "consent_on": "2026-11-23"}).status_code == 303
    )
    assert "согласие на рекламу есть" in text_of(asked.get("orlova", "/vip/contacts"))
    assert asked.post("orlova", f"/vip/contacts/{key}", {"act": "close", "outcome": ""}).status_code == 409
    done = {"act": "close", "outcome": "Встретились", "closed_on": "2026-11-23"}
    assert asked.post("orlova", f"/vip/contacts/{key}", done).status_code == 303


def test_the_head_says_how_often_and_by_which_scale(desk: Desk) -> None:
    assert desk.post("head", "/vip/settings/rhythm", {"tier": "Ключевой", "months": "2"}).status_code == 303
    assert desk.post("head", "/vip/settings/rhythm", {"tier": "Ключевой", "months": "13"}).status_code == 422
    assert desk.post("head", "/vip/settings/rhythm", {"tier": "", "months": "2"}).status_code == 422
    assert desk.post("head", "/vip/settings/rhythm", {"tier": "Ключевой", "act": "drop"}).status_code == 303
    scale = {"scale.from": "1", "scale.to": "5", "scale.questions.0.text": "Довольны ли Вы?"}
    wrong = desk.post("head", "/vip/settings/scale", {**scale, "scale.to": "много"})
    assert wrong.status_code == 422
    assert 'value="много"' in wrong.get_data(as_text=True)
    assert desk.post("head", "/vip/settings/scale", scale).status_code == 303
    assert "Довольны ли Вы?" in text_of(desk.get("orlova", begin(desk)))
    assert desk.post("head", "/vip/settings/scale", {"act": "drop"}).status_code == 303


def test_wrong_filters_and_broken_places_are_4xx_and_show_nothing_foreign(asked: Desk) -> None:
    for url in ("/vip/?by=завтра", "/vip/problems?state=x", "/vip/?tier=" + "я" * 400):
        answer = asked.get("belov", url)
        assert answer.status_code == 422, url
        assert "Шевченко" not in text_of(answer)
    for room in ("", "problems", "proposals", "needs", "testimonials", "contacts"):
        assert 400 <= asked.get("orlova", f"/vip/{room}?after=рубиш").status_code < 500


@pytest.mark.parametrize("room", ["", "problems", "proposals", "needs", "testimonials", "contacts"])
def test_statements_stay_few(asked: Desk, room: str) -> None:
    asked.get("orlova", f"/vip/{room}")
    with asked.statements() as seen:
        assert asked.get("orlova", f"/vip/{room}").status_code == 200
    assert len(seen) <= 12
