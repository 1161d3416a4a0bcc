"""Control's money: a statement comes in, what is doubtful is sorted, what was wrong is taken back."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.docgen.scanning.here import run_here
from tests.tracker.statements.test_table import workbook
from tests.web.commands.test_payments_cli import ADVANCE, FULL, OWN, STRANGER, URAL, statement
from tests.web.desk import TODAY, Desk, text_of
from tracker.batches.doing import do_some
from tracker.models import (
    AllocationRow,
    EventRow,
    OperationRow,
    PaymentRow,
    StatementMappingRow,
    StatementRow,
)

CSV = (
    "Выписка по счёту;;;;;\r\n"
    "Дата;Номер;Дебет;Кредит;Контрагент;Назначение платежа\r\n"
    "20.11.2026;5;;100000,00;ООО «Уральский цех»;Оплата за светильники\r\n"
    "21.11.2026;6;1500,00;;Банк;Комиссия\r\n"
)


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docgen.table_rows.run", run_here)
    monkeypatch.setattr("web.screens.registers.acting.enqueue", lambda *_: None)


def send(desk: Desk, content: bytes | str, name: str = "kl_to_1c.txt", login: str = "control") -> TestResponse:
    given = content.encode("cp1251") if isinstance(content, str) else content
    fields = {"mapping": "", "file": (io.BytesIO(given), name)}
    return desk.post(login, "/money/statements/new", fields, content_type="multipart/form-data")


def hidden(page: TestResponse, action: str = "") -> dict[str, str]:
    """The hidden fields of the page's form that is sent to an address, or of its last one."""
    html = page.get_data(as_text=True)
    form = re.search(rf'(?s)action="{re.escape(action)}[^>]*>(.*?)</form>', html) if action else None
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form[1] if form else html)
    return {name: value for name, value in found if name != "csrf_token"}


def load(desk: Desk, content: bytes | str, **more: str) -> TestResponse:
    shown = send(desk, content)
    assert shown.status_code == 303, text_of(shown)
    page = desk.get("control", shown.location)
    url = shown.location.partition("?")[0] + "/load"
    return desk.post("control", url, {**hidden(page, url), **more})


def count(desk: Desk, model: Any) -> int:
    with desk.house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar_one()


def payment_of(desk: Desk, purpose: str) -> int:
    with desk.house.database.read() as connection:
        return connection.execute(select(PaymentRow.id).where(PaymentRow.purpose == purpose)).scalar_one()


def placed(desk: Desk, payment_id: int) -> list[int]:
    with desk.house.database.read() as connection:
        statement = select(AllocationRow.amount).where(AllocationRow.payment_id == payment_id)
        return sorted(connection.execute(statement).scalars())


def act(desk: Desk, payment_id: int, name: str, login: str = "control", /, **fields: str) -> TestResponse:
    page = desk.get(login, f"/money/payments/{payment_id}")
    url = f"/money/payments/{payment_id}/{name}"
    return desk.post(login, url, {**hidden(page, url), **fields})


def place(desk: Desk, payment_id: int, deal: str) -> str:
    """The name of the field beside a deal's name."""
    page = desk.get("control", f"/money/payments/{payment_id}?q={deal}").get_data(as_text=True)
    return re.search(rf'name="(to-\d+)"[^>]*aria-label="[^"]*{deal}"', page)[1]


def test_a_statement_is_shown_first_then_loaded_once_and_says_where_its_money_went(desk: Desk) -> None:
    shown = send(desk, statement((31_240_000, URAL, FULL), (5_000, STRANGER, "Проценты")))
    page = desk.get("control", shown.location)
    assert "Поступило 312 450,00 ₽ 312 450,00 ₽ сходится" in text_of(page)
    assert count(desk, StatementRow) == 0, "looking writes nothing"
    url = shown.location + "/load"
    form = hidden(page, url)
    first, second = (desk.post("control", url, form) for _ in range(2))
    assert first.location == second.location
    assert count(desk, StatementRow) == 1
    told = text_of(desk.get("control", first.location))
    assert "УЦ-1 — 312 400,00 ₽ программой Счет № 93 от 12.10.2026" in told
    assert "плательщик неизвестен 50,00 ₽ 1 операция" in told


def test_the_same_file_later_is_told_and_brings_nothing(desk: Desk) -> None:
    load(desk, statement((31_240_000, URAL, FULL)))
    again = send(desk, statement((31_240_000, URAL, FULL)))
    assert "Этот файл уже загружали" in text_of(desk.get("control", again.location))
    assert load(desk, statement((31_240_000, URAL, FULL))).location == "/money/statements"
    assert count(desk, StatementRow) == 1


