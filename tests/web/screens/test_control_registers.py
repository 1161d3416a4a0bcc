"""Registers as addresses: filters, orders, pages, views, files; each for those alone whose deals they are."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select, update

from tests.web.desk import TODAY, Desk, open_desk, text_of
from tests.web.screens.control_desk import FOREIGN, MINE, acts, add_acts, keys_shown
from tracker.models import AwaitedPaperRow, CounterpartyRow, DealRow, DocumentRow, LetterRow, PartyRow
from web.screens.registers import exporting, showing

LISTS = ("/control/findings", "/control/obligations", "/control/papers", "/control/letters")


@pytest.fixture(scope="session")
def papers_home(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers") / "home"
    shutil.copytree(desk_home, folder)
    add_acts(folder)
    return folder


@pytest.fixture(scope="module")
def desk(papers_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Shared by the module: its tests change nothing but views of names of their own."""
    folder = tmp_path_factory.mktemp("registers") / "home"
    shutil.copytree(papers_home, folder)
    opened = open_desk(folder)
    yield opened
    opened.close()


def page(desk: Desk, login: str, url: str, code: int = 200) -> str:
    answer = desk.get(login, url)
    assert answer.status_code == code, text_of(answer)
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("url", LISTS)
def test_a_list_costs_few_statements_whatever_its_rows(desk: Desk, url: str) -> None:
    page(desk, "orlova", url)
    with desk.statements() as few:
        page(desk, "orlova", f"{url}?deal=none" if "letters" in url else f"{url}?least_sum=900000000")
    with desk.statements() as many:
        page(desk, "orlova", url)
    assert len(many) <= len(few) + 1 <= 12


def test_a_manager_sees_their_own_papers_alone_and_control_everybodys(desk: Desk) -> None:
    known = acts(desk.house)
    mine = set(keys_shown(page(desk, "orlova", "/control/papers")))
    assert mine >= set(known.mine)
    assert not mine & set(known.foreign)
    assert set(keys_shown(page(desk, "control", "/control/papers"))) >= {*known.mine, *known.foreign}


def test_filters_come_back_as_they_were_typed_and_narrow_the_list(desk: Desk) -> None:
    text = page(desk, "control", "/control/papers?manager=" + quote("Белов Пётр Ильич") + "&least_age=10&sort=exposure")
    assert len(keys_shown(text)) == FOREIGN
    assert re.search(r'name="least_age"[^>]*value="10"', text)
    assert '<option selected value="Белов Пётр Ильич">' in text
    assert "manager=%D0%91%D0%B5%D0%BB%D0%BE%D0%B2" in text.split("xlsx?")[1], "the file has the same filters"


def test_an_age_lets_nothing_younger_through(desk: Desk) -> None:
    url = "/control/papers?manager=" + quote("Белов Пётр Ильич") + "&least_age="
    on_the_day = (TODAY - last_day(desk)).days
    assert len(keys_shown(page(desk, "control", f"{url}{on_the_day}"))) == FOREIGN
    assert not keys_shown(page(desk, "control", f"{url}{on_the_day + 1}"))


def last_day(desk: Desk) -> date:
    statement = select(AwaitedPaperRow.last_day).where(AwaitedPaperRow.document_id == acts(desk.house).foreign[0])
    with desk.house.database.read() as connection:
        return connection.execute(statement).scalar_one()


def test_headings_sort_and_say_by_what_the_list_is_sorted(desk: Desk) -> None:
    by_sum = page(desk, "control", "/control/obligations?sort=amount")
    sums = [int(re.sub(r"\D", "", one)) for one in re.findall(r'<td class="sum">([^<]+)</td>', by_sum)]
    assert len(sums) > 3
    assert sums == sorted(sums, reverse=True)
    assert re.search(r'aria-sort="descending">\s*<a[^>]*>Сумма', by_sum)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("least_age=-1", "Нужно целое число"),
        ("least_age=99999999999999999999999999", "Нужно целое число"),
        ("least_age=%D9%A3", "Нужно целое число"),
        ("least_sum=много", "Это не сумма"),
        ("least_sum=10&most_sum=5", "Меньше, чем"),
        ("organization=999", "Такого значения нет"),
        ("organization=%00", "Такого значения нет"),
        ("manager=Никто", "Такого значения нет"),
        ("client=Нет такого", "Такого клиента нет"),
        ("client=a%00b", "невидимые знаки"),
        ("client=" + "я" * 400, "Слишком длинно"),
        ("sort=%27--", "Такого порядка"),
        ("after=" + "A" * 700, "Такого места"),
    ],
)
@pytest.mark.parametrize("url", ["/control/findings", "/control/papers", "/control/papers.xlsx"])
def test_what_an_address_has_wrong_is_told_on_the_page(desk: Desk, url: str, query: str, words: str) -> None:
    assert words in page(desk, "control", f"{url}?{query}", 422)


