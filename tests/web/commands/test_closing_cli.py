"""`pervichka closing`, `batch`, `worker`: a month closed as its user closes it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.web.shell import run
from tracker.models import SignatoryRow
from web.settings import open_house

Capture = pytest.CaptureFixture[str]
CLOSING = ("closing", "--month", "2026-11")
DONE = "№ 1  Закрытие за ноябрь 2026 г.: сделано 3 из 3\n"


@pytest.fixture
def performed_home(deal_home: Path, capsys: Capture) -> Path:
    """Deal D1 whose goods and services were performed."""
    for name in ("goods", "services"):
        assert run(capsys, "fact", "performed", "D1", name, "--on", "2026-11-23").out == "Записано.\n"
    return deal_home


def answer(patch: pytest.MonkeyPatch, text: str) -> None:
    patch.setattr("click.prompt", lambda *_, **__: text)


def test_the_plan_is_shown_issued_after_consent_and_its_files_are_written(
    performed_home: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = run(capsys, *CLOSING)
    assert plan.status == 0
    assert "УПД: 1 на 239 755,00 руб." in plan.out
    assert "23.11.2026  Акт, 38 000,00 руб. — ИП Шевченко П. А., сделка D1" in plan.out
    answer(monkeypatch, "нет")
    assert run(capsys, *CLOSING, "--issue").out.endswith("Ничего не выпущено.\n")
    answer(monkeypatch, "Да")
    issued = run(capsys, *CLOSING, "--issue")
    assert issued.status == 0
    assert issued.out.endswith(f"{DONE}Файлы: pervichka batch files 1 -o ПАПКА\n")
    assert run(capsys, *CLOSING, "--issue").out.endswith("Всё исполненное закрыто документами.\nВыпускать нечего.\n")
    written = [Path(line) for line in run(capsys, "batch", "files", "1", "-o", tmp_path / "files").out.splitlines()]
    assert [path.suffix for path in written] == [".zip", ".pdf"]
    with zipfile.ZipFile(written[0]) as archive:
        names = archive.namelist()
    assert names == [
        f"ООО «Светотехника»/{name}" for name in ("Акт № 1.pdf", "Акт № 1.docx", "УПД № 1.pdf", "Счет-фактура № 2.pdf")
    ]
    printed = PdfReader(written[1])
    assert [mark.title.replace("\u00a0", " ") for mark in printed.outline] == [
        "Акт № 1 от 23.11.2026",
        "УПД № 1 от 23.11.2026",
        "Счет-фактура № 2 от 23.11.2026",
    ]


def test_the_plan_as_data_says_what_is_to_be_issued(performed_home: Path, capsys: Capture) -> None:
    told = json.loads(run(capsys, *CLOSING, "--goods", "waybill", "--organization", "7712345671", "--json").out)
    assert [(paper["kind"], paper["amount"], paper["covers"]) for paper in told["papers"]] == [
        ("waybill", "239755.00", {"goods": "239755.00"}),
        ("acceptance_certificate", "38000.00", {"services": "38000.00"}),
        ("tax_invoice", "277755.00", {"goods": "239755.00", "services": "38000.00"}),
    ]
    assert (told["impossible"], told["month"], told["goods"]) == ([], "2026-11", "waybill")


def test_what_is_left_to_a_worker_is_done_by_it_or_by_the_same_command(performed_home: Path, capsys: Capture) -> None:
    left = run(capsys, *CLOSING, "--issue", "--yes", "--background")
    assert "Пакет № 1 ждёт" in left.out
    assert "ждёт 3" in run(capsys, "batch", "list").out
    again = run(capsys, *CLOSING, "--issue")
    assert again.out.startswith("Этот месяц уже закрывается: пакет № 1 не закончен, продолжаю его.\n")
    assert DONE in again.out
    assert run(capsys, "batch", "list").out == DONE


def test_what_failed_is_told_with_its_reason_and_tried_again(performed_home: Path, capsys: Capture) -> None:
    _expire_power_of_client()
    failed = run(capsys, *CLOSING, "--issue", "--yes")
    assert failed.status == 1
    assert "сделано 0 из 3, не вышло 3" in failed.out
    assert "Акт, ИП Шевченко П. А., D1: client.signatory.power_of_attorney" in failed.out
    assert "Исправьте причины и повторите: pervichka batch retry 1" in failed.out
    _expire_power_of_client(until=None)
    assert run(capsys, "batch", "retry", "1").out == f"Повторить: 3\n{DONE}Файлы: pervichka batch files 1 -o ПАПКА\n"
    assert run(capsys, "batch", "retry", "1").out == "Повторить: 0\n"


def _expire_power_of_client(until: str | None = "2026-11-01") -> None:
    from datetime import date

    from sqlalchemy import update

    day = date.fromisoformat(until) if until else None
    house = open_house()
    with house.database.write() as connection:
        connection.execute(
            update(SignatoryRow)
            .where(SignatoryRow.name.like("Шевченко%"))
            .values(attorney_from=day and date(2025, 1, 1), attorney_until=day, attorney_number=day and "5")
        )
    house.close()


def test_a_worker_does_what_waits_and_ends(performed_home: Path, capsys: Capture) -> None:
    from tracker.jobs import table
    from tracker.jobs import worker as worker_module

    run(capsys, *CLOSING, "--issue", "--yes", "--background")
    only = {"batch": table.JOBS["batch"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_module, "JOBS", only)
        assert run(capsys, "worker", "--once").status == 0
    assert run(capsys, "batch", "show", "1").out == DONE


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("closing", "--month", "ноябрь"), "«ноябрь» — не месяц: нужен вид 2026-11 (год-месяц).\n"),
        (("closing", "--month", "2026-11", "--organization", "1"), "Нашей организации с ИНН 1 в базе нет"),
        (("batch", "show", "5"), "Пакета работ № 5 нет"),
        (("batch", "files", "5", "-o", "x"), "Пакета работ № 5 нет"),
        (("batch", "retry", "5"), "Пакета работ № 5 нет"),
    ],
)
def test_wrong_use_is_told_in_russian(home: Path, capsys: Capture, words: tuple[str, ...], told: str) -> None:
    failed = run(capsys, *words)
    assert failed.status == 2
    assert told in failed.err


def test_before_anything_there_is_nothing_to_show(home: Path, capsys: Capture) -> None:
    assert run(capsys, "batch", "list").out == "Пакетов ещё не было.\n"
    assert "Всё исполненное закрыто документами." in run(capsys, *CLOSING).out
