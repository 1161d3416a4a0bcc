"""A made DOCX that Word would call damaged, made whole: cells without a paragraph, tables without a row.

A condition of a template can take the only paragraph of a cell, or all rows of a table. ECMA-376 part 1 wants a
paragraph at the end of every cell (17.4.65), and Word refuses a table without rows and a row without cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from docgen.docx.package import deflate, pack, unpack

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_BLOCKS = tuple(f"{_WORD}{name}" for name in ("p", "tbl", "sdt", "altChunk"))
_HOLDERS = tuple(f"{_WORD}{name}" for name in ("tc", "hdr", "ftr", "footnote", "endnote", "txbxContent"))
_WITH_ROWS = tuple(f"{_WORD}{name}" for name in ("tr", "sdt", "customXml"))
_WITH_CELLS = tuple(f"{_WORD}{name}" for name in ("tc", "sdt", "customXml"))


def with_whole_tables(document: bytes, created: datetime) -> bytes:
    """The document itself if nothing is missing in it, else the same with what Word needs; ``created`` dates it."""
    members = unpack(document)
    healed = {name: whole for name in members if _PARTS.fullmatch(name) and (whole := _healed(members[name]))}
    if not healed:
        return document
    return pack((deflate(name, content) for name, content in (members | healed).items()), created)


def _healed(content: bytes) -> bytes | None:
    """The part made whole, None if it is."""
    from lxml import etree  # slow, and only foreign templates need it

    root: Any = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    hollow = [*_without(root, "tr", _WITH_CELLS)]
    for row in hollow:
        _remove(row)
    tables = [*_without(root, "tbl", _WITH_ROWS)]
    for table in tables:
        _remove(table)
    holders = [holder for holder in root.iter(*_HOLDERS) if not _ends_well(holder)]
    for holder in holders:
        holder.append(etree.Element(f"{_WORD}p"))
    if not (hollow or tables or holders):
        return None
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _without(root: Any, name: str, needed: tuple[str, ...]) -> Iterator[Any]:
    """Elements of this name that hold none of what they need, the innermost first."""
    for element in reversed([*root.iter(f"{_WORD}{name}")]):
        if not any(child.tag in needed for child in element):
            yield element


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _ends_well(holder: Any) -> bool:
    last = next((child for child in reversed(holder) if child.tag in _BLOCKS), None)
    return last is not None and (last.tag != f"{_WORD}tbl" or holder.tag != f"{_WORD}tc")
