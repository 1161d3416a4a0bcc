"""Files and signatures of a paper kept once, however often the same ones come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select

from docgen.bundle import File
from docgen.signatures import Signature
from tracker.clock import instant_text
from tracker.house import Work
from tracker.models import SignatureRow
from tracker.papers.rows import keep_file

SIGNED_FILE: Final = "signed"
SIGNATURE_FILE: Final = "signature"
RECEIPT_FILE: Final = "receipt"
ATTORNEY_FILE: Final = "attorney"
EXCHANGE_FILE: Final = "exchange"
"""Any other file that an operator's archive holds beside a paper."""

KEPT: Final = frozenset({SIGNED_FILE, SIGNATURE_FILE, RECEIPT_FILE, ATTORNEY_FILE, EXCHANGE_FILE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signer of ``signature`` over ``file``; is_equal: whether the digest is the file's, note: what else to know."""

    signature: File
    file: File
    signer: Signature
    is_equal: bool | None
    note: str | None


def keep_signatures(work: Work, document_id: int, signed: Sequence[Signed]) -> int:
    """Keeps signatures and the files they sign; answers how many are new."""
    return sum(_keep(work, document_id, one) for one in signed)


def _keep(work: Work, document_id: int, one: Signed) -> bool:
    keep_file(work, document_id, one.file, SIGNED_FILE)
    keep_file(work, document_id, one.signature, SIGNATURE_FILE)
    key = {
        "document_id": document_id,
        "sha256": one.signature.sha256,
        "file_sha256": one.file.sha256,
        "position": one.signer.position,
    }
    known = select(SignatureRow.id).filter_by(**key)
    if work.connection.execute(known).first() is not None:
        return False
    work.connection.execute(insert(SignatureRow).values(**key, **_columns(one), added_at=work.at))
    return True


def _columns(one: Signed) -> dict[str, object]:
    signer, person = one.signer, one.signer.person
    return {
        "name": one.signature.name,
        "file_name": one.file.name,
        "signer": person.name,
        "signer_title": person.title,
        "inn": person.inn,
        "organization": person.organization,
        "organization_inn": person.organization_inn,
        "issuer": signer.issuer,
        "serial": signer.serial,
        "valid_from": _instant(signer.valid_from),
        "valid_until": _instant(signer.valid_until),
        "signed_at": _instant(signer.signed_at),
        "stamped_at": _instant(signer.stamped_at),
        "digest_algorithm": signer.algorithm,
        "is_digest_equal": one.is_equal,
        "note": one.note,
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else instant_text(at)
