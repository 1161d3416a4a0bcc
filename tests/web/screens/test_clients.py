"""Clients on the screen: found, looked at, corrected by two people at once, reconciled."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select, update

from tests.web.desk import TODAY, Desk, text_of
from tests.web.screens.filling import opened, sent
from tracker.models import ContactRow, CounterpartyRow, DealCardRow, DealRow, DocumentRow, EventRow, PartyRow
from tracker.ownership import assign_client

HOSTILE = "<i onclick=alert(1)>&\"'"
NEW = {
    "inn": "7707083893",
    "kpp": "770701001",
    "ogrn": "1027700132195",
    "full_name": "Общество с ограниченной ответственностью «Ромашка»",
    "short_name": "ООО «Ромашка»",
    "address": "117312, г. Москва, ул. Вавилова, д. 19",
    "bank_name": "ПАО Сбербанк",
    "bic": "044525225",
    "account": "40702810938000012345",
    "corr_account": "30101810400000000225",
    "signatory": "Лебедева Ольга Павловна",
    "position": "Генеральный директор",
    "basis": "Устава",
}


def own_client(desk: Desk) -> str:
    """The client of deal D1, which is Орлова's."""
    with desk.house.database.read() as connection:
        statement = select(CounterpartyRow.code).join(DealRow, DealRow.counterparty_id == CounterpartyRow.id)
        return str(connection.execute(statement.where(DealRow.code == "D1")).scalar_one())


def events(desk: Desk) -> int:
    with desk.house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(EventRow)).scalar_one()


def test_a_manager_sees_only_their_own_clients(desk: Desk) -> None:
    with desk.house.database.write() as connection:
        connection.execute(update(DealRow).where(DealRow.code != "D1").values(manager="никто"))
    everybody, own = text_of(desk.get("control", "/clients/")), text_of(desk.get("orlova", "/clients/"))
    assert "Невский склад" in everybody
    assert "Невский склад" not in own
    assert "1 клиент" in own
    assert "Клиентов ещё нет" in text_of(desk.get("belov", "/clients/"))


@pytest.mark.parametrize("query", ["text=невский", "text=7802345676", "text=neva", "tier=ключевой", "manager=orlova"])
def test_a_client_is_found_by_what_is_known_of_it(desk: Desk, query: str) -> None:
    answer = desk.get("control", f"/clients/?{query}")
    assert answer.status_code == 200
    assert "Уральский цех" not in text_of(answer)


@pytest.mark.parametrize("query", ["tier=wrong", "sort=wrong", "after=x", "after=W10", "text=" + "я" * 301])
def test_a_wrong_question_is_refused(desk: Desk, query: str) -> None:
    assert desk.get("control", f"/clients/?{query}").status_code in {409, 422}


def test_pages_of_clients_follow_one_another_in_a_constant_number_of_statements(desk: Desk) -> None:
    desk.as_("control")
    with desk.statements() as few:
        desk.get("control", "/clients/")
    with desk.house.database.write() as connection:
        party = connection.execute(select(PartyRow.__table__).limit(1)).mappings().one()
        for number in range(60):
            values = {**party, "id": 1000 + number, "short_name": f"ООО «{number % 7}»"}
            connection.execute(PartyRow.__table__.insert().values(**values))
            client = {"id": 1000 + number, "code": f"C{number}", "party_id": 1000 + number}
            connection.execute(CounterpartyRow.__table__.insert().values(**client))
    url, seen = "/clients/", []
    while url:
        with desk.statements() as many:
            page = desk.get("control", url).get_data(as_text=True)
        seen += re.findall(r'<a href="/clients/([^"/?]+)"', page.partition("<tbody>")[2])
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) > 60
    assert len(many) == len(few) <= 12


def test_pages_of_a_client_keep_to_twelve_statements(desk: Desk) -> None:
    code = own_client(desk)
    desk.as_("orlova")
    for ending in ("", "/edit", "/statement"):
        with desk.statements() as seen:
            assert desk.get("orlova", f"/clients/{code}{ending}").status_code == 200
        assert len(seen) <= 12, (ending, len(seen))


