"""Many papers at once: exactly those that were meant, as background work, with progress, undo and files."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from tests.web.desk import TODAY, Desk, open_desk, text_of
from tests.web.screens.control_desk import act_on, acts, keys_shown, paper, work_off
from tests.web.screens.test_control_registers import papers_home  # noqa: F401  a fixture
from tracker.batches import doing, ledger
from tracker.jobs import run
from tracker.models import BatchRow, DealRow, DocumentRow, LetterRow, ReminderRow

DAY = "20.11.2026"
ON = date(2026, 11, 20)


@pytest.fixture
def desk(papers_home: Path, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    shutil.copytree(papers_home, tmp_path / "home")
    opened = open_desk(tmp_path / "home")
    yield opened
    opened.close()


def marked(desk: Desk, on: date = ON) -> set[int]:
    statement = select(DocumentRow.id).where(DocumentRow.sent_on == on)
    with desk.house.database.read() as connection:
        return set(connection.execute(statement).scalars())


def batches(desk: Desk) -> int:
    with desk.house.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(BatchRow)).scalar_one())


def test_everything_found_is_exactly_what_the_filters_let_through_of_ones_own(desk: Desk) -> None:
    known = acts(desk.house)
    act_on(desk, "orlova", "sent", {"all": "1", "query": "least_age=40&wanted=signature"}, on=DAY)
    assert marked(desk) >= set(known.mine)
    assert not marked(desk) & set(known.foreign)


def test_checked_rows_alone_are_marked_and_foreign_keys_are_nobodys(desk: Desk) -> None:
    known = acts(desk.house)
    act_on(desk, "orlova", "sent", {"key": [str(known.mine[0]), str(known.foreign[0]), "x", "9" * 30]}, on=DAY)
    assert marked(desk) == {known.mine[0]}
    only_foreign = desk.post("orlova", "/control/papers/do", {"action": "sent", "key": str(known.foreign[0])})
    assert only_foreign.status_code == 303
    assert only_foreign.location == "/control/papers"


def test_what_left_the_list_between_the_question_and_the_answer_is_left_alone(desk: Desk) -> None:
    known = acts(desk.house)
    told = {"action": "sent", "all": "1", "query": "wanted=signature"}
    once = re.search(r'name="once" value="([^"]+)"', desk.post("orlova", "/control/papers/do", told).text)
    assert once
    desk.post("control", f"/control/papers/{known.mine[0]}", signed_form(desk, "control", known.mine[0]))
    done = desk.post("orlova", "/control/papers/do", {**told, "on": DAY, "sure": "1", "once": once[1]})
    work_off(desk, int(done.location.rpartition("/")[2]))
    assert marked(desk) & set(known.mine) == set(known.mine[1:])


def signed_form(desk: Desk, login: str, key: int) -> dict[str, str]:
    page = desk.get(login, f"/control/papers/{key}").text
    found = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    found.pop("csrf_token", None)
    return {**found, "signed": "19.11.2026", "authority": "head"}


def test_a_double_click_makes_one_batch(desk: Desk) -> None:
    key = str(acts(desk.house).mine[0])
    told = {"action": "sent", "key": key, "on": DAY, "sure": "1", "once": "same-key"}
    first, second = (desk.post("control", "/control/papers/do", told) for _ in range(2))
    assert first.location == second.location
    assert batches(desk) == 1
    other = desk.post("control", "/control/papers/do", {**told, "on": "19.11.2026"})
    assert other.status_code == 422
    assert "другими данными" in text_of(other)


@pytest.mark.parametrize("told", [{"on": ""}, {"on": "32.13.2026"}, {"on": "\0"}])
def test_a_wrong_day_comes_back_beside_its_field_and_nothing_is_asked_for(desk: Desk, told: dict[str, str]) -> None:
    key = str(acts(desk.house).mine[0])
    answer = desk.post(
        "control", "/control/papers/do", {"action": "sent", "key": key, "sure": "1", "once": "k", **told}
    )
    assert answer.status_code == 422
    assert 'class="field-errors"' in answer.text
    assert batches(desk) == 0


def test_nothing_checked_an_unknown_action_and_broken_filters_change_nothing(desk: Desk) -> None:
    assert desk.post("control", "/control/papers/do", {"action": "sent"}).status_code == 303
    assert desk.post("control", "/control/papers/do", {"action": "burn", "key": "1"}).status_code == 404
    broken = desk.post("control", "/control/papers/do", {"action": "sent", "all": "1", "query": "least_age=x"})
    assert broken.status_code == 409
    assert batches(desk) == 0


def test_undo_gives_every_paper_its_former_day_but_one_that_was_changed_since(desk: Desk) -> None:
    known = acts(desk.house)
    batch_id = act_on(desk, "control", "sent", {"key": [str(key) for key in known.mine[:3]]}, on=DAY)
    with desk.house.work("tests", TODAY) as work:
        work.connection.execute(update(DocumentRow).where(DocumentRow.id == known.mine[0]).values(sent_on=TODAY))
    undone = desk.post("control", f"/control/work/{batch_id}/undo")
    work_off(desk, int(undone.location.rpartition("/")[2]))
    assert [paper(desk.house, key)["sent_on"] for key in known.mine[:3]] == [
        TODAY,
        date(2026, 10, 2),
        date(2026, 10, 2),
    ]
    assert "с тех пор записано другое" in text_of(desk.get("control", undone.location))
    assert desk.post("control", f"/control/work/{batch_id}/undo").location == undone.location
    assert batches(desk) == 2


def test_an_original_comes_after_the_signature_and_can_be_unmarked(desk: Desk) -> None:
    signed, unsigned = acts(desk.house).mine[:2]
    desk.post("control", f"/control/papers/{signed}", signed_form(desk, "control", signed))
    batch_id = act_on(desk, "control", "original", {"key": [str(signed), str(unsigned)]}, on=DAY)
    assert paper(desk.house, signed)["original_on"] == ON
    assert "подпись клиента ещё не отмечена" in text_of(desk.get("control", f"/control/work/{batch_id}"))
    assert signed not in keys_shown(desk.get("control", "/control/papers").text)
    undone = desk.post("control", f"/control/work/{batch_id}/undo")
    work_off(desk, int(undone.location.rpartition("/")[2]))
    assert paper(desk.house, signed)["original_on"] is None
    assert signed in keys_shown(desk.get("control", "/control/papers?wanted=original").text)


def test_a_deal_that_changed_hands_while_the_batch_waited_is_left_alone(desk: Desk) -> None:
    mine = acts(desk.house).mine
    told = {"action": "sent", "key": str(mine[0]), "on": DAY, "sure": "1", "once": "k"}
    batch_id = int(desk.post("orlova", "/control/papers/do", told).location.rpartition("/")[2])
    with desk.house.work("tests", TODAY) as work:
        work.connection.execute(update(DealRow).values(manager="Белов Пётр Ильич"))
    work_off(desk, batch_id)
    assert paper(desk.house, mine[0])["sent_on"] == date(2026, 10, 2)
    assert "не из ваших сделок" in text_of(desk.get("orlova", f"/control/work/{batch_id}"))


def test_a_batch_is_seen_by_who_asked_for_it_and_by_those_who_see_everybodys_deals(desk: Desk) -> None:
    batch_id = act_on(desk, "control", "sent", {"key": str(acts(desk.house).mine[0])}, on=DAY)
    for ending in ("", "/papers.zip"):
        assert desk.get("orlova", f"/control/work/{batch_id}{ending}").status_code == 404
    for deed in ("retry", "stop", "undo"):
        assert desk.post("orlova", f"/control/work/{batch_id}/{deed}").status_code == 404
    assert desk.get("lawyer", f"/control/work/{batch_id}").status_code == 200
    assert str(batch_id) not in re.findall(r"/control/work/(\d+)", desk.get("orlova", "/control/work").text)
    assert desk.get("control", "/control/work/999999").status_code == 404


def test_work_that_waits_is_polled_stopped_and_taken_up_again(desk: Desk) -> None:
    mine = acts(desk.house).mine
    told = {"action": "sent", "key": [str(key) for key in mine], "on": DAY, "sure": "1", "once": "k"}
    batch_id = int(desk.post("control", "/control/papers/do", told).location.rpartition("/")[2])
    waiting = desk.get("control", f"/control/work/{batch_id}")
    assert 'hx-trigger="every 2s"' in waiting.text
    assert '<noscript><meta http-equiv="refresh"' in waiting.text
    fragment = desk.get("control", f"/control/work/{batch_id}", headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith("<section")
    assert "Осталось: 6" in fragment
    assert desk.post("control", f"/control/work/{batch_id}/undo").status_code == 409
    desk.post("control", f"/control/work/{batch_id}/stop")
    work_off(desk, batch_id)
    stopped = desk.get("control", f"/control/work/{batch_id}").text
    assert not marked(desk)
    assert "Остановлено: 6" in stopped
    assert "every 2s" not in stopped
    desk.post("control", f"/control/work/{batch_id}/retry")
    run(desk.house, until_idle=True, today=lambda: TODAY, jobs=["batch"])
    assert marked(desk) == set(mine)


def test_statements_of_a_batchs_page_do_not_grow_with_its_failures(desk: Desk) -> None:
    mine = acts(desk.house).mine
    pages = []
    for keys in (mine[:1], mine):
        batch_id = act_on(desk, "control", "original", {"key": [str(key) for key in keys]}, on=DAY)
        with desk.statements() as seen:
            desk.get("control", f"/control/work/{batch_id}")
        pages.append(len(seen))
    assert max(pages) <= 12
    assert pages[1] <= pages[0]


def test_killed_between_two_items_each_is_done_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process ends inside an item's change: the item waits as before, and the next worker does it once."""

    class Death(BaseException):
        pass

    mine = acts(desk.house).mine
    told = {"action": "sent", "key": [str(key) for key in mine], "on": DAY, "sure": "1", "once": "k"}
    batch_id = int(desk.post("control", "/control/papers/do", told).location.rpartition("/")[2])
    plain, seen = doing._mark, []

    def die_at_the_third(*args: object, **named: object) -> None:
        plain(*args, **named)
        seen.append(1)
        if len(seen) == 3:
            raise Death

    monkeypatch.setattr(doing, "_mark", die_at_the_third)
    with pytest.raises(Death):
        work_off(desk, batch_id)
    monkeypatch.undo()
    assert len(marked(desk)) == 2
    work_off(desk, batch_id)
    assert marked(desk) == set(mine)
    with desk.house.database.read() as connection:
        assert ledger.progress(connection, batch_id).done == len(mine)


