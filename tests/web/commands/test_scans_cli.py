"""`pervichka scan`, `confirm`, `tray` as their users run them."""

from __future__ import annotations

import io
import sys

import pytest
from sqlalchemy import select

from tests.docgen.scanning.here import run_here
from tests.docgen.scanning.scanner import Scanner, as_bytes, as_pdf, pages_of
from tests.tracker.scans.quick import plain_page
from tests.web.shell import run
from tracker.models import DocumentFileRow, DocumentRow
from web.cli import main
from web.commands.scan_lines import ranges
from web.settings import open_house

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def in_process(monkeypatch):
    for module in ("reading", "papers"):
        monkeypatch.setattr(f"docgen.scanning.{module}.run", run_here)
    monkeypatch.setattr("docgen.scanning.job.find_hidden_codes", lambda _: [])


@pytest.fixture
def invoice(deal_home):
    """The code of the invoice of deal D1, and a picture of its page."""
    house = open_house()
    statement = (
        select(DocumentRow.page_id, DocumentFileRow.sha256)
        .join(DocumentFileRow, DocumentFileRow.document_id == DocumentRow.id)
        .where(DocumentRow.kind == "proforma_invoice", DocumentFileRow.name.endswith(".pdf"))
    )
    with house.database.read() as connection:
        page_id, digest = connection.execute(statement).one()
    (page,) = pages_of(house.vault.read(digest), 120)
    house.close()
    return page_id, page


@pytest.fixture
def stack(invoice, tmp_path):
    """A scanned stack: the invoice on its head, a page of nobody's, a blank back."""
    _, page = invoice
    path = tmp_path / "стопка.pdf"
    path.write_bytes(as_pdf([page.rotate(180), plain_page(), Scanner(1, sigma=0).blank()]))
    return path


def typed(monkeypatch, *lines):
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def columns(page_id):
    house = open_house()
    with house.database.read() as connection:
        statement = select(DocumentRow.__table__).where(DocumentRow.page_id == page_id)
        found = dict(connection.execute(statement).mappings().one())
    house.close()
    return found


def test_a_stack_is_taken_in_told_and_shown_in_the_tray(invoice, stack, capsys: Capture, tmp_path):
    code, _ = invoice
    told = run(capsys, "scan", stack)
    assert (told.status, told.err) == (0, "")
    assert told.out.splitlines() == [
        "Принят стопка.pdf: 3 страницы",
        "Документы: 1",
        f"  Счет № 1 от 22.11.2026, код {code}: одна страница",
        "Пустые обороты: 1",
        "В лотке: 1",
        "  2: стопка.pdf, стр. 2 — код не прочитан",
        "Дальше: посмотрите подписи и подтвердите их — pervichka confirm",
        "Лоток: pervichka tray show НОМЕР -o ФАЙЛ.png, затем tray file или tray discard",
    ]
    again = run(capsys, "scan", stack)
    assert again == (0, "стопка.pdf: этот файл уже принят 23.11.2026, ничего не изменено\n", "")
    assert run(capsys, "tray").out.endswith("— код не прочитан\nВ лотке: 1\n")
    assert "пустая" in run(capsys, "tray", "list", "--all").out
    picture = tmp_path / "page.png"
    assert run(capsys, "tray", "show", 2, "-o", picture).status == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_files_that_cannot_be_taken_are_told_and_the_rest_is_taken(invoice, stack, capsys: Capture, tmp_path):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 rubbish")
    told = run(capsys, "scan", bad, stack)
    assert (told.status, told.err) == (2, "Не принят bad.pdf: PDF повреждён: отсканируйте заново.\n")
    assert "Документы: 1" in told.out
    missing = run(capsys, "scan", tmp_path / "none.pdf", stack)
    assert (missing.status, "нет такого файла" in missing.err, "уже принят" in missing.out) == (2, True, True)
    nothing = run(capsys, "scan", tmp_path / "none.pdf", tmp_path)
    assert (nothing.status, nothing.out, nothing.err.count("Не удалось прочитать")) == (2, "", 2)
    wrong = run(capsys, "scan", stack, "--organization", "7700000000")
    assert (wrong.status, "ИНН 7700000000 в базе нет" in wrong.err) == (2, True)


def test_one_key_for_each_question_confirms_a_signature(invoice, stack, capsys: Capture, monkeypatch, home):
    code, _ = invoice
    run(capsys, "scan", stack)
    assert code in run(capsys, "confirm", "--list").out
    typed(monkeypatch, "п", "р", "", "д")
    told = run(capsys, "confirm")
    assert (told.status, "Подтверждено." in told.out, told.err) == (0, True, "")
    assert told.out.endswith("Ждут подтверждения: 0\n")
    (picture,) = (home / "confirm").glob("*.png")
    assert str(picture) in told.out
    row = columns(code)
    assert [str(row[key]) for key in ("signed_by_client_on", "scan_on", "original_on")] == ["2026-11-23"] * 3
    assert row["signer_authority"] == "head"


