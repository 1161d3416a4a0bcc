"""One paper in one format: the context of a kind through its template into PDF, DOCX or XLSX."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

from docgen.docx import compile_template
from docgen.errors import DocgenError
from docgen.html import environment, render_html, style_of
from docgen.library import Kind, templates_root
from docgen.pdf import DEFAULT_ENGINE, PdfProperties, render_pdf

if TYPE_CHECKING:
    from docgen.xlsx import SheetTemplate


class FormatError(DocgenError):
    """A kind does not come in this format."""


def refuse_format(kind: Kind, fmt: str) -> None:
    """Raises FormatError that names the formats there are."""
    if fmt not in kind.formats:
        raise FormatError(f"«{kind.title}» не делается в формате {fmt}. Можно: {', '.join(kind.formats)}.")


def render_paper(
    kind: Kind, context: Mapping[str, Any], fmt: str, engine: str = DEFAULT_ENGINE, *, document_id: str = ""
) -> bytes:
    """The paper as bytes, the same for the same input.

    context: what ``document_context`` (a kit) or ``read_paper`` (any other kind) answers. document_id: printed as a
    code in the margin of every PDF page, once in DOCX and XLSX; nothing is printed without it. Raises FormatError.
    """
    refuse_format(kind, fmt)
    if document_id:
        context = {**context, "document": {**context["document"], "id": document_id}}
    return _DRAWING[fmt](kind, context, engine)


def _pdf(kind: Kind, context: Mapping[str, Any], engine: str) -> bytes:
    drawn = render_pdf(render_html(kind, context), _properties(context), engine)
    document_id = context["document"]["id"]
    if not document_id:
        return drawn
    from docgen.pdf.stamper import stamp

    return stamp(drawn, document_id)


def _docx(kind: Kind, context: Mapping[str, Any], engine: str) -> bytes:
    del engine
    template = compile_template(kind.folder / "template.docx", environment("docx"))
    return template.render(context, datetime.combine(context["document"]["date"], time(), UTC))


def _xlsx(kind: Kind, context: Mapping[str, Any], engine: str) -> bytes:
    del engine
    from docgen.xlsx import SheetProperties

    document = context["document"]
    properties = SheetProperties(
        title=document["full_title"],
        author=document["author"],
        subject=document["subject"],
        created=document["date"],
        document_id=document["id"],
        sheet=kind.caption,
    )
    return _sheet(kind).render(context, properties)


@cache
def _sheet(kind: Kind) -> SheetTemplate:
    from docgen.xlsx import compile_sheet

    source = (kind.folder / "template.html").read_text(encoding="utf-8")
    return compile_sheet(source, lambda name: (templates_root() / name).read_text(encoding="utf-8"), style_of(kind))


_DRAWING = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx}


def _properties(context: Mapping[str, Any]) -> PdfProperties:
    document = context["document"]
    return PdfProperties(
        title=document["full_title"],
        author=document["author"],
        subject=document["subject"],
        keywords=document["keywords"],
        created=document["date"],
    )
