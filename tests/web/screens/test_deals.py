"""Deals on the screen: the list and the board, a deal's page, what is recorded there and what is refused."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import func, select, update

from tests.web.desk import TODAY, Desk, text_of
from tests.web.samples import sample_url
from tests.web.screens.filling import opened, sent
from tracker.models import (
    DealCardRow,
    DealRow,
    DocumentFileRow,
    DocumentRow,
    EventRow,
    LetterRow,
    PartyRow,
    PaymentRow,
)
from tracker.recording import papers as recording

HOSTILE = "<b onmouseover=alert(1)>&\"'"


def paper_of(desk: Desk, kind: str = "proforma_invoice", deal: str = "D1") -> DocumentRow:
    with desk.house.database.read() as connection:
        statement = select(DocumentRow.__table__).join(DealRow, DealRow.id == DocumentRow.deal_id)
        row = connection.execute(statement.where(DealRow.code == deal, DocumentRow.kind == kind)).first()
    assert row is not None
    return row  # type: ignore[return-value]  a row with the columns of the class


def events(desk: Desk) -> int:
    with desk.house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(EventRow)).scalar_one()


def days_of(desk: Desk, key: int) -> dict[str, object]:
    with desk.house.database.read() as connection:
        return dict(connection.execute(select(DocumentRow.__table__).where(DocumentRow.id == key)).mappings().one())


class TestList:
    def test_tells_the_deals_with_their_total_and_only_ones_own_to_a_manager(self, desk: Desk) -> None:
        everybody = text_of(desk.get("control", "/deals/"))
        own, foreign = text_of(desk.get("orlova", "/deals/")), text_of(desk.get("belov", "/deals/"))
        assert "8 сделок на сумму" in everybody
        assert "D1" in own
        assert "D1" not in foreign

    @pytest.mark.parametrize("query", ["", "?sort=amount", "?sort=exposure", "?filters=1", "?show=open"])
    def test_opens_with_and_without_filters_in_every_order(self, desk: Desk, query: str) -> None:
        desk.as_("orlova")
        with desk.statements() as seen:
            answer = desk.get("orlova", f"/deals/{query}")
        assert answer.status_code == 200
        assert len(seen) <= 8

    def test_a_shell_that_was_kept_still_tells_what_is_there_now(self, desk: Desk) -> None:
        for _ in range(2):
            assert "8 сделок" in text_of(desk.get("control", "/deals/"))
        with desk.house.database.write() as connection:
            connection.execute(update(DealRow).where(DealRow.code == "D1").values(subject="Совсем другой предмет"))
        assert "Совсем другой предмет" in text_of(desk.get("control", "/deals/"))

    def test_people_get_pages_of_their_own_and_no_message_is_kept(self, desk: Desk) -> None:
        names = {}
        for login in ("control", "lawyer", "control"):
            names[login] = text_of(desk.get(login, "/deals/"))
        assert "Кузнецова" in names["control"]
        assert "Громов" in names["lawyer"]
        with desk.as_("control").session_transaction() as session:
            session["_flashes"] = [("info", "Одно сообщение")]
        assert "Одно сообщение" in text_of(desk.get("control", "/deals/"))
        assert "Одно сообщение" not in text_of(desk.get("control", "/deals/"))

    def test_the_number_of_statements_does_not_grow_with_the_rows(self, desk: Desk) -> None:
        counts = []
        for copies in (0, 60):
            with desk.house.database.write() as connection:
                _copy_deals(connection, copies)
            desk.as_("control")
            with desk.statements() as seen:
                desk.get("control", "/deals/")
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 4

    def test_pages_follow_one_another_without_gaps(self, desk: Desk) -> None:
        with desk.house.database.write() as connection:
            _copy_deals(connection, 60)
        url, seen = "/deals/", []
        while url:
            page = desk.get("control", url).get_data(as_text=True)
            seen += re.findall(r'<tr><td><a href="/deals/([^"]+)"', page)
            following = re.search(r'rel="next" href="([^"]+)"', page)
            url = f"/deals/{following[1].replace('&amp;', '&')}" if following else ""
        assert len(seen) == len(set(seen)) == 68

    @pytest.mark.parametrize("query", ["?sort=wrong", "?rung=wrong", "?least_sum=много", "?client=нет+такого"])
    def test_a_wrong_filter_is_told_and_shows_nothing(self, desk: Desk, query: str) -> None:
        answer = desk.get("control", f"/deals/{query}")
        assert answer.status_code == 422
        assert "<tbody>" not in answer.get_data(as_text=True)

    @pytest.mark.parametrize("place", ["x", "W10", "%00", "a" * 700])
    def test_a_broken_place_is_refused(self, desk: Desk, place: str) -> None:
        assert desk.get("control", f"/deals/?after={place}").status_code in {409, 422}

    def test_names_are_told_as_text(self, desk: Desk) -> None:
        with desk.house.database.write() as connection:
            connection.execute(update(DealRow).values(subject=HOSTILE))
            connection.execute(update(PartyRow).values(short_name=HOSTILE))
            connection.execute(update(DealCardRow).values(manager=HOSTILE))
        for url in ("/deals/", "/deals/board", "/deals/?filters=1"):
            page = desk.get("control", url).get_data(as_text=True)
            assert "<b onmouseover" not in page
            assert "&lt;b onmouseover" in page

    def test_a_code_of_any_signs_leads_to_its_deal(self, desk: Desk) -> None:
        code = "И/2 «50%» #3?&"
        with desk.house.database.write() as connection:
            connection.execute(update(DealRow).where(DealRow.code == "D1").values(code=code))
        page = desk.get("control", "/deals/").get_data(as_text=True)
        (address,) = [one for one in re.findall(r'<tr><td><a href="([^"]+)"', page) if "%C2%AB50" in one]
        assert code in text_of(desk.get("control", address.replace("&amp;", "&")))

    def test_goes_out_as_a_sheet(self, desk: Desk) -> None:
        answer = desk.get("orlova", "/deals/list.xlsx?sort=amount")
        assert answer.status_code == 200
        assert answer.data.startswith(b"PK")


def _copy_deals(connection: object, count: int) -> None:
    """Copies of deal D1 with its card: as many rows more."""
    deal = connection.execute(select(DealRow.__table__).where(DealRow.code == "D1")).mappings().one()  # type: ignore[attr-defined]
    card = connection.execute(select(DealCardRow.__table__).where(DealCardRow.deal_id == deal["id"])).mappings().one()  # type: ignore[attr-defined]
    for number in range(count):
        values = {**deal, "code": f"C{number}"}
        del values["id"]
        key = connection.execute(DealRow.__table__.insert().values(**values)).inserted_primary_key[0]  # type: ignore[attr-defined]
        connection.execute(DealCardRow.__table__.insert().values(**{**card, "deal_id": key}))  # type: ignore[attr-defined]


class TestBoard:
    def test_has_a_column_for_each_rung_in_a_constant_number_of_statements(self, desk: Desk) -> None:
        desk.as_("orlova")
        with desk.statements() as seen:
            page = desk.get("orlova", "/deals/board").get_data(as_text=True)
        assert len(seen) <= 6
        assert page.count("data-board-column") == 8

    def test_an_organisation_that_is_not_there_is_not_found(self, desk: Desk) -> None:
        assert desk.get("control", "/deals/board?organization=99").status_code == 404


class TestPage:
    def test_tells_the_ladder_the_papers_and_what_to_do(self, desk: Desk) -> None:
        told = text_of(desk.get("orlova", "/deals/D1"))
        for words in ("Договорились", "Что делать дальше", "Кто что должен", "Счет № ", "Под риском"):
            assert words in told

    def test_takes_no_more_than_twelve_statements_however_much_a_deal_has(self, desk: Desk) -> None:
        with desk.house.database.read() as connection:
            codes = list(connection.execute(select(DealRow.code)).scalars())
        counts = set()
        for code in codes:
            desk.as_("control")
            with desk.statements() as seen:
                assert desk.get("control", f"/deals/{code}").status_code == 200
            counts.add(len(seen))
        assert len(counts) == 1
        desk.as_("orlova")
        with desk.statements() as seen:
            desk.get("orlova", "/deals/D1")
        assert len(seen) <= 12

    @pytest.mark.parametrize("ending", ["history", "letters", "mail", "remind", "says-paid"])
    def test_every_page_of_a_deal_keeps_to_twelve_statements(self, desk: Desk, ending: str) -> None:
        desk.as_("orlova")
        with desk.statements() as seen:
            assert desk.get("orlova", f"/deals/D1/{ending}").status_code == 200
        assert len(seen) <= 12

    @pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "1"])
    def test_the_time_line_opens_at_any_place(self, desk: Desk, before: str) -> None:
        assert desk.get("orlova", "/deals/D1/history", query_string={"before": before}).status_code == 200

    def test_the_time_line_tells_who_issued_the_papers(self, desk: Desk) -> None:
        told = text_of(desk.get("orlova", "/deals/D1/history"))
        assert "документ выпущен" in told
        assert "Орлова Мария Викторовна" in told

    def test_a_manager_is_offered_only_what_a_manager_may(self, desk: Desk) -> None:
        page = desk.get("orlova", "/deals/D1").get_data(as_text=True)
        assert "/deals/D1/closing" not in page
        assert "/deals/D1/edit" not in page
        assert "/deals/D1/edit" in desk.get("head", "/deals/D1").get_data(as_text=True)

    def test_internal_papers_are_not_even_named_to_those_without_the_right(self, desk: Desk) -> None:
        key = paper_of(desk).id
        with desk.house.database.write() as connection:
            internal = {"kind": "internal_price_list", "number": "ТАЙНА-7"}
            connection.execute(update(DocumentRow).where(DocumentRow.id == key).values(**internal))
        for login in ("orlova", "control", "head"):
            assert "ТАЙНА-7" not in desk.get(login, "/deals/D1").get_data(as_text=True)
            assert desk.get(login, f"/deals/D1/papers/{key}").status_code == 404


class TestRecording:
    @pytest.fixture
    def url(self, desk: Desk) -> str:
        return f"/deals/D1/papers/{paper_of(desk).id}/record"

    def test_a_manager_records_that_a_paper_was_sent(self, desk: Desk, url: str) -> None:
        answer = sent(desk, "orlova", url, opened(desk, "orlova", url), what="sent", on=TODAY.isoformat())
        assert answer.status_code == 303
        assert days_of(desk, paper_of(desk).id)["sent_on"] == TODAY

    def test_a_manager_may_not_say_that_the_client_signed(self, desk: Desk, url: str) -> None:
        before = events(desk)
        answer = sent(desk, "orlova", url, opened(desk, "orlova", url), what="signed_by_client", on=TODAY.isoformat())
        assert answer.status_code == 422
        assert events(desk) == before

    def test_control_records_a_signature_by_a_power_of_attorney(self, desk: Desk) -> None:
        key = paper_of(desk, "supply_contract").id
        url = f"/deals/D1/papers/{key}/record"
        told = {"authority": "power_of_attorney", "attorney_number": "5/26", "attorney_from": "01.11.2026"}
        fields = opened(desk, "control", f"{url}?what=signed_by_client")
        assert fields["what"] == ["signed_by_client"]
        assert sent(desk, "control", url, fields, on="23.11.2026", **told).status_code == 303
        paper = days_of(desk, key)
        assert (paper["signed_by_client_on"], paper["attorney_number"]) == (TODAY, "5/26")

    @pytest.mark.parametrize(
        "changes",
        [
            {"on": ""},
            {"on": "вчера"},
            {"on": None},
            {"what": "wrong"},
            {"what": None},
            {"version": ""},
            {"version": "x"},
            {"version": "9" * 40},
            {"attorney_number": "я" * 101},
        ],
    )
    def test_what_is_missing_or_wrong_changes_nothing(self, desk: Desk, url: str, changes: dict[str, str]) -> None:
        fields, before = opened(desk, "control", url), events(desk)
        answer = sent(desk, "control", url, fields, **changes)
        assert answer.status_code == 422
        assert 'class="field-errors"' in answer.get_data(as_text=True) or "version" in changes
        assert events(desk) == before

    def test_what_contradicts_the_facts_is_a_conflict_and_stays_typed(self, desk: Desk, url: str) -> None:
        fields, before = opened(desk, "control", url), events(desk)
        answer = sent(desk, "control", url, fields, what="refusal_answered", on="23.11.2026")
        assert answer.status_code == 409
        assert 'value="23.11.2026"' in answer.get_data(as_text=True)
        future = sent(desk, "control", url, opened(desk, "control", url), what="sent", on="2027-01-01")
        assert future.status_code == 409
        assert events(desk) == before

    def test_whoever_is_overtaken_sees_the_difference_and_can_go_on(self, desk: Desk, url: str) -> None:
        key, fields = paper_of(desk).id, opened(desk, "orlova", url)
        with desk.house.work("control", TODAY) as work:
            recording.sign_by_us(work, key, TODAY)
        before = events(desk)
        answer = sent(desk, "orlova", url, fields, what="sent", on="22.11.2026")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert events(desk) == before
        assert "наша подпись отмечена" in text_of(answer)
        assert 'value="22.11.2026"' in page
        version = re.search(r'name="version"[^>]*value="(\d+)"', page)
        assert version
        again = sent(desk, "orlova", url, fields, what="sent", on="22.11.2026", version=version[1])
        assert again.status_code == 303

    def test_the_same_form_sent_twice_acts_once(self, desk: Desk, url: str) -> None:
        fields = opened(desk, "control", url)
        first = sent(desk, "control", url, fields, what="sent", on=TODAY.isoformat())
        after = events(desk)
        second = sent(desk, "control", url, fields, what="sent", on=TODAY.isoformat())
        assert (first.status_code, second.status_code) == (303, 303)
        assert events(desk) == after
        assert sent(desk, "control", url, fields, what="delivered", on=TODAY.isoformat()).status_code == 409

    def test_a_paper_of_another_deal_is_not_found(self, desk: Desk) -> None:
        with desk.house.database.read() as connection:
            other = select(DocumentRow.id).join(DealRow, DealRow.id == DocumentRow.deal_id)
            key = connection.execute(other.where(DealRow.code != "D1").limit(1)).scalar_one()
        assert desk.get("control", f"/deals/D1/papers/{key}/record").status_code == 404
        assert desk.get("control", f"/deals/D1/papers/{key}").status_code == 404
        assert desk.get("belov", sample_url(desk, "deals.record")).status_code == 404

    def test_a_paper_is_annulled_with_a_reason_and_today(self, desk: Desk, url: str) -> None:
        fields = opened(desk, "control", url)
        assert sent(desk, "control", url, fields, what="annulled", on=TODAY.isoformat()).status_code == 409
        late = sent(desk, "control", url, fields, what="annulled", on="2026-11-01", reason="ошибка")
        assert late.status_code == 409
        done = sent(desk, "control", url, fields, what="annulled", on=TODAY.isoformat(), reason="ошибка в цене")
        assert done.status_code == 303
        assert days_of(desk, paper_of(desk).id)["annulled_on"] == TODAY


class TestOtherFacts:
    def test_says_paid_is_recorded_once(self, desk: Desk) -> None:
        url = "/deals/D1/says-paid"
        fields = opened(desk, "orlova", url)
        for _ in range(2):
            assert sent(desk, "orlova", url, fields, amount="1 000,50", on="23.11.2026").status_code == 303
        with desk.house.database.read() as connection:
            rows = connection.execute(select(PaymentRow.amount).where(PaymentRow.amount == 100_050)).all()
        assert len(rows) == 1
        assert "Сообщил об оплате" in text_of(desk.get("orlova", "/deals/D1"))

    @pytest.mark.parametrize(
        "changes", [{"amount": ""}, {"amount": "-5"}, {"amount": "9" * 30}, {"evidence": "bank_statement"}, {"on": ""}]
    )
    def test_wrong_money_changes_nothing(self, desk: Desk, changes: dict[str, str]) -> None:
        url = "/deals/D1/says-paid"
        fields, before = opened(desk, "orlova", url), events(desk)
        answer = sent(desk, "orlova", url, fields, **{"amount": "5", **changes})
        assert answer.status_code == 422
        assert events(desk) == before

    def test_cash_is_not_for_a_manager_to_record(self, desk: Desk) -> None:
        url = "/deals/D1/says-paid"
        told = {"amount": "5", "evidence": "cash_receipt"}
        assert sent(desk, "orlova", url, opened(desk, "orlova", url), **told).status_code == 422
        assert sent(desk, "control", url, opened(desk, "control", url), **told).status_code == 303

    def test_performance_opens_the_way_to_closing_papers(self, desk: Desk) -> None:
        url = "/deals/D1/performed"
        fields = opened(desk, "control", url)
        assert sent(desk, "control", url, fields, obligation="нет такого").status_code == 422
        assert sent(desk, "control", url, fields, what="performed").status_code == 303
        closing = opened(desk, "control", "/deals/D1/closing")
        assert closing["papers"]
        assert sent(desk, "control", "/deals/D1/closing", closing, papers=[]).status_code == 422
        assert sent(desk, "control", "/deals/D1/closing", closing, papers=["0:x"]).status_code == 422
        for _ in range(2):
            assert sent(desk, "control", "/deals/D1/closing", closing).status_code == 303
        with desk.house.database.read() as connection:
            made = connection.execute(
                select(func.count()).select_from(DocumentRow).where(DocumentRow.kind == "universal_transfer_document")
            )
            statement = select(func.count()).select_from(DocumentRow).join(DealRow, DealRow.id == DocumentRow.deal_id)
            own = connection.execute(statement.where(DealRow.code == "D1")).scalar_one()
            assert made.scalar_one() >= 1
        assert own == 3 + len(closing["papers"])

    def test_the_head_gives_a_deal_to_another_manager(self, desk: Desk) -> None:
        url = "/deals/D1/edit"
        fields = opened(desk, "head", url)
        assert sent(desk, "head", url, fields, subject=" ").status_code == 422
        assert sent(desk, "head", url, fields, subject="я" * 1001).status_code == 422
        assert sent(desk, "head", url, fields, subject="Другой предмет", manager="belov").status_code == 303
        assert desk.get("orlova", "/deals/D1").status_code == 404
        told = text_of(desk.get("belov", "/deals/D1"))
        assert "Другой предмет" in told
        assert "Белов Пётр Ильич" in told

    def test_a_receipt_is_laid_beside_a_paper_once(self, desk: Desk) -> None:
        paper = paper_of(desk)
        url = f"/deals/D1/papers/{paper.id}/attach"
        picture = _png()
        fields = opened(desk, "orlova", url)
        empty = sent(desk, "orlova", url, fields, file=(io.BytesIO(b""), "квитанция.png"))
        absent = sent(desk, "orlova", url, fields)
        rubbish = sent(desk, "orlova", url, fields, file=(io.BytesIO(b"MZ rubbish"), "квитанция.exe"))
        assert [one.status_code // 100 for one in (empty, absent, rubbish)] == [4, 4, 4]
        for _ in range(2):
            answer = sent(desk, "orlova", url, fields, file=(io.BytesIO(picture), "квитанция <b>.png"))
            assert answer.status_code == 303
        with desk.house.database.read() as connection:
            beside = select(DocumentFileRow.sha256).where(DocumentFileRow.purpose == "dispatch")
            (digest,) = connection.execute(beside).scalars()
        page = desk.get("orlova", f"/papers/{paper.page_id}").get_data(as_text=True)
        assert "<b>.png" not in page
        file = desk.get("orlova", f"/papers/{paper.page_id}/files/{digest}?inline=1")
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.data == picture

    def test_no_letter_is_written_while_mail_is_not_set_up(self, desk: Desk) -> None:
        url = "/deals/D1/mail"
        fields = opened(desk, "orlova", url)
        paper = str(paper_of(desk).id)
        assert sent(desk, "orlova", url, fields, papers=[]).status_code == 422
        assert sent(desk, "orlova", url, fields, papers=["1000000"]).status_code == 422
        assert sent(desk, "orlova", url, fields, papers=[paper], to="").status_code == 422
        assert sent(desk, "orlova", url, fields, papers=[paper], to="a@example.ru").status_code == 409
        with desk.house.database.read() as connection:
            assert connection.execute(select(func.count()).select_from(LetterRow)).scalar_one() == 0

    def test_nothing_is_reminded_of_without_papers(self, desk: Desk) -> None:
        fields = opened(desk, "orlova", "/deals/D1/remind")
        assert sent(desk, "orlova", "/deals/D1/remind", fields, papers=[]).status_code == 422


def _png() -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(stream, "PNG")
    return stream.getvalue()


class TestPaper:
    def test_shows_its_pages_as_pictures_and_gives_our_pdf_to_look_at(self, desk: Desk) -> None:
        page_id = paper_of(desk).page_id
        desk.as_("orlova")
        with desk.statements() as seen:
            page = desk.get("orlova", f"/papers/{page_id}").get_data(as_text=True)
        assert len(seen) <= 12
        (digest,) = set(re.findall(rf"/papers/{page_id}/files/([0-9a-f]+)\?inline=1", page))
        inline = desk.get("orlova", f"/papers/{page_id}/files/{digest}?inline=1")
        assert inline.headers["Content-Disposition"].startswith("inline")
        assert inline.data.startswith(b"%PDF")
        saved = desk.get("orlova", f"/papers/{page_id}/files/{digest}")
        assert saved.headers["Content-Disposition"].startswith("attachment")
        picture = desk.get("orlova", f"/papers/{page_id}/pages/1.png")
        assert picture.mimetype == "image/png"
        assert picture.data.startswith(b"\x89PNG")
        for number in (0, 99):
            assert desk.get("orlova", f"/papers/{page_id}/pages/{number}.png").status_code == 404

    def test_gives_no_file_of_another_paper(self, desk: Desk) -> None:
        contract, invoice = paper_of(desk, "supply_contract"), paper_of(desk)
        with desk.house.database.read() as connection:
            theirs = select(DocumentFileRow.sha256).where(DocumentFileRow.document_id == contract.id)
            digest = connection.execute(theirs.limit(1)).scalar_one()
        assert desk.get("orlova", f"/papers/{invoice.page_id}/files/{digest}").status_code == 404
        assert desk.get("belov", f"/papers/{contract.page_id}/files/{digest}").status_code == 404

    def test_a_paper_from_outside_has_a_page_by_its_deal(self, desk: Desk) -> None:
        with desk.house.database.read() as connection:
            outside = select(DealRow.code, DocumentRow.id).join(DocumentRow, DocumentRow.deal_id == DealRow.id)
            code, key = connection.execute(outside.where(DocumentRow.page_id.is_(None)).limit(1)).one()
        answer = desk.get("control", f"/deals/{code}/papers/{key}")
        assert answer.status_code == 200
        assert "Показать нечего" in text_of(answer)
