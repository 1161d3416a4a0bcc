"""The library: kinds, templates from the first look to their use, hostile files, texts of contracts."""

from __future__ import annotations

import io
import re

import pytest
from werkzeug.test import TestResponse

from docgen.library import find_kind
from tests.docgen.sandbox import docx_files, hostile_expressions
from tests.docgen.template_check.test_checking import word
from tests.web.desk import TODAY, Desk, text_of
from tracker.accounts.visitors import allow_internal_prices
from tracker.own_templates import library_of
from web.screens.library.words import condition, pieces

KIND = "/library/kinds/proforma_invoice"
GOOD = b"<!doctype html><html lang=ru><head><title>x</title></head><body><p>{{ document.sign }}</p></body></html>"
MACROS = docx_files.with_type("application/vnd.ms-office.vbaProject", "word/vbaProject.bin", b"\0")


def bring(desk: Desk, content: bytes, name: str = "счёт.html", login: str = "lawyer", url: str = KIND) -> TestResponse:
    return desk.post(login, f"{url}/templates", {"file": (io.BytesIO(content), name)})


def kept(desk: Desk) -> list[int]:
    return [one.number for one in library_of(desk.house.settings).versions("proforma_invoice")]


def test_a_template_is_checked_kept_put_in_use_and_taken_back(desk: Desk) -> None:
    assert bring(desk, GOOD).status_code == 303
    assert "проверен" in text_of(desk.get("lawyer", KIND))
    library = library_of(desk.house.settings)
    assert library.in_use("proforma_invoice") is None
    assert desk.post("lawyer", f"{KIND}/use/1").status_code == 303
    used = library.in_use("proforma_invoice")
    assert used is not None
    assert used.number == 1
    page = text_of(desk.get("orlova", KIND))
    assert "Версия 1 счёт.html в работе" in page
    assert "Громов Илья Андреевич : включена версия 1" in page
    assert desk.post("lawyer", f"{KIND}/use/1").status_code == 409
    assert desk.post("head", f"{KIND}/use/shipped").status_code == 303
    assert library.in_use("proforma_invoice") is None
    assert "снят с работы" in text_of(desk.get("lawyer", KIND))


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"<p>{{ document.sign }}</p><script>alert(1)</script>", "a.html", "скрипт"),
        (b'<p>{{ document.sign }}</p><img src="http://127.0.0.1/x">', "a.html", "внешняя связь"),
        (b"<p>{{ document.__class__ }}</p>", "a.html", "не годится"),
        (b"<p>{{ document.sing }}</p>", "a.html", "document.sign"),
        (b"<p>{% if document %}</p>", "a.html", "не годится"),
        (MACROS, "a.docx", "макросы"),
        (b"PK\x03\x04 not a zip", "a.docx", ""),
        (b"\0" * 100, "a.html", ""),
        (word("{{ document.sign }}"), "a.docm", ".docx"),
        (b"", "a.html", "пуст"),
    ],
    ids=["script", "fetch", "dunder", "typo", "open tag", "macros", "broken zip", "zeros", "suffix", "empty"],
)
def test_a_hostile_or_broken_template_is_told_in_words_and_nothing_is_kept(
    desk: Desk, content: bytes, name: str, told: str
) -> None:
    answer = bring(desk, content, name)
    assert answer.status_code == 422, text_of(answer)
    assert told in text_of(answer)
    assert "Traceback" not in text_of(answer)
    assert kept(desk) == []


def test_expressions_that_climb_out_are_refused_at_the_desk_too(desk: Desk) -> None:
    for text in [*hostile_expressions.WALKS.values()][:4]:
        assert bring(desk, f"<p>{{{{ document.sign }}}}{text}</p>".encode()).status_code == 422, text
    assert kept(desk) == []


def test_what_the_check_says_cannot_become_markup(desk: Desk) -> None:
    page = bring(desk, b"<p>{{ document['<b onmouseover=x>'] }}</p>", "<img src=x>.html").get_data(as_text=True)
    assert "<b onmouseover" not in page
    assert "<img src=x>" not in page


def test_only_lawyers_heads_and_administrators_change_templates(desk: Desk) -> None:
    for login in ("orlova", "control"):
        assert bring(desk, GOOD, login=login).status_code == 403
        assert desk.post(login, f"{KIND}/use/shipped").status_code == 403
    assert kept(desk) == []
    assert bring(desk, GOOD, login="admin").status_code == 303