@pytest.mark.parametrize("place", ["zzz", "%00", "W10", "eyJhIjoxfQ", "W1siaWQiXSxbMV1d"])
@pytest.mark.parametrize("url", LISTS)
def test_a_broken_place_is_refused_in_words(desk: Desk, url: str, place: str) -> None:
    answer = desk.get("control", f"{url}?after={place}")
    if "letters" in url and place.startswith("W1siaWQ"):
        assert answer.status_code == 200, "that is a place of the letters"
    else:
        assert answer.status_code == 409
        assert "Такого места в списке нет" in text_of(answer)


def test_a_wrong_filter_stays_in_its_field_beside_its_error(desk: Desk) -> None:
    text = page(desk, "control", "/control/findings?least_sum=12x", 422)
    assert re.search(r'name="least_sum"[^>]*value="12x"', text)


def test_a_client_is_found_by_name_by_number_and_by_code(desk: Desk) -> None:
    statement = select(CounterpartyRow.code, PartyRow.inn, PartyRow.short_name).join(
        PartyRow, PartyRow.id == CounterpartyRow.party_id
    )
    with desk.house.database.read() as connection:
        clients = connection.execute(statement).all()
    numbers = Counter(client.inn for client in clients)
    one = next(client for client in clients if numbers[client.inn] == 1)
    pages = {page(desk, "control", f"/control/obligations?client={quote(word)}").count("<tr>") for word in one}
    assert len(pages) == 1
    names = Counter(client.short_name for client in clients)
    several = next(name for name, count in names.items() if count > 1)
    assert "несколько клиентов" in page(desk, "control", f"/control/papers?client={quote(several)}", 422)


def test_pages_follow_each_other_without_gaps_or_repetitions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = showing.question
    monkeypatch.setattr(showing, "question", lambda register: plain(register, size=4))
    seen: list[int] = []
    url = "/control/papers"
    while url:
        text = page(desk, "control", url)
        seen += keys_shown(text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        url = found[1].replace("&amp;", "&") if found else ""
    monkeypatch.undo()
    assert seen == keys_shown(page(desk, "control", "/control/papers"))


# ------------------------------------------------------------------ files


def sheet(desk: Desk, login: str, url: str) -> list[list[object]]:
    answer = desk.get(login, url)
    assert answer.status_code == 200, text_of(answer)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_the_file_holds_what_the_list_shows(desk: Desk) -> None:
    rows = sheet(desk, "orlova", "/control/papers.xlsx?wanted=signature")
    shown = keys_shown(page(desk, "orlova", "/control/papers?wanted=signature"))
    assert len(rows) - 1 == len(shown) >= MINE
    assert {row[rows[0].index("Менеджер")] for row in rows[1:]} <= {"Орлова Мария Викторовна", "orlova"}


def test_no_text_of_a_file_is_a_formula_and_sums_are_numbers(papers_home: Path, tmp_path: Path) -> None:
    shutil.copytree(papers_home, tmp_path / "home")
    desk = open_desk(tmp_path / "home")
    evil = '=HYPERLINK("http://evil","x")'
    with desk.house.work("tests", TODAY) as work:
        work.connection.execute(update(DealRow).values(subject=evil))
        work.connection.execute(update(DocumentRow).where(DocumentRow.code == "act-0").values(number="+7-@1"))
    answer = desk.get("control", "/control/obligations.xlsx")
    book = io.BytesIO(answer.data)
    with zipfile.ZipFile(book) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]
    rows = sheet(desk, "control", "/control/obligations.xlsx")
    assert all(isinstance(row[rows[0].index("Сумма")], (int, float)) for row in rows[1:])
    assert any("+7-@1" in str(row[0]) for row in sheet(desk, "control", "/control/papers.xlsx"))
    desk.close()


def test_a_file_of_too_many_rows_is_refused_in_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 3)
    answer = desk.get("control", "/control/papers.xlsx")
    assert answer.status_code == 409
    assert "Сузьте отбор" in text_of(answer)


def test_the_file_goes_through_every_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sheet(desk, "control", "/control/papers.xlsx")
    monkeypatch.setattr(exporting, "MOST", 3)
    assert sheet(desk, "control", "/control/papers.xlsx") == whole


# ------------------------------------------------------------------ views


