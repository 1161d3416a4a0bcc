"""The command line as its users and their scripts see it."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader, PdfWriter

from docgen.library import find_kind
from web.cli import main

SAMPLE = find_kind("supply_contract").folder / "sample.yaml"
ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    return int(end.value.code or 0)


def edited(tmp_path: Path, **changes: object) -> Path:
    data = yaml.safe_load(SAMPLE.read_text(encoding="utf-8")) | changes
    path = tmp_path / "deal.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


def test_a_kit_is_three_papers_in_order_and_the_manifest_tells_the_truth(tmp_path: Path) -> None:
    assert run("kit", SAMPLE, "-o", tmp_path / "out") == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest) == {"documents", "kit"}
    assert [entry["kind"] for entry in manifest["documents"]] == [
        "supply_contract",
        "proforma_invoice",
        "commercial_offer",
    ]
    assert [set(entry) for entry in manifest["documents"]] == [
        {"kind", "number", "date", "total", "pages", "files"}
    ] * 3
    assert len({entry["total"] for entry in manifest["documents"]}) == 1
    files = [file for entry in manifest["documents"] for file in entry["files"]] + [manifest["kit"]]
    for file in files:
        assert Path(file["name"]).name == file["name"]
        assert sha256((tmp_path / "out" / file["name"]).read_bytes()).hexdigest() == file["sha256"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {file["name"] for file in files} | {
        "kit.zip",
        "manifest.json",
    }
    with zipfile.ZipFile(tmp_path / "out" / "kit.zip") as archive:
        assert {*archive.namelist()} == {file["name"] for file in files}


def test_the_bound_pdf_has_a_bookmark_and_labels_for_each_paper(tmp_path: Path) -> None:
    run("kit", SAMPLE, "-o", tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    reader = PdfReader(tmp_path / "kit.pdf")
    pages = [entry["pages"] for entry in manifest["documents"]]
    assert [reader.get_destination_page_number(item) for item in reader.outline] == [0, pages[0], pages[0] + pages[1]]
    assert [item.title.split()[0] for item in reader.outline] == ["Договор", "Счет", "Коммерческое"]
    assert len(reader.pages) == sum(pages) == manifest["kit"]["pages"]
    assert reader.page_labels[pages[0]] == "Счет 1"
    assert reader.metadata is not None
    assert reader.metadata.author == "ООО «Светотехника»"


def test_the_same_file_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("a", "b"):
        run("kit", SAMPLE, "-o", tmp_path / name)
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b"))
    assert first == second


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", "1"), ("b", "2")):
        subprocess.run(
            [sys.executable, "-m", "web.cli", "kit", str(SAMPLE), "-o", str(tmp_path / name)],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC{seed}", "LC_ALL": "C"},
        )
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b"))
    assert first == second


def test_a_full_disk_leaves_no_half_kit(tmp_path: Path) -> None:
    command = f"ulimit -f 64; exec {shlex.quote(sys.executable)} -m web.cli kit {shlex.quote(str(SAMPLE))} -o out/deep"
    done = subprocess.run(
        ["bash", "-c", command], check=False, capture_output=True, text=True, cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 2
    assert "ничего не записано" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_warning_is_told_and_the_kit_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    deal = data["deal"] | {"date": "2025-12-20"}
    terms = data["terms"] | {"valid_until": "2026-01-10"}
    assert run("kit", edited(tmp_path, deal=deal, terms=terms), "-o", tmp_path / "out") == 0
    assert "Внимание: Исполнение" in capsys.readouterr().err
    assert (tmp_path / "out" / "kit.pdf").is_file()


def test_a_kit_takes_the_place_of_the_former_one(tmp_path: Path) -> None:
    run("kit", SAMPLE, "-o", tmp_path / "out")
    (tmp_path / "out" / "заметки.txt").write_text("моё", encoding="utf-8")
    run("kit", edited(tmp_path, documents=["proforma_invoice"]), "-o", tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"1 Счет № 15.pdf", "1 Счет № 15.docx", "kit.pdf", "kit.zip", "manifest.json", "заметки.txt"}


def test_a_paper_changed_by_hand_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("kit", SAMPLE, "-o", tmp_path)
    contract = next(tmp_path.glob("1 *.docx"))
    contract.write_bytes(b"edited in Word")
    assert run("kit", SAMPLE, "-o", tmp_path) == 2
    assert contract.read_bytes() == b"edited in Word"
    assert contract.name in capsys.readouterr().err


def test_attachments_follow_the_papers(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "catalogue.pdf")
    file = edited(tmp_path, attachments=[{"title": "Каталог 2026", "file": "catalogue.pdf"}])
    assert run("kit", file, "-o", tmp_path / "out") == 0
    reader = PdfReader(tmp_path / "out" / "kit.pdf")
    assert reader.outline[-1].title == "Каталог 2026"
    assert reader.page_labels[-2:] == ["Приложение 1", "Приложение 2"]


def test_an_attachment_that_is_no_pdf_stops_the_kit_with_its_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "catalogue.pdf").write_bytes(b"%PDF-1.7 broken")
    file = edited(tmp_path, attachments=[{"title": "Каталог", "file": "catalogue.pdf"}])
    assert run("kit", file, "-o", tmp_path / "out") == 2
    assert "attachments[0].file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_every_fault_is_told_at_once_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    data["client"]["inn"] = "500123456751"
    data["lines"][1]["price"] = "-1"
    data["deal"]["date"] = "2026-02-30"
    data["extra"] = 1
    (tmp_path / "deal.json").write_text(json.dumps(data, default=str), encoding="utf-8")
    assert run("kit", tmp_path / "deal.json", "-o", tmp_path / "out") == 2
    told = capsys.readouterr().err
    for place in ("client.inn: ", "lines[1].price: ", "deal.date: ", "extra: "):
        assert place in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("fmt", ["pdf", "docx"])
def test_one_paper_comes_in_the_format_of_its_extension(tmp_path: Path, fmt: str) -> None:
    assert run("render", "proforma_invoice", SAMPLE, "-o", tmp_path / f"счёт.{fmt}") == 0
    assert (tmp_path / f"счёт.{fmt}").read_bytes().startswith(b"%PDF-" if fmt == "pdf" else b"PK")


@pytest.mark.parametrize(
    ("kind", "out", "told"),
    [
        ("proforma_invoice", "x.xlsx", "в формате xlsx"),
        ("proforma_invoice", "x", "нет расширения"),
        ("services_contract", "x.pdf", "supply_contract"),
        ("nothing", "x.pdf", "Нет вида документа"),
    ],
)
def test_what_cannot_be_rendered_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, out: str, told: str
) -> None:
    assert run("render", kind, SAMPLE, "-o", tmp_path / out) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_kinds_are_listed_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("kinds") == 0
    assert "Счет на оплату (pdf, docx)" in capsys.readouterr().out
    assert run("kinds", "--json") == 0
    listed = {entry["kind"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert listed["proforma_invoice"] == {
        "kind": "proforma_invoice",
        "title": "Счет на оплату",
        "audience": "client",
        "formats": ["pdf", "docx"],
        "confirms": [],
    }


def test_the_schema_is_printed_for_the_kit_and_for_a_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema", "kit") == 0
    assert "lines" in json.loads(capsys.readouterr().out)["properties"]
    assert run("schema", "supply_contract") == 0
    assert run("schema", "nothing") == 2


def test_the_doctor_finds_this_machine_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor") == 0
    told = capsys.readouterr().out
    assert "✗" not in told
    assert "plutoprint" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["kti"], "Может быть, kit?"),
        (["kit", "x.yaml"], "Не указано: -o / --output."),
        (["kit", "x.yaml", "-o", "y", "--engine", "z"], "Можно: plutoprint, weasyprint."),
        (["kit", "x.yaml", "-o", "y", "--enigne", "z"], "Нет ключа --enigne."),
        (["kinds", "extra"], "Лишние"),
    ],
)
def test_wrong_use_is_told_in_russian(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    assert run(*arguments) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["kit", "--help"], ["render", "--help"], []])
def test_help_is_russian(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(*arguments) == (0 if arguments else 2)
    captured = capsys.readouterr()
    told = captured.out + captured.err
    assert told.startswith("Применение: pervichka")
    assert not re.search(r"Usage|Options|Commands|Show|required|default", told)


@pytest.mark.parametrize(("place", "told"), [("file/deep", "это не папка"), ("file", "это не папка")])
def test_a_place_that_cannot_be_written_is_told_in_russian(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, told: str
) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    assert run("kit", SAMPLE, "-o", tmp_path / place) == 2
    assert told in capsys.readouterr().err
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_a_kit_loads_neither_a_database_nor_a_web_server_nor_the_slow_engine(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom web.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n    assert not end.code\n"
        "unwanted = {'sqlalchemy', 'flask', 'weasyprint', 'num2words', 'pymorphy3', 'tracker'} & set(sys.modules)\n"
        "assert not unwanted, unwanted\n"
    )
    subprocess.run([sys.executable, "-c", script, "kit", str(SAMPLE), "-o", str(tmp_path / "out")], check=True)
