"""Relationships of an Office file: what points outside it, and what brings in code or another file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docgen.sandbox.errors import shown

_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCHEMES_OF_HYPERLINKS = {"http", "https", "mailto", "tel"}
_HYPERLINK = "hyperlink"
_NAMES = {
    "afchunk": "вставка чужого файла (altChunk)",
    "activexcontrolbinary": "элемент ActiveX",
    "attachedtemplate": "присоединённый шаблон",
    "attachedtoolbars": "присоединённые панели инструментов",
    "control": "элемент ActiveX",
    "externallink": "связь с другой книгой",
    "externallinkpath": "связь с другой книгой",
    "frame": "рамка с чужой страницей",
    "keymapcustomizations": "переназначенные клавиши",
    "mailmergeheadersource": "источник данных слияния",
    "mailmergesource": "источник данных слияния",
    "oleobject": "объект OLE",
    "package": "вложенный файл (OLE)",
    "subdocument": "вложенный документ (subDocument)",
    "transform": "преобразование XSLT",
    "vbaproject": "макросы",
    "wordvbadata": "макросы",
}
_SHOWN_TYPES = {"image": "картинка", "video": "видео", "audio": "звук", "media": "видео", "font": "шрифт"}


def is_outside(address: str) -> bool:
    """Does an address lead out of the file: a scheme, a server, a network folder, a disk?"""
    start = address.strip().replace("\\", "/")
    return start.startswith("//") or _SCHEME.match(start) is not None


def is_safe_hyperlink(address: str) -> bool:
    """Is it an address that only a click opens, and only a browser or a mail program?"""
    scheme = _SCHEME.match(address)
    if scheme is not None:
        return scheme[1].lower() in _SCHEMES_OF_HYPERLINKS
    return not is_outside(address)


def faults_of_relations(content: bytes) -> Iterator[str]:
    """Russian, every forbidden relationship of a .rels part; the content has no DTD."""
    from docgen.sandbox.ooxml_markup import elements

    for element in elements(content):
        if element is None:
            yield "испорченный XML"
        elif isinstance(element.tag, str) and element.tag.endswith("}Relationship"):
            yield from _faults(element)


def _faults(relation: Any) -> Iterator[str]:
    target = str(relation.get("Target", ""))
    kind = str(relation.get("Type", "")).rstrip("/").rsplit("/", 1)[-1].lower()
    is_external = str(relation.get("TargetMode", "Internal")) != "Internal"
    if kind in _NAMES:
        yield f"{_NAMES[kind]}: {shown(target)}"
    elif kind == _HYPERLINK:
        if not is_safe_hyperlink(target):
            yield f"ссылка на {shown(target)}: разрешены только http, https, mailto и tel"
    elif is_external or is_outside(target):
        yield f"внешняя связь ({_SHOWN_TYPES.get(kind, shown(kind))}) на {shown(target)}"
