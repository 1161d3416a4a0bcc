"""A link from the manager to the client and the signed scan back; closed links; what no link can ever serve."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from tests.docgen.scanning.here import run_here
from tests.web.desk import TODAY, Desk, open_desk, text_of
from tracker.models import DealRow, DocumentRow, ShareLinkRow
from tracker.papers.issuing import annul
from tracker.scans.confirming import awaiting
from tracker.sharing.choosing import shareable
from tracker.sharing.links import create_link
from tracker.sharing.listing import openings_of, returned_through_links
from web.access import ENTRIES, Audience

URL = "/deals/D1/share"
CANARY = "КАНАРЕЙКА"


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The jobs of scans done in this process: a process for each takes longer than all these tests."""
    for module in ("reading", "papers"):
        monkeypatch.setattr(f"docgen.scanning.{module}.run", run_here)
    monkeypatch.setattr("docgen.scanning.job.find_hidden_codes", lambda _: [])


@pytest.fixture
def late_desk(desk: Desk) -> Iterator[Desk]:
    """The same house two months later."""
    opened = open_desk(desk.house.settings.home, TODAY + timedelta(60))
    yield opened
    opened.close()


def papers_of(desk: Desk) -> dict[str, int]:
    with desk.house.database.read() as connection:
        statement = select(DocumentRow.kind, DocumentRow.id).join(DealRow, DealRow.id == DocumentRow.deal_id)
        return {row.kind: row.id for row in connection.execute(statement.where(DealRow.code == "D1"))}


def make_link(desk: Desk, *kinds: str, **given: Any) -> str:
    """A link to papers of D1, the invoice alone unless others are named; answers its secret."""
    papers = papers_of(desk)
    keys = [papers[kind] for kind in kinds or ("proforma_invoice",)]
    with desk.house.work("orlova", TODAY) as work:
        deal = work.connection.execute(select(DealRow.id).where(DealRow.code == "D1")).scalar_one()
        assert set(keys) <= {paper.id for paper in shareable(work.connection, deal, TODAY)}
        return create_link(work, deal, keys, **{"expires_on": TODAY + timedelta(14), **given})[1]


def give(desk: Desk, secret: str, *files: tuple[bytes, str], token: str | None = None) -> TestResponse:
    page = desk.get(None, f"/s/{secret}").get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    value = token if token is not None else found[1] if found else ""
    data = {"csrf_token": value, "files": [(io.BytesIO(content), name) for content, name in files]}
    return desk.as_(None).post(f"/s/{secret}", data=data, content_type="multipart/form-data")


def test_a_manager_shares_the_client_opens_downloads_and_returns_the_signed_scan(desk: Desk, in_process: None) -> None:
    page = desk.get("orlova", URL)
    once = re.search(r'name="once" value="([^"]+)"', page.get_data(as_text=True))
    assert once
    keys = [str(papers_of(desk)[kind]) for kind in ("proforma_invoice", "commercial_offer")]
    form = {"papers": keys, "expires_on": "2026-12-31", "note": "для бухгалтера", "once": once[1]}
    made = desk.post("orlova", URL, form)
    assert made.status_code == 200
    address = re.search(r'value="(http://localhost/s/([^"]+))"', made.get_data(as_text=True))
    assert address
    again = desk.post("orlova", URL, form)  # a double click makes no second link and tells nobody the secret again
    assert again.status_code == 303
    secret = address[2]
    assert secret not in desk.get("orlova", again.location).get_data(as_text=True)

    shown = text_of(desk.get(None, f"/s/{secret}"))
    assert "ООО «Светотехника»" in shown
    assert "Счет № 1 от 22.11.2026" in shown
    assert "31.12.2026" in shown
    bill = papers_of(desk)["proforma_invoice"]
    assert "Страница 1 из" in text_of(desk.get(None, f"/s/{secret}/{bill}"))
    picture = desk.get(None, f"/s/{secret}/{bill}/1.png")
    assert picture.data.startswith(b"\x89PNG")
    pdf = desk.get(None, f"/s/{secret}/{bill}.pdf")
    assert pdf.data.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"].startswith("attachment")

    returned = give(desk, secret, (pdf.data, "скан.pdf"))
    assert returned.status_code == 303
    assert "Сотрудник проверит" in text_of(desk.get(None, returned.location))
    with desk.house.database.read() as connection:
        (scan,) = awaiting(connection)
        assert scan.document_id == bill
        (one,) = returned_through_links(connection, None).rows
        link = connection.execute(select(ShareLinkRow.id)).scalar_one()
        opened = [row.paper for row in openings_of(connection, link).rows]
    assert one.name == "скан.pdf"
    assert {None, "Счет №\u00a01 от\u00a022.11.2026"} <= set(opened)
    assert "скан.pdf" in text_of(desk.get("orlova", "/returned-scans"))
    assert "скан.pdf" not in text_of(desk.get("belov", "/returned-scans"))
    assert "Страница ссылки" in text_of(desk.get("orlova", f"{URL}/{link}"))


