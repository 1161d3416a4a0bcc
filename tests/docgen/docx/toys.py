"""Toy templates, and docxtpl itself as the judge of what becomes of them."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import docx
import jinja2
from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from docgen.docx.package import deflate, pack, unpack

CREATED = datetime(2026, 11, 22, 10, 30, 40, tzinfo=UTC)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def environment() -> jinja2.Environment:
    """As strict as that of the house: escapes, knows no unknown names, calls nothing of Python."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)


def template(*paragraphs: str, draw: Callable[[Any], None] | None = None) -> bytes:
    """A DOCX with these paragraphs, each one run; ``draw`` changes the python-docx document before it is saved."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if draw:
        draw(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def element(xml: str) -> Any:
    """A WordprocessingML element from XML in which «w:» is declared."""
    return parse_xml(xml.replace(">", f' xmlns:w="{WORD}">', 1) if not xml.endswith("/>") else xml)


def add_table(document: Any, *rows: tuple[str, ...]) -> Any:
    """A table with these texts in its cells; a row of one text is a statement across the table."""
    columns = max(map(len, rows))
    table = document.add_table(rows=0, cols=columns)
    for texts in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text
    return table


def add_footnotes(template_bytes: bytes, text: str) -> bytes:
    """The template with a part of footnotes that holds this text."""
    members = unpack(template_bytes)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    members["word/footnotes.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<w:footnotes xmlns:w="{WORD}">'
        f'<w:footnote w:id="1"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    ).encode()
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()
    )
    members["word/_rels/document.xml.rels"] = members["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdNotes" Type="{relation}" Target="footnotes.xml"/></Relationships>'.encode(),
    )
    return repacked(members)


def repacked(members: Mapping[str, bytes]) -> bytes:
    """A DOCX of these members."""
    return pack((deflate(name, content) for name, content in members.items()), CREATED)


def judged(template_bytes: bytes, context: Mapping[str, Any]) -> dict[str, bytes]:
    """Members of what docxtpl makes of a template, with the test's dates and properties escaped once, not twice."""
    drawn = DocxTemplate(io.BytesIO(template_bytes))
    drawn.render(dict(context), environment())
    properties = drawn.docx.core_properties
    properties.created = properties.modified = CREATED
    for name in ("author", "comments", "subject", "title"):
        setattr(properties, name, html.unescape(getattr(properties, name)))
    saved = io.BytesIO()
    drawn.save(saved)
    return unpack(saved.getvalue())


def canonical(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Members with their XML after c14n."""
    return {name: _canonical(name, content) for name, content in members.items()}


def _canonical(name: str, content: bytes) -> bytes:
    is_xml = name.endswith((".xml", ".rels"))
    return etree.tostring(etree.fromstring(content), method="c14n") if is_xml else content
