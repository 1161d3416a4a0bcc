"""Signed papers come home: a stack in, each paper looked at, what fits nowhere sorted by hand."""

from __future__ import annotations

import io
import re
import struct
import zlib

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.docgen.scanning.here import run_here
from tests.docgen.scanning.scanner import Scanner, as_pdf, pages_of
from tests.tracker.scans.quick import plain_page
from tests.web.desk import TODAY, Desk, open_desk, text_of
from tests.web.screens.test_money import hidden, load
from tests.web.test_papers_and_money_come_home import STATEMENT
from tracker.batches.doing import do_some
from tracker.models import DocumentFileRow, DocumentRow, EventRow, ObligationRow, ScanIntakeRow, ScanPageRow
from tracker.recording import perform
from tracker.scans import intakes

LATER = TODAY.replace(year=2027)


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("reading", "papers"):
        monkeypatch.setattr(f"docgen.scanning.{module}.run", run_here)
    monkeypatch.setattr("docgen.scanning.job.find_hidden_codes", lambda _: [])
    for room in ("registers.acting", "scans.stacks"):
        monkeypatch.setattr(f"web.screens.{room}.enqueue", lambda *_: None)


def pages(desk: Desk, kind: str) -> list[Image.Image]:
    """Pictures of the printed pages of the deal's paper."""
    statement = (
        select(DocumentFileRow.sha256)
        .join(DocumentRow, DocumentRow.id == DocumentFileRow.document_id)
        .where(DocumentRow.kind == kind, DocumentFileRow.name.endswith(".pdf"))
    )
    with desk.house.database.read() as connection:
        digest = connection.execute(statement.order_by(DocumentRow.id.desc())).scalars().first()
    return list(pages_of(desk.house.vault.read(digest), 120))


def send(desk: Desk, *files: tuple[str, bytes], once: str = "", login: str = "control") -> TestResponse:
    key = once or hidden(desk.get("control", "/scans/stacks/new"))["once"]
    fields = {"once": key, "organization": "", "files": [(io.BytesIO(content), name) for name, content in files]}
    return desk.post(login, "/scans/stacks/new", fields, content_type="multipart/form-data")


def take(desk: Desk) -> None:
    """What the worker does."""
    for key in intakes.waiting(desk.house):
        intakes.take(desk.house, key, TODAY)


def count(desk: Desk, model: type) -> int:
    with desk.house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar_one()


def facts(desk: Desk, kind: str) -> dict[str, object]:
    with desk.house.database.read() as connection:
        statement = select(DocumentRow.__table__).where(DocumentRow.kind == kind, DocumentRow.page_id.is_not(None))
        return dict(connection.execute(statement).mappings().one())


def decide(desk: Desk, scan_id: int, name: str = "confirm", login: str = "control", /, **fields: str) -> TestResponse:
    url = f"/scans/{scan_id}/{name}"
    page = desk.get("control", f"/scans/{scan_id}")
    seen = {"signed_on": "2026-11-23", "authority": "head"} if name == "confirm" else {}
    return desk.post(login, url, {**hidden(page, url), **seen, **fields})


@pytest.fixture
def scanned(desk: Desk) -> Desk:
    """A desk to which the invoice came home, with a page of nobody's and a blank back: scan 1, tray page 2."""
    stack = as_pdf([pages(desk, "proforma_invoice")[0].rotate(180), plain_page(), Scanner(1, sigma=0).blank()])
    assert send(desk, ("стопка.pdf", stack)).location == "/scans/stacks/1"
    take(desk)
    return desk


