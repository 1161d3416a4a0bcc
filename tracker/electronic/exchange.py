"""Archives of operators taken in: kept as they came, their entries matched with papers, what they say kept beside.

Nothing that an archive says changes a paper; ``applying.apply`` does, when a person says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from docgen.bundle import File
from docgen.exchange import Archive, Entry, Role, read_archive
from tracker.electronic.keeping import (
    ATTORNEY_FILE,
    EXCHANGE_FILE,
    KEPT,
    RECEIPT_FILE,
    SIGNATURE_FILE,
    SIGNED_FILE,
    Signed,
    keep_signatures,
)
from tracker.electronic.matching import BY_PERSON, Match, match
from tracker.electronic.saying import facts_of
from tracker.electronic.sides import Sides, sides_of
from tracker.errors import NotFoundError
from tracker.house import Work
from tracker.models import (
    DocumentFileRow,
    ExchangeEntryRow,
    ExchangeRow,
    ExchangeStateRow,
    SignatureRow,
)
from tracker.papers.rows import keep_file
from tracker.papers.stored import find_paper, subject_of
from tracker.recording.changes import find
from tracker.vault import Vault, remember

_PURPOSES = {Role.TITLE: SIGNED_FILE, Role.SIGNATURE: SIGNATURE_FILE, Role.ATTORNEY: ATTORNEY_FILE}
_SIGNED_ROLES = {Role.TITLE, Role.FILE, Role.BUYER_TITLE, Role.ANNULMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An archive in the house. is_new: False if the same one had been taken before; nothing was changed then."""

    exchange_id: int
    is_new: bool


def take(work: Work, file: File, archive: Archive) -> Taken:
    """Keeps the archive and what it says; ``archive`` is what ``read_archive`` found in the file."""
    digest = file.sha256
    known = work.connection.execute(select(ExchangeRow.id).where(ExchangeRow.sha256 == digest)).scalar()
    if known is not None:
        return Taken(exchange_id=known, is_new=False)
    remember(work.connection, work.vault.put(file.content), len(file.content))
    values = {
        "sha256": digest,
        "name": file.name,
        "operator": archive.operator,
        "problems": json.dumps([[one.name, one.what] for one in archive.problems], ensure_ascii=False),
        "added_at": work.at,
        "added_by": work.actor,
    }
    exchange_id = work.connection.execute(insert(ExchangeRow).values(**values).returning(ExchangeRow.id)).scalar_one()
    matched = [_take_entry(work, exchange_id, place, entry, archive) for place, entry in enumerate(archive.entries)]
    work.note(
        "exchange.taken",
        f"exchange:{exchange_id}",
        name=file.name,
        sha256=digest,
        entries=len(matched),
        matched=sum(matched),
        problems=len(archive.problems),
    )
    return Taken(exchange_id=exchange_id, is_new=True)


def _take_entry(work: Work, exchange_id: int, position: int, entry: Entry, archive: Archive) -> bool:
    found = match(work.connection, entry)
    values = _columns(entry) | {
        "exchange_id": exchange_id,
        "position": position,
        "document_id": found.document_id,
        "matched_by": found.by,
        "note": found.note,
    }
    key = work.connection.execute(insert(ExchangeEntryRow).values(**values).returning(ExchangeEntryRow.id)).scalar_one()
    _write_states(work, key, entry, _sides(work.connection, entry, found))
    if found.document_id is not None:
        keep_entry(work, found.document_id, entry, archive.contents)
    return found.document_id is not None


def _columns(entry: Entry) -> dict[str, object]:
    title = entry.title
    keys = ("number", "date", "function", "total", "seller_inn", "buyer_inn")
    files = [[file.name, file.role.value, file.sha256] for file in entry.files]
    named = {
        "name": entry.name,
        "files": json.dumps(files, ensure_ascii=False),
        "attorneys": ", ".join(entry.attorneys) or None,
    }
    return named | {key: None if title is None else getattr(title, key) for key in keys}


def _sides(connection: Connection, entry: Entry, found: Match) -> Sides:
    if found.document_id is not None:
        return sides_of(connection, found.document_id)
    title = entry.title
    return Sides(ours=title.seller_inn if title else None, client=title.buyer_inn if title else None)


