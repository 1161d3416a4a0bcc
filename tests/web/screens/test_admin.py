"""The administrator's room: people and their doors, requisites, numbers, law, mail, copies, the journal."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update

from tests.web.desk import TODAY, Desk, text_of
from tracker.backup.shelf import Task, do, shelf_of
from tracker.journal_pages import events
from tracker.key_rates import house_rates
from tracker.letters.outbox import list_letters
from tracker.models import CounterRow, PersonRow
from tracker.organizations import find_own, list_organizations
from tracker.people import Role, change_role, find_person
from web.screens.admin import copies, machine, mail


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What is asked of the worker; DBOS has tests of its own."""
    asked: list[tuple[Any, ...]] = []
    for room in (copies, machine, mail):
        monkeypatch.setattr(room, "enqueue", lambda _settings, *told: asked.append(told))
    return asked


def _events(desk: Desk) -> int:
    with desk.house.database.read() as connection:
        return events(connection)[0].seq


def _once(desk: Desk, url: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', desk.get("admin", url).get_data(as_text=True))
    assert found
    return found[1]


PAGES = [
    "/admin/", "/admin/people", "/admin/people/new", "/admin/people/orlova", "/admin/logins", "/admin/organizations",
    "/admin/organizations/1", "/admin/organizations/new", "/admin/numbering", "/admin/law", "/admin/law?all=1",
    "/admin/calendar?day=31.12.2026", "/admin/mail", "/admin/copies", "/admin/journal",
]  # fmt: skip


def test_every_page_keeps_within_twelve_statements(desk: Desk) -> None:
    desk.get("admin", "/admin/")
    for url in PAGES:
        with desk.statements() as seen:
            assert desk.get("admin", url).status_code == 200, url
        assert len(seen) <= 12, (url, seen)


# People


def _new_person(desk: Desk, **changed: str) -> dict[str, str]:
    person = {"login": "petrov", "name": "Петров Иван", "role": "lawyer", "title": "", "email": "petrov@example.ru"}
    return {**person, "once": _once(desk, "/admin/people/new"), **changed}


def test_a_person_is_added_once_and_comes_in_with_a_password_that_must_be_changed(desk: Desk) -> None:
    told = _new_person(desk)
    first = desk.post("admin", "/admin/people/new", told)
    assert (first.status_code, first.location) == (303, "/admin/people/petrov")
    assert desk.post("admin", "/admin/people/new", told).location == first.location
    with desk.house.database.read() as connection:
        person = find_person(connection, "petrov")
    assert (person.role, person.title, person.email) == (Role.LAWYER, "Юрист", "petrov@example.ru")

    page = desk.post("admin", "/admin/people/petrov/password")
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r'class="secret">([a-z2-9-]+)<', page.get_data(as_text=True))
    assert found
    assert found[1] not in desk.get("admin", "/admin/people/petrov").get_data(as_text=True)
    desk.post(None, "/enter", {"login": "petrov", "password": found[1]})
    assert desk.get(None, "/legal/").location == "/account/password"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"login": ""}, 422),
        ({"login": "Петров"}, 409),
        ({"login": "orlova"}, 409),
        ({"login": "p" * 65}, 422),
        ({"name": " "}, 422),
        ({"name": "и" * 301}, 422),
        ({"name": "а\u0000б"}, 422),
        ({"role": "king"}, 422),
        ({"email": "не адрес"}, 409),
        ({"title": "т" * 301}, 422),
        ({"once": ""}, 409),
    ],
)
def test_a_person_that_cannot_be_is_told_and_nothing_typed_is_lost(
    desk: Desk, changed: dict[str, str], code: int
) -> None:
    told = _new_person(desk, **changed)
    before = _events(desk)
    answer = desk.post("admin", "/admin/people/new", told)
    assert answer.status_code == code
    assert 'role="alert"' in answer.get_data(as_text=True)
    if "email" not in changed:
        assert "petrov@example.ru" in answer.get_data(as_text=True)
    assert _events(desk) == before