def test_a_statement_that_contradicts_itself_is_loaded_with_consent_alone(desk: Desk) -> None:
    wrong = statement((31_240_000, URAL, FULL), closing=1)
    refused = load(desk, wrong)
    assert refused.status_code == 409
    assert "Выписка противоречит сама себе" in text_of(refused)
    assert "без этого выписка не загружается" in text_of(refused)
    assert count(desk, OperationRow) == 0
    assert load(desk, wrong, consent="y").status_code == 303
    assert count(desk, OperationRow) == 1


NO_STATEMENTS = {
    "empty.txt": b"",
    "photo.jpg": b"\xff\xd8\xff\xe0" + b"\0" * 500,
    "paper.pdf": b"%PDF-1.4 rubbish",
    "book.xlsx": b"PK\x03\x04 rubbish",
    "letter.txt": "Здравствуйте, это не выписка.".encode(),
    "page.xml": b"<html><body>no</body></html>",
}


def test_what_is_no_statement_is_refused_in_words_and_nothing_is_kept(desk: Desk) -> None:
    for name, content in NO_STATEMENTS.items():
        answer = send(desk, content, name)
        assert answer.status_code == 422, name
        assert "Поправьте отмеченное: Файл выписки" in text_of(answer), name
    assert not list((desk.house.settings.home / "uploads").glob("*"))


def test_no_file_at_all_and_one_too_large_are_told(desk: Desk) -> None:
    nothing = desk.post("control", "/money/statements/new", {"mapping": ""})
    assert (nothing.status_code, "Выберите файл выписки" in text_of(nothing)) == (422, True)
    desk.app.config["MAX_CONTENT_LENGTH"] = 10_000
    large = send(desk, b"1CClientBankExchange" + b" " * 20_000)
    assert (large.status_code, "Слишком большой файл" in text_of(large)) == (413, True)


def test_a_statement_of_others_accounts_is_refused_without_a_word_of_commands(desk: Desk) -> None:
    answer = load(desk, statement((100, URAL, FULL)).replace(OWN, "40702810900000000001"))
    assert answer.status_code == 409
    assert "нет счетов наших организаций" in text_of(answer)
    assert "pervichka" not in text_of(answer)


def test_a_file_that_was_sent_is_its_senders_alone(desk: Desk) -> None:
    shown = send(desk, statement((31_240_000, URAL, FULL)))
    assert desk.get("head", shown.location).status_code == 404
    assert desk.get("control", "/money/uploads/../../etc/passwd").status_code == 404
    assert desk.get("control", "/money/uploads/" + "A" * 22).status_code == 404
    assert desk.post("control", shown.location + "/drop").status_code == 303
    assert desk.get("control", shown.location).status_code == 404


def test_columns_of_a_table_are_told_once_and_the_next_file_is_read_by_its_titles(desk: Desk) -> None:
    shown = send(desk, CSV, "alfa.csv")
    assert shown.location.endswith("/columns")
    page = desk.get("control", shown.location)
    chosen = re.findall(r'(?s)name="(column-\d)".*?<option value="(\w+)" selected', page.get_data(as_text=True))
    assert [meaning for _, meaning in chosen] == ["date", "number", "debit", "credit", "name", "purpose"]
    fields = {**dict(chosen), "title_row": "2", "name": "Альфа", "negative": "out"}
    missing = desk.post("control", shown.location, fields)
    assert (missing.status_code, "не сказано, чей это счёт" in text_of(missing)) == (422, True)
    assert count(desk, StatementMappingRow) == 0
    done = desk.post("control", shown.location, {**fields, "account": OWN})
    assert "100 000,00 ₽ ООО «Уральский цех» Оплата за светильники" in text_of(desk.get("control", done.location))
    later = send(desk, CSV.replace("20.11", "19.11"), "next.csv")
    assert "mapping=" in later.location
    assert load(desk, CSV).location == "/money/statements/1"


NO_SENSE: tuple[tuple[dict[str, str], str], ...] = (
    ({"column-0": "date", "column-1": "date", "column-3": "amount"}, "выбрано у нескольких столбцов"),
    ({"column-3": "amount"}, "в каком столбце дата"),
    ({"column-0": "date"}, "нет столбца суммы"),
    ({"column-0": "date", "column-3": "amount", "title_row": "77"}, "Такой строки среди показанных нет"),
    ({"column-0": "date", "column-3": "amount", "title_row": "x"}, "Нужно целое число"),
    ({"column-0": "date", "column-3": "amount", "account": "123"}, "это 20 цифр"),
    ({"column-0": "date", "column-3": "amount", "negative": "up"}, "Сумма с минусом"),
    ({"column-0": "date", "column-3": "amount", "name": "/"}, "не подходит"),
)