def test_controls_day_from_the_banks_statement_to_a_finding_that_is_gone(desk: Desk) -> None:
    assert load(desk, STATEMENT.replace("\n", "\r\n")).status_code == 303
    with desk.house.work("control", TODAY) as work:
        owed = select(ObligationRow.id).where(ObligationRow.code.in_(["goods", "services"]))
        for key in work.connection.execute(owed).scalars().all():
            perform(work, key, TODAY)
    plan = desk.get("control", "/closing/?month=2026-11")
    form = hidden(plan, "/closing/start")
    batch = int(desk.post("control", "/closing/start", {**form, "sure": "y"}).location.rpartition("/")[2])
    while do_some(desk.house, batch, TODAY) is not None:
        pass
    later = open_desk(desk.house.settings.home, LATER)
    later.house.sweep(LATER)
    assert "D1" in text_of(later.get("control", "/control/findings?rule=paid_unconfirmed"))
    stack = [*pages(desk, "universal_transfer_document"), *pages(desk, "acceptance_certificate")]
    assert send(later, ("день.pdf", as_pdf(stack))).status_code == 303
    take(later)
    assert "Ждут подтверждения 2" in text_of(later.get("control", "/scans/stacks/1"))
    last = [decide(later, scan, next="1", original_on="2026-11-23").location for scan in (1, 2)][-1]
    assert last == "/scans/awaiting"
    assert "Подтверждать нечего" in text_of(later.get("control", last))
    assert "D1" not in text_of(later.get("control", "/control/findings?rule=paid_unconfirmed"))
    later.close()