def test_the_last_administrator_stays_one(desk: Desk) -> None:
    for url, told in (
        ("/admin/people/admin/block", {}),
        ("/admin/people/admin", {"role": "head", "title": "", "email": ""}),
    ):
        answer = desk.post("admin", url, told)
        assert answer.status_code == 409
        assert "последний действующий администратор" in text_of(answer)
    with desk.house.database.read() as connection:
        assert find_person(connection, "admin").role is Role.ADMIN


def test_a_blocked_persons_session_ends_at_once(desk: Desk) -> None:
    assert desk.get("orlova", "/deals/").status_code == 200
    assert desk.post("admin", "/admin/people/orlova/block").status_code == 303
    assert desk.get("orlova", "/deals/").location.startswith("/enter")
    assert "заблокирован" in text_of(desk.get("admin", "/admin/people/orlova"))
    desk.post("admin", "/admin/people/orlova/unblock")
    assert desk.get("orlova", "/deals/").location.startswith("/enter"), "a session does not come back with the rights"


def test_sessions_of_a_person_are_closed_and_the_internal_prices_opened(desk: Desk) -> None:
    desk.get("belov", "/deals/")
    assert desk.post("admin", "/admin/people/belov/prices", {"allow": "1"}).status_code == 303
    assert "Видит внутренние цены" in text_of(desk.get("admin", "/admin/people/belov"))
    desk.post("admin", "/admin/people/belov/sessions")
    assert desk.get("belov", "/deals/").location.startswith("/enter")
    desk.post("admin", "/admin/people/belov/prices", {"allow": "0"})
    assert "Внутренних цен не видит" in text_of(desk.get("admin", "/admin/people/belov"))


def test_ones_own_password_is_not_given_away(desk: Desk) -> None:
    answer = desk.post("admin", "/admin/people/admin/password")
    assert answer.status_code == 409
    assert "secret" not in answer.get_data(as_text=True)


def test_a_person_that_is_not_there_is_not_found_in_any_form(desk: Desk) -> None:
    for ending in ("", "/block", "/unblock", "/password", "/prices", "/sessions"):
        told = {"role": "head", "title": "", "email": ""}
        assert desk.post("admin", f"/admin/people/nobody{ending}", told).status_code == 404, ending


def test_the_audit_of_logins_is_filtered_and_paged(desk: Desk) -> None:
    for _ in range(3):
        desk.post(None, "/enter", {"login": "orlova", "password": "не тот"})
    desk.clients.pop("")
    page = text_of(desk.get("admin", "/admin/logins?login=ORLOVA&outcome=wrong&since=2026-11-23&until=23.11.2026"))
    assert page.count("неверный логин или пароль") == 4  # three lines and the choice of the filter
    assert "Таких записей нет" in text_of(desk.get("admin", "/admin/logins?until=2026-11-22"))
    for query in ("outcome=king", "since=вчера", f"login={'x' * 201}"):
        assert desk.get("admin", f"/admin/logins?{query}").status_code == 422
    assert desk.get("admin", "/admin/logins?before=99999999999999999999&_external=1&_anchor=x").status_code == 200


# Organisations


def _organization(desk: Desk, **changed: str) -> dict[str, str]:
    """The form of our organisation as its page has it."""
    page = desk.get("admin", "/admin/organizations/1").get_data(as_text=True)
    fields = [dict(re.findall(r'([a-z-]+)="([^"]*)"', one)) for one in re.findall("<input[^>]*>", page)]
    told = {one["name"]: one.get("value", "") for one in fields if "form-control" in one.get("class", "")}
    told |= {"form": "legal_entity", "vat": "standard", "signatory_gender": ""}
    version = re.search(r'name="version" value="([^"]*)"', page)
    assert version
    return {**told, "version": version[1], **changed}