def test_columns_that_make_no_sense_are_told_and_what_was_chosen_stays(desk: Desk) -> None:
    shown = send(desk, CSV, "alfa.csv")
    usual = {"title_row": "2", "name": "Альфа", "negative": "out", "account": OWN}
    for fields, told in NO_SENSE:
        answer = desk.post("control", shown.location, {**usual, **fields})
        assert (answer.status_code, told in text_of(answer)) == (422, True), text_of(answer)
        if "column-3" in fields:
            assert re.search(r'(?s)name="column-3".*?value="amount" selected', answer.get_data(as_text=True))
    assert count(desk, StatementMappingRow) == 0


def test_a_workbook_is_sampled_too(desk: Desk) -> None:
    rows = [line.split(";") for line in CSV.splitlines()]
    assert send(desk, workbook(*rows), "alfa.xlsx").location.endswith("/columns")


@pytest.fixture
def doubtful(desk: Desk) -> int:
    """A payment of a known client that says nothing of a deal, before one of a stranger."""
    load(desk, statement((10_000_000, URAL, "Оплата за светильники"), (5_000, STRANGER, "Проценты")))
    return payment_of(desk, "Оплата за светильники")


def test_a_payment_is_split_between_deals_once_however_often_the_form_is_sent(desk: Desk, doubtful: int) -> None:
    url = f"/money/payments/{doubtful}/assign"
    form = hidden(desk.get("control", f"/money/payments/{doubtful}"), url)
    one, two, three = (place(desk, doubtful, code) for code in ("УЦ-1", "УЦ-2", "УЦ-3"))
    form |= {one: "60 000,00", two: "40000"}
    first, second = (desk.post("control", url, form) for _ in range(2))
    assert (first.status_code, second.location) == (303, first.location)
    assert placed(desk, doubtful) == [4_000_000, 6_000_000]
    other = desk.post("control", url, form | {three: "1"})
    assert other.status_code == 409, "one key stands for one form"


def test_a_payment_given_back_waits_again(desk: Desk, doubtful: int) -> None:
    act(desk, doubtful, "assign", **{place(desk, doubtful, "УЦ-1"): "100000"})
    assert "Платежи к разбору" in text_of(desk.get("control", "/money/payments?text=светильники"))
    assert act(desk, doubtful, "undo").status_code == 303
    assert placed(desk, doubtful) == []
    assert "Оплата за светильники" in text_of(desk.get("control", "/money/payments"))
    assert act(desk, doubtful, "undo").status_code == 409


WRONG: tuple[tuple[str, dict[str, str], tuple[int, str]], ...] = (
    ("assign", {}, (422, "Впишите сумму")),
    ("assign", {"to-1": "сто"}, (422, "Это не сумма")),
    ("assign", {"to-999999": "10"}, (409, "нет")),
    ("assign", {"to-1": "0"}, (409, "")),
    ("aside", {"reason": " "}, (422, "Укажите причину")),
    ("aside", {"reason": "р" * 301}, (422, "Слишком длинно")),
    ("payer", {"client": "nobody"}, (409, "в базе нет")),
    ("payer", {"client": ""}, (422, "")),
    ("accept", {"number": "7", "seen": "0"}, (409, "Предложения уже другие")),
    ("accept", {"number": "x", "seen": "0"}, (422, "Номер предложения")),
)


def test_wrong_input_about_a_payment_is_told_and_changes_nothing(desk: Desk, doubtful: int) -> None:
    before = count(desk, EventRow)
    stranger, first = payment_of(desk, "Проценты"), place(desk, doubtful, "УЦ-1")
    for name, given, (code, told) in WRONG:
        fields = {first if field == "to-1" else field: text for field, text in given.items()}
        answer = act(desk, stranger if name == "payer" else doubtful, name, **fields)
        assert (answer.status_code, told in text_of(answer)) == (code, True), text_of(answer)
        typed = [value for field, value in fields.items() if field in {first, "client"} and value]
        assert all(f'value="{value}"' in answer.get_data(as_text=True) for value in typed), "what was typed stays"
    assert count(desk, EventRow) == before