def test_a_closed_keyboard_stops_the_questions(invoice, stack, capsys: Capture, monkeypatch):
    run(capsys, "scan", stack)
    monkeypatch.setattr(sys, "stdin", None)
    told = run(capsys, "confirm")
    assert (told.status, "Остановлено" in told.out) == (0, True)


def test_a_stack_is_taken_in_although_nobody_hears_of_it(invoice, stack, capsys: Capture, monkeypatch):
    with monkeypatch.context() as deaf:
        deaf.setattr(sys, "stderr", None)
        with pytest.raises(SystemExit) as end:
            main(["scan", str(stack)])
    assert (end.value.code, "Ждут подтверждения: 1" in run(capsys, "confirm", "--list").out) == (0, True)


def test_whoever_only_presses_enter_has_checked_no_authority(invoice, stack, capsys: Capture, monkeypatch):
    code, _ = invoice
    run(capsys, "scan", stack)
    typed(monkeypatch, "п", "", "", "")
    assert "Enter — не проверено" in run(capsys, "confirm").out
    assert columns(code)["signer_authority"] == "unknown"


def test_a_power_of_attorney_is_asked_about_and_a_wrong_answer_is_asked_again(
    invoice, stack, capsys: Capture, monkeypatch
):
    code, _ = invoice
    run(capsys, "scan", stack)
    typed(monkeypatch, "х", "g", "l", "15", "32.01.2026", "01.01.2026", "2026-12-31", "23.11.2026", "н")
    told = run(capsys, "confirm", code)
    assert told.out.count("Такого ответа нет.") == 2
    row = columns(code)
    kept = [str(row[key]) for key in ("signer_authority", "attorney_number", "attorney_from", "attorney_until")]
    assert kept == ["power_of_attorney", "15", "2026-01-01", "2026-12-31"]
    assert row["original_on"] is None


def test_what_is_not_confirmed_leaves_the_paper_unsigned(invoice, stack, capsys: Capture, monkeypatch):
    run(capsys, "scan", stack)
    for keys, told, left in (
        (["о"], "Отложено", 1),
        (["в"], "Остановлено", 1),
        ([], "Остановлено", 1),
        (["п", "", "21.11.2026", "н"], "раньше даты самого документа", 1),
        (["н"], "не подписан, скан сохранён", 0),
    ):
        typed(monkeypatch, *keys)
        heard = run(capsys, "confirm", "-o", stack.parent / "pictures")
        assert (heard.status, told in heard.out + heard.err) == (0, True)
        assert heard.out.endswith(f"Ждут подтверждения: {left}\n")
        assert columns(invoice[0])["signed_by_client_on"] is None


def test_a_script_confirms_without_questions(invoice, stack, capsys: Capture):
    code, _ = invoice
    run(capsys, "scan", stack)
    for wrong in (
        [code, "--signed-on", "2026-11-23"],
        [code, "--authority", "head"],
        ["--signed-on", "2026-11-23", "--authority", "head"],
        [code, "--not-signed", "--signed-on", "2026-11-23"],
    ):
        assert run(capsys, "confirm", *wrong).status == 2
    assert run(capsys, "confirm", code, "--not-signed").out == "Отмечено: не подписан, скан сохранён.\n"
    right = ["--signed-on", "2026-11-23", "--authority", "head", "--original-on", "2026-11-23"]
    assert run(capsys, "confirm", f"{code.lower()}/1/1", *right) == (0, "Подтверждено.\n", "")
    assert str(columns(code)["original_on"]) == "2026-11-23"
    again = run(capsys, "confirm", code, *right)
    assert (again.status, "confirm --list" in again.err) == (2, True)


def test_pages_of_the_tray_are_filed_and_discarded(invoice, capsys: Capture, tmp_path):
    code, _ = invoice
    for name, lines in (("a.png", 5), ("b.png", 9)):
        (tmp_path / name).write_bytes(as_bytes(plain_page(lines)))
    run(capsys, "scan", tmp_path / "a.png", tmp_path / "b.png")
    assert run(capsys, "tray", "file", 1, code, "--page", 5).status == 2
    filed = run(capsys, "tray", "file", 1, "D1", code, "--page", 1, "--turn", 180)
    assert (filed.status, filed.out) == (0, "Вложена: Счет № 1 от 22.11.2026. Дальше: pervichka confirm\n")
    assert run(capsys, "tray", "discard", 2, "--reason", "реклама").out == "Убрана из лотка.\n"
    assert run(capsys, "tray").out == "В лотке: 0\n"
    assert "убрана: реклама" in run(capsys, "tray", "list", "--all").out


@pytest.mark.parametrize(
    ("numbers", "told"), [((), ""), ((3,), "3"), ((1, 2, 3, 7), "1–3, 7"), ((5, 4, 4, 2), "2, 4–5")]
)
def test_numbers_of_pages_are_told_in_runs(numbers, told):
    assert ranges(numbers) == told