def test_requisites_are_saved_for_papers_to_come(desk: Desk) -> None:
    told = _organization(desk, address="101000, г. Москва, ул. Мясницкая, д. 1", phone="+7 495 111-11-11")
    second = {"name": "Банк", "bic": "044525225", "account": "40702810538000054321"}
    told |= {f"accounts-0-{key}": value for key, value in second.items()}
    told["accounts-0-corr_account"] = "30101810400000000225"
    answer = desk.post("admin", "/admin/organizations/1", told)
    assert answer.status_code == 303, text_of(answer)
    with desk.house.database.read() as connection:
        found = find_own(connection, 1)
    assert found.party.address.startswith("101000")
    assert [one.account for one in found.accounts] == ["40702810538000054321"]
    again = desk.post("admin", "/admin/organizations/1", _organization(desk))
    assert again.status_code == 303
    assert "Ничего не изменилось" in text_of(desk.get("admin", "/admin/organizations/1"))


@pytest.mark.parametrize(
    ("changed", "told", "code"),
    [
        ({"inn": ""}, "Заполните это поле", 422),
        ({"inn": "7707083893"}, "ИНН организации не меняется", 409),
        ({"inn": "7712345672"}, "ИНН", 422),
        ({"kpp": "1"}, "КПП", 422),
        ({"ogrn": "1"}, "ОГРН", 422),
        ({"bank_account": "40702810938000012346"}, "счёт", 422),
        ({"email": "не адрес"}, "адрес", 422),
        ({"form": "person"}, "", 422),
        ({"full_name": "и" * 1001}, "Слишком длинно", 422),
        ({"attorney_number": "5"}, "оверенност", 422),
        ({"attorney_date": "вчера"}, "Это не дата", 422),
        ({"accounts-0-name": "Банк"}, "Не заполнено", 422),
        ({"version": "другая"}, "тем временем изменили", 409),
    ],
)
def test_wrong_requisites_are_told_beside_their_fields(
    desk: Desk, changed: dict[str, str], told: str, code: int
) -> None:
    before = _events(desk)
    answer = desk.post("admin", "/admin/organizations/1", _organization(desk, phone="+7 000", **changed))
    assert answer.status_code == code, text_of(answer)[:2000]
    assert told in text_of(answer)
    assert "ключ" not in text_of(answer)
    assert 'value="+7 000"' in answer.get_data(as_text=True)
    assert _events(desk) == before


def test_the_second_of_two_who_edit_sees_what_the_first_did_and_may_save_over_it(desk: Desk) -> None:
    late = _organization(desk, phone="+7 222")
    desk.post("admin", "/admin/organizations/1", _organization(desk, address="101000, г. Тверь"))
    answer = desk.post("admin", "/admin/organizations/1", late)
    assert answer.status_code == 409
    assert "101000, г. Тверь" in text_of(answer)
    version = re.search(r'name="version" value="([^"]*)"', answer.get_data(as_text=True))
    assert version
    assert desk.post("admin", "/admin/organizations/1", {**late, "version": version[1]}).status_code == 303


def test_a_new_organisation_is_added_once(desk: Desk) -> None:
    told = _organization(desk, kpp="770101001", version="")
    answer = desk.post("admin", "/admin/organizations/new", told)
    assert answer.status_code == 303
    assert desk.post("admin", "/admin/organizations/new", told).status_code == 409
    with desk.house.database.read() as connection:
        assert len([one for one in list_organizations(connection) if one.party.kpp == "770101001"]) == 1
    assert desk.get("admin", "/admin/organizations/99999999999999999999").status_code == 404


# Numbers


def test_the_shape_of_numbers_has_a_live_example_and_is_kept(desk: Desk) -> None:
    shown = desk.get("admin", "/admin/numbering/example?value=7&shape=" + "А-{n:03}/{yy}")
    assert text_of(shown) == "А-007/26"
    assert "нет поля" in text_of(desk.get("admin", "/admin/numbering/example?shape=A"))
    assert desk.post("admin", "/admin/numbering/1/proforma_invoice", {"shape": "С-{n}"}).status_code == 303
    assert "С-2" in text_of(desk.get("admin", "/admin/numbering"))
    for shape in ("без номера", "{n}{x}", "{n}" + "x" * 61):
        answer = desk.post("admin", "/admin/numbering/1/proforma_invoice", {"shape": shape})
        assert answer.status_code == 422, shape
        assert "field-errors" in answer.get_data(as_text=True)
    assert desk.post("admin", "/admin/numbering/1/nothing", {"shape": "{n}"}).status_code == 404
    assert desk.post("admin", "/admin/numbering/99/contract", {"shape": "{n}"}).status_code == 404