def test_names_of_clients_are_told_as_text(desk: Desk) -> None:
    code = own_client(desk)
    with desk.house.database.write() as connection:
        connection.execute(update(PartyRow).values(short_name=HOSTILE, full_name=HOSTILE, address=HOSTILE))
        connection.execute(update(ContactRow).values(name=HOSTILE, title=HOSTILE))
        connection.execute(update(CounterpartyRow).values(manager=HOSTILE, tier=HOSTILE))
        connection.execute(update(DealCardRow).values(manager=HOSTILE))
    for ending in ("", code, f"{code}/edit", f"{code}/statement"):
        page = desk.get("control", f"/clients/{ending}").get_data(as_text=True)
        assert "<i onclick" not in page, ending
        assert "&lt;i onclick" in page, ending


class TestNew:
    def test_whoever_brings_a_client_is_in_charge_of_it_and_it_is_made_once(self, desk: Desk) -> None:
        fields = opened(desk, "belov", "/clients/new")
        for _ in range(2):
            answer = sent(desk, "belov", "/clients/new", fields, **NEW)
            assert answer.status_code == 303, text_of(answer)
        told = text_of(desk.get("belov", answer.location))
        assert "ООО «Ромашка»" in told
        assert "Белов Пётр Ильич" in told
        assert desk.get("orlova", answer.location).status_code == 404
        again = sent(desk, "belov", "/clients/new", opened(desk, "belov", "/clients/new"), **NEW)
        assert again.status_code == 409

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("inn", "7707083894"),
            ("inn", ""),
            ("inn", None),
            ("bic", "0445252"),
            ("account", "40702810938000012346"),
            ("full_name", "я" * 1001),
            ("signatory", ""),
            ("form", "wrong"),
            ("email", "не адрес"),
        ],
    )
    def test_what_does_not_hold_is_told_beside_its_field_and_nothing_typed_is_lost(
        self, desk: Desk, name: str, value: str | None
    ) -> None:
        fields, before = opened(desk, "orlova", "/clients/new"), events(desk)
        answer = sent(desk, "orlova", "/clients/new", fields, **{**NEW, name: value})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert f'id="{name}-errors"' in page
        assert "ул. Вавилова" in page
        assert events(desk) == before


class TestEditing:
    def test_new_requisites_are_kept(self, desk: Desk) -> None:
        url = f"/clients/{own_client(desk)}/edit"
        fields = opened(desk, "orlova", url)
        assert sent(desk, "orlova", url, fields, phone="+7 495 222-22-22").status_code == 303
        assert "+7 495 222-22-22" in text_of(desk.get("orlova", url.removesuffix("/edit")))

    def test_a_form_sent_as_it_opened_changes_nothing(self, desk: Desk) -> None:
        url, before = f"/clients/{own_client(desk)}/edit", events(desk)
        assert sent(desk, "orlova", url, opened(desk, "orlova", url)).status_code == 303
        assert events(desk) == before

    def test_another_number_of_the_tax_office_is_another_client(self, desk: Desk) -> None:
        url, before = f"/clients/{own_client(desk)}/edit", events(desk)
        answer = sent(desk, "orlova", url, opened(desk, "orlova", url), **{**NEW, "form": "legal_entity"})
        assert answer.status_code == 409
        assert events(desk) == before

    def test_whoever_is_overtaken_sees_the_difference_and_can_go_on(self, desk: Desk) -> None:
        code = own_client(desk)
        url = f"/clients/{code}/edit"
        fields = opened(desk, "orlova", url)
        with desk.house.work("head", TODAY) as work:
            assign_client(work, code, "orlova")
        before = events(desk)
        answer = sent(desk, "orlova", url, fields, phone="+7 495 333-33-33")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "ответственный за клиента назначен" in text_of(answer)
        assert 'value="+7 495 333-33-33"' in page
        assert events(desk) == before
        version = re.search(r'name="version"[^>]*value="(\d+)"', page)
        assert version
        again = sent(desk, "orlova", url, fields, phone="+7 495 333-33-33", version=version[1])
        assert again.status_code == 303

    def test_the_head_puts_somebody_in_charge(self, desk: Desk) -> None:
        code = own_client(desk)
        url = f"/clients/{code}/assign"
        assert desk.get("orlova", url).status_code == 403
        fields = opened(desk, "head", url)
        assert sent(desk, "head", url, fields, tier="я" * 101).status_code == 422
        assert sent(desk, "head", url, fields, manager="belov", tier="VIP").status_code == 303
        assert "VIP" in text_of(desk.get("belov", f"/clients/{code}"))


