"""One paper in one format: the context of a kind through its template into PDF, DOCX or XLSX."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

from docgen.docx import compile_template
from docgen.errors import DocgenError
from docgen.html import environment, render_html, style_of
from docgen.library import Kind, own_look, page_of, read_shared
from docgen.local_library import LocalTemplate
from docgen.pdf import DEFAULT_ENGINE, PdfProperties, render_pdf

if TYPE_CHECKING:
    from docgen.xlsx import SheetTemplate


class FormatError(DocgenError):
    """A kind does not come in this format."""


def formats_of(kind: Kind, local: LocalTemplate | None) -> tuple[str, ...]:
    """Formats that come out of the template in use: a DOCX gives DOCX and PDF, an HTML gives PDF alone."""
    if local is None:
        return kind.formats
    return ("pdf", "docx") if local.suffix == ".docx" else ("pdf",)


def refuse_format(kind: Kind, fmt: str, local: LocalTemplate | None = None) -> None:
    """Raises FormatError that names the formats there are."""
    possible = formats_of(kind, local)
    if fmt in possible:
        return
    if not fmt:
        raise FormatError(f"У файла результата нет расширения, по нему выбирается формат: {', '.join(possible)}.")
    through = f" по своему шаблону № {local.number}" if local else ""
    raise FormatError(f"«{kind.title}» не делается{through} в формате {fmt}. Можно: {', '.join(possible)}.")


def render_paper(
    kind: Kind,
    context: Mapping[str, Any],
    fmt: str,
    engine: str = DEFAULT_ENGINE,
    *,
    document_id: str = "",
    local: LocalTemplate | None = None,
) -> bytes:
    """The paper as bytes, the same for the same input.

    context: what ``document_context`` (a kit) or ``read_paper`` (any other kind) answers. document_id: printed as a
    code in the margin of every PDF page, once in DOCX and XLSX; nothing is printed without it. local: the house's own
    template instead of the shipped one, opened in the limited process. Raises FormatError, and for a local template
    SandboxError, TemplateError and, where a PDF of a DOCX needs LibreOffice and there is none, OfficeError.
    """
    refuse_format(kind, fmt, local)
    if local is not None and engine != DEFAULT_ENGINE:
        raise FormatError(f"Движок {engine} рисует только штатные шаблоны: уберите --engine или возьмите штатный.")
    told = {"id": document_id} | ({"keywords": kind.keywords_of(local.label)} if local else {})
    context = {**context, "document": {**context["document"], **told}}
    if local is not None:
        return _own(kind, context, fmt, local)
    if fmt == "pdf":
        return _stamped(render_pdf(render_html(kind, context), _properties(context), engine), context)
    return _docx(kind, context) if fmt == "docx" else _xlsx(kind, context)


def _stamped(drawn: bytes, context: Mapping[str, Any]) -> bytes:
    document_id = context["document"]["id"]
    if not document_id:
        return drawn
    from docgen.pdf.stamper import stamp

    return stamp(drawn, document_id)


def _docx(kind: Kind, context: Mapping[str, Any]) -> bytes:
    template = compile_template(kind.folder / "template.docx", environment("docx"))
    return template.render(context, _created(context))


def _xlsx(kind: Kind, context: Mapping[str, Any]) -> bytes:
    from docgen.xlsx import SheetProperties

    document = context["document"]
    properties = SheetProperties(
        title=document["full_title"],
        author=document["author"],
        subject=document["subject"],
        created=document["date"],
        document_id=document["id"],
        keywords=document["keywords"],
        sheet=kind.caption,
    )
    return _sheet(kind).render(context, properties)


@cache
def _sheet(kind: Kind) -> SheetTemplate:
    from docgen.xlsx import compile_sheet

    return compile_sheet(page_of(kind), read_shared, style_of(kind), own_look=own_look(kind))


def _own(kind: Kind, context: Mapping[str, Any], fmt: str, local: LocalTemplate) -> bytes:
    if local.suffix == ".html":
        return _pdf_of_html(kind, context, local)
    return _own_docx(context, local) if fmt == "docx" else _pdf_of_docx(context, local)


def _pdf_of_html(kind: Kind, context: Mapping[str, Any], local: LocalTemplate) -> bytes:
    from docgen.sandbox import render_pdf as render_foreign

    styled = {**context, "style": style_of(kind)}
    return _stamped(render_foreign(local.read(), styled, _properties(context)), context)


def _own_docx(context: Mapping[str, Any], local: LocalTemplate) -> bytes:
    from docgen.docx.properties import with_description
    from docgen.sandbox import render_docx

    created = _created(context)
    return with_description(render_docx(local.read(), context, created), context["document"]["keywords"], created)


def _pdf_of_docx(context: Mapping[str, Any], local: LocalTemplate) -> bytes:
    from docgen.office import docx_to_pdf
    from docgen.pdf.describing import describe

    drawn = docx_to_pdf(_own_docx(context, local))
    return _stamped(describe(drawn, _properties(context)), context)


def _created(context: Mapping[str, Any]) -> datetime:
    return datetime.combine(context["document"]["date"], time(), UTC)


def _properties(context: Mapping[str, Any]) -> PdfProperties:
    document = context["document"]
    return PdfProperties(
        title=document["full_title"],
        author=document["author"],
        subject=document["subject"],
        keywords=document["keywords"],
        created=document["date"],
    )
