"""How large a picture is, read from its first bytes: a small file can unpack to gigabytes."""

from __future__ import annotations

import struct

MOST_PIXELS = 50_000_000
_FRAMES_OF_JPEG = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def fault_of_picture(data: bytes) -> str:
    """Russian, what is wrong with a PNG, JPEG, GIF, BMP or WebP; «» if nothing is, or if it is no such picture."""
    try:
        size = _size(data)
    except (struct.error, IndexError):
        return "испорченная картинка"
    if size is not None and size[0] * size[1] > MOST_PIXELS:
        return f"картинка {size[0]} × {size[1]} точек, а разрешено не больше 50 миллионов точек"
    return ""


def _size(data: bytes) -> tuple[int, int] | None:
    width: int
    height: int
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack_from(">II", data, 16)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        width, height = struct.unpack_from("<HH", data, 6)
    elif data.startswith(b"BM"):
        width, height = struct.unpack_from("<ii", data, 18)
    elif data.startswith(b"\xff\xd8"):
        return _size_of_jpeg(data)
    elif data.startswith(b"RIFF") and data[8:16] == b"WEBPVP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
    else:
        return None
    return abs(width), abs(height)


def _size_of_jpeg(data: bytes) -> tuple[int, int]:
    """From the frame header (ITU-T T.81, B.2.2), past the segments before it."""
    at = 2
    while True:
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        (length,) = struct.unpack_from(">H", data, at + 1)
        if marker in _FRAMES_OF_JPEG:
            height, width = struct.unpack_from(">HH", data, at + 4)
            return width, height
        at += 1 + max(length, 2)