def test_a_revoked_an_expired_and_an_unknown_link_answer_in_the_same_words(desk: Desk, late_desk: Desk) -> None:
    secret, expired = make_link(desk), make_link(desk)
    bill = papers_of(desk)["proforma_invoice"]
    assert desk.get(None, f"/s/{secret}").status_code == 200
    assert desk.post("orlova", f"{URL}/1/revoke").status_code == 303
    answers = [
        desk.get(None, f"/s/{secret}"),
        desk.get(None, f"/s/{secret}/{bill}"),
        desk.get(None, f"/s/{secret}/{bill}/1.png"),
        desk.get(None, f"/s/{secret}/{bill}.pdf"),
        give(desk, secret, (b"%PDF-", "a.pdf")),
        late_desk.get(None, f"/s/{expired}"),
        desk.get(None, "/s/never"),
        desk.get(None, "/s/" + "я" * 300),
        desk.get(None, f"/s/{expired}/{bill}/999.png"),
        desk.get(None, f"/s/{expired}/{10**12}.pdf"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.get_data(as_text=True) for answer in answers}) == 1
    assert "Ссылка не действует" in text_of(answers[0])


def test_what_a_link_answers_is_kept_nowhere_and_tells_no_referrer(desk: Desk) -> None:
    secret = make_link(desk)
    bill = papers_of(desk)["proforma_invoice"]
    for url in (f"/s/{secret}", f"/s/{secret}/{bill}", f"/s/{secret}/{bill}.pdf", "/s/never"):
        headers = desk.get(None, url).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "noindex" in headers["X-Robots-Tag"]


def test_the_secret_is_in_no_log_no_journal_and_no_table(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = make_link(desk)
    caplog.set_level(logging.DEBUG)
    desk.get(None, f"/s/{secret}")
    give(desk, secret, (b"rubbish", "a.exe"))
    monkeypatch.setattr("web.screens.sharing.opened.open_link", lambda *_: 1 / 0)
    assert desk.get(None, f"/s/{secret}").status_code == 500
    assert secret not in caplog.text
    with desk.house.database.read() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        for table in tables:
            if not table.startswith(("search_", "sqlite_")):
                assert secret not in str(connection.execute(text(f'SELECT * FROM "{table}"')).all())


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Выберите файл"),
        ([(b"", "пусто.pdf")], "отсканируйте"),
        ([(b"MZ\x00", "вирус.pdf")], "отсканируйте"),
        ([(b"<svg onload=alert(1)>", "<b>.svg")], "отсканируйте"),
        ([(b"%PDF-1", f"{number}.pdf") for number in range(25)], "не больше 20"),
    ],
)
def test_wrong_files_are_told_in_words(desk: Desk, files: list[tuple[bytes, str]], words: str) -> None:
    answer = give(desk, make_link(desk), *files)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "<b>.svg" not in answer.get_data(as_text=True)
    with desk.house.database.read() as connection:
        assert returned_through_links(connection, None).rows == ()


def test_files_that_fit_are_kept_when_another_does_not(desk: Desk, in_process: None) -> None:
    secret = make_link(desk)
    good = desk.get(None, f"/s/{secret}/{papers_of(desk)['proforma_invoice']}.pdf").data
    answer = give(desk, secret, (b"rubbish", "плохой.doc"), (good, "хороший.pdf"))
    assert answer.status_code == 422
    assert "Остальные файлы получены: хороший.pdf" in text_of(answer)


def test_a_forged_form_returns_nothing(desk: Desk) -> None:
    assert give(desk, make_link(desk), (b"%PDF-1", "a.pdf"), token="forged").status_code == 400
    with desk.house.database.read() as connection:
        assert returned_through_links(connection, None).rows == ()


