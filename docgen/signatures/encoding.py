"""A signature file as it lies on disk: DER, PEM, or base64 in lines, brought to DER."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from docgen.signatures.errors import UnreadableSignatureError

_SEQUENCE = 0x30
_PEM = re.compile(rb"-----BEGIN [A-Z0-9 #]+-----(?P<body>.*?)-----END [A-Z0-9 #]+-----", re.DOTALL)
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_STRANGERS: Final = (
    (b"%PDF", "Это PDF, а не подпись"),
    (b"PK\x03\x04", "Это архив ZIP, а не подпись: архив оператора принимает команда pervichka exchange take"),
    (b"<", "Это XML, а не подпись"),
)
_ADVICE = "Нужен файл .sig, .sgn или .p7s, который лежит рядом с подписанным документом."


def der_of(content: bytes) -> bytes:
    """The bytes of the signature in BER or DER. Raises UnreadableSignatureError that says what the file is instead."""
    if not content.strip():
        raise UnreadableSignatureError(f"Файл подписи пуст. {_ADVICE}")
    if content[0] == _SEQUENCE:
        return content
    text = _plain(content)
    for beginning, told in _STRANGERS:
        if text.lstrip().startswith(beginning):
            raise UnreadableSignatureError(f"{told}. {_ADVICE}")
    return _decoded(text)


def is_like_signature(content: bytes) -> bool:
    """A quick look, for files whose names say nothing: could it be a signature?"""
    try:
        return der_of(content)[0] == _SEQUENCE
    except UnreadableSignatureError:
        return False


def _plain(content: bytes) -> bytes:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").encode("ascii", "replace")
    return content


def _decoded(text: bytes) -> bytes:
    armoured = _PEM.search(text)
    body = b"".join((armoured["body"] if armoured else text).split())
    if not _BASE64.fullmatch(body):
        raise UnreadableSignatureError(f"Файл не похож на подпись: это не CMS и не base64. {_ADVICE}")
    try:
        found = base64.b64decode(body + b"=" * (-len(body) % 4), validate=True)
    except binascii.Error as error:
        raise UnreadableSignatureError(f"Файл подписи обрезан или испорчен: base64 не читается. {_ADVICE}") from error
    if not found or found[0] != _SEQUENCE:
        raise UnreadableSignatureError(f"Файл не похож на подпись: в нём другие данные. {_ADVICE}")
    return found
