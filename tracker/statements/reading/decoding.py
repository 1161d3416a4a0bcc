"""The encoding of a text by its content: what a file says of its own encoding is often wrong."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO, Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WINDOWS, _DOS = "cp1251", "cp866"
_USUAL = frozenset("оеаинтсрвлкмдпу")  # more than two thirds of the letters of any Russian text


def encoding_of(head: bytes, *, is_dos_declared: bool = False) -> str:
    """utf-8-sig, utf-16-le, utf-16-be, cp1251 or cp866: by the mark at the beginning, else by what reads as Russian.

    The mark of UTF-16 stays in the text. head: some first bytes, which may end within a letter. is_dos_declared decides
    where the content does not.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if _is_utf8(head):
        return "utf-8-sig"
    windows, dos = _russian(head, _WINDOWS), _russian(head, _DOS)
    if windows == dos:
        return _DOS if is_dos_declared else _WINDOWS
    return _DOS if dos > windows else _WINDOWS


def text_of(stream: BinaryIO, encoding: str, *, newline: str | None = None) -> io.TextIOWrapper:
    """The stream as text: a byte that is no letter of the encoding is U+FFFD.

    newline: None makes any line end a line feed; a line feed leaves all as they are.
    """
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=newline)


def without_zeros(text: str) -> str:
    """The text with spaces for the zeros that some banks fill their fields up with: PostgreSQL keeps none."""
    return text.replace("\x00", " ")


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _russian(head: bytes, encoding: str) -> int:
    return sum(map(_USUAL.__contains__, head.decode(encoding, "replace")))
