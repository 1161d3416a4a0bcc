"""The month is closed: what was seen is what is issued, once; then its files and letters."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.web.desk import TODAY, Desk, open_desk, text_of
from tests.web.screens.test_money import hidden
from tracker.batches.doing import do_some
from tracker.models import BatchRow, DocumentRow, LetterRow, ObligationRow
from tracker.recording import perform

PLAN = "/closing/?month=2026-11"


@pytest.fixture(autouse=True)
def nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.screens.registers.acting.enqueue", lambda *_: None)


@pytest.fixture(scope="module")
def performed_home(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house in which goods and services of D1 were performed today."""
    folder = tmp_path_factory.mktemp("performed") / "home"
    shutil.copytree(desk_home, folder)
    opened = open_desk(folder)
    with opened.house.work("control", TODAY) as work:
        owed = select(ObligationRow.id).where(ObligationRow.code.in_(["goods", "services"]))
        for key in work.connection.execute(owed).scalars().all():
            perform(work, key, TODAY)
    opened.close()
    return folder


@pytest.fixture
def desk(performed_home: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(performed_home, tmp_path / "home")
    opened = open_desk(tmp_path / "home")
    yield opened
    opened.close()


def count(desk: Desk, model: type) -> int:
    with desk.house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar_one()


def start(desk: Desk, **fields: str) -> TestResponse:
    form = hidden(desk.get("control", PLAN), "/closing/start")
    return desk.post("control", "/closing/start", {**form, "sure": "y", **fields})


def work_off(desk: Desk, answer: TestResponse) -> int:
    batch = int(answer.location.rpartition("/")[2])
    while do_some(desk.house, batch, TODAY) is not None:
        pass
    return batch


def test_the_plan_says_what_will_be_issued_by_what_is_chosen(desk: Desk) -> None:
    told = text_of(desk.get("control", PLAN))
    assert "Будет выпущено 3 документа 315 755,00 ₽" in told
    assert "23.11.2026 УПД ИП Шевченко П. А. D1 239 755,00 ₽" in told
    other = text_of(desk.get("control", PLAN + "&goods=waybill&services=upd"))
    assert "Накладная" in other
    assert "Закрывать нечего" in text_of(desk.get("control", "/closing/?month=2026-10"))
    assert "Месяц" in text_of(desk.get("control", "/closing/"))


def test_a_closing_is_started_once_and_its_papers_are_there_to_print_and_send(desk: Desk) -> None:
    form = {**hidden(desk.get("control", PLAN), "/closing/start"), "sure": "y"}
    first, second = (desk.post("control", "/closing/start", form) for _ in range(2))
    assert (first.status_code, second.location, count(desk, BatchRow)) == (303, first.location, 1)
    assert "Этот месяц уже закрывается" in text_of(desk.get("control", PLAN))
    before = count(desk, DocumentRow)
    batch = work_off(desk, first)
    assert count(desk, DocumentRow) == before + 3
    page = desk.get("control", f"/closing/{batch}")
    assert "Выпущено 3 из 3" in text_of(page)
    assert "УПД № 1" in text_of(page)
    for ending, kind in (("zip", b"PK"), ("pdf", b"%PDF-")):
        file = desk.get("control", f"/control/work/{batch}/papers.{ending}")
        assert file.data.startswith(kind)
        assert file.headers["Content-Disposition"].startswith("attachment")
    url = f"/closing/{batch}/letters"
    sent = [desk.post("control", url, hidden(page, url)) for _ in range(2)]
    assert sent[0].location == sent[1].location
    work_off(desk, sent[0])
    assert count(desk, LetterRow) == 1
    again = desk.post("control", url, {"once": "another"})
    assert (again.status_code, "уже поручены" in text_of(again)) == (409, True)
    assert "Закрывать нечего" in text_of(desk.get("control", PLAN))


def test_a_plan_that_has_become_another_is_not_issued_unseen(desk: Desk) -> None:
    answer = start(desk, seen="0" * 32)
    assert (answer.status_code, "План уже другой" in text_of(answer)) == (409, True)
    choice = start(desk, goods="waybill")
    assert choice.status_code == 409, "other papers than those that were shown"
    assert count(desk, BatchRow) == 0


def test_wrong_choices_are_told_and_nothing_starts(desk: Desk) -> None:
    for fields, told in (
        ({"month": "2026-13"}, "Это не месяц"),
        ({"month": ""}, "Выберите месяц"),
        ({"month": "ноябрь"}, "Это не месяц"),
        ({"organization": "7700000000"}, "Такого значения нет"),
        ({"goods": "paper"}, "Такого значения нет"),
        ({"sure": ""}, "Отметьте, что согласны"),
    ):
        answer = start(desk, **fields)
        assert (answer.status_code, told in text_of(answer)) == (422, True), text_of(answer)
    for month in ("9999-12", "0001-01", "2026-1", "2026-11-01"):
        assert desk.get("control", f"/closing/?month={month}").status_code == 422, month
    assert start(desk, once="").status_code == 409
    assert count(desk, BatchRow) == 0


def test_letters_wait_for_the_end_of_a_closing(desk: Desk) -> None:
    batch = int(start(desk).location.rpartition("/")[2])
    answer = desk.post("control", f"/closing/{batch}/letters", {"once": "k"})
    assert (answer.status_code, "ещё идёт" in text_of(answer)) == (409, True)
    assert desk.get("control", "/closing/77").status_code == 404
    assert desk.post("control", "/closing/77/letters", {"once": "k"}).status_code == 404


def test_only_control_and_the_head_close_months(desk: Desk) -> None:
    assert desk.get("head", PLAN).status_code == 200
    for login in ("orlova", "lawyer", "admin"):
        assert desk.get(login, PLAN).status_code == 403
        assert desk.post(login, "/closing/start", {}).status_code == 403


def test_the_plan_asks_the_database_no_more_than_it_may(desk: Desk) -> None:
    work_off(desk, start(desk))
    for url in (PLAN, "/closing/1"):
        desk.get("control", url)
        with desk.statements() as asked:
            assert desk.get("control", url).status_code == 200
        assert len(asked) <= 12, url