# ------------------------------------------------------------------ reminders


def letters(desk: Desk) -> list[tuple[str, str]]:
    with desk.house.database.read() as connection:
        return [tuple(row) for row in connection.execute(select(LetterRow.recipients, LetterRow.state))]


def test_a_reminder_is_one_letter_for_a_clients_papers_and_is_withdrawn_by_undo(desk: Desk) -> None:
    mine = acts(desk.house).mine
    batch_id = act_on(desk, "orlova", "remind", {"key": [str(key) for key in mine]})
    assert letters(desk) == [('["t@example.org"]', "waiting")]
    assert "написали клиенту" in text_of(desk.get("orlova", "/control/papers"))
    undone = desk.post("orlova", f"/control/work/{batch_id}/undo")
    work_off(desk, int(undone.location.rpartition("/")[2]))
    assert letters(desk) == [('["t@example.org"]', "withdrawn")]
    with desk.house.database.read() as connection:
        assert not connection.execute(select(ReminderRow.id).where(ReminderRow.letter_id.is_not(None))).all()
    act_on(desk, "orlova", "remind", {"key": [str(key) for key in mine]})
    assert sorted(state for _, state in letters(desk)) == ["waiting", "withdrawn"]


def test_a_letter_that_went_is_not_undone(desk: Desk) -> None:
    batch_id = act_on(desk, "orlova", "remind", {"key": str(acts(desk.house).mine[0])})
    with desk.house.work("tests", TODAY) as work:
        work.connection.execute(update(LetterRow).values(state="sent"))
    undone = desk.post("orlova", f"/control/work/{batch_id}/undo")
    work_off(desk, int(undone.location.rpartition("/")[2]))
    assert "отменить напоминание уже нельзя" in text_of(desk.get("orlova", undone.location))
    with desk.house.database.read() as connection:
        assert connection.execute(select(ReminderRow.id).where(ReminderRow.letter_id.is_not(None))).all()