def test_a_contact_that_left_is_marked_and_one_of_another_client_is_not_found(desk: Desk) -> None:
    with desk.house.database.read() as connection:
        mine = select(ContactRow.id, CounterpartyRow.code).join(
            CounterpartyRow, CounterpartyRow.party_id == ContactRow.party_id
        )
        key, code = connection.execute(mine.where(ContactRow.left_on.is_(None)).limit(1)).one()
        other = connection.execute(mine.where(CounterpartyRow.code != code).limit(1)).one()
    url = f"/clients/{code}/contacts"
    assert desk.post("control", f"{url}/{other.id}/left", {"on": "23.11.2026", "version": "0"}).status_code == 404
    assert desk.post("control", f"{url}/{key}/left", {"on": "", "version": "0"}).status_code == 422
    assert desk.post("control", f"{url}/{key}/left", {"on": "2027-01-01", "version": "0"}).status_code == 409
    assert desk.post("control", f"{url}/{key}/left", {"on": "23.11.2026", "version": "0"}).status_code == 303
    assert "не работает с 23.11.2026" in text_of(desk.get("control", f"/clients/{code}"))


class TestStatement:
    def test_tells_papers_against_money_of_a_period(self, desk: Desk) -> None:
        told = text_of(desk.get("control", "/clients/shevchenko/statement?since=2026-01-01&until=2026-11-23"))
        assert "Универсальный передаточный документ № 12" in told
        assert "239 755,00 ₽" in told

    @pytest.mark.parametrize("query", ["since=x&until=y", "since=2030-01-01", "organization="])
    def test_a_broken_period_is_the_usual_one(self, desk: Desk, query: str) -> None:
        assert desk.get("control", f"/clients/shevchenko/statement?{query}").status_code == 200

    def test_an_organisation_that_is_not_there_is_not_found(self, desk: Desk) -> None:
        assert desk.get("control", "/clients/shevchenko/statement?organization=99").status_code == 404

    def test_is_issued_once_as_a_paper_of_the_deal(self, desk: Desk) -> None:
        url = "/clients/shevchenko/statement?since=2026-01-01&until=2026-11-23"
        fields, issue = opened(desk, "control", url), "/clients/shevchenko/statement/issue"
        assert desk.post("orlova", issue, {}).status_code in {403, 404}
        assert sent(desk, "control", issue, fields, deal="нет такой").status_code == 422
        assert sent(desk, "control", issue, fields, since="").status_code == 422
        assert sent(desk, "control", issue, fields, until="2027-01-01").status_code == 409
        answers = [sent(desk, "control", issue, fields, deal="СВ-1") for _ in range(2)]
        assert [one.status_code for one in answers] == [303, 303], text_of(answers[0])
        assert answers[0].location == answers[1].location
        with desk.house.database.read() as connection:
            made = select(func.count()).select_from(DocumentRow).where(DocumentRow.page_id.is_not(None))
            kind = DocumentRow.kind == "reconciliation_statement"
            assert connection.execute(made.where(kind)).scalar_one() == 1
        assert "Акт сверки" in text_of(desk.get("control", answers[0].location))
