"""A CMS SignedData (RFC 5652) taken apart: its signers, their certificates, times and digests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms, core
from asn1crypto import tsp as _tsp  # noqa: F401  teaches cms what a time stamp holds

from docgen.signatures.certificates import certificate_for, certificates_of
from docgen.signatures.digests import Algorithm, Comparer, algorithm_of, why_not_compared
from docgen.signatures.encoding import der_of
from docgen.signatures.errors import UnreadableSignatureError
from docgen.signatures.facts import Parsed, Person, Signature
from docgen.signatures.leniently import FAULTS, follow, instant, items
from docgen.signatures.subject import common_name_of, person_of

_MOST_SIGNERS = 50
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_TIME = "1.2.840.113549.1.9.5"
_TIME_STAMP = "1.2.840.113549.1.9.16.2.14"
_BROKEN = "Файл подписи обрезан или испорчен: скачайте его у оператора заново."
_OTHER: Final = {
    "enveloped_data": "Файл зашифрован: расшифруйте его той программой, которой его получили.",
    "encrypted_data": "Файл зашифрован: расшифруйте его той программой, которой его получили.",
}


def take_apart(content: bytes, files: Sequence[bytes], comparer: Comparer) -> Parsed:
    """Signers of a signature file, their digests compared with the files. Raises UnreadableSignatureError."""
    try:
        data = _signed_data(der_of(content))
        signers = list(data["signer_infos"])
    except (*FAULTS, RecursionError) as error:
        raise UnreadableSignatureError(_BROKEN) from error
    if not signers:
        raise UnreadableSignatureError("В файле нет ни одной подписи: это только сертификаты. Проверьте файл.")
    if len(signers) > _MOST_SIGNERS:
        raise UnreadableSignatureError(f"В файле больше {_MOST_SIGNERS} подписей: так не подписывают, проверьте файл.")
    try:
        source = _Source(data, files, comparer)
        told = tuple(source.signature(position, signer) for position, signer in enumerate(signers))
    except (*FAULTS, RecursionError) as error:
        raise UnreadableSignatureError(_BROKEN) from error
    return Parsed(signatures=told, content=source.inside)


def _signed_data(der: bytes) -> Any:
    info = cms.ContentInfo.load(der)
    kind = info["content_type"].native
    if kind != "signed_data":
        told = _OTHER.get(kind, "Это не подпись: в файле другие данные. Проверьте, тот ли файл.")
        raise UnreadableSignatureError(told)
    return info["content"]


def _content(data: Any) -> bytes | None:
    """The signed file, if the signature is attached to it."""
    content = follow(data, "encap_content_info", "content")
    if not isinstance(content, core.OctetString | core.ParsableOctetString):
        return None
    try:
        return bytes(content) or None
    except FAULTS:
        return None


class _Source:
    """What all signers of a file share: its certificates, the files to compare with, the content of an attached one."""

    def __init__(self, data: Any, files: Sequence[bytes], comparer: Comparer) -> None:
        self.inside = _content(data)
        self._certificates = certificates_of(data)
        self._files = files
        self._comparer = comparer

    def signature(self, position: int, signer: Any) -> Signature:
        certificate = certificate_for(signer, self._certificates)
        signed = _attributes(signer, "signed_attrs")
        algorithm = algorithm_of(signer["digest_algorithm"]["algorithm"].dotted)
        digest = follow(signed.get(_MESSAGE_DIGEST), ".native")
        compared = self._compared(algorithm, digest)
        return Signature(
            position=position,
            person=Person() if certificate is None else person_of(follow(certificate, ".subject")),
            has_certificate=certificate is not None,
            issuer=_issuer(signer, certificate),
            serial=_serial(signer, certificate),
            valid_from=_validity(certificate, "not_before"),
            valid_until=_validity(certificate, "not_after"),
            signed_at=instant(follow(signed.get(_SIGNING_TIME), ".native")),
            stamped_at=_stamped_at(_attributes(signer, "unsigned_attrs")),
            algorithm=algorithm.label,
            is_equal=compared[: len(self._files)],
            matches_content=compared[-1] if self.inside is not None else None,
            note=_note(algorithm, digest, compared, self._files),
        )

    def _compared(self, algorithm: Algorithm, digest: Any) -> tuple[bool | None, ...]:
        """For each file, and for the content of an attached signature after them."""
        every = [*self._files, *([] if self.inside is None else [self.inside])]
        if not isinstance(digest, bytes):
            return (None,) * len(every)
        return tuple(self._comparer.is_equal(algorithm, digest, content) for content in every)


def _note(algorithm: Algorithm, digest: Any, compared: Sequence[bool | None], files: Sequence[bytes]) -> str | None:
    if not isinstance(digest, bytes):
        return "хеш файла отдельно в подписи не записан, сравнить его с файлом нельзя"
    return why_not_compared(algorithm, files) if None in compared else None


def _attributes(signer: Any, field: str) -> dict[str, Any]:
    """First values of attributes by dotted object identifiers."""
    return {
        follow(attribute, "type", ".dotted"): follow(attribute, "values", 0)
        for attribute in reversed(items(follow(signer, field)))
    }


def _stamped_at(unsigned: dict[str, Any]) -> datetime | None:
    """The time of an RFC 3161 token, as CAdES-T keeps it."""
    stamp = follow(unsigned.get(_TIME_STAMP), "content", "encap_content_info", "content", ".parsed")
    return instant(follow(stamp, "gen_time", ".native"))


def _issuer(signer: Any, certificate: Any) -> str | None:
    """From the certificate, or, where none came with the signature, as the signer names it."""
    named = follow(signer, "sid", ".chosen", "issuer")
    return common_name_of(named if certificate is None else follow(certificate, ".issuer"))


def _serial(signer: Any, certificate: Any) -> str | None:
    """Hexadecimal, as certificates are called in the registers of authorities."""
    number = follow(certificate, ".serial_number")
    if number is None:
        number = follow(signer, "sid", ".chosen", "serial_number", ".native")
    return f"{number:X}"[:100] if isinstance(number, int) else None


def _validity(certificate: Any, end: str) -> datetime | None:
    return instant(follow(certificate, "tbs_certificate", "validity", end, ".native"))
