"""`pervichka issue …`: papers are issued for good and lie in the folder, or there is neither."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from docgen import kit as kits
from docgen.errors import OutputError
from docgen.library import find_kind
from tests.web.shell import GOODS, SERVICES, codes, run, write_kit_file, write_paper_file
from tracker.house import Work
from tracker.models import DocumentRow
from web.settings import open_house

ROOT = Path(__file__).resolve().parents[3]
PRICES = find_kind("internal_price_list").folder / "sample.yaml"
Capture = pytest.CaptureFixture[str]


def numbers(kind: str) -> list[str]:
    """Numbers of issued papers of a kind, in order of issue."""
    house = open_house()
    with house.database.read() as connection:
        statement = select(DocumentRow.number).where(DocumentRow.kind == kind).order_by(DocumentRow.id)
        found = list(connection.execute(statement).scalars())
    house.close()
    return found


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def expensive(folder: Path, name: str = "cheap.json") -> Path:
    """The sample kit with a discount that no manager may give."""
    data = json.loads(write_kit_file(folder, name).read_text(encoding="utf-8"))
    data["lines"][0]["discount"] = "12"
    (folder / name).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return folder / name


def test_a_kit_is_a_deal_whose_papers_bear_numbers_and_name_each_other(
    home: Path, tmp_path: Path, capsys: Capture
) -> None:
    answer = run(capsys, "issue", "kit", write_kit_file(tmp_path), "-o", tmp_path / "out")
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[0] == "Сделка K-1"
    assert [line.split(", код")[0] for line in lines[1:4]] == [
        "Договор поставки № 1/11-2026 от 22 ноября 2026 г.",
        "Счет на оплату № 1 от 22 ноября 2026 г.",
        "Коммерческое предложение № 1 от 22 ноября 2026 г.",
    ]
    assert lines[4] == str(tmp_path / "out" / "kit.pdf")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["number"] for entry in manifest["documents"]] == ["1/11-2026", "1", "1"]


@pytest.mark.parametrize("code", ["", " ", "а  б", "а\nб", "Ж" * 201])
def test_a_code_that_nobody_could_type_is_refused(home: Path, tmp_path: Path, capsys: Capture, code: str) -> None:
    answer = run(capsys, "issue", "kit", write_kit_file(tmp_path), "-o", tmp_path / "out", "--code", code)
    assert (answer.status, "Код сделки" in answer.err) == (2, True)
    assert names(tmp_path / "out") == []


def test_a_code_is_of_one_deal(deal_home: Path, tmp_path: Path, capsys: Capture) -> None:
    answer = run(capsys, "issue", "kit", write_kit_file(tmp_path), "-o", tmp_path / "out", "--code", "D1")
    assert (answer.status, "«D1» уже есть" in answer.err) == (2, True)


def test_a_folder_with_somebodys_files_is_refused_before_a_number_is_given(
    home: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text("моё", encoding="utf-8")
    file = write_kit_file(tmp_path)
    answer = run(capsys, "issue", "kit", file, "-o", tmp_path / "out")
    assert (answer.status, "Укажите другую папку" in answer.err, numbers("supply_contract")) == (2, True, [])
    assert run(capsys, "issue", "kit", file, "-o", tmp_path / "other").status == 0
    assert numbers("supply_contract") == ["1/11-2026"]


@pytest.mark.parametrize("place", ["file", "file/deep", "я" * 300, "link"])
def test_a_folder_that_takes_no_files_is_refused_before_a_number_is_given(
    home: Path, tmp_path: Path, capsys: Capture, place: str
) -> None:
    (tmp_path / "file").write_text("моё", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    before = names(tmp_path)
    for command in (["kit", write_kit_file(tmp_path)], ["paper", "waybill", write_paper_file(tmp_path, "waybill")]):
        answer = run(capsys, "issue", *command, "-o", tmp_path / place)
        assert (answer.status, "Не удалось записать" in answer.err) == (2, True)
    assert numbers("supply_contract") == numbers("waybill") == []
    assert set(names(tmp_path)) - set(before) <= {"home", "kit.json", "waybill.json"}


def test_what_is_interrupted_before_the_commit_has_not_been(
    home: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(work: Work) -> None:
        raise KeyboardInterrupt

    file = write_kit_file(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Work, "flush", interrupted)
        assert run(capsys, "issue", "kit", file, "-o", tmp_path / "out").status == 130
    assert names(tmp_path / "out") == []
    assert run(capsys, "issue", "kit", file, "-o", tmp_path / "out").status == 0
    assert numbers("supply_contract") == ["1/11-2026"]


def test_files_that_could_not_be_written_after_the_commit_come_from_the_vault(
    home: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(kit: kits.Kit, folder: Path) -> None:
        raise OutputError("На диске нет места.")

    with monkeypatch.context() as patch:
        patch.setattr(kits, "write_kit", full)
        answer = run(capsys, "issue", "kit", write_kit_file(tmp_path), "-o", tmp_path / "out", "--code", "Д 1")
    assert answer.status == 2
    assert "pervichka paper files 'Д 1' -o ПАПКА" in answer.err
    assert run(capsys, "paper", "files", "Д 1", "-o", tmp_path / "out").status == 0
    assert "Договор № 1-11-2026.pdf" in names(tmp_path / "out")


@pytest.mark.parametrize(
    ("kind", "covers", "told"),
    [
        ("acceptance_certificate", [f"services={SERVICES}"], "Акт об оказании услуг № 1 от 23 ноября 2026 г."),
        ("waybill", [f"goods={GOODS}"], "Товарная накладная № 1 от 23 ноября 2026 г."),
        ("universal_transfer_document", [f"goods={GOODS}"], "Универсальный передаточный документ № 1"),
        ("tax_invoice", [f"goods={GOODS}", f"services={SERVICES}"], "Счет-фактура № 1 от 23 ноября 2026 г."),
        ("claim_letter", [], "Претензия № 1 от 23 ноября 2026 г."),
        ("reconciliation_statement", [f"goods={GOODS}"], "Акт сверки взаимных расчётов № 1 от 23 ноября 2026 г."),
    ],
)
def test_any_paper_of_the_deal_is_issued_with_what_it_covers(
    deal_home: Path, tmp_path: Path, capsys: Capture, *, kind: str, covers: list[str], told: str
) -> None:
    more = [word for one in covers for word in ("--covers", one)]
    file = write_paper_file(tmp_path, kind)
    answer = run(capsys, "issue", "paper", kind, file, "-o", tmp_path / "new", "--deal", "D1", *more)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith(told)
    assert [str(tmp_path / "new" / name) for name in names(tmp_path / "new")] == sorted(answer.out.splitlines()[1:])
    assert codes(answer.out)[0] in run(capsys, "deal", "D1").out


def test_papers_of_one_number_lie_side_by_side(deal_home: Path, tmp_path: Path, capsys: Capture) -> None:
    kept = {}
    for status in (1, 2):
        file = write_paper_file(tmp_path, "universal_transfer_document", status=status)
        answer = run(capsys, "issue", "paper", "universal_transfer_document", file, "-o", tmp_path, "--deal", "D1")
        kept[codes(answer.out)[0]] = Path(answer.out.splitlines()[1])
    first, second = kept
    assert [path.name for path in kept.values()] == ["УПД № 1.pdf", f"УПД № 1 {second}.pdf"]
    told = run(capsys, "deal", "D1").out
    assert f"{first}: УПД № 1 от 23.11.2026, статус 1 — Выпущен" in told
    assert f"{second}: УПД № 1 от 23.11.2026, статус 2 — Выпущен" in told


def test_a_paper_is_superseded_once_and_a_signed_one_with_a_reason(
    deal_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    file = write_paper_file(tmp_path, "acceptance_certificate")
    issue = ("issue", "paper", "acceptance_certificate", file, "-o", tmp_path)
    (first,) = codes(run(capsys, *issue, "--deal", "D1", "--covers", f"services={SERVICES}").out)
    (second,) = codes(run(capsys, *issue, "--deal", "D1", "--instead", first).out)
    again = run(capsys, *issue, "--deal", "D1", "--instead", first)
    assert (again.status, "документ заменён 23.11.2026" in again.err) == (2, True)
    run(capsys, "paper", "record", "D1", second, "--signed-by-client-on", "2026-11-23", "--authority", "head")
    assert "укажите причину" in run(capsys, *issue, "--deal", "D1", "--instead", second, "--reason", " ").err
    answer = run(capsys, *issue, "--deal", "D1", "--instead", second, "--reason", "Опечатка в сумме")
    assert answer.status == 0
    told = run(capsys, "deal", "D1").out
    assert f"{first}: Акт № 1 от 23.11.2026 — Заменён" in told
    assert f"{codes(answer.out)[0]}: Акт № 1 от 23.11.2026, исправление № 2 — Выпущен" in told
    assert set(numbers("acceptance_certificate")) == {"1"}


def test_a_paper_of_no_deal_is_superseded_by_the_code_on_its_pages(home: Path, tmp_path: Path, capsys: Capture) -> None:
    issue = ("issue", "paper", "waybill", write_paper_file(tmp_path, "waybill"), "-o", tmp_path / "out")
    (first,) = codes(run(capsys, *issue).out)
    assert run(capsys, *issue, "--instead", first.lower()).status == 0
    answer = run(capsys, *issue, "--instead", "нет")
    assert (answer.status, "Документа с кодом «нет» нет" in answer.err) == (2, True)
    assert numbers("waybill") == ["1", "1"]


@pytest.mark.parametrize(
    ("covers", "told"),
    [
        (["goods"], "нужно «обязательство=сумма»"),
        (["=5"], "нужно «обязательство=сумма»"),
        ([""], "нужно «обязательство=сумма»"),
        (["goods=0"], "больше 0"),
        (["goods=-5"], "больше 0"),
        (["goods=1e3"], "не число"),
        (["goods=NaN"], "не число"),
        (["goods=1.005"], "не больше 2 знаков"),
        (["goods=239755.01"], "239 755,00 руб., а документ покрывает 239 755,01 руб."),
        (["goods=99999999999999999999"], "не больше"),
        (["нет=5"], "есть: goods, services, payment-1, payment-2"),
        (["goods=1", "goods=2"], "уже названо"),
    ],
)
def test_nonsense_of_what_is_covered_is_refused(
    deal_home: Path, tmp_path: Path, capsys: Capture, covers: list[str], told: str
) -> None:
    more = [word for one in covers for word in ("--covers", one)]
    file = write_paper_file(tmp_path, "waybill")
    answer = run(capsys, "issue", "paper", "waybill", file, "-o", tmp_path / "new", "--deal", "D1", *more)
    assert (answer.status, told in answer.err) == (2, True), answer.err
    assert (names(tmp_path / "new"), numbers("waybill")) == ([], [])


def test_cover_in_vain_or_a_second_time_is_told(deal_home: Path, tmp_path: Path, capsys: Capture) -> None:
    issue = ("issue", "paper", "waybill", write_paper_file(tmp_path, "waybill"), "-o", tmp_path, "--deal", "D1")
    vain = run(capsys, *issue, "--covers", f"services={SERVICES}")
    assert (vain.status, vain.err) == (0, "Внимание: «services» (услуги): Накладная этого не подтверждает.\n")
    assert run(capsys, *issue, "--covers", "goods=100000.00").err == ""
    assert run(capsys, *issue, "--covers", "goods=139755.00").err == ""
    assert "«goods» уже покрывает Накладная № 2" in run(capsys, *issue, "--covers", "goods=0.01").err
    former = codes(run(capsys, *issue).out)[0]
    assert "уже покрывает" not in run(capsys, *issue, "--instead", former).err


def test_a_paper_that_names_another_contract_than_the_deals_is_told(
    deal_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    file = write_paper_file(tmp_path, "waybill", contract={"title": "Договор", "number": "25/11", "date": "2026-11-20"})
    told = run(capsys, "issue", "paper", "waybill", file, "-o", tmp_path, "--deal", "D1")
    assert (told.status, "договор № 25/11, а в сделке — Договор № 1/11-2026" in told.err) == (0, True)


def test_nothing_covers_without_a_deal_and_no_internal_paper_enters_one(
    deal_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    waybill = write_paper_file(tmp_path, "waybill")
    assert "--deal" in run(capsys, "issue", "paper", "waybill", waybill, "-o", tmp_path, "--covers", "goods=1").err
    internal = run(capsys, "issue", "paper", "internal_price_list", PRICES, "-o", tmp_path / "new", "--deal", "D1")
    assert (internal.status, "внутренний документ" in internal.err, names(tmp_path / "new")) == (2, True, [])


def test_goods_of_a_consignment_wait_for_the_signed_contract(home: Path, tmp_path: Path, capsys: Capture) -> None:
    sample = find_kind("consignment_contract").folder / "sample.yaml"
    assert run(capsys, "issue", "kit", sample, "-o", tmp_path / "out", "--code", "C1").status == 0
    client = json.loads(sample_json("consignment_contract"))["client"]
    file = write_paper_file(tmp_path, "waybill", client=client)
    issue = ("issue", "paper", "waybill", file, "-o", tmp_path, "--deal", "C1")
    refused = run(capsys, *issue)
    assert (refused.status, "не отпускается без подписанного договора" in refused.err) == (2, True)
    run(capsys, "paper", "record", "C1", "contract", "--signed-by-client-on", "2026-11-23")
    assert run(capsys, *issue).status == 0


def sample_json(kind: str) -> str:
    from docgen.intake.source import read_source

    return json.dumps(read_source(find_kind(kind).folder / "sample.yaml").data, default=str)


def test_a_discount_beyond_the_managers_waits_for_the_head_and_is_of_that_deal_alone(
    home: Path, tmp_path: Path, capsys: Capture
) -> None:
    run(capsys, "user", "add", "orlova", "--name", "Орлова Мария", "--role", "manager")
    run(capsys, "user", "add", "petrov", "--name", "Петров Пётр", "--role", "head")
    run(capsys, "prices", "load", PRICES)
    issue = ("issue", "kit", expensive(tmp_path), "-o", tmp_path / "out")
    refused = run(capsys, *issue)
    assert refused.status == 2
    assert "на 12%, вам можно не больше 5%" in refused.err
    assert "pervichka prices approve K-1 LED-36" in refused.err
    assert "--code K-1" in refused.err
    assert numbers("supply_contract") == []
    approve = ("prices", "approve", "K-1", "LED-36", "--percent", "12", "--by", "petrov", "--reason", "Остатки")
    assert run(capsys, *approve).status == 0
    other = run(capsys, *issue)
    assert (other.status, "prices approve K-2" in other.err) == (2, True), "the approval is not for whoever comes first"
    assert run(capsys, *issue, "--code", "K-1").out.startswith("Сделка K-1\n")


def test_processes_that_issue_at_once_wait_for_one_another(home: Path, tmp_path: Path, capsys: Capture) -> None:
    file = write_kit_file(tmp_path, documents=["proforma_invoice"])
    command = [sys.executable, "-m", "web.cli", "issue", "kit", str(file), "-o"]
    writers = [
        subprocess.Popen([*command, str(tmp_path / str(place))], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for place in range(4)
    ]
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [("", 0)] * 4
    assert numbers("proforma_invoice") == [str(number) for number in range(1, 5)]
    assert run(capsys, "verify").status == 0


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_command_leaves_no_copy_of_a_paper_that_was_not_issued(
    home: Path, tmp_path: Path, capsys: Capture, sent: signal.Signals
) -> None:
    file = write_kit_file(tmp_path, documents=["proforma_invoice"])
    command = [sys.executable, "-m", "web.cli", "issue", "kit", str(file), "-o"]
    for place, seconds in enumerate((0.4, 0.8, 1.2)):
        writer = subprocess.Popen([*command, str(tmp_path / str(place))], cwd=ROOT, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        os.kill(writer.pid, sent)
        writer.wait()
    copies = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("?/manifest.json")]
    assert {copy["documents"][0]["number"] for copy in copies} <= set(numbers("proforma_invoice"))
    assert run(capsys, "verify").status == 0


def test_a_house_that_cannot_be_is_told_in_russian(
    home: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = ("issue", "kit", write_kit_file(tmp_path), "-o", tmp_path / "out")
    (tmp_path / "file").write_text("моё" * 1000, encoding="utf-8")
    for name, value, told in (
        ("PERVICHKA_HOME", str(tmp_path / "file"), "не папка"),
        ("DATABASE_URL", "ерунда", "DATABASE_URL не подходит"),
        ("DATABASE_URL", f"sqlite:///{tmp_path / 'file'}", "не база"),
        ("DATABASE_URL", "postgresql://x:y@127.0.0.1:1/z", "не отвечает"),
        ("PERVICHKA_USER", "\udcff", "не в UTF-8"),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            answer = run(capsys, *kit)
        assert (answer.status, told in answer.err) == (2, True), answer.err
    assert names(tmp_path / "out") == []