def _write_states(work: Work, entry_id: int, entry: Entry, sides: Sides) -> None:
    rows = [
        {
            "entry_id": entry_id,
            "position": place,
            "state": fact.state.value,
            "source": fact.source,
            "said_on": fact.said_on,
            "said_time": fact.said_time,
            "details": fact.details,
        }
        for place, fact in enumerate(facts_of(entry, sides))
    ]
    if rows:
        work.connection.execute(insert(ExchangeStateRow), rows)


def keep_entry(work: Work, document_id: int, entry: Entry, contents: Mapping[str, bytes]) -> None:
    """Keeps the files of an entry beside its paper, and signatures of the paper and of the client's title."""
    files = {file.name: File(PurePosixPath(file.name).name, contents[file.name]) for file in entry.files}
    roles = {file.name: file.role for file in entry.files}
    signed = [
        Signed(
            signature=files[one.name],
            file=files[one.of],
            signer=one.signature,
            is_equal=one.signature.is_equal[0],
            note=one.signature.note,
        )
        for one in entry.signatures
        if one.name in files and roles[one.of] in _SIGNED_ROLES
    ]
    keep_signatures(work, document_id, signed)
    for file in entry.files:
        keep_file(work, document_id, files[file.name], _purpose(file.role, is_head=file.name == entry.name))


def _purpose(role: Role, *, is_head: bool) -> str:
    if role in _PURPOSES:
        return _PURPOSES[role]
    if role is Role.FILE:
        return SIGNED_FILE if is_head else EXCHANGE_FILE
    return RECEIPT_FILE


def archive_of(connection: Connection, vault: Vault, entry_id: int) -> Archive:
    """The archive of an entry, read once more from the vault. Raises NotFoundError."""
    statement = (
        select(ExchangeRow.sha256)
        .join(ExchangeEntryRow, ExchangeEntryRow.exchange_id == ExchangeRow.id)
        .where(ExchangeEntryRow.id == entry_id)
    )
    digest = connection.execute(statement).scalar()
    if digest is None:
        raise NotFoundError(f"Записи {entry_id} нет. Посмотрите записи: pervichka exchange list.")
    return read_archive(vault.read(digest))


def tie(work: Work, entry_id: int, document_id: int, archive: Archive) -> bool:
    """A person says which paper an entry is; False if it was that one already. The former paper gives the files back.

    archive: what ``archive_of`` answered. Raises NotFoundError.
    """
    row = find(work, ExchangeEntryRow, entry_id, "Записи архива")
    paper = find_paper(work.connection, document_id)
    if row["document_id"] == document_id:
        return False
    entry = archive.entries[row["position"]]
    if row["document_id"] is not None:
        _give_back(work, row["document_id"], entry)
    values = {"document_id": document_id, "matched_by": BY_PERSON, "note": None}
    work.connection.execute(update(ExchangeEntryRow).where(ExchangeEntryRow.id == entry_id).values(**values))
    work.connection.execute(delete(ExchangeStateRow).where(ExchangeStateRow.entry_id == entry_id))
    _write_states(work, entry_id, entry, sides_of(work.connection, document_id))
    keep_entry(work, document_id, entry, archive.contents)
    work.note("exchange.tied", f"exchange:{row['exchange_id']}", entry=entry.name, **_tied(work, row, paper))
    return True


def _tied(work: Work, row: RowMapping, paper: RowMapping) -> dict[str, str | None]:
    old = None if row["document_id"] is None else subject_of(find_paper(work.connection, row["document_id"]))
    return {"old": old, "new": subject_of(paper)}


def _give_back(work: Work, document_id: int, entry: Entry) -> None:
    """Takes the files of an entry from a paper that it is not; the archive itself keeps them all."""
    digests = [file.sha256 for file in entry.files]
    work.connection.execute(
        delete(SignatureRow).where(SignatureRow.document_id == document_id, SignatureRow.sha256.in_(digests))
    )
    work.connection.execute(
        delete(DocumentFileRow).where(
            DocumentFileRow.document_id == document_id,
            DocumentFileRow.sha256.in_(digests),
            DocumentFileRow.purpose.in_(KEPT),
        )
    )
