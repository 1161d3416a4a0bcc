"""Signatures for tests: built as real ones are, with a signature value that means nothing, since nobody checks it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from asn1crypto import algos, cms, core, keys, tsp, x509

from docgen.signatures.digests import ALGORITHMS, digest_of

SIGNED_AT = datetime(2026, 11, 24, 9, 15, 0, tzinfo=UTC)
GOST_256 = "1.2.643.7.1.1.2.2"
GOST_512 = "1.2.643.7.1.1.2.3"
GOST_94 = "1.2.643.2.2.9"
SHA_256 = "2.16.840.1.101.3.4.2.1"

HEAD = {
    "2.5.4.3": 'ООО "Ромашка"',
    "2.5.4.4": "Лебедева",
    "2.5.4.42": "Мария Олеговна",
    "2.5.4.12": "Директор",
    "2.5.4.10": 'ООО "Ромашка"',
    "1.2.643.3.131.1.1": "500123456750",
    "1.2.643.100.4": "7712345671",
    "1.2.643.100.1": "1107746123451",
    "1.2.643.100.3": "11223344595",
}
"""The subject of a head of an organisation, as the tax service's certificates have it."""

_NUMERIC = {"1.2.643.3.131.1.1", "1.2.643.100.1", "1.2.643.100.3", "1.2.643.100.4", "1.2.643.100.5"}


def name(values: dict[str, str]) -> x509.Name:
    pairs = [_pair(oid, value) for oid, value in values.items()]
    sequence = x509.RDNSequence([x509.RelativeDistinguishedName([pair]) for pair in pairs])
    return x509.Name(name="", value=sequence)


def _pair(oid: str, value: str) -> x509.NameTypeAndValue:
    if oid in _NUMERIC:
        return x509.NameTypeAndValue({"type": oid, "value": core.NumericString(value)})
    return x509.NameTypeAndValue({"type": oid, "value": x509.DirectoryString("utf8_string", core.UTF8String(value))})


def certificate(subject: dict[str, str], serial: int = 0x1234ABCD, extensions: Any = None) -> x509.Certificate:
    key = keys.PublicKeyInfo.load(_gost_key()) if extensions is None else _rsa_key()
    tbs = {
        "version": "v3",
        "serial_number": serial,
        "signature": algos.SignedDigestAlgorithm({"algorithm": "1.2.643.7.1.1.3.2"}),
        "issuer": name({"2.5.4.3": "Удостоверяющий центр", "2.5.4.10": "Казначейство"}),
        "validity": {
            "not_before": x509.Time("utc_time", datetime(2026, 1, 12, tzinfo=UTC)),
            "not_after": x509.Time("utc_time", datetime(2027, 4, 12, tzinfo=UTC)),
        },
        "subject": name(subject),
        "subject_public_key_info": key,
    }
    if extensions is not None:
        tbs["extensions"] = extensions
    return x509.Certificate(
        {
            "tbs_certificate": x509.TbsCertificate(tbs),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "1.2.643.7.1.1.3.2"}),
            "signature_value": core.OctetBitString(bytes(64)),
        }
    )


def _gost_key() -> bytes:
    """GOST R 34.10-2012, 256 bits: an algorithm that asn1crypto does not know."""
    oids = core.ObjectIdentifier("1.2.643.2.2.35.1").dump() + core.ObjectIdentifier(GOST_256).dump()
    algorithm = _sequence(core.ObjectIdentifier("1.2.643.7.1.1.1.1").dump() + _sequence(oids))
    return _sequence(algorithm + core.OctetBitString(core.OctetString(bytes(64)).dump()).dump())


def _rsa_key() -> keys.PublicKeyInfo:
    """For certificates with extensions: to write those, asn1crypto looks into the key."""
    numbers = keys.RSAPublicKey({"modulus": 2**512 + 1, "public_exponent": 65537})
    return keys.PublicKeyInfo({"algorithm": {"algorithm": "rsa"}, "public_key": numbers})


