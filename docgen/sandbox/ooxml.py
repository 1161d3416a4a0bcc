"""Office files (DOCX, XLSX) that we did not write, read with limits and looked through before any library opens them.

Limits of unpacking are measured on the bytes that really come out, since an archive's own figures may lie.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from docgen.docx.package import MOST_BYTES, MOST_PARTS
from docgen.errors import TemplateError
from docgen.sandbox.errors import Finding, ForbiddenTemplateError, TooLargeError, shown
from docgen.sandbox.ooxml_parts import findings

_HEADER = 30  # bytes of a local header before the name (PKWARE APPNOTE 6.3.10, 4.3.7)
_ENCRYPTED = 0x1
_CHUNK = 1 << 16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_TOO_LARGE = "Файл слишком велик: разрешено не больше 1 500 частей и 60 МБ в распакованном виде."


def check(data: bytes) -> dict[str, bytes]:
    """Parts of an Office file by name, once nothing forbidden is found in them.

    Raises TemplateError for what is no such file, TooLargeError over the limits, ForbiddenTemplateError that names
    every forbidden thing and its part.
    """
    parts = read_parts(data)
    found = findings(parts)
    if found:
        raise ForbiddenTemplateError(found)
    return parts


def read_parts(data: bytes) -> dict[str, bytes]:
    """Parts by name, within the limits, whatever is in them. Raises as ``check``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_directory(infos, archive.start_dir)
            return _unpacked(archive, infos)
    except _BROKEN as error:
        raise TemplateError(
            "Файл не читается как документ Office: откройте его в Word и сохраните заново в формате .docx."
        ) from error


def _check_directory(infos: list[zipfile.ZipInfo], end: int) -> None:
    if len(infos) > MOST_PARTS:
        raise TooLargeError(_TOO_LARGE)
    found = [Finding(shown(info.orig_filename), fault) for info in infos for fault in _faults_of_member(info)]
    names = [info.filename.casefold() for info in infos]
    if len(set(names)) != len(names):
        found.append(Finding("архив", "две части с одним именем"))
    if _overlap(infos, end):
        found.append(Finding("архив", "части, которые занимают одно и то же место"))
    if found:
        raise ForbiddenTemplateError(found)


def _faults_of_member(info: zipfile.ZipInfo) -> list[str]:
    name = info.orig_filename
    steps = name.replace("\\", "/").split("/")
    faults = []
    if ".." in steps or steps[0] == "" or ":" in name or "\\" in name or "\x00" in name:
        faults.append("имя, которое ведёт за пределы файла")
    if info.flag_bits & _ENCRYPTED:
        faults.append("зашифрованная часть")
    if info.compress_type not in _METHODS:
        faults.append("необычное сжатие")
    return faults


def _overlap(infos: list[zipfile.ZipInfo], end: int) -> bool:
    """Do two members share bytes, as in a bomb that unpacks one piece many times?"""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    starts = [info.header_offset for info in ordered[1:]] + [end]
    return any(
        info.header_offset + _HEADER + len(info.orig_filename) + info.compress_size > start
        for info, start in zip(ordered, starts, strict=False)
    )


def _unpacked(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MOST_BYTES
    for info in infos:
        pieces: list[bytes] = []
        with archive.open(info) as stream:
            while piece := stream.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    raise TooLargeError(_TOO_LARGE)
                pieces.append(piece)
        parts[info.filename] = b"".join(pieces)
    return parts
