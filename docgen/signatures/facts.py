"""What a signature says of itself. All of it is the signer's and the certificate's word; none of it was verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The subject of a certificate: a person, an organisation or both. ``name`` is the person's, if one is named."""

    name: str | None = None
    title: str | None = None
    inn: str | None = None
    organization: str | None = None
    organization_inn: str | None = None
    ogrn: str | None = None
    snils: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signer of a signature file; ``position`` counts from 0. Instants are in UTC.

    signed_at: by the signer's own clock. stamped_at: by a time-stamping service (RFC 3161).
    is_equal: for each file that was given, whether its digest is the one in the signature; None where that cannot be
    told, and then ``note`` says why. matches_content: the same for the file inside an attached signature.
    """

    position: int
    person: Person
    has_certificate: bool
    issuer: str | None
    serial: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    signed_at: datetime | None
    stamped_at: datetime | None
    algorithm: str
    is_equal: tuple[bool | None, ...]
    matches_content: bool | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A signature file. ``content``: the signed file itself, if the signature is attached to it."""

    signatures: tuple[Signature, ...]
    content: bytes | None = None