def _sequence(contents: bytes) -> bytes:
    return b"\x30" + _length(len(contents)) + contents


def _length(size: int) -> bytes:
    if size < 128:
        return bytes([size])
    raw = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([0x80 | len(raw)]) + raw


def signer(
    content: bytes | None,
    subject: dict[str, str] | None = None,
    *,
    oid: str = GOST_256,
    signed_at: datetime | None = SIGNED_AT,
    stamped_at: datetime | None = None,
    serial: int = 0x1234ABCD,
    digest: bytes | None = None,
    key_identifier: bytes | None = None,
    has_attributes: bool = True,
) -> tuple[cms.SignerInfo, x509.Certificate]:
    """One signer of ``content`` and the certificate that goes with it."""
    extensions = None
    if key_identifier is not None:
        value = core.ParsableOctetString(core.OctetString(key_identifier).dump())
        extensions = x509.Extensions([x509.Extension({"extn_id": "2.5.29.14", "extn_value": value})])
    made = certificate(HEAD if subject is None else subject, serial, extensions)
    whole = made.dump()
    sid = cms.SignerIdentifier(
        "issuer_and_serial_number", cms.IssuerAndSerialNumber({"issuer": made.issuer, "serial_number": serial})
    )
    if key_identifier is not None:
        sid = cms.SignerIdentifier("subject_key_identifier", core.OctetString(key_identifier))
    info: dict[str, Any] = {
        "version": "v1",
        "sid": sid,
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": oid}),
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "1.2.643.7.1.1.1.1"}),
        "signature": bytes(64),
    }
    if has_attributes:
        info["signed_attrs"] = _attributes(_digest(oid, content or b"") if digest is None else digest, signed_at)
    if stamped_at is not None:
        info["unsigned_attrs"] = [
            {"type": "signature_time_stamp_token", "values": [_token(stamped_at)]},
        ]
    # As it lies in a file, so that asn1crypto does not look into a key that it does not know.
    return cms.SignerInfo(info), x509.Certificate.load(whole)


def _digest(oid: str, content: bytes) -> bytes:
    known = ALGORITHMS[oid]
    return digest_of(known, content) if known.name else bytes(32)


def _attributes(digest: bytes, signed_at: datetime | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"type": "content_type", "values": ["data"]},
        {"type": "message_digest", "values": [digest]},
    ]
    if signed_at is not None:
        found.append({"type": "signing_time", "values": [cms.Time("utc_time", signed_at)]})
    return found


def _token(at: datetime) -> cms.ContentInfo:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": sha256(b"x").digest()}
    stamp = tsp.TSTInfo(
        {"version": "v1", "policy": "1.2.643.2.2.38.4", "message_imprint": imprint, "serial_number": 7, "gen_time": at}
    )
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "tst_info", "content": stamp},
            "signer_infos": [],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": signed})


def signature(
    *signers: tuple[cms.SignerInfo, x509.Certificate],
    inside: bytes | None = None,
    has_certificates: bool = True,
) -> bytes:
    """The file of these signers; ``inside`` is the content of an attached one."""
    encapsulated: dict[str, Any] = {"content_type": "data"}
    if inside is not None:
        encapsulated["content"] = core.OctetString(inside)
    data: dict[str, Any] = {
        "version": "v1",
        "digest_algorithms": [one["digest_algorithm"] for one, _ in signers],
        "encap_content_info": encapsulated,
        "signer_infos": [one for one, _ in signers],
    }
    if has_certificates:
        data["certificates"] = [made for _, made in signers]
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump())


def signed(content: bytes, subject: dict[str, str] | None = None, **given: Any) -> bytes:
    """A detached signature of the content by one signer."""
    return signature(signer(content, subject, **given))


def lines(der: bytes) -> bytes:
    """The same in base64 with Windows line ends, as CryptoPro writes it."""
    return base64.encodebytes(der).replace(b"\n", b"\r\n")