# ------------------------------------------------------------------ files


def test_papers_are_gathered_into_one_archive_and_those_without_a_file_are_named(desk: Desk) -> None:
    with desk.house.database.read() as connection:
        issued = connection.execute(
            select(DocumentRow.id).where(DocumentRow.is_contract, DocumentRow.page_id != "")
        ).scalars()
        contract = next(iter(issued))
    with desk.house.work("tests", TODAY) as work:
        work.connection.execute(update(DocumentRow).where(DocumentRow.id == contract).values(sent_on=ON))
        work.touch(paper(desk.house, contract)["deal_id"])
    foreign = acts(desk.house).mine[0]
    batch_id = act_on(desk, "orlova", "gather", {"key": [str(contract), str(foreign)]})
    told = text_of(desk.get("orlova", f"/control/work/{batch_id}"))
    assert "документ выпущен не программой" in told
    assert "Скачать ZIP" in told
    with desk.get("orlova", f"/control/work/{batch_id}/papers.zip") as answer:
        names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
        assert [name for name in names if name.endswith(".pdf")]
    with desk.get("orlova", f"/control/work/{batch_id}/papers.pdf") as answer:
        assert answer.data.startswith(b"%PDF")
    assert desk.get("orlova", f"/control/work/{batch_id}/papers.exe").status_code == 404


