"""The manager's kit without JavaScript: from an empty form to the ZIP, and what cannot be done on the way."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.tracker.price_files import write_price_list
from tests.web.desk import TODAY, Desk, text_of
from tracker.accounts.visitors import allow_internal_prices
from tracker.models import CounterpartyRow, DealRow, DocumentRow, KitDraftRow, LetterRow
from tracker.parties import organization_id_of
from tracker.prices.catalogue import add_price_list
from tracker.prices.price_list_file import read_price_list
from tracker.prices.requests import decide, list_requests

CARD = """Общество с ограниченной ответственностью «Ромашка»
ИНН/КПП 7707083893/770701001
ОГРН 1027700132195
Адрес: 117312, г. Москва, ул. Вавилова, д. 19
р/с 40702810938000012345 в ПАО Сбербанк, БИК 044525225
к/с 30101810400000000225
Генеральный директор: Лебедева Ольга Павловна
на основании Устава
тел. +7 495 123-45-67, info@romashka.ru"""


class Form:
    """A person's form in a browser without JavaScript: its fields as the page has them, its buttons pressed."""

    def __init__(self, desk: Desk, login: str, address: str) -> None:
        self.desk, self.login, self.address = desk, login, address
        self.fields: dict[str, list[str]] = {}
        self.open(address)

    def open(self, address: str) -> None:
        self.took(self.desk.get(self.login, address))

    def took(self, answer: TestResponse) -> None:
        self.answer = answer
        self.page = answer.get_data(as_text=True)
        form = re.search(r'(?s)<form id="kit-form".*?</form>', self.page)
        assert form, (answer.status_code, self.page[:3000])
        self.fields = {}
        for name, value in _inputs(form[0]):
            self.fields.setdefault(name, []).append(value)

    def set(self, place: str, value: str, row: int = 0) -> None:
        assert place in self.fields, (place, sorted(self.fields))
        self.fields[place][row] = value

    def press(self, act: str, **more: object) -> TestResponse:
        """What the button answers; a redirect to a form is followed."""
        data = {**self.fields, "act": act, **more}
        answer = self.desk.as_(self.login).post(self.address, data=data, content_type="multipart/form-data")
        if answer.status_code == 303 and answer.location.startswith(self.address):
            self.open(answer.location.partition("#")[0])
        elif answer.status_code != 303:
            self.took(answer)
        return answer

    @property
    def text(self) -> str:
        return text_of(self.answer)


def _inputs(form: str) -> Iterator[tuple[str, str]]:
    pattern = r"(?s)<input\b([^>]*)>|<select\b([^>]*)>(.*?)</select>|<textarea\b([^>]*)>(.*?)</textarea>"
    for found in re.finditer(pattern, form):
        head = found[1] or found[2] or found[4]
        name = re.search(r'name="([^"]*)"', head)
        if not name or 'type="file"' in head or ('type="checkbox"' in head and " checked" not in head):
            continue
        if found[2]:
            chosen = re.search(r'<option value="([^"]*)" selected', found[3]) or re.search(r'value="([^"]*)"', found[3])
            yield name[1], html.unescape(chosen[1]) if chosen else ""
        elif found[4]:
            yield name[1], html.unescape(found[5])
        else:
            value = re.search(r'value="([^"]*)"', head)
            yield name[1], html.unescape(value[1]) if value else ""


def new_form(desk: Desk, login: str = "orlova") -> Form:
    answer = desk.post(login, "/kits/new")
    assert answer.status_code == 303
    form = Form(desk, login, answer.location)
    sellers = re.search(r'(?s)<select[^>]*id="seller".*?</select>', form.page)
    lamps = re.search(r'value="(\d+)"[^>]*>ООО «Светотехника»', sellers[0])
    form.set("seller", lamps[1])
    return form


def filled(desk: Desk, login: str = "orlova") -> Form:
    """A form in which only the button of issuing is left."""
    form = new_form(desk, login)
    form.press("card", card=CARD)
    form.set("line.name", "Светильник")
    form.set("line.unit", "шт")
    form.set("line.quantity", "3")
    form.set("line.price", "1 450,50")
    return form


def deals(desk: Desk) -> int:
    with desk.house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(DealRow)).scalar() or 0


def documents(desk: Desk) -> int:
    with desk.house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(DocumentRow)).scalar() or 0


