"""A ZIP from outside, unpacked in memory with limits that are measured on what really comes out."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Final

from docgen.exchange.errors import UnreadableExchangeError
from docgen.exchange.facts import Problem
from docgen.exchange.names import is_litter, leads_outside, name_of

MOST_FILES: Final = 2_000
MOST_BYTES: Final = 200_000_000
MOST_FILE_BYTES: Final = 50_000_000

_MOST_RATIO = 200
_RATIO_FROM = 10_000_000  # a small file of zeros is no bomb
_ENCRYPTED = 0x1
_PIECE = 1 << 20
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_OTHERS: Final = ((b"Rar!", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "GZIP"))
_BOMB = (
    f"Архив распаковывается больше чем в {MOST_BYTES // 1_000_000} МБ или сжат неправдоподобно сильно: "
    "программа его не открывает. Выгрузите у оператора меньший период."
)


@dataclass(slots=True)
class Unpacked:
    """Files of an archive by path, in its order, and what could not be taken."""

    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    size: int = 0


def unpack(data: bytes) -> Unpacked:
    """All files, those of archives inside it too, one level deep. Raises UnreadableExchangeError for a bomb."""
    found = Unpacked()
    if not data.startswith(_ZIP):
        raise UnreadableExchangeError(_what_else(data))
    try:
        _walk(found, data, "")
    except _BROKEN as error:
        raise UnreadableExchangeError("Архив обрезан или испорчен: скачайте его у оператора заново.") from error
    return found


def _what_else(data: bytes) -> str:
    for beginning, kind in _OTHERS:
        if data.startswith(beginning):
            return f"Это архив {kind}: распакуйте его и сохраните как ZIP."
    return "Файл — не архив ZIP: выгрузите документы у оператора архивом ZIP и укажите его."


def _walk(found: Unpacked, data: bytes, prefix: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not is_litter(name_of(info))]
        found.count += len(infos)
        if found.count > MOST_FILES:
            raise UnreadableExchangeError(f"В архиве больше {MOST_FILES} файлов: выгрузите у оператора меньший период.")
        for info in infos:
            _take(found, archive, info, prefix)


def _take(found: Unpacked, archive: zipfile.ZipFile, info: zipfile.ZipInfo, prefix: str) -> None:
    name = _free(found, prefix + name_of(info))
    fault = _fault(info)
    content = b"" if fault else _content(found, archive, info)
    if fault or content is None:
        found.problems.append(Problem(name=name, what=fault or "файл в архиве испорчен"))
    elif content.startswith(_ZIP) and name.lower().endswith(".zip"):
        _take_inner(found, content, name, is_deep=bool(prefix))
    else:
        found.files[name] = content


def _fault(info: zipfile.ZipInfo) -> str | None:
    if leads_outside(name_of(info)):
        return "имя файла ведёт за пределы архива, файл пропущен"
    if info.flag_bits & _ENCRYPTED:
        return "файл закрыт паролем: выгрузите архив без пароля"
    if info.file_size > MOST_FILE_BYTES:
        return f"файл больше {MOST_FILE_BYTES // 1_000_000} МБ, не разобран"
    return None


def _content(found: Unpacked, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    """What really comes out; None if it is broken. Raises UnreadableExchangeError for a bomb."""
    if info.file_size > _RATIO_FROM and info.file_size > _MOST_RATIO * max(info.compress_size, 1):
        raise UnreadableExchangeError(_BOMB)
    pieces: list[bytes] = []
    try:
        with archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                found.size += len(piece)
                if found.size > MOST_BYTES:
                    raise UnreadableExchangeError(_BOMB)
                pieces.append(piece)
    except _BROKEN:
        return None
    return b"".join(pieces)


def _take_inner(found: Unpacked, content: bytes, name: str, *, is_deep: bool) -> None:
    if is_deep:
        found.problems.append(
            Problem(name=name, what="архив вложен слишком глубоко: распакуйте его и возьмите отдельно")
        )
        return
    try:
        _walk(found, content, f"{name}/")
    except _BROKEN:
        found.problems.append(Problem(name=name, what="вложенный архив испорчен"))


def _free(found: Unpacked, name: str) -> str:
    """A name of its own for each of several files that are called the same."""
    free, count = name, 1
    while free in found.files:
        count += 1
        free = f"{name} ({count})"
    return free
