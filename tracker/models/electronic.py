"""Electronic signatures kept beside papers, and what operators of electronic documents say of papers."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Digest, Identity, Instant, Kopecks


class SignatureRow(Base):
    """A CMS signature as it was parsed; nobody verified it. ``file_sha256`` is the file that it is taken to sign.

    ``signed_at`` is the signer's own word, ``stamped_at`` that of a time-stamping service. ``is_digest_equal``: whether
    the digest in the signature is the file's; none where it cannot be computed, and then ``note`` says why.
    """

    __tablename__ = "signatures"

    id: Mapped[Identity]
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"))
    file_sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"))
    position: Mapped[int]
    name: Mapped[str]
    file_name: Mapped[str]
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
    stamped_at: Mapped[Instant | None]
    digest_algorithm: Mapped[Code]
    is_digest_equal: Mapped[bool | None]
    note: Mapped[str | None]
    added_at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("document_id", "sha256", "file_sha256", "position", name="uq_signatures_once"),)


class ExchangeRow(Base):
    """An archive that an operator of electronic documents exported, kept in the vault as it came.

    ``problems``: JSON list of [file, what is wrong with it].
    """

    __tablename__ = "exchanges"

    id: Mapped[Identity]
    sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"), unique=True)
    name: Mapped[str]
    operator: Mapped[str | None]
    problems: Mapped[str]
    added_at: Mapped[Instant]
    added_by: Mapped[Code]


class ExchangeEntryRow(Base):
    """A paper in an archive, as the archive states it. ``document_id``: which paper of ours it is, if that is known.

    ``matched_by``: file, page_id, requisites or person. ``note``: why it is not known. ``files``: JSON list of
    [path in the archive, role, SHA-256]. ``attorneys``: numbers of machine-readable powers of attorney among them.
    """

    __tablename__ = "exchange_entries"

    id: Mapped[Identity]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchanges.id"))
    position: Mapped[int]
    name: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    matched_by: Mapped[Code | None]
    note: Mapped[str | None]
    number: Mapped[str | None]
    date: Mapped[dt.date | None]
    function: Mapped[str | None]
    total: Mapped[Kopecks | None]
    seller_inn: Mapped[str | None]
    buyer_inn: Mapped[str | None]
    files: Mapped[str]
    attorneys: Mapped[str | None]

    __table_args__ = (UniqueConstraint("exchange_id", "position"),)


class ExchangeStateRow(Base):
    """What an archive says of a paper on a day; two that contradict each other both stay and are both shown.

    ``source``: the file in the archive. ``said_time``: as written there, by the operator's clock.
    """

    __tablename__ = "exchange_states"

    id: Mapped[Identity]
    entry_id: Mapped[int] = mapped_column(ForeignKey("exchange_entries.id"))
    position: Mapped[int]
    state: Mapped[Code]
    source: Mapped[str]
    said_on: Mapped[dt.date | None]
    said_time: Mapped[str | None]
    details: Mapped[str | None]

    __table_args__ = (UniqueConstraint("entry_id", "position"),)
