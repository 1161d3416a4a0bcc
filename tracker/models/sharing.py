"""Links that show papers to a client without a login, who opened them, and scans that came back through them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Digest, Identity, Instant, Label


class ShareLinkRow(Base):
    """A link to papers of a deal. Only a digest of its secret is kept. ``expires_on``: the last day that it opens."""

    __tablename__ = "share_links"

    id: Mapped[Identity]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    sha256: Mapped[Digest] = mapped_column(unique=True)
    note: Mapped[Label | None]
    expires_on: Mapped[dt.date]
    created_at: Mapped[Instant]
    created_by: Mapped[Code]
    revoked_at: Mapped[Instant | None]
    revoked_by: Mapped[Code | None]


class SharedPaperRow(Base):
    """A paper that a link shows."""

    __tablename__ = "shared_papers"

    link_id: Mapped[int] = mapped_column(ForeignKey("share_links.id"), primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True, autoincrement=False)
    position: Mapped[int]


class ShareOpeningRow(Base):
    """Openings of one thing from one address, each within a minute of the one before: how many, the first, the last.

    ``document_id``: the paper whose file was opened, none for the page of the link.
    """

    __tablename__ = "share_openings"

    id: Mapped[Identity]
    link_id: Mapped[int] = mapped_column(ForeignKey("share_links.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    address: Mapped[Code]
    agent: Mapped[Code]
    first_at: Mapped[Instant]
    last_at: Mapped[Instant]
    count: Mapped[int]

    __table_args__ = (Index(None, "link_id", "id"), Index(None, "link_id", "first_at"))


class ShareReturnRow(Base):
    """A file that the client gave back through a link. ``returned_on``: the business day.

    ``pages``: how many it has, none until it is taken in as a scan. ``problem``: why it could not be, in Russian.
    """

    __tablename__ = "share_returns"

    id: Mapped[Identity]
    link_id: Mapped[int] = mapped_column(ForeignKey("share_links.id"))
    sha256: Mapped[Digest] = mapped_column(ForeignKey("files.sha256"))
    name: Mapped[str]
    size: Mapped[int]
    address: Mapped[Code]
    returned_on: Mapped[dt.date]
    returned_at: Mapped[Instant]
    pages: Mapped[int | None]
    problem: Mapped[str | None]

    __table_args__ = (UniqueConstraint("link_id", "sha256"),)
