"""Names of files in a ZIP: which encoding they are in, and where they may lead."""

from __future__ import annotations

import zipfile
from typing import Final

_UTF8_FLAG = 0x800
_LONGEST = 250
_GRAPHICS: Final = frozenset("░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀")
_LITTER: Final = ("__MACOSX/", "Thumbs.db", ".DS_Store", "desktop.ini")


def name_of(info: zipfile.ZipInfo) -> str:
    """The path as people read it: UTF-8 where the archive says so or it can be nothing else, or a page of Windows."""
    told = info.orig_filename
    if not info.flag_bits & _UTF8_FLAG:
        told = _guessed(told)
    told = told.split("\x00")[0].replace("\\", "/")
    return "".join(char if char.isprintable() else " " for char in told)[-_LONGEST:]


def leads_outside(name: str) -> bool:
    """Whether the path would leave the folder that the archive is unpacked to."""
    return name.startswith("/") or ".." in name.split("/") or ":" in name.partition("/")[0]


def is_litter(name: str) -> bool:
    """Files that systems leave in archives by themselves."""
    return name.endswith("/") or any(part in name for part in _LITTER)


def _guessed(told: str) -> str:
    """What bears no flag is read as cp437; Russian programs write UTF-8, cp866 or cp1251 there."""
    try:
        raw = told.encode("cp437")
    except UnicodeEncodeError:
        return told
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    dos = raw.decode("cp866")
    return raw.decode("cp1251", "replace") if _GRAPHICS & set(dos) else dos
