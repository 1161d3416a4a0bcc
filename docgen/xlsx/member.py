"""A member of the archive deflated as it comes, to which a beginning can be put when the end is known.

What stands before the rows of a sheet (its extent, frozen panes) is known only behind them. Stretches of deflate that
end on a full flush may be strung together (RFC 1951), and check sums of parts give that of the whole.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Any

from docgen.docx.package import Entry

_QUICK = 1  # level of deflate: 6 takes three times as long for a fifth less
_POLYNOMIAL = 0xEDB88320  # of CRC-32, bits reversed
_ONE = 1 << 31
_X_TO_8 = 1 << 23


@dataclass(slots=True)
class Member:
    """A member growing piece by piece."""

    name: str
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    crc: int = 0
    _packer: Any = field(default_factory=lambda: zlib.compressobj(_QUICK, zlib.DEFLATED, -zlib.MAX_WBITS))

    def add(self, content: bytes) -> None:
        """More of the content."""
        self.size += len(content)
        self.crc = zlib.crc32(content, self.crc)
        self.pieces.append(self._packer.compress(content))

    def entry(self) -> Entry:
        """The member, finished."""
        return Entry(self.name, b"".join((*self.pieces, self._packer.flush())), self.size, self.crc)


def joined(head: bytes, body: Member, tail: bytes) -> Entry:
    """The member with a head before it and a tail behind; ``body`` is finished by that."""
    packer = zlib.compressobj(_QUICK, zlib.DEFLATED, -zlib.MAX_WBITS)
    before = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    body.add(tail)
    entry = body.entry()
    crc = _combined(zlib.crc32(head), entry.crc, entry.size)
    return Entry(entry.name, before + entry.data, len(head) + entry.size, crc)


def _combined(first: int, second: int, length: int) -> int:
    """CRC-32 of two texts, one behind the other, from theirs; ``length`` is the second's (as zlib's crc32_combine)."""
    power, square = _ONE, _X_TO_8
    while length:
        if length & 1:
            power = _product(square, power)
        square = _product(square, square)
        length >>= 1
    return _product(power, first) ^ second


def _product(one: int, other: int) -> int:
    """Product of two polynomials modulo that of CRC-32."""
    product = 0
    for bit in range(31, -1, -1):
        if one >> bit & 1:
            product ^= other
        other = other >> 1 ^ (_POLYNOMIAL if other & 1 else 0)
    return product