def test_an_annulled_paper_is_marked_and_has_no_file(desk: Desk) -> None:
    secret = make_link(desk)
    bill = papers_of(desk)["proforma_invoice"]
    with desk.house.work("orlova", TODAY) as work:
        annul(work, bill, TODAY, "ошибка в сумме")
    assert "Аннулирован: не подписывайте его" in text_of(desk.get(None, f"/s/{secret}"))
    assert desk.get(None, f"/s/{secret}/{bill}.pdf").status_code == 404


def test_no_byte_that_a_link_serves_is_internal(desk: Desk, in_process: None) -> None:
    """Names of our people, ids, notes and papers made internal after the link: a canary in each of them."""
    secret = make_link(desk, "proforma_invoice", "commercial_offer", note=CANARY)
    kinds = papers_of(desk)
    with desk.house.database.write() as connection:
        connection.execute(text("UPDATE deals SET subject = :it, manager = 'Орлова Мария Викторовна'"), {"it": CANARY})
        connection.execute(
            text("UPDATE documents SET kind = 'internal_price_list', number = :it WHERE id = :id"),
            {"it": CANARY, "id": kinds["proforma_invoice"]},
        )
    served = []
    for rule in desk.app.url_map.iter_rules():
        if ENTRIES[rule.endpoint].audience is not Audience.LINK or "GET" not in (rule.methods or ()):
            continue
        for key in (*kinds.values(), 999):
            with desk.app.test_request_context():
                given = {"secret": secret, "document_id": key, "number": 1}
                url = desk.app.url_for(rule.endpoint, **{name: given[name] for name in rule.arguments})
            answer = desk.get(None, url)
            assert answer.status_code in {200, 404}
            served.append((key, url, answer))
    for key, url, answer in served:
        assert CANARY.encode() not in answer.data, url
        assert b"D1" not in answer.data or answer.mimetype != "text/html", url
        if key == kinds["proforma_invoice"] and url != f"/s/{secret}":
            assert answer.status_code == 404, url


def test_a_foreign_manager_and_a_link_of_another_deal_are_not_found(desk: Desk) -> None:
    make_link(desk)
    for url in (URL, f"{URL}/1"):
        assert desk.get("belov", url).status_code == 404
    assert desk.post("belov", f"{URL}/1/revoke").status_code == 404
    with desk.house.database.read() as connection:
        foreign = connection.execute(select(DealRow.code).where(DealRow.code != "D1").limit(1)).scalar_one()
    assert desk.get("head", f"/deals/{foreign}/share/1").status_code == 404
    assert desk.post("head", f"/deals/{foreign}/share/1/revoke").status_code == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"papers": []}, 422),
        ({"papers": ["999"]}, 422),
        ({"papers": ["<"]}, 422),
        ({"expires_on": ""}, 422),
        ({"expires_on": "31.31.2026"}, 422),
        ({"expires_on": "2020-01-01"}, 409),
        ({"expires_on": "2099-01-01"}, 409),
        ({"note": "я" * 301}, 422),
        ({"once": ""}, 409),
    ],
)
def test_a_wrong_link_form_makes_no_link_and_keeps_what_was_typed(
    desk: Desk, changes: dict[str, Any], code: int
) -> None:
    papers = [str(papers_of(desk)["proforma_invoice"])]
    form = {"papers": papers, "expires_on": "2026-12-31", "note": "моя пометка", "once": "k" * 20} | changes
    answer = desk.post("orlova", URL, form)
    assert answer.status_code == code
    if "note" not in changes:
        assert "моя пометка" in answer.get_data(as_text=True)
    with desk.house.database.read() as connection:
        assert connection.execute(select(ShareLinkRow.id)).first() is None


def test_the_client_may_read_english(desk: Desk) -> None:
    secret = make_link(desk)
    answer = desk.get(None, f"/s/{secret}?language=en")
    assert answer.status_code == 303
    page = desk.get(None, answer.location).get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "Return the signed papers" in page


def test_statements_do_not_grow_with_links(desk: Desk) -> None:
    counts = []
    desk.get("orlova", URL)
    for _ in range(2):
        secret = make_link(desk)
        with desk.statements() as staff:
            desk.get("orlova", URL)
        counts.append(len(staff))
    desk.get(None, f"/s/{secret}")
    with desk.statements() as client:
        desk.get(None, f"/s/{secret}")
    assert counts[0] == counts[1] <= 12
    assert len(client) <= 12