def test_a_stack_is_read_in_the_background_and_told_in_words(desk: Desk) -> None:
    stack = as_pdf([pages(desk, "proforma_invoice")[0], plain_page(), Scanner(1, sigma=0).blank()])
    answer = send(desk, ("стопка.pdf", stack), ("bad.pdf", b"%PDF-1.4 rubbish"))
    assert "Прочитано страниц: 0 из 3" in text_of(desk.get("control", answer.location))
    take(desk)
    told = text_of(desk.get("control", answer.location))
    for words in (
        "Документы 1",
        "Страницы в лотке 1",
        "Пустые обороты 1",
        "Не принят bad.pdf: PDF повреждён",
        "все, 1",
    ):
        assert words in told
    fragment = desk.get("control", answer.location, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in fragment
    assert "hx-trigger" not in fragment, "nothing is asked for any more"


def test_a_stack_sent_twice_is_taken_once(desk: Desk) -> None:
    content = ("a.png", _png(pages(desk, "proforma_invoice")[0]))
    first = send(desk, content, once="k" * 30)
    assert send(desk, content, once="k" * 30).location == first.location
    assert count(desk, ScanIntakeRow) == 1
    take(desk)
    again = send(desk, content)
    assert (again.status_code, "этот файл уже принят" in text_of(again)) == (422, True)


def _png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def _bomb() -> bytes:
    """A PNG of few bytes that unpacks to nine hundred million points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000)) + chunk(b"IEND", b"")
    )


NO_SCANS = {
    "empty.pdf": b"",
    "text.pdf": "не картинка".encode(),
    "archive.zip": b"PK\x03\x04" + b"\0" * 100,
    "bomb.png": _bomb(),
    "page.html": b"<script>alert(1)</script>",
    "vector.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}


def test_what_is_no_scan_is_refused_in_words_and_nothing_changes(desk: Desk) -> None:
    before = count(desk, EventRow)
    for name, content in NO_SCANS.items():
        answer = send(desk, (name, content))
        assert (answer.status_code, name in text_of(answer)) == (422, True), text_of(answer)
    assert (count(desk, ScanIntakeRow), count(desk, EventRow)) == (0, before)


def test_no_file_and_one_too_large_are_told(desk: Desk) -> None:
    assert "Выберите файлы сканера" in text_of(send(desk))
    desk.app.config["MAX_CONTENT_LENGTH"] = 10_000
    assert send(desk, ("a.pdf", b"%PDF-" + b" " * 20_000)).status_code == 413


def test_pictures_are_png_of_ours_and_the_file_itself_is_never_sent(scanned: Desk) -> None:
    for url in ("/scans/1/signatures.png", "/scans/1/pages/1.png", "/scans/tray/2/page.png"):
        answer = scanned.get("control", url)
        assert (answer.status_code, answer.content_type) == (200, "image/png")
        assert answer.data.startswith(b"\x89PNG")
    for url in ("/scans/1/pages/2.png", "/scans/1/pages/0.png", "/scans/77/signatures.png", "/scans/tray/77/page.png"):
        assert scanned.get("control", url).status_code == 404


def test_a_confirmation_records_what_was_seen_once(scanned: Desk) -> None:
    url = "/scans/1/confirm"
    fields = {**hidden(scanned.get("control", "/scans/1"), url), "signed_on": "2026-11-22"}
    fields |= {"authority": "power_of_attorney", "attorney_number": "15", "attorney_from": "2026-01-01"}
    first, second = (scanned.post("control", url, fields) for _ in range(2))
    assert (first.status_code, second.location) == (303, first.location)
    row = facts(scanned, "proforma_invoice")
    assert (str(row["signed_by_client_on"]), row["signer_authority"]) == ("2026-11-22", "power_of_attorney")
    assert (row["attorney_number"], row["original_on"]) == ("15", None)
    assert decide(scanned, 1).status_code == 409, "it is decided"
    assert "доверенность № 15" in text_of(scanned.get("control", "/scans/1"))


IMPOSSIBLE: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"signed_on": ""}, 422, "Укажите день подписи"),
    ({"signed_on": "31.02.2026"}, 422, "Это не дата"),
    ({"signed_on": "2026-11-24"}, 409, "Проверьте день подписи"),
    ({"authority": "king"}, 422, "по какому праву"),
    ({"authority": "circumstances"}, 422, "по какому праву"),
    ({"original_on": "2026-11-01"}, 409, "Проверьте оба дня"),
    ({"attorney_from": "2026-02-01", "attorney_until": "2026-01-01"}, 422, "Раньше, чем"),
    ({"attorney_number": "1" * 201}, 422, "Слишком длинно"),
    ({"once": ""}, 409, "Ключ повтора"),
)


def test_a_confirmation_that_cannot_be_is_told_and_what_was_typed_stays(scanned: Desk) -> None:
    for fields, code, told in IMPOSSIBLE:
        answer = decide(scanned, 1, **{"attorney_number": "77", **fields})
        assert (answer.status_code, told in text_of(answer)) == (code, True), text_of(answer)
        assert "attorney_number" in fields or 'value="77"' in answer.get_data(as_text=True)
    assert facts(scanned, "proforma_invoice")["signed_by_client_on"] is None


def test_a_paper_without_a_signature_is_rejected_and_a_slip_is_mended(scanned: Desk) -> None:
    assert decide(scanned, 1, "reject").status_code == 303
    assert "подписи нет" in text_of(scanned.get("control", "/scans/awaiting?state=rejected"))
    assert facts(scanned, "proforma_invoice")["signed_by_client_on"] is None
    assert decide(scanned, 1).status_code == 303
    assert str(facts(scanned, "proforma_invoice")["signed_by_client_on"]) == "2026-11-23"


def test_managers_see_scans_of_their_own_deals_and_decide_nothing(scanned: Desk) -> None:
    assert "Счет № 1" in text_of(scanned.get("orlova", "/scans/awaiting"))
    page = text_of(scanned.get("orlova", "/scans/1"))
    assert ("Подтвердить" in page, "подтверждает контроль договоров" in page) == (False, True)
    assert "Счет № 1" not in text_of(scanned.get("belov", "/scans/awaiting"))
    for url in ("/scans/1", "/scans/1/signatures.png", "/scans/1/pages/1.png", "/scans/1/next"):
        assert scanned.get("belov", url).status_code == 404
    for login in ("orlova", "lawyer"):
        assert decide(scanned, 1, "confirm", login).status_code == 403
        assert send(scanned, ("a.png", b"x"), login=login).status_code == 403
    assert scanned.get("orlova", "/scans/tray").status_code == 403


def page_state(desk: Desk, key: int) -> str:
    with desk.house.database.read() as connection:
        return connection.execute(select(ScanPageRow.state).where(ScanPageRow.id == key)).scalar_one()


def test_a_page_of_the_tray_is_filed_by_hand_once(scanned: Desk) -> None:
    page = scanned.get("control", "/scans/tray/2?q=D1").get_data(as_text=True)
    offer = re.search(r'(?s)name="document" value="(\d+)"[^>]*>[^/]*?Предложение', page)[1]
    url = "/scans/tray/2/file"
    for wrong, code, told in (
        ({}, 422, "отметьте его"),
        ({"document": offer}, 422, "Какая это страница"),
        ({"document": offer, "page": "0"}, 422, "Номер страницы"),
        ({"document": offer, "page": "9"}, 409, "страницы 9 нет"),
        ({"document": "999999", "page": "1"}, 409, "в базе нет"),
        ({"document": offer, "page": "1", "turn": "45"}, 422, ""),
    ):
        answer = scanned.post("control", url, {"q": "D1", **wrong})
        assert (answer.status_code, told in text_of(answer)) == (code, True), text_of(answer)
    assert page_state(scanned, 2) == "unread"
    done = {"q": "D1", "document": offer, "page": "1", "turn": "180"}
    assert scanned.post("control", url, done).location == "/scans/tray"
    assert scanned.post("control", url, done).status_code == 409
    assert page_state(scanned, 2) == "by_hand"
    assert "Предложение № 1" in text_of(scanned.get("control", "/scans/awaiting"))


def test_a_page_is_put_away_for_a_reason_alone(scanned: Desk) -> None:
    answer = scanned.post("control", "/scans/tray/2/discard", {"reason": " "})
    assert (answer.status_code, page_state(scanned, 2)) == (422, "unread")
    assert scanned.post("control", "/scans/tray/2/discard", {"reason": "чужая бумага"}).status_code == 303
    assert "Лоток пуст" in text_of(scanned.get("control", "/scans/tray"))
    assert "чужая бумага" in text_of(scanned.get("control", "/scans/tray?all=1"))
    assert scanned.post("control", "/scans/tray/1/discard", {"reason": "нет"}).status_code == 409, "it is filed"


def test_no_screen_asks_the_database_more_than_it_may(scanned: Desk) -> None:
    for login, url in (
        ("control", "/scans/awaiting"),
        ("orlova", "/scans/awaiting"),
        ("control", "/scans/1"),
        ("orlova", "/scans/1"),
        ("control", "/scans/stacks"),
        ("control", "/scans/stacks/1"),
        ("control", "/scans/tray"),
        ("control", "/scans/tray/2?q=D1"),
    ):
        scanned.get(login, url)
        with scanned.statements() as asked:
            assert scanned.get(login, url).status_code == 200
        assert len(asked) <= 12, url


def test_a_wrong_address_of_the_list_is_told(desk: Desk) -> None:
    for query in ("state=zzz", "pages=1", "organization=77", "sort=zzz", "after=rubbish"):
        assert desk.get("control", f"/scans/awaiting?{query}").status_code in {409, 422}, query


def test_a_stack_that_failed_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from docgen.sandbox import UnavailableError

    send(desk, ("a.png", _png(pages(desk, "proforma_invoice")[0])))

    def broken(*_: object, **__: object) -> None:
        raise UnavailableError("Чужие файлы здесь не открыть.")

    with monkeypatch.context() as patch:
        patch.setattr("tracker.scans.intakes.take_in", broken)
        for _ in range(5):
            with pytest.raises(UnavailableError):
                take(desk)
    assert intakes.waiting(desk.house) == []
    assert "Чужие файлы здесь не открыть" in text_of(desk.get("control", "/scans/stacks/1"))
    assert desk.post("control", "/scans/stacks/1/retry").status_code == 303
    take(desk)
    assert "Документы 1" in text_of(desk.get("control", "/scans/stacks/1"))


def test_names_of_files_lose_their_folders(desk: Desk) -> None:
    send(desk, ("C:\\сканы\\..\\стопка.png", _png(pages(desk, "proforma_invoice")[0])))
    assert "стопка.png : 1 страница" in text_of(desk.get("control", "/scans/stacks/1"))
