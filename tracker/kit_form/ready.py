"""An issued kit to be handed over: its papers with their files, the bound kit, whom it may be sent to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, Final

from sqlalchemy import Connection, select

from docgen.audience import refuse_internal
from docgen.bundle import File, pack
from docgen.library import find_kind
from tracker.errors import NotFoundError
from tracker.lists.kept import storable
from tracker.models import ContactRow, CounterpartyRow, DealRow, DocumentFileRow, DocumentRow, FileRow, PartyRow
from tracker.papers.kits import KIT_FILE
from tracker.papers.stored import ISSUED_FILE, name_of
from tracker.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyFile:
    """A file in the vault. ``format``: «pdf», «docx»; ``size``: bytes."""

    name: str
    format: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyPaper:
    """A paper in force and the files that were made of it."""

    id: int
    page_id: str
    kind: str
    name: str
    number: str
    date: date
    files: tuple[ReadyFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyKit:
    """What a deal began with. ``bound``: the whole kit as one PDF, while it is of papers that are all in force.

    addresses: of the client, for a letter; the first is the likeliest.
    """

    deal_id: int
    deal_code: str
    organization_id: int
    client: str
    subject: str
    agreed_on: date
    papers: tuple[ReadyPaper, ...]
    bound: ReadyFile | None
    addresses: tuple[str, ...]

    def paper(self, page_id: str) -> ReadyPaper:
        """A paper by the code on its pages. Raises NotFoundError."""
        found = next((one for one in self.papers if one.page_id == page_id), None)
        if found is None:
            raise NotFoundError(f"В сделке «{self.deal_code}» нет действующего документа с кодом {page_id}.")
        return found


_PAPER: Final = (
    DocumentRow.id, DocumentRow.page_id, DocumentRow.kind, DocumentRow.number, DocumentRow.date,
    DocumentRow.annulled_on, DocumentRow.superseded_on,
)  # fmt: skip


def ready_kit(connection: Connection, code: str) -> ReadyKit:
    """The issued papers of a deal that are in force. Raises NotFoundError."""
    deal = connection.execute(
        select(
            DealRow.id, DealRow.code, DealRow.organization_id, DealRow.subject, DealRow.agreed_on, PartyRow.short_name,
            PartyRow.email, CounterpartyRow.party_id,
        )
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(DealRow.code == storable(code))
    ).first()  # fmt: skip
    if deal is None:
        raise NotFoundError(f"Сделки «{code}» в базе нет: проверьте идентификатор.")
    papers, bound = _papers(connection, deal.id)
    return ReadyKit(
        deal_id=deal.id,
        deal_code=deal.code,
        organization_id=deal.organization_id,
        client=deal.short_name,
        subject=deal.subject or "",
        agreed_on=deal.agreed_on,
        papers=papers,
        bound=bound,
        addresses=_addresses(connection, deal.party_id, deal.email),
    )


def file_content(vault: Vault, file: ReadyFile) -> File:
    """The file itself. Raises VaultError."""
    return File(file.name, vault.read(file.sha256))


def packed_kit(vault: Vault, kit: ReadyKit) -> bytes:
    """A ZIP of all that the client gets. Raises VaultError, InternalKindError."""
    refuse_internal(find_kind(paper.kind) for paper in kit.papers)
    files = [file for paper in kit.papers for file in paper.files] + ([kit.bound] if kit.bound else [])
    return pack([file_content(vault, file) for file in files], kit.agreed_on)


def _papers(connection: Connection, deal_id: int) -> tuple[tuple[ReadyPaper, ...], ReadyFile | None]:
    statement = (
        select(*_PAPER, DocumentFileRow.name, DocumentFileRow.purpose, DocumentFileRow.sha256, FileRow.size)
        .join(DocumentFileRow, DocumentFileRow.document_id == DocumentRow.id)
        .join(FileRow, FileRow.sha256 == DocumentFileRow.sha256)
        .where(DocumentRow.deal_id == deal_id, DocumentFileRow.purpose.in_((ISSUED_FILE, KIT_FILE)))
        .order_by(DocumentRow.id, DocumentFileRow.id)
    )
    rows = connection.execute(statement).mappings().all()
    files: dict[int, list[ReadyFile]] = {}
    for row in rows:
        if row["purpose"] == ISSUED_FILE:
            files.setdefault(row["id"], []).append(_file(row))
    live = {row["id"]: row for row in rows if row["annulled_on"] is None and row["superseded_on"] is None}
    papers = tuple(_paper(row, files[key]) for key, row in live.items() if key in files)
    ended = any(row["id"] not in live for row in rows)
    whole = next((_file(row) for row in rows if row["purpose"] == KIT_FILE), None)
    return papers, None if ended else whole


def _paper(row: Any, files: list[ReadyFile]) -> ReadyPaper:
    return ReadyPaper(
        id=row["id"], page_id=row["page_id"] or "", kind=row["kind"], name=name_of(row), number=row["number"],
        date=row["date"], files=tuple(files),
    )  # fmt: skip


def _file(row: Any) -> ReadyFile:
    suffix = PurePath(row["name"]).suffix.lstrip(".").casefold()
    return ReadyFile(name=row["name"], format=suffix, sha256=row["sha256"], size=row["size"])


def _addresses(connection: Connection, party_id: int, own: str | None) -> tuple[str, ...]:
    """The client's addresses: those for invoices first, then its own."""
    statement = (
        select(ContactRow.email, ContactRow.purposes)
        .where(ContactRow.party_id == party_id, ContactRow.email.is_not(None), ContactRow.left_on.is_(None))
        .order_by(ContactRow.position, ContactRow.id)
    )
    contacts = connection.execute(statement).all()
    first = sorted(contacts, key=lambda one: "invoices" not in (one.purposes or "").split())
    return tuple(dict.fromkeys([*(one.email for one in first), *([own] if own else [])]))
