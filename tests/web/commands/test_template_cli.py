"""`pervichka template …`: a lawyer's day, from a first look at a template to papers made with it."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from docgen import office
from docgen.library import find_kind
from tests.docgen.template_check.test_checking import word
from web.cli import main

SAMPLE = find_kind("proforma_invoice").folder / "sample.yaml"
OWN = word("НАШ СЧЁТ {{ document.sign }}", "Всего {{ totals.gross | money }} руб.")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERVICHKA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PERVICHKA_TODAY", "2026-11-22")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "наш счёт.docx"
    path.write_bytes(OWN)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return int(end.value.code or 0), told.out, told.err


def render(capsys: pytest.CaptureFixture[str], out: Path, *more: str) -> str:
    status, _, told = run(capsys, "render", "proforma_invoice", SAMPLE, "-o", out, *more)
    return told if status else ""


def text_of(path: Path) -> str:
    pages = pypdfium2.PdfDocument(path.read_bytes())
    return " ".join(page.get_textpage().get_text_range() for page in pages)


def test_a_good_template_is_checked_and_added(capsys: pytest.CaptureFixture[str], own: Path, tmp_path: Path) -> None:
    assert run(capsys, "template", "check", own, "--kind", "proforma_invoice")[0] == 0
    status, told, _ = run(capsys, "template", "add", own, "--kind", "proforma_invoice")
    assert (status, "версия 1" in told) == (0, True)
    kept = tmp_path / "home" / "templates" / "proforma_invoice" / "1" / "template.docx"
    assert kept.read_bytes() == OWN
    listed = run(capsys, "template", "list")[1]
    assert "proforma_invoice" in listed
    assert "2026-11-22" in listed
    assert "в работе" in listed


def test_a_template_with_faults_is_told_and_not_added(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.docx"
    bad.write_bytes(word("{{ totals.gros }}"))
    status, told, _ = run(capsys, "template", "check", bad, "--kind", "proforma_invoice", "--json")
    assert status == 1
    assert json.loads(told)["unknown"][0]["nearest"] == "totals.gross"
    assert run(capsys, "template", "add", bad, "--kind", "proforma_invoice")[0] == 1
    assert not (tmp_path / "home").exists()


def test_papers_are_made_with_the_template_in_use(
    capsys: pytest.CaptureFixture[str], own: Path, tmp_path: Path
) -> None:
    run(capsys, "template", "add", own, "--kind", "proforma_invoice")
    assert render(capsys, tmp_path / "own.docx") == ""
    assert "НАШ СЧЁТ" in docx_text(tmp_path / "own.docx")
    assert render(capsys, tmp_path / "shipped.docx", "--template", "shipped") == ""
    assert "НАШ СЧЁТ" not in docx_text(tmp_path / "shipped.docx")
    run(capsys, "template", "use", "proforma_invoice", "shipped")
    assert render(capsys, tmp_path / "back.docx") == ""
    assert (tmp_path / "back.docx").read_bytes() == (tmp_path / "shipped.docx").read_bytes()
    assert render(capsys, tmp_path / "one.docx", "--template", "1") == ""
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "own.docx").read_bytes()


def docx_text(path: Path) -> str:
    import docx

    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def test_a_paper_remembers_the_version_that_made_it(
    capsys: pytest.CaptureFixture[str], own: Path, tmp_path: Path
) -> None:
    import docx

    run(capsys, "template", "add", own, "--kind", "proforma_invoice")
    render(capsys, tmp_path / "own.docx")
    assert "template=local-1;" in docx.Document(str(tmp_path / "own.docx")).core_properties.comments
    render(capsys, tmp_path / "shipped.docx", "--template", "shipped")
    assert "template=1;" in docx.Document(str(tmp_path / "shipped.docx")).core_properties.comments


@pytest.mark.office
def test_a_docx_template_gives_a_pdf_with_code_and_properties(
    capsys: pytest.CaptureFixture[str], own: Path, tmp_path: Path
) -> None:
    run(capsys, "template", "add", own, "--kind", "proforma_invoice")
    assert render(capsys, tmp_path / "own.pdf", "--id", "7K3MZQ4X9B2T") == ""
    assert "НАШ СЧЁТ" in text_of(tmp_path / "own.pdf")
    properties = pypdfium2.PdfDocument((tmp_path / "own.pdf").read_bytes()).get_metadata_dict()
    assert "template=local-1" in properties["Keywords"]
    assert properties["Title"].startswith("Счет на оплату")


def test_without_libreoffice_a_pdf_of_a_docx_template_is_one_line_of_advice(
    capsys: pytest.CaptureFixture[str], own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(content: bytes) -> bytes:
        del content
        raise office.OfficeError("Для PDF из шаблона DOCX нужен LibreOffice: sudo apt install libreoffice-writer-nogui")

    run(capsys, "template", "add", own, "--kind", "proforma_invoice")
    monkeypatch.setattr(office, "docx_to_pdf", absent)
    told = render(capsys, tmp_path / "own.pdf")
    assert "LibreOffice" in told
    assert len(told.splitlines()) == 1
    assert not (tmp_path / "own.pdf").exists()


def test_an_html_template_gives_a_pdf_and_no_docx(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "own.html"
    page.write_text(
        '{% extends "_base/document.html" %}{% block body %}<h1>НАШ СЧЁТ {{ document.sign }}</h1>{% endblock %}',
        encoding="utf-8",
    )
    assert run(capsys, "template", "add", page, "--kind", "proforma_invoice")[0] == 0
    assert render(capsys, tmp_path / "own.pdf") == ""
    assert "НАШ СЧЁТ № 15" in text_of(tmp_path / "own.pdf").replace("\u00a0", " ")
    assert "Можно: pdf" in render(capsys, tmp_path / "own.docx")
    status, *_ = run(capsys, "kit", SAMPLE, "-o", tmp_path / "kit")
    assert status == 0
    assert [path.suffix for path in sorted((tmp_path / "kit").glob("2 *"))] == [".pdf"]


def test_the_reference_of_placeholders_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "template", "fields", "proforma_invoice")[1]
    assert "seller.bank.account" in told
    assert "lines[].price" in told
    listed = json.loads(run(capsys, "template", "fields", "claim_letter", "--json")[1])
    assert {"path", "type", "meaning"} == set(listed[0])


@pytest.mark.parametrize(
    "arguments", [("use", "proforma_invoice", "9"), ("check", "nothing.docx"), ("fields", "nothing")]
)
def test_a_wrong_name_is_one_line_of_russian(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    status, _, told = run(capsys, "template", *arguments)
    assert status == 2
    assert len(told.splitlines()) == 1
    assert "Traceback" not in told
