"""Markup of Office parts: fields that fetch or start something, embedded objects, pictures by address, scripts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from docgen.sandbox.errors import shown
from docgen.sandbox.ooxml_links import is_outside, is_safe_hyperlink

_ELEMENTS = {
    "altChunk": "вставка чужого файла (altChunk)",
    "attachedTemplate": "присоединённый шаблон",
    "control": "элемент ActiveX",
    "ddeLink": "связь DDE",
    "frameset": "рамки с чужими страницами",
    "mailMerge": "слияние с источником данных",
    "object": "внедрённый объект OLE",
    "OLEObject": "внедрённый объект OLE",
    "ocx": "элемент ActiveX",
    "oleLink": "связь OLE",
    "oleObject": "внедрённый объект OLE",
    "saveThroughXslt": "преобразование XSLT",
    "script": "скрипт",
    "subDoc": "вложенный документ (subDocument)",
}
# ECMA-376 part 1, 17.16.5: only fields that print what the document already holds; others fetch, embed or run.
_FIELDS = {
    "=", "ADVANCE", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "BIBLIOGRAPHY", "CITATION", "COMMENTS",
    "COMPARE", "CREATEDATE", "DATE", "DISPLAYBARCODE", "DOCPROPERTY", "DOCVARIABLE", "EDITTIME", "EQ", "FILENAME",
    "FILESIZE", "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "HYPERLINK", "IF", "INDEX", "KEYWORDS", "LASTSAVEDBY",
    "LISTNUM", "MERGEBARCODE", "MERGEFIELD", "MERGEREC", "MERGESEQ", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS",
    "PAGE", "PAGEREF", "PRINTDATE", "QUOTE", "REF", "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "SET",
    "STYLEREF", "SUBJECT", "SYMBOL", "TA", "TC", "TIME", "TITLE", "TOA", "TOC", "USERADDRESS", "USERINITIALS",
    "USERNAME", "XE",
}  # fmt: skip
_CODE = re.compile(r"\s*(=|[^\s\"\\]+)")
_HYPERLINK = re.compile(r"\s*HYPERLINK\s+(?:\\\S+\s+)*\"?([^\"\s]*)", re.IGNORECASE)
_VML = ("urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office")
_SVG = "http://www.w3.org/2000/svg"
_SOURCES = {"src", "althref", "href"}
_SAFE_DATA = "data:image/"


def elements(content: bytes) -> Iterator[Any]:
    """Elements of a part as they end, each emptied behind the reader; None, as the last, if the XML is broken."""
    from lxml import etree  # slow, needed only for foreign files

    walk = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in walk:
            yield element
            element.clear()
    except etree.XMLSyntaxError:
        yield None


def faults_of_markup(content: bytes) -> Iterator[str]:
    """Russian, every forbidden thing in the XML of a part; the content has no DTD."""
    fields = _Fields()
    for element in elements(content):
        if element is None:
            yield "XML испорчен или вложен слишком глубоко"
        elif isinstance(element.tag, str):
            namespace, _, name = element.tag.lstrip("{").rpartition("}")
            if name in _ELEMENTS:
                yield _ELEMENTS[name]
            yield from _faults_of_addresses(namespace, element)
            yield from fields.read(name, element)
    yield from fields.rest()


def _faults_of_addresses(namespace: str, element: Any) -> Iterator[str]:
    if namespace not in (*_VML, _SVG):
        return
    is_link = element.tag.endswith("}a") or (namespace == _VML[0] and "imagedata" not in element.tag)
    for key, value in element.attrib.items():
        name = str(key).rpartition("}")[2].lower()
        if namespace == _SVG and name.startswith("on"):
            yield f"скрипт ({name})"
        if name not in _SOURCES or str(value).startswith(_SAFE_DATA):
            continue
        is_fine = is_safe_hyperlink(value) if is_link and name == "href" else not is_outside(value)
        if not is_fine:
            yield f"внешняя связь (картинка) на {shown(str(value))}"


class _Fields:
    """Collects the instructions of fields, whose letters may stand in many runs and fields inside fields."""

    def __init__(self) -> None:
        self._open: list[list[str]] = []
        self._loose: list[str] = []

    def read(self, name: str, element: Any) -> Iterator[str]:
        """Faults of the field that this element completes."""
        if name == "fldSimple":
            yield from _faults_of_field(_attribute(element, "instr"))
        elif name in ("instrText", "delInstrText"):
            (self._open[-1] if self._open else self._loose).append("".join(element.itertext()))
        elif name == "fldChar":
            kind = _attribute(element, "fldCharType")
            if kind == "begin":
                self._open.append([])
            elif kind == "separate" and self._open:
                yield from _faults_of_field("".join(self._open[-1]))
                self._open[-1].clear()
            elif kind == "end" and self._open:
                yield from _faults_of_field("".join(self._open.pop()))

    def rest(self) -> Iterator[str]:
        """Faults of fields that nothing closed."""
        for pieces in (*self._open, self._loose):
            yield from _faults_of_field("".join(pieces))


def _attribute(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _faults_of_field(instruction: str) -> Iterator[str]:
    code = _CODE.match(instruction)
    if code is None:
        return
    if code[1].upper() not in _FIELDS:
        yield f"поле {shown(code[1])}: разрешены только поля, которые печатают сам документ"
    elif (link := _HYPERLINK.match(instruction)) and not is_safe_hyperlink(link[1]):
        yield f"поле HYPERLINK на {shown(link[1])}: разрешены только http, https, mailto и tel"
