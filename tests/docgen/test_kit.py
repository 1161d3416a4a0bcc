"""A kit: nothing internal, nothing foreign to the deal, everything from one snapshot."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from docgen.attachments import Attachment
from docgen.audience import InternalKindError
from docgen.documents import Numbers, Snapshot
from docgen.errors import OutputError
from docgen.kit import Kit, UnfitKindError, assemble, render, write_kit
from docgen.library import find_kind
from docgen.money import Money
from docgen.rendering import FormatError
from tests.builders import make_line, make_snapshot

THREE = [find_kind(name) for name in ("supply_contract", "proforma_invoice", "commercial_offer")]


def contents(kit: Kit) -> dict[str, bytes]:
    return {file.name: file.content for file in kit.files}


def test_an_internal_kind_is_refused_before_anything_is_drawn() -> None:
    internal = replace(THREE[1], audience="internal", folder=Path("nowhere"))
    with pytest.raises(InternalKindError, match="внутренний документ"):
        assemble(make_snapshot(), [THREE[0], internal])


def test_a_contract_of_another_kind_is_refused() -> None:
    with pytest.raises(UnfitKindError, match="supply_contract"):
        render(make_snapshot(), find_kind("services_contract"), "pdf")


def test_a_format_that_the_kind_has_not_is_refused() -> None:
    with pytest.raises(FormatError, match="pdf, docx"):
        render(make_snapshot(), THREE[1], "xlsx")


def test_the_archive_holds_every_paper_the_bound_pdf_and_the_attachments() -> None:
    content = render(make_snapshot(), THREE[1], "pdf")
    kit = assemble(make_snapshot(), THREE, [Attachment("Каталог: 2026/27", content)])
    files = contents(kit)
    with zipfile.ZipFile(io.BytesIO(files["kit.zip"])) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed.pop("Приложение 1 Каталог- 2026-27.pdf") == content
    assert packed == {name: data for name, data in files.items() if name not in {"kit.zip", "manifest.json"}}


def test_the_manifest_counts_pages_of_papers_and_of_the_whole() -> None:
    attached = render(make_snapshot(), THREE[1], "pdf")
    files = contents(assemble(make_snapshot(), THREE, [Attachment("Каталог", attached)]))
    manifest = json.loads(files["manifest.json"])
    for entry in manifest["documents"]:
        pdf = next(file["name"] for file in entry["files"] if file["name"].endswith(".pdf"))
        assert entry["pages"] == len(PdfReader(io.BytesIO(files[pdf])).pages)
    whole = len(PdfReader(io.BytesIO(files["kit.pdf"])).pages)
    assert whole == manifest["kit"]["pages"] == sum(entry["pages"] for entry in manifest["documents"]) + 1


def test_papers_with_like_numbers_do_not_share_a_file_name() -> None:
    numbers = Numbers(given={"contract": "1/2", "proforma_invoice": "1-2"}, otherwise="1:2")
    kit = assemble(make_snapshot(numbers=numbers), THREE)
    assert len(contents(kit)) == len(kit.files)


@pytest.mark.parametrize("number", ["../../x", "a" * 300, "№\u00a05 «особый»", "💡", "."])
def test_any_number_makes_a_file_name(tmp_path: Path, number: str) -> None:
    numbers = Numbers(given={"proforma_invoice": number}, otherwise="1")
    write_kit(assemble(make_snapshot(numbers=numbers), [THREE[1]]), tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 5


@pytest.mark.parametrize("name", ["manifest.json", "kit.pdf", "kit.zip", "1 Счет № 15.docx"])
def test_somebody_elses_file_is_never_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(OutputError, match="другую папку"):
        write_kit(assemble(make_snapshot(), [THREE[1]]), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"mine"


def test_a_damaged_manifest_does_not_free_the_papers_beside_it(tmp_path: Path) -> None:
    kit = assemble(make_snapshot(), [THREE[1]])
    write_kit(kit, tmp_path)
    (tmp_path / "manifest.json").write_text('{"documents": []}', encoding="utf-8")
    with pytest.raises(OutputError, match="другую папку"):
        write_kit(kit, tmp_path)


def test_a_contract_of_another_kind_is_not_bound_either() -> None:
    with pytest.raises(UnfitKindError):
        assemble(make_snapshot(), [find_kind("services_contract")])


def test_a_kind_without_a_pdf_cannot_be_bound() -> None:
    with pytest.raises(FormatError, match="docx"):
        assemble(make_snapshot(), [replace(THREE[1], formats=("docx",))])


def test_a_paper_that_was_removed_is_simply_made_again(tmp_path: Path) -> None:
    kit = assemble(make_snapshot(), [THREE[1]])
    write_kit(kit, tmp_path)
    next(tmp_path.glob("*.docx")).unlink()
    write_kit(kit, tmp_path)
    assert len(list(tmp_path.glob("*.docx"))) == 1


def test_a_paper_changed_by_hand_is_kept(tmp_path: Path) -> None:
    kit = assemble(make_snapshot(), [THREE[1]])
    write_kit(kit, tmp_path)
    paper = next(tmp_path.glob("*.docx"))
    paper.write_bytes(b"mine")
    with pytest.raises(OutputError, match="изменённые вручную"):
        write_kit(kit, tmp_path)
    assert paper.read_bytes() == b"mine"


def test_a_seller_whose_name_fills_the_code_still_gets_an_invoice() -> None:
    seller = make_snapshot().seller
    long = replace(seller, short_name="ООО «" + "Светотехника и электромонтаж " * 10 + "»")
    assert render(make_snapshot(seller=long), THREE[1], "pdf")


def contract_text(snapshot: Snapshot) -> str:
    from docgen.context import contract_kind, document_context

    sections = document_context(snapshot, contract_kind(snapshot))["sections"]
    return "\n".join(clause["text"] for section in sections for clause in section["clauses"])


def test_a_contract_that_may_cross_a_change_of_vat_says_what_happens_to_the_price() -> None:
    from docgen.vat import change_between

    change = change_between(date(2025, 12, 20), date(2025, 12, 20), date(2026, 1, 30))
    assert change is not None
    crossing = contract_text(make_snapshot(rate_change=change)).replace("\u00a0", " ")
    assert "1 января 2026 г." in crossing
    assert "22%" in crossing
    assert "1 января 2026 г." not in contract_text(make_snapshot()).replace("\u00a0", " ")


def test_a_kit_of_a_free_line_still_adds_up() -> None:
    lines = make_line(1), make_line(2, discount=make_line().discount * 20)
    assert lines[1].gross == Money(0)
    assert assemble(make_snapshot(*lines), THREE).papers[0].context["totals"]["count"] == 2


def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = assemble(make_snapshot(), [THREE[1]])

    def refuse(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refuse)  # root may look everywhere, so the right cannot be taken away
    with pytest.raises(OutputError, match="нет прав"):
        write_kit(kit, tmp_path / "out")


def test_a_manifest_that_is_nested_too_deep_is_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(OutputError, match="manifest"):
        write_kit(assemble(make_snapshot(), [THREE[1]]), tmp_path)