def test_nothing_is_sent_without_a_file(desk: Desk) -> None:
    for data in ({}, {"file": (io.BytesIO(b""), "")}):
        answer = desk.post("lawyer", f"{KIND}/templates", data)
        assert answer.status_code == 422
        assert "Выберите файл" in text_of(answer)


def test_a_foreign_file_is_downloaded_and_never_shown(desk: Desk) -> None:
    bring(desk, GOOD)
    answer = desk.get("lawyer", f"{KIND}/files/1")
    assert answer.data == GOOD
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "html" not in answer.headers["Content-Type"]
    picture = desk.get("lawyer", f"{KIND}/samples/1.png")
    assert picture.data.startswith(b"\x89PNG")
    assert desk.get("lawyer", f"{KIND}/samples/1.pdf").headers["Content-Disposition"].startswith("attachment")
    for path in ("files/2", "files/../../x", "samples/9.png", "samples/0.pdf", "files/01"):
        assert desk.get("lawyer", f"{KIND}/{path}").status_code == 404


def test_internal_kinds_are_for_those_who_see_internal_prices(desk: Desk) -> None:
    title = find_kind("internal_price_list").title
    url = "/library/kinds/internal_price_list"
    assert title not in text_of(desk.get("lawyer", "/library/"))
    for path in ("", "/files/shipped", "/samples/shipped.pdf", "/samples/shipped.png"):
        assert desk.get("lawyer", url + path).status_code == 404
    assert bring(desk, GOOD, url=url).status_code == 404
    with desk.house.work("admin", TODAY) as work:
        allow_internal_prices(work, "lawyer", is_allowed=True)
    assert title in text_of(desk.get("lawyer", "/library/"))
    assert desk.get("lawyer", url).status_code == 200
    refused = bring(desk, GOOD, url=url)
    assert refused.status_code == 422
    assert "внутренний документ" in text_of(refused)


def test_a_damaged_folder_is_told_and_hides_no_other_kind(desk: Desk) -> None:
    bring(desk, GOOD)
    version = library_of(desk.house.settings).find("proforma_invoice", "1")
    version.path.unlink()
    page = desk.get("lawyer", "/library/")
    assert page.status_code == 200
    assert "папка повреждена" in text_of(page)
    assert "не цела" in text_of(desk.get("lawyer", KIND))


def test_contract_texts_are_shown_with_conditions_protections_and_what_awaits_a_lawyer(desk: Desk) -> None:
    page = text_of(desk.get("orlova", "/library/clauses/services_contract"))
    assert "Односторонний акт имеет силу" in page
    assert "если в сделке есть" in page
    assert "{%" not in page
    goods = text_of(desk.get("orlova", "/library/examples/supply_contract?composition=goods"))
    works = text_of(desk.get("orlova", "/library/examples/supply_contract?composition=works"))
    assert "Нет: Односторонний акт имеет силу" in goods
    assert "Нет: Односторонний акт имеет силу" not in works
    assert desk.get("orlova", "/library/examples/supply_contract?composition=air").status_code == 422
    for path in ("clauses/waybill", "clauses/consignment_contract", "clauses/supply_contract/commission", "examples/x"):
        assert desk.get("orlova", f"/library/{path}").status_code == 404


def test_screens_ask_the_database_little(desk: Desk) -> None:
    for path in ("", "kinds/proforma_invoice", "clauses", "clauses/supply_contract", "examples/supply_contract"):
        desk.get("orlova", f"/library/{path}")
        with desk.statements() as seen:
            assert desk.get("orlova", f"/library/{path}").status_code == 200
        assert len(seen) <= 6, seen


def test_every_kind_opens_and_leads_to_its_page(desk: Desk) -> None:
    links = re.findall(r'href="(/library/kinds/\w+)"', desk.get("orlova", "/library/").get_data(as_text=True))
    assert len(links) > 20
    for link in links:
        assert desk.get("orlova", link).status_code == 200, link


def test_conditions_and_clauses_are_told_in_words() -> None:
    assert condition("deal.has_goods and not deal.has_works") == "в сделке есть товар и в сделке нет работ"
    assert condition("not (deal.has_goods or x.y)") == "не (в сделке есть товар или x.y)"
    told = list(pieces("{{ us.nominative }} передаёт{% if terms.period %} в срок{%- else %} сразу{% endif %}."))
    assert told == [
        (True, "us.nominative"),
        (None, " передаёт"),
        (False, "⟨если назван период:"),
        (None, " в срок"),
        (False, "иначе:"),
        (None, " сразу"),
        (False, "⟩"),
        (None, "."),
    ]