@pytest.fixture
def priced(desk: Desk, tmp_path: Path) -> Desk:
    """The desk with the sample price list of the house in force."""
    file = read_price_list(write_price_list(tmp_path / "prices"))
    with desk.house.work("tests", TODAY) as work:
        add_price_list(work, organization_id_of(work, file.seller), file)
    return desk


def test_from_an_empty_form_to_the_zip_without_javascript(desk: Desk) -> None:
    form = new_form(desk)
    form.press("card", card=CARD)
    assert form.fields["party.inn"] == ["7707083893"]
    assert form.fields["party.name"] == ["Лебедева Ольга Павловна"]
    form.press("paste", pasted="LED-1\tСветильник\t3\tшт.\t1 450,50\n\tКабель\t10,5\tм\t68,40\t5")
    assert form.fields["line.name"][:2] == ["Светильник", "Кабель"]
    assert "5 033,79 ₽" in form.text
    form.press("preset", preset="half")
    assert form.fields["payment.percent"][:2] == ["50", "50"]
    issued = form.press("issue")
    assert issued.status_code == 303, form.text
    ready = desk.get("orlova", issued.location)
    assert "Комплект выпущен" in text_of(ready)
    archive = desk.get("orlova", issued.location + "/kit.zip")
    names = zipfile.ZipFile(io.BytesIO(archive.data)).namelist()
    assert len(names) == 7
    assert sum(name.endswith(".pdf") for name in names) == 4
    with desk.house.database.read() as connection:
        deal = connection.execute(select(DealRow).order_by(DealRow.id.desc())).first()
        client = connection.execute(select(CounterpartyRow).where(CounterpartyRow.code == "7707083893")).first()
    assert deal.manager == client.manager == "Орлова Мария Викторовна"


def test_an_empty_form_names_what_is_missing_and_issues_nothing(desk: Desk) -> None:
    before = deals(desk)
    form = new_form(desk)
    assert form.press("issue").status_code == 422
    assert "Найдите клиента или впишите нового" in form.text
    form.press("client_new")
    form.set("party.inn", "7707083893")
    assert form.press("issue").status_code == 422
    for word in ("Не заполнено", "нет ни одной строки"):
        assert word in form.text
    for technical in ("добавьте «", "seller.", "client.", "кавычк", "lines["):
        assert technical not in form.text
    assert deals(desk) == before


WRONG = [
    ("party.inn", "7707083894", "контрольная цифра"),
    ("party.account", "40702810938000012346", "контрольная цифра"),
    ("line.quantity", "много", "не число"),
    ("line.price", "-5", "больше 0"),
    ("line.discount", "101", "не больше 100"),
    ("deal.date", "31.02.2026", "не существует"),
    ("terms.delivery_days", "скоро", "целое число"),
    ("payment.percent", "40", "должны 100"),
    ("line.name", "я" * 1001, "не длиннее 1000"),
    ("party.full_name", "\u202eООО", "недопустимый знак"),
    ("seller", "999999", "Выберите, от какой нашей организации"),
]


def test_a_wrong_field_is_told_beside_it_and_nothing_typed_is_lost(desk: Desk) -> None:
    before = deals(desk)
    form = filled(desk)
    for place, value, told in WRONG:
        right = form.fields[place][0]
        form.fields[place][0] = value
        assert form.press("issue").status_code == 422, place
        assert told.casefold() in form.text.casefold()
        if place != "seller":
            assert form.fields[place][0] == value
            form.open(form.address)
            assert form.fields[place][0] == value
        form.fields[place][0] = right
    assert deals(desk) == before


def test_a_second_click_gets_the_first_deal(desk: Desk) -> None:
    before = deals(desk)
    form = filled(desk)
    fields = dict(form.fields)
    first = form.press("issue")
    form.fields = fields
    second = form.press("issue")
    form.fields = {**fields, "once": ["another"]}
    third = form.press("issue")
    assert first.location == second.location == third.location
    assert deals(desk) == before + 1
    assert desk.get("orlova", form.address).location == first.location


def test_a_draft_is_of_one_person(desk: Desk) -> None:
    form = filled(desk)
    address = form.address
    for login in ("belov", "head"):
        for way in ("", "/paper", "/paper.pdf", "/products?q=LED"):
            assert desk.get(login, address + way).status_code == 404
        assert desk.post(login, address, {"act": "count"}).status_code == 404
        assert desk.post(login, address + "/drop").status_code == 404
        assert desk.post(login, address + "/live").status_code == 404
    for login in ("control", "lawyer", "admin"):
        assert desk.get(login, "/kits/").status_code == 403
        assert desk.post(login, "/kits/new").status_code == 403


