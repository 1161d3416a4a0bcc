"""The jobs that draw papers, done inside the limited process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from docgen import pdf as engines
from docgen.docx import CompiledTemplate, Picture
from docgen.docx.structure import with_whole_tables
from docgen.errors import TemplateError
from docgen.library import templates_root
from docgen.sandbox import page
from docgen.sandbox.errors import Finding, ForbiddenTemplateError
from docgen.sandbox.explain import explained
from docgen.sandbox.foreign import foreign
from docgen.sandbox.locating import with_paragraph
from docgen.sandbox.ooxml import check
from docgen.sandbox.pictures import fault_of_picture
from docgen.sandbox.protocol import Answer
from docgen.sandbox.review import refuse_review
from docgen.tails import keep_tails


def render_docx(payload: Mapping[str, Any]) -> Answer:
    """A DOCX from ``template``, ``context`` and ``created``; both the template and what became of it are checked."""
    template, context, created = payload["template"], payload["context"], payload["created"]
    refuse_review(check(template))
    _check_pictures(context)
    try:
        drawn = CompiledTemplate.from_bytes(template, foreign("docx")).render(context, created)
        made = with_whole_tables(drawn, created)
    except Exception as error:
        raise with_paragraph(explained(error), template, context) from error
    check(made)
    return Answer(data=made)


def _check_pictures(context: Mapping[str, Any]) -> None:
    pictures = {name: value.data for name, value in context.items() if isinstance(value, Picture)}
    faults = [(name, fault) for name, data in pictures.items() if (fault := fault_of_picture(data))]
    if faults:
        raise ForbiddenTemplateError(Finding(f"значение «{name}»", fault) for name, fault in faults)


def render_pdf(payload: Mapping[str, Any]) -> Answer:
    """A PDF from ``template``, ``context`` and ``properties``; the page is checked before the engine sees it."""
    try:
        template = payload["template"].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TemplateError("Файл шаблона не в кодировке UTF-8: сохраните его в ней заново.") from error
    page.check(template, is_template=True)
    html = _rendered(template, payload["context"])
    page.check(html, is_template=False)
    return Answer(data=engines.render_pdf(_with_tails(html), payload["properties"]))


def _rendered(template: str, context: Mapping[str, Any]) -> str:
    try:
        return foreign("html").from_string(template).render({**context, "style": _style(context.get("style", ""))})
    except Exception as error:
        raise explained(error) from error


def _style(given: str) -> Markup:
    """The whole style sheet. It is as foreign as the page that it becomes part of, and is checked with it."""
    if isinstance(given, Markup):
        return given
    sheets = (templates_root() / "_base" / name for name in ("document.css", "form.css"))
    shared = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.is_file())
    return Markup(shared + given)  # noqa: S704


def _with_tails(html: str) -> str:
    """Ends of tables kept together, where the page is written as ours are."""
    try:
        return keep_tails(html)
    except (IndexError, ValueError):
        return html
