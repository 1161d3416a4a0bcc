"""Electronic signatures kept beside papers, and what operators of electronic documents say of papers."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Digest, Identity, Instant


class SignatureRow(Base):
    """A detached CMS signature as it was parsed; nobody verified it. ``file_sha256`` is the file that it signs.

    ``is_digest_equal``: whether the digest in the signature is the file's; none where it cannot be computed.
    """

    __tablename__ = "signatures"

    id: Mapped[Identity]
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"))
    file_sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"))
    position: Mapped[int]
    name: Mapped[str]
    signer: Mapped[str | None]
    signer_title: Mapped[str | None]
    inn: Mapped[Code | None]
    organization: Mapped[str | None]
    organization_inn: Mapped[Code | None]
    issuer: Mapped[str | None]
    serial: Mapped[Code | None]
    valid_from: Mapped[Instant | None]
    valid_until: Mapped[Instant | None]
    signed_at: Mapped[Instant | None]
    digest_algorithm: Mapped[Code]
    is_digest_equal: Mapped[bool | None]
    added_at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("document_id", "sha256", "file_sha256", "position", name="uq_signatures_once"),)


class ExchangeRow(Base):
    """An archive that an operator of electronic documents exported, kept in the vault as it came."""

    __tablename__ = "exchanges"

    id: Mapped[Identity]
    sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"), unique=True)
    name: Mapped[str]
    operator: Mapped[str | None]
    added_at: Mapped[Instant]
    added_by: Mapped[Code]


class ExchangeStateRow(Base):
    """What an archive says of a paper at an instant; two that contradict each other both stay and are both shown."""

    __tablename__ = "exchange_states"

    id: Mapped[Identity]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchanges.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    entry: Mapped[str]
    state: Mapped[Code]
    said_at: Mapped[Instant | None]
    details: Mapped[str | None]
