"""Rendered XML on its way into the file: docxtpl's line breaks and tabs, and nothing that XML forbids."""

from __future__ import annotations

import re

_END_OF_PARAGRAPH = "</w:p>"
_BREAKS = ("\n", "\t", "\a", "\f")
_BRACES = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}"}
# XML 1.0, production [2] Char, in UTF-8: control characters are single bytes, the two noncharacters are three.
_FORBIDDEN = bytes(code for code in range(32) if code not in b"\t\n\r")
_NONCHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")


def has_written_braces(xml: str) -> bool:
    """Does a template write «{_{», docxtpl's way to print «{{»?"""
    return any(written in xml for written in _BRACES)


def with_braces(xml: str) -> str:
    """«{_{» printed as «{{». Only for templates that use it: a client's own text must stay as it is."""
    for written, meant in _BRACES.items():
        xml = xml.replace(written, meant)
    return xml


def with_breaks(xml: str) -> str:
    """Line feeds, tabs, new paragraphs (BEL) and pages (FF) of values become Word's own.

    docxtpl does it with one regular expression over everything; a match never crosses the end of a paragraph,
    so it is enough to show docxtpl the paragraphs in which there is such a character.
    """
    if not _has_breaks(xml):
        return xml
    from docxtpl import DocxTemplate  # slow, seldom needed

    resolve = DocxTemplate(None).resolve_listing
    chunks = xml.split(_END_OF_PARAGRAPH)
    last = chunks.pop()
    ended = (chunk + _END_OF_PARAGRAPH for chunk in chunks)
    return "".join(resolve(chunk) if _has_breaks(chunk) else chunk for chunk in ended) + last


def _has_breaks(xml: str) -> bool:
    return any(character in xml for character in _BREAKS)


def encoded(xml: str) -> bytes:
    """UTF-8 that any XML parser takes; characters that XML forbids are dropped, half a surrogate pair becomes «?»."""
    data = xml.encode("utf-8", "replace").translate(None, _FORBIDDEN)
    return _NONCHARACTERS.sub(b"", data) if b"\xef\xbf" in data else data