def test_numbers_go_on_from_another_program_and_never_back(desk: Desk) -> None:
    told = {"series": "waybill", "year": "2026", "last": "40"}
    assert desk.post("admin", "/admin/numbering/1", told).status_code == 303
    assert "последний 40" in text_of(desk.get("admin", "/admin/numbering"))
    assert desk.post("admin", "/admin/numbering/1", {**told, "last": "39"}).status_code == 409
    for changed in ({"series": "x"}, {"year": "1999"}, {"year": ""}, {"last": "-1"}, {"last": "1e3"}):
        assert desk.post("admin", "/admin/numbering/1", {**told, **changed}).status_code == 422, changed


def test_a_gap_in_numbers_is_told(desk: Desk) -> None:
    assert "Пропусков нет" in text_of(desk.post("admin", "/admin/numbering/1/check"))
    with desk.house.database.write() as connection:
        connection.execute(update(CounterRow).where(CounterRow.series == "contract").values(last=3))
    assert "нет документа с номером 2" in text_of(desk.post("admin", "/admin/numbering/1/check"))


# Law

RATE = {
    "percent": "13,5",
    "announced_on": "23.10.2026",
    "since": "2026-10-26",
    "source": "решение Банка России от 23.10.2026",
}


def test_a_new_key_rate_is_entered_seen_and_taken_away(desk: Desk) -> None:
    assert "пора сверить" in text_of(desk.get("admin", "/admin/law"))
    assert desk.post("admin", "/admin/law/key-rate", RATE).status_code == 303
    page = text_of(desk.get("lawyer", "/admin/law"))
    assert "13,5 %" in page
    assert "внесена здесь" in page
    assert "пора сверить" not in page
    with desk.house.database.read() as connection:
        assert house_rates(connection).last_decision == date(2026, 10, 23)
    assert desk.post("admin", "/admin/law/key-rate/2026-10-26/remove").status_code == 303
    assert desk.post("admin", "/admin/law/key-rate/2026-10-26/remove").status_code == 404
    assert desk.post("admin", "/admin/law/key-rate/вчера/remove").status_code == 404
    assert desk.post("lawyer", "/admin/law/key-rate", RATE).status_code == 403


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"percent": ""}, 422), ({"percent": "много"}, 422), ({"percent": "101"}, 422), ({"percent": "NaN"}, 422),
        ({"percent": "0"}, 409), ({"percent": "13,555"}, 409), ({"since": "31.02.2026"}, 422), ({"source": ""}, 422),
        ({"source": "и" * 301}, 422), ({"announced_on": "24.11.2026", "since": "25.11.2026"}, 409),
    ],
)  # fmt: skip
def test_a_wrong_key_rate_is_told_and_not_kept(desk: Desk, changed: dict[str, str], code: int) -> None:
    before = _events(desk)
    answer = desk.post("admin", "/admin/law/key-rate", {**RATE, **changed})
    assert answer.status_code == code
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert _events(desk) == before


def test_a_table_is_said_to_be_compared_today(desk: Desk) -> None:
    assert desk.post("admin", "/admin/law/vat_rates/checked").status_code == 303
    assert "сверено 23.11.2026" in text_of(desk.get("admin", "/admin/law"))
    assert desk.post("admin", "/admin/law/moon/checked").status_code == 404


def test_the_calendar_says_what_a_day_is_and_owns_its_holes(desk: Desk) -> None:
    page = text_of(desk.get("admin", "/admin/calendar?day=31.12.2026"))
    assert "выходной" in page
    assert "11.01.2027" in page
    assert "прогноз" in text_of(desk.get("admin", "/admin/calendar?year=2028"))
    for query in ("day=31.13.2026", "day=01.01.1800", "year=9999", "year=x", "day=01.01.9999"):
        assert desk.get("admin", f"/admin/calendar?{query}").status_code == 422, query