def test_more_than_a_payment_has_is_refused_with_the_sums_kept(desk: Desk, doubtful: int) -> None:
    answer = act(desk, doubtful, "assign", **{place(desk, doubtful, "УЦ-1"): "100000,01"})
    assert answer.status_code == 409
    assert 'value="100000,01"' in answer.get_data(as_text=True)
    assert placed(desk, doubtful) == []


def test_saving_leads_to_the_next_payment_of_the_list(desk: Desk, doubtful: int) -> None:
    stranger = payment_of(desk, "Проценты")
    page = desk.get("control", f"/money/payments/{stranger}?list=sort%3Dnewest")
    url = f"/money/payments/{stranger}/aside"
    answer = desk.post("control", url, {**hidden(page, url), "reason": "Проценты банка", "next": "1"})
    assert answer.location.startswith(f"/money/payments/{doubtful}?")
    assert "отложен" in text_of(desk.get("control", "/money/payments?state=ignored"))
    page = desk.get("control", f"/money/payments/{doubtful}")
    url = f"/money/payments/{doubtful}/aside"
    last = desk.post("control", url, {**hidden(page, url), "reason": "Ошибочный", "next": "1"})
    assert last.location == "/money/payments", "after the last one comes the list"


def test_proposals_of_one_confidence_are_accepted_together_and_taken_back(desk: Desk) -> None:
    load(desk, statement((31_240_000, URAL, FULL), (5_000, STRANGER, "Проценты")))
    key = payment_of(desk, FULL)
    assert desk.post("control", "/money/statements/1/undo").status_code == 303
    listed = text_of(desk.get("control", "/money/payments?confidence=high"))
    assert "1 платёж не отнесено 312 400,00 ₽" in listed
    asked = {"action": "accept", "query": "confidence=high", "all": "1"}
    sure = desk.post("control", "/money/payments/do", asked)
    assert "1 платёж" in text_of(sure)
    form = {**asked, "sure": "1", **hidden(sure)}
    answer = desk.post("control", "/money/payments/do", form)
    batch = int(answer.location.rpartition("/")[2])
    assert desk.post("control", "/money/payments/do", form).location == answer.location
    while do_some(desk.house, batch, TODAY) is not None:
        pass
    assert placed(desk, key) == [31_240_000]
    undone = desk.post("control", f"/control/work/{batch}/undo")
    while do_some(desk.house, int(undone.location.rpartition("/")[2]), TODAY) is not None:
        pass
    assert placed(desk, key) == []
    again = act(desk, key, "accept", number="1")
    assert (again.status_code, placed(desk, key)) == (303, [31_240_000])


def test_a_wrong_address_of_the_list_is_told(desk: Desk) -> None:
    for query in (
        "state=zzz",
        "confidence=1",
        "since=no",
        "least_sum=x",
        "statement=-1",
        "organization=77",
        "sort=zzz",
        "after=rubbish",
        "since=2026-11-02&until=2026-11-01",
        "least_sum=5&most_sum=4",
    ):
        assert desk.get("control", f"/money/payments?{query}").status_code in {409, 422}, query


def test_managers_see_the_money_of_their_own_deals_alone_and_lawyers_only_read(desk: Desk, doubtful: int) -> None:
    assert desk.get("orlova", "/money/payments").status_code == 403
    assert desk.get("orlova", f"/money/payments/{doubtful}").status_code == 403
    assert desk.get("orlova", "/money/deals/D1").status_code == 200
    assert desk.get("belov", "/money/deals/D1").status_code == 404
    assert desk.get("control", "/money/deals/none").status_code == 404
    page = desk.get("lawyer", f"/money/payments/{doubtful}")
    assert (page.status_code, "Отложить" in text_of(page)) == (200, False)
    assert act(desk, doubtful, "aside", "lawyer", reason="нет").status_code == 403
    assert send(desk, statement((1, URAL, FULL)), login="lawyer").status_code == 403


def test_a_screen_asks_the_database_no_more_for_more_rows(desk: Desk) -> None:
    seen: dict[str, list[int]] = {}
    for number in (3, 8, 16):
        load(desk, statement(*[(1_000 + n, URAL, f"{ADVANCE} {number}-{n}") for n in range(number)]))
        key = payment_of(desk, f"{ADVANCE} 3-0")
        for url in ("/money/payments", "/money/statements", "/money/statements/1", f"/money/payments/{key}"):
            desk.get("control", url)
            with desk.statements() as asked:
                assert desk.get("control", url).status_code == 200
            seen.setdefault(url, []).append(len(asked))
    assert max(max(counts) for counts in seen.values()) <= 12
    assert all(counts[1] == counts[2] for counts in seen.values()), seen
