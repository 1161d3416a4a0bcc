"""The same DOCX gives the same PDF bytes: the marks of the moment are replaced by those of the paper."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib

_CREATED_IN_DOCX = re.compile(rb"<dcterms:created[^>]*>(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)")
_LONGEST = 1 << 16
_CREATED_IN_PDF = re.compile(rb"(?<=/CreationDate\(D:)\d{14}")
_IDENTIFIER = re.compile(rb"(?<=[<[/ ])[0-9A-F]{32}(?=[>\s])")


def settle(pdf: bytes, docx: bytes) -> bytes:
    """``pdf`` with the creation date that ``docx`` tells of itself and an identifier made of its content.

    Every mark is replaced by one of the same length, so the file's table of offsets stays true.
    """
    body, trailer, end = pdf.rpartition(b"\ntrailer")
    if not trailer:
        return pdf
    identifier = hashlib.sha256(docx).hexdigest()[:32].upper().encode()
    created = _created(docx)
    if created:
        streams, closing, objects = body.rpartition(b"endstream")
        body = streams + closing + _CREATED_IN_PDF.sub(created, objects)
    return body + trailer + _IDENTIFIER.sub(identifier, end)


def _created(docx: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive, archive.open("docProps/core.xml") as properties:
            found = _CREATED_IN_DOCX.search(properties.read(_LONGEST))
    except (KeyError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error):  # LibreOffice forgives more than we do
        return b""
    return b"".join(found.groups()) if found else b""
