"""A kit: papers rendered from one frozen snapshot, bound into one PDF, packed into a ZIP, listed in a manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from docgen.attachments import Attachment
from docgen.audience import refuse_internal
from docgen.bundle import File, pack, refuse_unwritable, safe_name, unwritable, write_folder
from docgen.context import contract_kind, document_context
from docgen.documents import Snapshot
from docgen.errors import DocgenError, OutputError
from docgen.library import MADE_BY, Kind
from docgen.local_library import LocalTemplate
from docgen.pdf import DEFAULT_ENGINE, PdfProperties
from docgen.rendering import formats_of, refuse_format, render_paper

MANIFEST = "manifest.json"
_BOUND = "kit.pdf"
_NO_TEMPLATES: Mapping[str, LocalTemplate] = MappingProxyType({})
_PACKED = "kit.zip"


class UnfitKindError(DocgenError):
    """A contract of one kind was asked for a deal of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One rendered paper before the kit is bound: its files by format, named by ``file_stem``."""

    kind: Kind
    context: Mapping[str, Any]
    files: Mapping[str, File]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One rendered paper of a kit: its kind, its files by format, its pages."""

    kind: Kind
    context: Mapping[str, Any]
    files: Mapping[str, File]
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """All files of a kit in the order they are listed."""

    papers: tuple[Paper, ...]
    files: tuple[File, ...]


def render(snapshot: Snapshot, kind: Kind, fmt: str, engine: str = DEFAULT_ENGINE, *, document_id: str = "") -> bytes:
    """One paper in one format. Raises FormatError or UnfitKindError when the kind, the format and the deal disagree."""
    refuse_format(kind, fmt)
    _refuse_foreign_contract(snapshot, kind)
    return render_paper(kind, document_context(snapshot, kind), fmt, engine, document_id=document_id)


def _refuse_foreign_contract(snapshot: Snapshot, kind: Kind) -> None:
    fitting = contract_kind(snapshot)
    if kind.has_clauses and kind != fitting:
        raise UnfitKindError(
            f"Вид «{kind.name}» не подходит: deal.kind в файле — {snapshot.kind.value}, для него есть «{fitting.name}»."
        )


def assemble(
    snapshot: Snapshot,
    kinds: Sequence[Kind],
    attachments: Sequence[Attachment] = (),
    engine: str = DEFAULT_ENGINE,
    *,
    own: Mapping[str, LocalTemplate] = _NO_TEMPLATES,
) -> Kit:
    """Renders every paper of the kit from the one snapshot and binds them in the given order.

    own: the house's templates that stand in for shipped ones, by the kind's name. Raises InternalKindError for an
    internal paper, among the kinds or among the attachments.
    """
    refuse_unfit(snapshot, kinds, own)
    drawn = [_drawn(snapshot, kind, index, engine, own.get(kind.name)) for index, kind in enumerate(kinds, start=1)]
    return bind_kit(snapshot, drawn, attachments)


def refuse_unfit(snapshot: Snapshot, kinds: Sequence[Kind], own: Mapping[str, LocalTemplate] = _NO_TEMPLATES) -> None:
    """Raises InternalKindError, UnfitKindError or FormatError if one of the kinds cannot be in a kit of this deal."""
    refuse_internal(kinds)
    for kind in kinds:
        _refuse_foreign_contract(snapshot, kind)
        refuse_format(kind, "pdf", own.get(kind.name))


def bind_kit(snapshot: Snapshot, drawn: Sequence[Drawn], attachments: Sequence[Attachment] = ()) -> Kit:
    """The kit of papers that are rendered already, bound in the given order. Raises InternalKindError."""
    from docgen.pdf.binder import Part, bind

    refuse_internal(paper.kind for paper in drawn)
    parts = [
        Part(title=one.context["document"]["full_title"], label=one.kind.caption, content=one.files["pdf"].content)
        for one in drawn
    ]
    parts += [Part(title=item.title, label="Приложение", content=item.content) for item in attachments]
    bound = bind(parts, _kit_properties(snapshot, drawn[0].context))
    papers = tuple(
        Paper(kind=one.kind, context=one.context, files=one.files, pages=pages)
        for one, pages in zip(drawn, bound.pages, strict=False)
    )
    whole = File(_BOUND, bound.content)
    return _listed(snapshot, papers, whole, sum(bound.pages), attachments)


