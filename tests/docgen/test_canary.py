"""Nothing internal reaches a client: every internal field is marked, every paper for clients is searched for marks.

A new internal field is marked and searched for without a change here, or fails the first tests until it is.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from python_calamine import CalamineWorkbook

from docgen.attachments import Attachment, read_pdf
from docgen.audience import BANNER, InternalKindError
from docgen.blocks import BLOCKS
from docgen.blocks.base import Block
from docgen.blocks.catalogue import DiscountRuleSection, ItemSection
from docgen.bundle import File
from docgen.catalogue import Group, Item, PublicGroup, PublicItem
from docgen.catalogue_views import InternalItemView, ItemView
from docgen.errors import AttachmentError, InputError
from docgen.intake import read_kit
from docgen.intake.source import Source
from docgen.kit import Paper, assemble, pack_for_client
from docgen.library import audiences, find_kind, kinds
from docgen.papers.reading import PaperOrder, form_of, paper_from
from docgen.placeholders import reference
from docgen.rendering import render_paper
from tests.builders import make_snapshot
from tests.conftest import has_pango
from tests.docgen.canary import INTERNAL_OF_ITEM, INTERNAL_OF_RULE, found_in, marked_file
from tests.samples import sample_order
from tests.templates.drafts import sample

INTERNAL = [name for name, kind in kinds().items() if kind.is_internal]
FOR_CLIENTS = [name for name, kind in kinds().items() if not kind.is_internal]
ENGINES = ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)]


def blocks_of(name: str) -> Iterator[Block]:
    """All blocks of a form, those inside others too; a paper of the kit has none."""
    kind = find_kind(name)
    waiting = [] if kind.is_of_kit else list(form_of(kind).blocks.values())
    while waiting:
        block = waiting.pop()
        yield block
        waiting += [*getattr(block, "blocks", {}).values(), *getattr(block, "columns", {}).values()]


def reads_prices(name: str) -> bool:
    return any(BLOCKS[field.block].startswith("docgen.blocks.catalogue:") for field in find_kind(name).fields)


@cache
def marked_order(name: str) -> PaperOrder:
    """The paper of a marked file; of its sample, if the kind knows no prices."""
    if not reads_prices(name):
        return sample_order(name)
    return paper_from(Source(marked_file()[0], ()), find_kind(name))


@cache
def rendered(name: str, fmt: str, engine: str = "plutoprint") -> bytes:
    return render_paper(find_kind(name), marked_order(name).context, fmt, engine, document_id="22NG4E7K9Z2A")


MARKS = marked_file()[1]


def test_what_a_client_sees_has_no_place_for_anything_internal() -> None:
    only_internal = {field.name for field in fields(Item)} - {"public"}
    assert only_internal == InternalItemView.__annotations__.keys() - ItemView.__annotations__.keys()
    assert only_internal == INTERNAL_OF_ITEM
    assert not only_internal & {field.name for field in fields(PublicItem)}
    assert {field.type for field in fields(PublicGroup)} == {"str", "tuple[PublicItem, ...]"}
    assert {field.name for field in fields(PublicGroup)} == {field.name for field in fields(Group)}


def test_the_schema_says_which_fields_are_internal() -> None:
    told = {name for name, field in ItemSection.model_fields.items() if "Внутреннее" in (field.description or "")}
    assert told == INTERNAL_OF_ITEM


def test_every_field_that_only_the_house_knows_is_marked() -> None:
    data = marked_file()[0]
    assert all(item.keys() >= INTERNAL_OF_ITEM for group in data["groups"] for item in group["items"])
    assert all(rule.keys() == DiscountRuleSection.model_fields.keys() for rule in data["discounts"])
    assert len(set(MARKS)) == len(MARKS) == 20 * len(INTERNAL_OF_ITEM) + 2 * len(INTERNAL_OF_RULE)


@pytest.mark.parametrize("name", INTERNAL)
def test_every_placeholder_that_clients_lack_holds_marks(name: str) -> None:
    """So a new name in the views of internal papers is watched, too."""
    public = {place.path for kind in FOR_CLIENTS for place in reference(find_kind(kind))}
    own = {place.path for place in reference(find_kind(name))} - public
    assert own
    for path in own - {"discounts[].scope"}:
        values = list(values_at(marked_order(name).context, path.split(".")))
        assert values, path
        assert all(found_in(str(value).encode(), MARKS) for value in values), path


def values_at(held: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield held
        return
    name, _, is_list = path[0].partition("[")
    for each in held[name] if is_list else [held[name]]:
        yield from values_at(each, path[1:])


@pytest.mark.parametrize("name", FOR_CLIENTS)
def test_no_paper_for_clients_has_an_internal_block(name: str) -> None:
    assert [block.spec.key for block in blocks_of(name) if block.is_internal] == []


@pytest.mark.parametrize("name", FOR_CLIENTS)
def test_no_context_for_clients_holds_a_mark(name: str) -> None:
    assert found_in(repr(marked_order(name).context).encode(), MARKS) == set()


def files(names: list[str]) -> list[Any]:
    return [pytest.param(name, fmt, id=f"{name}.{fmt}") for name in names for fmt in find_kind(name).formats]


@pytest.mark.parametrize(("name", "fmt"), files(INTERNAL))
def test_the_search_finds_every_mark_in_an_internal_paper(name: str, fmt: str) -> None:
    assert found_in(rendered(name, fmt), MARKS) == set(MARKS)


@pytest.mark.parametrize(("name", "fmt"), files(FOR_CLIENTS))
def test_no_file_for_clients_holds_a_mark(name: str, fmt: str) -> None:
    assert found_in(rendered(name, fmt), MARKS) == set()


@pytest.mark.pango
@pytest.mark.parametrize("name", [name for name in kinds() if reads_prices(name)])
def test_the_other_engine_keeps_the_secret_too(name: str) -> None:
    expected = set(MARKS) if find_kind(name).is_internal else set()
    assert found_in(rendered(name, "pdf", "weasyprint"), MARKS) == expected


def test_a_file_of_prices_is_read_alike_for_both_lists() -> None:
    assert sample("price_list") == sample("internal_price_list")
    public, own = (find_kind(name).fields for name in ("price_list", "internal_price_list"))
    differing = [field.key for field, other in zip(public, own, strict=True) if field != other]
    assert differing == ["groups", "discounts"]
    assert [field.key for field in public] == [field.key for field in own]


def test_a_kit_file_that_asks_for_an_internal_paper_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deal.json").write_text(json.dumps(sample("supply_contract") | {"documents": ["contract", *INTERNAL]}))
    with pytest.raises(InputError) as refused:
        read_kit(tmp_path / "deal.json", audiences())
    assert [fault.path for fault in refused.value.faults] == [
        f"documents[{place + 1}]" for place in range(len(INTERNAL))
    ]
    assert "внутренний документ" in str(refused.value)


@pytest.mark.parametrize("name", INTERNAL)
def test_a_kit_and_an_archive_are_not_made_of_internal_papers(name: str) -> None:
    kind = find_kind(name)
    with pytest.raises(InternalKindError, match=kind.title):
        assemble(make_snapshot(), [find_kind("supply_contract"), kind])
    order = marked_order(name)
    file = File("prices.pdf", rendered(name, "pdf"))
    with pytest.raises(InternalKindError, match=kind.title):
        pack_for_client([Paper(kind=kind, context=order.context, files={"pdf": file}, pages=1)], date(2026, 11, 22))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", INTERNAL)
def test_an_internal_paper_is_no_attachment(name: str, engine: str, tmp_path: Path) -> None:
    content = rendered(name, "pdf", engine)
    (tmp_path / "prices.pdf").write_bytes(content)
    with pytest.raises(AttachmentError, match="внутренний документ"):
        read_pdf(tmp_path / "prices.pdf")
    data = sample("supply_contract") | {"attachments": [{"title": "Цены", "file": "prices.pdf"}]}
    (tmp_path / "deal.json").write_text(json.dumps(data))
    with pytest.raises(InputError) as refused:
        read_kit(tmp_path / "deal.json", audiences())
    assert [fault.path for fault in refused.value.faults] == ["attachments[0].file"]
    with pytest.raises(InternalKindError, match="Цены"):
        assemble(make_snapshot(), [find_kind("supply_contract")], [Attachment("Цены", content)])


def test_the_price_list_for_clients_may_be_attached(tmp_path: Path) -> None:
    (tmp_path / "prices.pdf").write_bytes(rendered("price_list", "pdf"))
    kit = assemble(
        make_snapshot(), [find_kind("supply_contract")], [Attachment("Цены", read_pdf(tmp_path / "prices.pdf"))]
    )
    assert all(found_in(file.content, MARKS) == set() for file in kit.files)


def test_what_is_embedded_in_an_attachment_does_not_come_along(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("prices.pdf", rendered("internal_price_list", "pdf"))
    writer.write(tmp_path / "innocent.pdf")
    assert found_in((tmp_path / "innocent.pdf").read_bytes(), MARKS) == set(MARKS)
    assert found_in(read_pdf(tmp_path / "innocent.pdf"), MARKS) == set()


@pytest.mark.parametrize("name", INTERNAL)
def test_every_page_and_workbook_of_an_internal_paper_says_so(name: str) -> None:
    for engine in ("plutoprint", *(["weasyprint"] if has_pango() else [])):
        pages = PdfReader(io.BytesIO(rendered(name, "pdf", engine))).pages
        assert all(BANNER in " ".join(page.extract_text().split()) for page in pages)
    if "xlsx" in find_kind(name).formats:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(rendered(name, "xlsx"))).get_sheet_by_index(0)
        assert sheet.to_python()[0][0] == BANNER
        with zipfile.ZipFile(io.BytesIO(rendered(name, "xlsx"))) as archive:
            assert find_kind(name).keywords.encode() in archive.read("docProps/core.xml")