def test_a_colleagues_client_is_told_of_without_its_data(desk: Desk) -> None:
    filled(desk).press("issue")
    by_inn = text_of(desk.get("belov", "/kits/clients?q=7707083893"))
    assert "ведёт другой менеджер" in by_inn
    assert "Ромашка" not in by_inn
    assert "Ромашка" not in desk.get("belov", "/kits/clients?q=Ромашка").get_data(as_text=True).replace("q=", "")
    assert "Ромашка" in text_of(desk.get("orlova", "/kits/clients?q=ромашка"))
    form = new_form(desk, "belov")
    assert desk.as_("belov").post(form.address, data={**form.fields, "act": "client:7707083893"}).status_code == 404
    before = deals(desk)
    form = filled(desk, "belov")
    assert form.press("issue").status_code == 422
    assert "ведёт другой менеджер" in form.text
    assert deals(desk) == before


def test_another_window_does_not_overwrite(desk: Desk) -> None:
    one = filled(desk)
    one.press("count")
    other = Form(desk, "orlova", one.address)
    other.set("line.name", "Из второго окна")
    other.press("count")
    one.set("line.name", "Из первого окна")
    assert one.press("count").status_code == 409
    assert "изменён в другом окне" in one.text
    assert one.fields["line.name"][0] == "Из первого окна"
    assert one.press("issue").status_code == 409
    other.open(one.address)
    assert other.fields["line.name"][0] == "Из второго окна"


def test_a_pause_of_typing_keeps_and_counts(desk: Desk) -> None:
    form = filled(desk)
    answer = desk.as_("orlova").post(form.address + "/live", data=form.fields)
    assert answer.status_code == 200
    assert "4 351,50 ₽" in text_of(answer)
    form.open(form.address)
    assert form.fields["line.quantity"][0] == "3"


def test_a_discount_beyond_the_right_waits_for_the_head(priced: Desk) -> None:
    form = filled(priced)
    form.set("line.code", "LED-36")
    form.set("line.price", "")
    form.set("line.name", "")
    form.press("count")
    assert form.fields["line.name"][0]
    assert form.fields["line.price"][0] == "1450,00"
    form.set("line.discount", "55")
    form.press("count")
    assert "Нужно согласование" in form.text
    before = deals(priced)
    assert form.press("issue").status_code == 422
    assert "попросите согласовать" in form.text
    assert "pervichka" not in form.text
    assert form.press("ask:0").status_code == 422
    form.press("ask:0", ask_reason="Клиент берёт каждый месяц")
    assert "Ждёт согласования" in form.text
    assert deals(priced) == before
    with priced.house.database.read() as connection:
        (asked,) = list_requests(connection)
    assert (asked.percent, asked.asker) == (55, "Орлова Мария Викторовна")
    with priced.house.work("head", TODAY) as work:
        decide(work, asked.id, is_granted=True)
    issued = form.press("issue")
    assert issued.status_code == 303, form.text
    assert issued.location == f"/kits/{asked.deal_code}/ready"


def test_internal_prices_are_only_for_those_who_may_see_them(priced: Desk) -> None:
    form = filled(priced)
    form.set("line.code", "LED-36")
    form.press("count")
    live = priced.as_("orlova").post(form.address + "/live", data=form.fields).get_data(as_text=True)
    products = priced.get("orlova", form.address + "/products?q=LED&seller=" + form.fields["seller"][0])
    paper = priced.get("orlova", form.address + "/paper").get_data(as_text=True)
    for page in (form.page, live, products.get_data(as_text=True), paper):
        for internal in ("Себестоимость", "Не ниже", "1 200,00", "1200,00", "120000", "910,00", "91000"):
            assert internal not in page.replace("\u00a0", " ")
    assert {"code", "name", "unit", "price"} == set(products.json[0])
    with priced.house.work("tests", TODAY) as work:
        allow_internal_prices(work, "orlova", is_allowed=True)
    form.open(form.address)
    assert "Не ниже 1 200,00" in form.text
    assert "Себестоимость 910,00" in form.text


