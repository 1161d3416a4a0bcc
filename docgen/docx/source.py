"""What docxtpl makes of a template before any data comes: parts as python-docx saves them, those with tags patched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from docgen.docx.package import deflate, pack, unpack
from docgen.errors import TemplateError

STAMP = "created_stamp"  # the name under which the core properties get the moment of creation
_MOMENT = datetime(1601, 2, 3, 4, 5, 6, tzinfo=UTC)
_MOMENT_TEXT = "1601-02-03T04:05:06Z"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_ROOT_RELATIONS = "_rels/.rels"
_CORE_OF_WORD = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_CORE_OF_LIBREOFFICE = b"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_TAG = re.compile(r"\{[{%#]")
_WHOLE_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_ENTITIES = {"&quot;": '"', "&apos;": "'", "&amp;": "&"}  # the ampersand last: «&amp;lt;» is «&lt;», not «<»


@dataclass(frozen=True, slots=True)
class Part:
    """A part that may hold tags: ``xml``, patched, becomes a Jinja template; ``before`` and ``after`` never change."""

    name: str
    xml: str
    before: str = ""
    after: str = ""

    @property
    def has_tags(self) -> bool:
        """Does anything in it depend on data?"""
        return _TAG.search(self.xml) is not None

    @property
    def is_body(self) -> bool:
        """Is it the text of the document?"""
        return self.name.endswith("document.xml")


@dataclass(frozen=True, slots=True)
class Source:
    """A template read once: all members in the order of writing, and among them the parts that may hold tags."""

    members: tuple[tuple[str, bytes], ...]
    parts: tuple[Part, ...]
    core: Part


def read_source(template: bytes) -> Source:
    """Members and patched parts of a template. Raises TemplateError if it is not a DOCX of Word."""
    opened = _opened(mended(template))
    document: Any = opened.docx
    _touch(document.core_properties)
    saved = io.BytesIO()
    document.save(saved)
    members = unpack(saved.getvalue())
    parts = (_body(opened, members), *_headers_and_footers(opened), *_footnotes(opened))
    return Source(tuple(members.items()), parts, _core(opened, members))


def mended(template: bytes) -> bytes:
    """The template as python-docx expects it: LibreOffice names the properties otherwise, and they would double."""
    members = unpack(template)
    relations = members.get(_ROOT_RELATIONS, b"")
    if _CORE_OF_LIBREOFFICE not in relations:
        return template
    members[_ROOT_RELATIONS] = relations.replace(_CORE_OF_LIBREOFFICE, _CORE_OF_WORD)
    return pack((deflate(name, content) for name, content in members.items()), _MOMENT)


def with_plain_tags(xml: str) -> str:
    """Patched XML whose tags are as their author typed them: docxtpl brings back «<» and «>» there, but not «&»."""
    return _WHOLE_TAG.sub(_plain, xml) if "&" in xml else xml


def _plain(tag: re.Match[str]) -> str:
    text = tag[0]
    for entity, meant in _ENTITIES.items():
        text = text.replace(entity, meant)
    return text


def _touch(properties: Any) -> None:
    """As docxtpl leaves them: each property that it renders is there, empty if it was not."""
    for name in _PROPERTIES:
        text = getattr(properties, name)
        if not text:
            setattr(properties, name, text)
    properties.created = properties.modified = _MOMENT


def _opened(template: bytes) -> Any:
    from docx.opc.exceptions import PackageNotFoundError  # slow, needed only to read templates
    from docxtpl import DocxTemplate
    from lxml.etree import XMLSyntaxError

    opened = DocxTemplate(io.BytesIO(template))
    try:
        opened.init_docx()
    except (PackageNotFoundError, XMLSyntaxError, KeyError, ValueError) as error:
        raise TemplateError("Файл не читается как документ Word: сохраните его заново в формате .docx.") from error
    return opened


def _patched(opened: Any, xml: str) -> str:
    return with_plain_tags(opened.patch_xml(xml))


def _member_name(part: Any) -> str:
    return str(part.partname.membername)


def _body(opened: Any, members: dict[str, bytes]) -> Part:
    name = _member_name(opened.docx.part)
    whole = members[name].decode()
    start, end = whole.find("<w:body"), whole.rfind("</w:body>") + len("</w:body>")
    if start < 0 or end <= start:
        raise TemplateError("В файле DOCX нет текста документа (w:body).")
    return Part(name, _patched(opened, whole[start:end]), whole[:start], whole[end:])


def _headers_and_footers(opened: Any) -> Iterator[Part]:
    for uri in (opened.HEADER_URI, opened.FOOTER_URI):
        for _, part in opened.get_headers_footers(uri):
            declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            yield Part(_member_name(part), _patched(opened, opened.get_part_xml(part)), declaration)


def _footnotes(opened: Any) -> Iterator[Part]:
    for part in opened.docx.part.package.parts:
        if part.content_type == _FOOTNOTES:
            yield Part(_member_name(part), _patched(opened, part.blob.decode()))


def _core(opened: Any, members: dict[str, bytes]) -> Part:
    """The document's properties as one template; docxtpl renders them one by one, and escapes their text twice."""
    names = (_member_name(part) for part in opened.docx.part.package.parts if part.content_type == _CORE)
    name = next(names)
    xml = _patched(opened, members[name].decode())
    return Part(name, xml.replace(_MOMENT_TEXT, f"{{{{ {STAMP} }}}}"))
