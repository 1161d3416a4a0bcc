"""A signature file as programs write it: DER, PEM, base64 in lines; anything else is called by its name."""

from __future__ import annotations

import base64

import pytest

from docgen.signatures.encoding import der_of, is_like_signature
from docgen.signatures.errors import UnreadableSignatureError
from tests.docgen.signatures.making import lines, signed

DER = signed(b"act")
PEM = b"-----BEGIN PKCS7-----\n" + base64.encodebytes(DER) + b"-----END PKCS7-----\n"


@pytest.mark.parametrize(
    "content",
    [
        DER,
        PEM,
        PEM.replace(b"PKCS7", b"CMS").replace(b"\n", b"\r\n"),
        b"some text before\n" + PEM,
        lines(DER),
        base64.b64encode(DER),
        base64.b64encode(DER).rstrip(b"="),
        b"\xef\xbb\xbf" + lines(DER),
        lines(DER).decode().encode("utf-16"),
    ],
    ids=["der", "pem", "cms", "text-before", "lines", "one-line", "no-padding", "utf-8-mark", "utf-16"],
)
def test_every_way_to_write_a_signature_is_read(content: bytes) -> None:
    assert der_of(content) == DER
    assert is_like_signature(content)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "пуст"),
        (b" \r\n", "пуст"),
        (b"%PDF-1.7 ...", "Это PDF"),
        (b"PK\x03\x04....", "exchange take"),
        ('<?xml version="1.0"?><Файл/>'.encode(), "Это XML"),
        ("Подпись".encode("cp1251"), "не похож на подпись"),
        (b"\x00\x01\x02", "не похож на подпись"),
        (b"AAAA", "в нём другие данные"),
        (lines(DER)[:99], "обрезан или испорчен"),
    ],
)
def test_what_is_no_signature_is_told(content: bytes, told: str) -> None:
    with pytest.raises(UnreadableSignatureError, match=told):
        der_of(content)
    assert not is_like_signature(content)