def test_the_preview_is_a_draft_without_a_number_and_without_a_code_to_pay_by(desk: Desk) -> None:
    form = filled(desk)
    papers = documents(desk)
    form.press("preview", paper="proforma_invoice")
    answer = desk.get("orlova", form.address + "/paper?paper=proforma_invoice")
    page = answer.get_data(as_text=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "ЧЕРНОВИК" in page
    assert "б/н" in page
    assert "<svg" not in page
    assert ' style="' not in page
    assert "unsafe-inline" not in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    exact = desk.get("orlova", form.address + "/paper.pdf?paper=contract")
    assert exact.data.startswith(b"%PDF")
    assert desk.get("orlova", form.address + "/paper?paper=internal_price_list").status_code == 404
    assert documents(desk) == papers


def test_screens_ask_a_number_of_questions_that_does_not_grow(priced: Desk) -> None:
    form = filled(priced)
    form.press("paste", pasted="\n".join(f"LED-36\tСветильник {n}\t1\tшт\t1450\t1" for n in range(60)))
    seen: dict[str, int] = {}
    for way in ("", "/paper"):
        with priced.statements() as statements:
            assert priced.get("orlova", form.address + way).status_code == 200
        seen[way] = len(statements)
    with priced.statements() as statements:
        priced.get("orlova", "/kits/")
    seen["drafts"] = len(statements)
    assert all(count <= 12 for count in seen.values()), seen


def test_an_issued_kit_is_read_by_its_manager_and_the_head_alone(desk: Desk) -> None:
    address = filled(desk).press("issue").location
    page = desk.get("orlova", address).get_data(as_text=True)
    files = re.findall(rf'href="({address}/[^"]+)"', page)
    assert len(files) == 8
    for file in files:
        assert desk.get("orlova", file).headers["Content-Disposition"].startswith("attachment")
        assert desk.get("head", file).status_code == 200
        assert desk.get("belov", file).status_code == 404
    other = re.sub(r"ready/\w+", "ready/AAAAAAAAAAAA", files[2])
    assert desk.get("orlova", other).status_code == 404
    with desk.statements() as statements:
        desk.get("orlova", address)
    assert len(statements) <= 12


def test_a_letter_is_refused_clearly_while_mail_is_not_set_up(desk: Desk) -> None:
    address = filled(desk).press("issue").location
    answer = desk.post("orlova", address + "/mail", {"to": "a@example.ru", "subject": "С", "body": "Т", "once": "k"})
    assert answer.status_code == 409
    assert "Почта программы не настроена" in text_of(answer)


def test_a_head_may_choose_another_manager(desk: Desk) -> None:
    form = filled(desk, "head")
    form.set("deal.manager", "belov")
    assert form.press("issue").status_code == 303, form.text
    with desk.house.database.read() as connection:
        deal = connection.execute(select(DealRow).order_by(DealRow.id.desc())).first()
        client = connection.execute(select(CounterpartyRow).where(CounterpartyRow.code == "7707083893")).first()
    assert deal.manager == client.manager == "Белов Пётр Ильич"


def test_a_manager_cannot_choose_another(desk: Desk) -> None:
    form = filled(desk)
    form.fields["deal.manager"] = ["belov"]
    form.press("issue")
    with desk.house.database.read() as connection:
        manager = connection.execute(select(DealRow.manager).order_by(DealRow.id.desc())).scalar()
    assert manager == "Орлова Мария Викторовна"


def test_drafts_are_listed_and_thrown_away(desk: Desk) -> None:
    form = filled(desk)
    form.press("count")
    assert "ООО «Ромашка»" in text_of(desk.get("orlova", "/kits/"))
    assert "Ромашка" not in text_of(desk.get("belov", "/kits/"))
    assert desk.post("orlova", form.address + "/drop").status_code == 303
    assert desk.get("orlova", form.address).status_code == 404
    with desk.house.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(KitDraftRow)).scalar() == 0


def test_a_form_that_came_in_pieces_or_too_long_changes_nothing(desk: Desk) -> None:
    form = filled(desk)
    form.press("count")
    for broken in ({"line.price": ["1", "2"]}, {"line.name": ["я" * 3000, *form.fields["line.name"][1:]]}):
        answer = desk.as_("orlova").post(form.address, data={**form.fields, **broken, "act": "count"})
        assert answer.status_code == 409
    for act in ("drop:999", "drop:x", "nonsense", "client:нет такого"):
        assert desk.as_("orlova").post(form.address, data={**form.fields, "act": act}).status_code == 404
    for act in ("ask:0", "ask:9999", "card", "paste"):
        assert desk.as_("orlova").post(form.address, data={**form.fields, "act": act}).status_code in {409, 422}
    form.open(form.address)
    assert form.fields["line.name"][0] == "Светильник"