def test_a_shared_view_is_seen_by_colleagues_and_widens_nobodys_reach(desk: Desk) -> None:
    told = {"query": "least_age=10&bogus=1&after=zzz", "name": "Давние", "is_shared": "1"}
    assert desk.post("control", "/control/views/control.papers", told).status_code == 303
    text = page(desk, "orlova", "/control/papers")
    found = re.search(r'<a href="([^"]+)"[^>]*>Давние</a>', text)
    assert found
    assert found[1] == "/control/papers?least_age=10", "what is no filter is not kept"
    assert not set(keys_shown(page(desk, "orlova", found[1]))) & set(acts(desk.house).foreign)


def test_a_view_of_ones_own_is_nobody_elses_and_only_its_owner_drops_it(desk: Desk) -> None:
    desk.post("control", "/control/views/control.findings", {"query": "severity=high", "name": "Мой вид"})
    text = page(desk, "control", "/control/findings")
    drop = re.search(r'action="(/control/views/control.findings/\d+/drop)"', text)
    assert "Мой вид" in text
    assert drop
    assert "Мой вид" not in page(desk, "lawyer", "/control/findings")
    assert desk.post("lawyer", drop[1]).status_code == 404
    assert desk.post("control", drop[1]).status_code == 303
    assert "Мой вид" not in page(desk, "control", "/control/findings")


def test_a_view_without_a_name_or_of_no_register_is_refused(desk: Desk) -> None:
    desk.post("control", "/control/views/control.papers", {"query": "", "name": "  "})
    assert "Назовите вид" in page(desk, "control", "/control/papers")
    desk.post("control", "/control/views/control.papers", {"query": "least_age=x", "name": "Плохой"})
    assert "Плохой" not in page(desk, "control", "/control/papers?wanted=original")
    assert desk.post("control", "/control/views/nothing", {"name": "Вид"}).status_code == 404
    assert desk.post("admin", "/control/views/control.papers", {"name": "Вид"}).status_code == 404


# ------------------------------------------------------------------ rules and letters


def test_every_rule_has_its_help_page(desk: Desk) -> None:
    text = page(desk, "orlova", "/control/rules")
    for url in re.findall(r'href="(/control/rules/\w+)"', text):
        assert "Основание" in page(desk, "orlova", url)
    assert desk.get("orlova", "/control/rules/none").status_code == 404


def add_letter(desk: Desk, state: str, deal: str | None, name: str) -> int:
    with desk.house.work("tests", TODAY) as work:
        key = select(DealRow.id).where(DealRow.code == deal).scalar_subquery() if deal else None
        values = {
            "organization_id": 1,
            "deal_id": key,
            "recipients": '["t@example.org"]',
            "subject": name,
            "body": "Здравствуйте!",
            "message_id": f"<{name}@tests>",
            "state": state,
            "attempts": 1,
            "created_at": work.at,
            "created_by": "control",
        }
        return int(work.connection.execute(insert(LetterRow).values(**values).returning(LetterRow.id)).scalar_one())


def state_of(desk: Desk, key: int) -> str:
    with desk.house.database.read() as connection:
        return str(connection.execute(select(LetterRow.state).where(LetterRow.id == key)).scalar_one())


def test_a_person_decides_what_becomes_of_a_doubtful_letter(desk: Desk) -> None:
    sent, again, withdrawn = (add_letter(desk, "doubtful", "D1", f"Письмо {one}") for one in "абв")
    assert "неизвестно, ушло ли" in page(desk, "control", f"/control/letters/{sent}")
    future = desk.post("control", f"/control/letters/{sent}/sent", {"on": "01.01.2030"})
    assert future.status_code == 409
    assert "ещё не наступил" in text_of(future)
    assert desk.post("control", f"/control/letters/{sent}/sent", {"on": ""}).status_code == 422
    desk.post("control", f"/control/letters/{sent}/sent", {"on": "22.11.2026"})
    desk.post("control", f"/control/letters/{again}/resend")
    desk.post("control", f"/control/letters/{withdrawn}/withdraw")
    assert [state_of(desk, key) for key in (sent, again, withdrawn)] == ["sent", "waiting", "withdrawn"]
    assert desk.post("control", f"/control/letters/{sent}/withdraw").status_code == 409


def test_letters_of_others_are_hidden_from_a_manager(desk: Desk) -> None:
    own, nobodys = add_letter(desk, "failed", "D1", "Наше"), add_letter(desk, "failed", None, "Общее")
    text = page(desk, "orlova", "/control/letters?state=failed")
    assert "Наше" in text
    assert "Общее" not in text
    assert desk.get("orlova", f"/control/letters/{own}").status_code == 200
    assert desk.get("orlova", f"/control/letters/{nobodys}").status_code == 404
    assert desk.post("orlova", f"/control/letters/{nobodys}/resend").status_code == 404
    assert state_of(desk, nobodys) == "failed"
