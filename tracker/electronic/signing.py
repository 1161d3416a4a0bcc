"""Signatures beside papers: added with the file they sign, shown as parsed, accepted by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from docgen.bundle import File
from docgen.signatures import Parsed, Signature, parse
from tracker.electronic.keeping import SIGNED_FILE, Signed, keep_signatures
from tracker.electronic.sides import Sides, Whose, sides_of
from tracker.electronic.words import day_in_moscow
from tracker.errors import RefusedError
from tracker.facts import Attorney, Authority
from tracker.house import Work
from tracker.models import DocumentFileRow, DocumentRow, SignatureRow
from tracker.papers.stored import ISSUED_FILE, find_paper, name_of, subject_of
from tracker.recording import receive_electronic, sign_by_client
from tracker.vault import Vault

_OTHER_FILE = "вложенный в подпись файл не совпадает ни с одним файлом документа"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A signature file that was parsed, and the file of the paper that it signs or is taken to sign."""

    document_id: int
    signed: tuple[Signed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureView:
    """A kept signature, and whose it is."""

    row: RowMapping
    whose: Whose

    @property
    def at(self) -> str | None:
        """When it was signed: by a time-stamping service, or else by the signer's own clock."""
        told: str | None = self.row["stamped_at"] or self.row["signed_at"]
        return told

    @property
    def day(self) -> date | None:
        """The same as a day, by Moscow's time."""
        return None if self.at is None else day_in_moscow(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What came of adding: how many signatures are new, and all of this file."""

    new: int
    signatures: tuple[SignatureView, ...]


def compare(
    connection: Connection, vault: Vault, document_id: int, signature: File, signed_file: File | None = None
) -> Compared:
    """Parses a signature and finds the file of the paper whose digest it holds; takes a while for ГОСТ.

    signed_file: the file that was signed, if it is none that the program issued. Raises UnreadableSignatureError, and
    RefusedError for a paper without files when none is given.
    """
    paper = find_paper(connection, document_id)
    files = [signed_file] if signed_file is not None else _files_of(connection, vault, document_id)
    parsed = parse(signature.content, [file.content for file in files])
    if not files and parsed.content is None:
        raise RefusedError(
            f"{name_of(paper)}: файлов документа в программе нет. Укажите подписанный файл ключом --file."
        )
    file, place = _signed_file(parsed, files, signature, is_given=signed_file is not None)
    note = _OTHER_FILE if place is None and files else None
    return Compared(
        document_id=document_id,
        signed=tuple(_signed(signature, file, one, place, note) for one in parsed.signatures),
    )


def _signed(signature: File, file: File, one: Signature, place: int | None, note: str | None) -> Signed:
    is_equal = one.matches_content if place is None else one.is_equal[place]
    return Signed(signature=signature, file=file, signer=one, is_equal=is_equal, note=note or one.note)


def _files_of(connection: Connection, vault: Vault, document_id: int) -> list[File]:
    """Files that may have been signed; a PDF is signed more often than anything else."""
    statement = (
        select(DocumentFileRow.name, DocumentFileRow.sha256)
        .where(DocumentFileRow.document_id == document_id, DocumentFileRow.purpose.in_([ISSUED_FILE, SIGNED_FILE]))
        .order_by(DocumentFileRow.id)
    )
    found = {row.sha256: row.name for row in connection.execute(statement)}
    files = [File(name, vault.read(digest)) for digest, name in found.items()]
    return sorted(files, key=lambda file: not file.name.casefold().endswith(".pdf"))


def _signed_file(parsed: Parsed, files: list[File], signature: File, *, is_given: bool) -> tuple[File, int | None]:
    """The signed file and its place; the place is None for the content of an attached signature."""
    for place, file in enumerate(files):
        if any(one.is_equal[place] for one in parsed.signatures):
            return file, place
    if parsed.content is not None and not is_given:
        same = [place for place, file in enumerate(files) if file.content == parsed.content]
        return (files[same[0]], same[0]) if same else (File(_inner_name(signature), parsed.content), None)
    return files[0], 0


def _inner_name(signature: File) -> str:
    stem = PurePath(signature.name).stem
    return stem if stem and stem != signature.name else f"{signature.name}.content"


def add_signature(work: Work, compared: Compared) -> Added:
    """Keeps the signature and the file it signs beside the paper; once more changes nothing.

    A signature of another file is kept too and says so. Nobody is taken to have signed by this alone.
    """
    paper = find_paper(work.connection, compared.document_id)
    new = keep_signatures(work, compared.document_id, compared.signed)
    digest = compared.signed[0].signature.sha256
    if new:
        work.note(
            "document.signature_added",
            subject_of(paper),
            signature=digest,
            file=compared.signed[0].file.sha256,
            signers=[one.signer.person.name for one in compared.signed],
            is_digest_equal=[one.is_equal for one in compared.signed],
        )
    views = signatures_of(work.connection, compared.document_id)
    return Added(new=new, signatures=tuple(view for view in views if view.row["sha256"] == digest))


def signatures_of(connection: Connection, document_id: int) -> list[SignatureView]:
    """Signatures of a paper in the order in which they came."""
    return signatures_of_papers(connection, {document_id: sides_of(connection, document_id)})[document_id]


def signatures_of_papers(connection: Connection, sides: Mapping[int, Sides]) -> dict[int, list[SignatureView]]:
    """The same of several papers, by their keys, each with its sides."""
    statement = select(SignatureRow.__table__).where(SignatureRow.document_id.in_(sorted(sides)))
    found: dict[int, list[SignatureView]] = {document_id: [] for document_id in sides}
    for row in connection.execute(statement.order_by(SignatureRow.id)).mappings():
        whose = sides[row["document_id"]].whose(row["inn"], row["organization_inn"])
        found[row["document_id"]].append(SignatureView(row=row, whose=whose))
    return found


def papers_with_signatures(connection: Connection, deal_id: int) -> list[int]:
    """Keys of the papers of a deal that have signatures."""
    statement = select(DocumentRow.id).where(
        DocumentRow.deal_id == deal_id,
        select(SignatureRow.id).where(SignatureRow.document_id == DocumentRow.id).exists(),
    )
    return list(connection.execute(statement.order_by(DocumentRow.position, DocumentRow.id)).scalars())


def accept(
    work: Work, document_id: int, on: date | None, authority: Authority, attorney: Attorney | None = None
) -> date:
    """A person takes a kept signature for the client's: the paper is signed, electronically. Answers the day.

    on: by default the day of the client's signature. Raises RefusedError where no signature can be meant, and what
    recording raises.
    """
    name = name_of(find_paper(work.connection, document_id))
    views = signatures_of(work.connection, document_id)
    if not views:
        raise RefusedError(f"{name}: подписей нет. Сначала добавьте файл подписи: pervichka signature add.")
    foreign = [view for view in views if view.whose is not Whose.OURS]
    if not foreign:
        raise RefusedError(f"{name}: есть только наша подпись. Добавьте подпись клиента: pervichka signature add.")
    meant = [view for view in foreign if view.row["is_digest_equal"] is not False]
    if not meant:
        raise RefusedError(
            f"{name}: подпись относится к другому файлу, принять её за подпись этого документа нельзя. "
            "Добавьте подписанный файл ключом --file или запросите подпись снова."
        )
    day = on or _day_of(meant)
    if day is None:
        raise RefusedError(f"{name}: времени в подписи нет. Укажите день подписания ключом --signed-on.")
    sign_by_client(work, document_id, day, authority, attorney)
    receive_electronic(work, document_id, day)
    return day


def _day_of(views: list[SignatureView]) -> date | None:
    """The day of the client's own signature, or else of the first other one that has a time."""
    ordered = sorted(views, key=lambda view: view.whose is not Whose.CLIENT)
    days: list[Any] = [view.day for view in ordered if view.day is not None]
    return days[0] if days else None
