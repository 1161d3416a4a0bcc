"""The ZIP around a DOCX: read with limits, written with the same bytes each time.

``zipfile`` cannot take data that is deflated already, and that is where the time of a short paper goes: most parts
never change. So parts are deflated once and the archive is written here, after PKWARE APPNOTE 6.3.10 (no ZIP64).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docgen.errors import OutputError, TemplateError

MOST_PARTS = 1_500
MOST_BYTES = 60_000_000
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20  # 2.0: deflate
_UNIX = 3 << 8
_UTF8_NAME = 0x800
_PLAIN_FILE = 0o100644 << 16
_LIMIT_32_BIT = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of the archive, deflated: ``size`` and ``crc`` are of the unpacked content."""

    name: str
    data: bytes
    size: int
    crc: int


def deflate(name: str, content: bytes, level: int = 6) -> Entry:
    """A member ready to be written; ``level`` 1 is fast, 9 is small."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Entry(name, packer.compress(content) + packer.flush(), len(content), zlib.crc32(content))


def pack(entries: Iterable[Entry], created: datetime) -> bytes:
    """The archive in the order given, every member dated ``created``.

    Raises OutputError if it would need more than 4 GB or 65,535 members.
    """
    stamp = _dos_time(created)
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        name, facts = _facts(entry, stamp)
        header = _LOCAL.pack(b"PK\x03\x04", _VERSION, *facts, 0)
        directory.append(
            _CENTRAL.pack(b"PK\x01\x02", _UNIX | _VERSION, _VERSION, *facts, 0, 0, 0, 0, _PLAIN_FILE, offset)
        )
        directory.append(name)
        pieces += (header, name, entry.data)
        offset += len(header) + len(name) + len(entry.data)
    return _closed(pieces, directory, offset)


def _facts(entry: Entry, stamp: tuple[int, int]) -> tuple[bytes, tuple[int, ...]]:
    name = entry.name.encode()
    flags = 0 if entry.name.isascii() else _UTF8_NAME
    facts = (flags, zipfile.ZIP_DEFLATED, *stamp, entry.crc, len(entry.data), entry.size, len(name))
    if entry.size > _LIMIT_32_BIT:
        raise OutputError("Документ больше 4 ГБ: разделите его на части.")
    return name, facts


def _closed(pieces: list[bytes], directory: list[bytes], offset: int) -> bytes:
    count, size = len(directory) // 2, sum(map(len, directory))
    if offset + size > _LIMIT_32_BIT or count > 0xFFFF:
        raise OutputError("Документ больше 4 ГБ: разделите его на части.")
    return b"".join((*pieces, *directory, _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)))


def _dos_time(created: datetime) -> tuple[int, int]:
    """Time and date as MS-DOS packs them: two-second steps, from 1980 on."""
    year = min(max(created.year, 1980), 2107) - 1980
    time = created.hour << 11 | created.minute << 5 | created.second // 2
    return time, year << 9 | created.month << 5 | created.day


def unpack(data: bytes) -> dict[str, bytes]:
    """Members of a DOCX by name. Raises TemplateError for what is no DOCX, is too large, or reaches outside itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise TemplateError(
            "Файл не читается как DOCX: откройте его в Word и сохраните заново в формате .docx."
        ) from error
    _check_content(members)
    return members


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES:
        raise TemplateError("Файл DOCX слишком велик: не больше 1 500 частей и 60 МБ в распакованном виде.")
    if len({info.filename for info in infos}) != len(infos):
        raise TemplateError("В файле DOCX две части с одним именем: сохраните его в Word заново.")
    return {info.filename: archive.read(info) for info in infos}


def _check_content(members: dict[str, bytes]) -> None:
    for name, content in members.items():
        if not name.endswith((".xml", ".rels")):
            continue
        if b"\x00" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise TemplateError(
                f"Часть {name} файла DOCX опасна: объявления DTD и кодировки, кроме UTF-8, не принимаются."
            )
        if name.endswith(".rels"):
            _check_relations(name, content)


def _check_relations(name: str, content: bytes) -> None:
    from lxml import etree  # slow, needed only to read templates

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        relations: Any = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(f"Часть {name} файла DOCX испорчена.") from error
    for relation in relations:
        is_outside = relation.get("TargetMode", "Internal") != "Internal"
        if is_outside and not str(relation.get("Type", "")).endswith("/hyperlink"):
            raise TemplateError(
                f"Файл DOCX ссылается наружу ({relation.get('Target')}): уберите связанный файл или шаблон."
            )