def test_a_letter_with_the_papers_is_written_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("web.screens.kit.ready.enqueue", lambda *job: asked.append(job))
    mail = {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "sales@example.ru"}
    desk.house.settings = replace(desk.house.settings, **mail)
    address = filled(desk).press("issue").location
    page = desk.get("orlova", address).get_data(as_text=True)
    once = re.search(r'name="once" value="([^"]+)"', page)
    letter = {"to": "a@example.ru, b@example.ru", "subject": "Документы", "body": "Текст", "once": once[1]}
    for _ in range(2):
        assert desk.post("orlova", address + "/mail", letter).location == address
    for wrong in ({"to": "не адрес"}, {"to": ""}, {"subject": "я" * 301}, {"once": "другой", "body": ""}):
        assert desk.post("orlova", address + "/mail", letter | {"once": "x"} | wrong).status_code in {409, 422}
    assert desk.post("belov", address + "/mail", letter).status_code == 404
    with desk.house.database.read() as connection:
        (written,) = connection.execute(select(LetterRow.recipients)).scalars()
    assert written == '["a@example.ru", "b@example.ru"]'
    assert asked


def test_a_card_comes_as_a_file_too(desk: Desk) -> None:
    form = new_form(desk)
    form.press("card", card_file=(io.BytesIO(CARD.encode("cp1251")), "Карточка.txt"))
    assert form.fields["party.inn"] == ["7707083893"]
    assert form.press("card", card_file=(io.BytesIO(b"MZ"), "virus.exe")).status_code == 422
    assert "TXT, DOCX, XLSX или PDF" in form.text
    wrong = CARD.replace("7707083893", "7707083894")
    form.press("card", card=wrong)
    assert "контрольная цифра" in form.text.casefold()
    assert form.press("issue").status_code == 422


def test_the_form_speaks_english_to_those_who_chose_it(desk: Desk) -> None:
    form = filled(desk)
    desk.post("orlova", "/language", {"language": "en"})
    form.open(form.address)
    for text in ("Issue the kit", "Preview", "Client", "Terms"):
        assert text in form.text
    for russian in ("Выпустить комплект", "Предпросмотр", "Артикул", "Условия"):
        assert russian not in form.text


@pytest.mark.parametrize(
    ("kind", "preset", "more"),
    [
        ("services", "half_after", {"terms.period_from": "2026-12-01", "terms.period_to": "2026-12-31"}),
        ("consignment", "commission", {}),
        ("consignment", "deferred", {"terms.last_payment_on": "2027-03-31"}),
    ],
)
def test_other_kinds_of_deals_are_issued_too(desk: Desk, kind: str, preset: str, more: dict[str, str]) -> None:
    form = filled(desk)
    form.set("deal.kind", kind)
    form.press("count")
    assert form.fields["deal.subject"][0] != "Поставка товара"
    form.press("preset", preset=preset)
    for place, value in more.items():
        form.set(place, value)
    for paper in ("contract", "proforma_invoice", "commercial_offer"):
        assert "ЧЕРНОВИК" in desk.get("orlova", f"{form.address}/paper?paper={paper}").get_data(as_text=True) or more
    assert form.press("issue").status_code == 303, form.text


def test_a_kit_of_no_papers_is_refused(desk: Desk) -> None:
    form = filled(desk)
    del form.fields["documents"]
    assert form.press("issue").status_code == 422
    assert "хотя бы одно" in form.text.casefold()


def test_fonts_of_papers_are_served_and_nothing_else(desk: Desk) -> None:
    assert desk.get("orlova", "/kits/fonts/PTSans-Regular.ttf").status_code == 200
    assert desk.get("orlova", "/kits/fonts/OFL-PTSans.txt").status_code == 404
    assert "/kits/fonts/PTSans-Bold.ttf" in desk.get("orlova", filled_address(desk) + "/paper").get_data(as_text=True)


def filled_address(desk: Desk) -> str:
    form = filled(desk)
    form.press("count")
    return form.address
