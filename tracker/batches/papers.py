"""The papers that a batch issued, as files: an archive of all and one PDF for the printer, in the order of the batch.

Files come from the vault one by one and go into files that get their names when they are whole, so a thousand papers
need little memory, and a folder never has half of a result.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from docgen.bundle import safe_name, unwritable
from docgen.library import find_kind
from docgen.pdf import PdfProperties
from docgen.pdf.binder import Part
from docgen.phrases import with_sign
from tracker import phrases
from tracker.batches.ledger import Batch, State, find, items_of
from tracker.errors import RefusedError
from tracker.fact_store import in_chunks
from tracker.house import House
from tracker.models import DocumentFileRow, DocumentRow, OrganizationRow, PartyRow
from tracker.papers.stored import ISSUED_FILE
from tracker.vault import Vault

_PDF: Final = ".pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A file of a paper: where it lies in the vault, how it is named in the archive, how its paper is called."""

    sha256: str
    name: str
    title: str
    organization: str


def write_papers(house: House, batch_id: int, folder: Path) -> list[Path]:
    """Writes the archive and the PDF; answers where they are. Papers annulled or superseded since are left out.

    Raises NotFoundError, RefusedError where there is nothing to write, VaultError, OutputError.
    """
    with house.database.read() as connection:
        batch = find(connection, batch_id)
        kept = list(_kept(connection, batch_id))
    if not kept:
        raise RefusedError(f"В пакете № {batch_id} нет выпущенных документов: записывать нечего.")
    stem = safe_name(f"{batch.title}, пакет {batch_id}")
    with _staged(folder) as staging:
        _pack(house.vault, kept, staging / "zip")
        made = {f"{stem}.zip": staging / "zip"}
        printed = [file for file in kept if file.name.endswith(_PDF)]
        if printed:
            _print(house.vault, batch, printed, staging / "pdf")
            made[f"{stem}{_PDF}"] = staging / "pdf"
        for name, place in made.items():
            place.replace(folder / name)
    return [folder / name for name in made]


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A folder beside the result, on the same disk, gone at the end. Raises OutputError for what the disk refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pervichka-", dir=folder) as staging:
            yield Path(staging)
    except OSError as error:
        raise unwritable(folder, error) from error


def _pack(vault: Vault, kept: Sequence[_Kept], place: Path) -> None:
    """Each organisation's papers in a folder of their own; a name that is taken gets a number."""
    taken: set[str] = set()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as archive:
        for file in kept:
            name = f"{safe_name(file.organization)}/{file.name}"
            number = 1
            while name in taken:
                number += 1
                name = f"{safe_name(file.organization)}/{number}-{file.name}"
            taken.add(name)
            archive.writestr(name, vault.read(file.sha256))


def _print(vault: Vault, batch: Batch, printed: Sequence[_Kept], place: Path) -> None:
    from docgen.pdf.stack import stack

    parts = (Part(title=file.title, label=file.title, content=vault.read(file.sha256)) for file in printed)
    properties = PdfProperties(
        title=batch.title,
        author=", ".join(dict.fromkeys(file.organization for file in printed)),
        subject=f"Документов: {len(printed)}",
        created=date.fromisoformat(batch.asked_at[:10]),
    )
    stack(parts, place, properties)


def _kept(connection: Connection, batch_id: int) -> Iterator[_Kept]:
    """Files of the papers in force, in the order of the batch."""
    done = (item.result or {} for item in items_of(connection, batch_id, State.DONE))
    documents: list[int] = [result["document"] for result in done if "document" in result]
    found: dict[int, list[_Kept]] = {}
    for some in in_chunks(documents):
        found |= _files(connection, some)
    for document in documents:
        yield from found.get(document, ())


def _files(connection: Connection, documents: Sequence[int]) -> dict[int, list[_Kept]]:
    statement = (
        select(
            DocumentRow.id,
            DocumentRow.kind,
            DocumentRow.number,
            DocumentRow.date,
            DocumentFileRow.name,
            DocumentFileRow.sha256,
            PartyRow.short_name,
        )
        .join(DocumentFileRow, DocumentFileRow.document_id == DocumentRow.id)
        .join(OrganizationRow, OrganizationRow.id == DocumentRow.organization_id)
        .join(PartyRow, PartyRow.id == OrganizationRow.party_id)
        .where(
            DocumentRow.id.in_(documents),
            DocumentFileRow.purpose == ISSUED_FILE,
            DocumentRow.annulled_on.is_(None),
            DocumentRow.superseded_on.is_(None),
        )
        .order_by(DocumentFileRow.id)
    )
    found: dict[int, list[_Kept]] = {}
    for row in connection.execute(statement):
        title = f"{find_kind(row.kind).caption} {with_sign(row.number)} от {phrases.day(row.date)}"
        kept = _Kept(sha256=row.sha256, name=row.name, title=title, organization=row.short_name)
        found.setdefault(row.id, []).append(kept)
    return found
