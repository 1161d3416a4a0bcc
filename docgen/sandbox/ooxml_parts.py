"""What an Office file may not hold: each part is looked at as bytes first, as XML only when that is safe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docgen.sandbox.errors import Finding, shown
from docgen.sandbox.ooxml_links import faults_of_relations
from docgen.sandbox.ooxml_markup import faults_of_markup
from docgen.sandbox.pictures import fault_of_picture

_XML_NAMES = (".xml", ".rels", ".vml", ".svg")
_TYPES = "[Content_Types].xml"
_ENCODING = re.compile(rb"^<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_UTF8 = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_BOM = b"\xef\xbb\xbf"
_DECLARATIONS = tuple(
    (word, tuple(word.encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be")))
    for word in ("<!DOCTYPE", "<!ENTITY")
)
_MAGIC = {
    b"PK\x03\x04": "вложенный архив или документ",
    b"\xd0\xcf\x11\xe0": "вложенный объект OLE",
    b"MZ": "программа Windows",
    b"\x7fELF": "программа Linux",
}
_TYPE = re.compile(rb"ContentType\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)
_FORBIDDEN_TYPES = (
    ("macroenabled", "макросы (тип документа «с поддержкой макросов»)"),
    ("vbaproject", "макросы"),
    ("vbadata", "макросы"),
    ("activex", "элемент ActiveX"),
    ("oleobject", "вложенный объект OLE"),
    ("attachedtoolbars", "присоединённые панели инструментов"),
    ("keymapcustomizations", "переназначенные клавиши"),
)
_FORBIDDEN_NAMES = (
    ("vbaproject.bin", "макросы"),
    ("vbadata.xml", "макросы"),
    ("/activex/", "элемент ActiveX"),
    ("/embeddings/", "вложенный файл или объект OLE"),
)


def findings(parts: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Every forbidden thing of the file, none if it may be opened."""
    found = [Finding(shown(name), fault) for name, content in parts.items() for fault in _faults(name, content)]
    if not found:  # only now is it safe to parse
        found = [
            Finding(shown(name), fault)
            for name, content in parts.items()
            if _is_xml(name, content)
            for fault in _faults_of_xml(name, content)
        ]
    return tuple(dict.fromkeys(found))


def _is_xml(name: str, content: bytes) -> bool:
    return name.lower().endswith(_XML_NAMES) or _start(content).startswith(b"<")


def _start(content: bytes) -> bytes:
    return content[:400].removeprefix(_BOM).lstrip()


def _faults(name: str, content: bytes) -> Iterator[str]:
    for word, spellings in _DECLARATIONS:
        if any(spelling in content for spelling in spellings):
            yield f"объявление {word} (сущности DTD)"
    if _is_xml(name, content):
        yield from _faults_of_encoding(content)
    for magic, told in _MAGIC.items():
        if content.startswith(magic):
            yield told
    for ending, told in _FORBIDDEN_NAMES:
        if ending in f"/{name.lower()}":
            yield told
    if name == _TYPES:
        yield from _faults_of_types(content)
    if fault := fault_of_picture(content):
        yield fault


def _faults_of_encoding(content: bytes) -> Iterator[str]:
    declared = _ENCODING.match(_start(content))
    is_other = declared is not None and declared[1].lower() not in _UTF8
    if is_other or b"\x00" in content or not _start(content).startswith(b"<"):
        yield "XML в кодировке, кроме UTF-8, или испорченный"


def _faults_of_types(content: bytes) -> Iterator[str]:
    for found in _TYPE.findall(content):
        kind = found.decode("ascii", "replace").lower()
        yield from (f"{told}: {shown(kind)}" for word, told in _FORBIDDEN_TYPES if word in kind)


def _faults_of_xml(name: str, content: bytes) -> Iterator[str]:
    return faults_of_relations(content) if name.lower().endswith(".rels") else faults_of_markup(content)