def file_stem(kind: Kind, context: Mapping[str, Any], place: int) -> str:
    """What the files of a paper are called in a kit, without the extension: «2 Счет № 15»."""
    return safe_name(f"{place} {kind.caption} {context['document']['sign']}")


def pack_for_client(papers: Sequence[Paper], on: date) -> bytes:
    """A ZIP of papers for a client, entries dated ``on``. Raises InternalKindError for a paper that is not for them."""
    refuse_internal(paper.kind for paper in papers)
    return pack([file for paper in papers for file in paper.files.values()], on)


def write_kit(kit: Kit, folder: Path) -> None:
    """Writes a kit into a folder, in place of the kit that stood there; all or nothing.

    Raises OutputError when the folder cannot take it, or when a file there that would be replaced is not as a former
    kit left it: somebody's own, or changed by hand since.
    """
    write_folder(folder, kit.files, replaced=refuse_folder(kit, folder))


def refuse_folder(kit: Kit, folder: Path) -> Mapping[str, str]:
    """Raises OutputError where ``write_kit`` would; answers names and hashes of the former kit's files, which go."""
    former = _former_files(folder)
    refuse_unwritable(folder)
    try:
        _refuse_strangers(kit, folder, former)
    except OSError as error:
        raise unwritable(folder, error) from error
    return former


def _refuse_strangers(kit: Kit, folder: Path, former: Mapping[str, str]) -> None:
    own = {MANIFEST, _PACKED} if former else set()
    names = former.keys() | {file.name for file in kit.files}
    strange = [name for name in sorted(names - own) if _digest(folder / name) not in (former.get(name), None)]
    if strange or (not former and any((folder / name).exists() for name in (MANIFEST, _PACKED))):
        named = ", ".join(strange or [MANIFEST])
        raise OutputError(
            f"В папке «{folder}» есть файлы не из прежнего комплекта или изменённые вручную: {named}. "
            "Укажите другую папку, чтобы не потерять их; ничего не записано."
        )


def _drawn(snapshot: Snapshot, kind: Kind, place: int, engine: str, local: LocalTemplate | None) -> Drawn:
    context = document_context(snapshot, kind)
    stem = file_stem(kind, context, place)
    files = {
        fmt: File(f"{stem}.{fmt}", render_paper(kind, context, fmt, engine, local=local))
        for fmt in formats_of(kind, local)
    }
    return Drawn(kind=kind, context=context, files=files)


def _kit_properties(snapshot: Snapshot, first: Mapping[str, Any]) -> PdfProperties:
    return PdfProperties(
        title=f"Комплект документов: {first['document']['full_title']}",
        author=snapshot.seller.short_name,
        subject=snapshot.subject,
        keywords=MADE_BY,
        created=snapshot.date,
    )


def _listed(
    snapshot: Snapshot, papers: tuple[Paper, ...], whole: File, pages: int, attachments: Sequence[Attachment]
) -> Kit:
    singles = [file for paper in papers for file in paper.files.values()]
    attached = [
        File(f"{safe_name(f'Приложение {index} {item.title}')}.pdf", item.content)
        for index, item in enumerate(attachments, start=1)
    ]
    packed = File(_PACKED, pack([whole, *singles, *attached], snapshot.date))
    manifest = {
        "documents": [_entry(paper) for paper in papers],
        "kit": {"name": whole.name, "sha256": whole.sha256, "pages": pages},
    }
    listing = File(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n")
    return Kit(papers=papers, files=(whole, *singles, packed, listing))


def _entry(paper: Paper) -> dict[str, Any]:
    document = paper.context["document"]
    return {
        "kind": paper.kind.name,
        "number": document["number"],
        "date": document["created"],
        "total": str(paper.context["totals"]["gross"]),
        "pages": paper.pages,
        "files": [{"name": file.name, "sha256": file.sha256} for file in paper.files.values()],
    }


def _former_files(folder: Path) -> dict[str, str]:
    """Files that the manifest of a former kit in this folder names, with the hashes they were written with."""
    listing = folder / MANIFEST
    try:
        manifest = json.loads(listing.read_text(encoding="utf-8")) if listing.is_file() else {}
        listed = [manifest["kit"], *(file for document in manifest["documents"] for file in document["files"])]
        return {str(file["name"]): str(file["sha256"]) for file in listed if Path(file["name"]).name == file["name"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _digest(path: Path) -> str | None:
    return File(path.name, path.read_bytes()).sha256 if path.is_file() else None