# Mail, copies, the journal, the machine


def test_a_letter_to_oneself_goes_into_the_queue(desk: Desk, no_queue: list[tuple[Any, ...]]) -> None:
    assert "впишите его" in text_of(desk.post("admin", "/admin/mail/test"))
    with desk.house.database.write() as connection:
        connection.execute(update(PersonRow).where(PersonRow.login == "admin").values(email="admin@example.ru"))
    assert desk.post("admin", "/admin/mail/test").status_code == 303
    with desk.house.database.read() as connection:
        assert list_letters(connection)[0].recipients == ("admin@example.ru",)
    assert no_queue == [("mail", 0)]
    assert "admin@example.ru" in text_of(desk.get("admin", "/admin/mail"))


def test_a_copy_is_asked_for_made_downloaded_and_checked(desk: Desk, no_queue: list[tuple[Any, ...]]) -> None:
    assert "ещё нет" in text_of(desk.get("admin", "/admin/copies"))
    desk.post("admin", "/admin/copies")
    desk.post("admin", "/admin/copies")
    assert "Копия делается" in text_of(desk.get("admin", "/admin/copies"))
    do(desk.house, no_queue[0][1], TODAY)
    (copy,) = shelf_of(desk.house.settings).copies
    answer = desk.get("admin", f"/admin/copies/{copy.name}")
    assert len(answer.get_data()) == copy.size
    assert answer.headers["Content-Disposition"].startswith("attachment")
    desk.post("admin", f"/admin/copies/{copy.name}/check")
    do(desk.house, Task.LOOK.value, TODAY)
    assert "цела" in text_of(desk.get("admin", "/admin/copies"))
    assert desk.get("admin", "/admin/copies/pervichka.db").status_code == 404
    assert desk.post("admin", "/admin/copies/x/check").status_code == 404
    assert f"backups/{copy.name} --replace" in text_of(desk.get("admin", "/admin/copies"))


def test_the_journal_is_read_filtered_and_checked(desk: Desk) -> None:
    with desk.house.work("admin", TODAY) as work:
        change_role(work, "belov", Role.CONTROL)
    page = text_of(desk.get("head", "/admin/journal?actor=admin&kind=person.&subject=person:belov"))
    assert "роль пользователя изменена" in page
    assert "Таких событий нет" in text_of(desk.get("head", "/admin/journal?" + urlencode({"actor": "никто"})))
    assert desk.get("head", "/admin/journal?kind=x").status_code == 422
    assert "Цепочка цела" in text_of(desk.post("head", "/admin/journal/check"))
    head = desk.get("head", "/admin/journal/head.json").get_json()
    assert head["hash"] in text_of(desk.get("head", "/admin/journal"))
    with desk.house.database.write() as connection:
        connection.exec_driver_sql("UPDATE journal SET actor = 'чужой' WHERE seq = 2")
    assert "Цепочка цела" not in text_of(desk.post("head", "/admin/journal/check"))


def test_the_check_of_everything_is_asked_for_and_told(desk: Desk, no_queue: list[tuple[Any, ...]]) -> None:
    desk.post("admin", "/admin/machine/check")
    assert "Проверка идёт" in text_of(desk.get("admin", "/admin/machine"))
    do(desk.house, no_queue[0][1], TODAY)
    assert "всё цело" in text_of(desk.get("admin", "/admin/machine"))


def test_internal_facts_of_people_stay_in_the_administrators_room(desk: Desk) -> None:
    with desk.house.database.read() as connection:
        logins = connection.execute(select(PersonRow.login)).scalars().all()
    assert "orlova" in logins
    for login in ("orlova", "control", "lawyer", "head"):
        assert desk.get(login, "/admin/people").status_code == 403
        assert desk.get(login, "/admin/copies").status_code == 403