# ------------------------------------------------------------------ save and next


def test_save_and_next_walks_the_filtered_list_to_its_end(desk: Desk) -> None:
    query = "?least_age=40&wanted=signature&sort=exposure"
    wanted = keys_shown(desk.get("control", f"/control/papers{query}").text)
    url, walked = f"/control/papers/{wanted[0]}{query}", []
    while url.startswith("/control/papers/"):
        key = int(re.search(r"papers/(\d+)", url)[1])
        walked.append(key)
        form = signed_form(desk, "control", key)
        url = desk.post("control", url, {**form, "next": "1"}).location
    assert walked == wanted
    assert url == f"/control/papers{query.replace('&sort=exposure', '')}&sort=exposure"
    assert not keys_shown(desk.get("control", url).text)
    assert len(keys_shown(desk.get("control", "/control/papers?wanted=original").text)) >= len(wanted)


def test_the_second_of_two_people_is_told_what_the_first_one_did_and_loses_nothing(desk: Desk) -> None:
    key = acts(desk.house).mine[0]
    first, second = signed_form(desk, "head", key), signed_form(desk, "control", key) | {"attorney_number": "17"}
    assert desk.post("head", f"/control/papers/{key}", first).status_code == 303
    late = desk.post("control", f"/control/papers/{key}", second)
    assert late.status_code == 409
    assert "сделку изменили" in text_of(late)
    assert 'value="17"' in late.text
    assert paper(desk.house, key)["attorney_number"] is None


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"signed": "01.01.2030"}, 409, "ещё не наступило"),
        ({"signed": "", "authority": "head"}, 422, "Укажите и день"),
        ({"sent": ""}, 422, "не убрать"),
        ({"authority": "king"}, 422, "Такого значения нет"),
        ({"attorney_number": "1", "authority": "head"}, 409, "подписано не по ней"),
        ({"signed": "вчера"}, 422, "Это не дата"),
        ({"version": "x"}, 409, "устарела"),
        ({"version": ""}, 409, "устарела"),
    ],
)
def test_a_wrong_form_is_answered_beside_its_fields_and_changes_nothing(
    desk: Desk, changes: dict[str, str], code: int, words: str
) -> None:
    key = acts(desk.house).mine[0]
    before = dict(paper(desk.house, key))
    answer = desk.post("control", f"/control/papers/{key}", signed_form(desk, "control", key) | changes)
    assert answer.status_code == code, text_of(answer)
    assert words in text_of(answer)
    assert dict(paper(desk.house, key)) == before


def test_a_foreign_or_missing_paper_has_no_form(desk: Desk) -> None:
    foreign = acts(desk.house).foreign[0]
    form = signed_form(desk, "control", foreign)
    for key in (foreign, 10**6, 10**40):
        assert desk.get("orlova", f"/control/papers/{key}").status_code == 404
        assert desk.post("orlova", f"/control/papers/{key}", form).status_code == 404
    assert paper(desk.house, foreign)["signed_by_client_on"] is None
