"""Certificates inside a signature, and which of them is a signer's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docgen.signatures.leniently import encoded, follow, items


def certificates_of(signed_data: Any) -> list[Any]:
    """X.509 certificates of a SignedData, as asn1crypto has them."""
    choices = items(follow(signed_data, "certificates"))
    chosen = [follow(choice, ".chosen") for choice in choices if follow(choice, ".name") == "certificate"]
    return [certificate for certificate in chosen if certificate is not None]


def certificate_for(signer: Any, certificates: Sequence[Any]) -> Any:
    """The certificate that a SignerInfo names by issuer and serial number or by key identifier; None if not there."""
    sid = follow(signer, "sid")
    if follow(sid, ".name") == "subject_key_identifier":
        wanted = follow(sid, ".chosen", ".native")
        return _first([one for one in certificates if wanted and follow(one, ".key_identifier") == wanted])
    serial = follow(sid, ".chosen", "serial_number", ".native")
    same = [one for one in certificates if serial is not None and follow(one, ".serial_number") == serial]
    issuer = encoded(follow(sid, ".chosen", "issuer"))
    return _first([one for one in same if encoded(follow(one, ".issuer")) == issuer] or same)


def _first(found: Sequence[Any]) -> Any:
    return found[0] if found else None
