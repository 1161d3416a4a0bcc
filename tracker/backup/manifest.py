"""The manifest: the first member of an archive, which tells what all the others must be."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tracker.backup.archive import FOREIGN
from tracker.backup.errors import BackupError, damaged
from tracker.journal import Head

FORMAT: Final = "pervichka-backup"
VERSION: Final = 1
NAME: Final = "manifest.json"
SUM_NAME: Final = "manifest.sha256"
MOST_BYTES: Final = 1_000_000

_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}\z")]
_Count = Annotated[int, Field(ge=0, lt=2**63)]


class _Section(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class TableEntry(_Section):
    """A table: rows, and the packed member's bytes and SHA-256."""

    name: str
    rows: _Count
    size: _Count
    sha256: _Digest


class HeadEntry(_Section):
    """Where the journal ends."""

    events: _Count
    hash: _Digest


class FilesEntry(_Section):
    """Files of the vault; their names and sizes are rows of the table ``files``."""

    count: _Count
    bytes: _Count


class Manifest(_Section):
    """What an archive holds. ``revision``: the version of the database; ``made_at``: an instant as text."""

    format: Literal["pervichka-backup"]
    version: Literal[1]
    revision: str
    made_at: datetime = Field(strict=False)
    journal: HeadEntry
    tables: tuple[TableEntry, ...] = Field(strict=False)
    files: FilesEntry

    @property
    def head(self) -> Head:
        """The journal's head."""
        return Head(events=self.journal.events, hash=self.journal.hash)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


class _Label(BaseModel):
    format: Literal["pervichka-backup"]
    version: int


def table_member(name: str) -> str:
    """How the member of a table is called."""
    return f"tables/{name}.jsonl.gz"


def file_member(digest: str) -> str:
    """How the member of a stored file is called."""
    return f"vault/{digest[:2]}/{digest}"


def sum_line(digest: str) -> bytes:
    """The member that guards the manifest; ``sha256sum -c`` understands it."""
    return f"{digest}  {NAME}\n".encode()


def read_manifest(content: bytes) -> Manifest:
    """A manifest from its bytes. Raises BackupError if it is none, or of a newer program."""
    try:
        label = _Label.model_validate_json(content)
    except ValidationError as error:
        raise BackupError(FOREIGN) from error
    if label.version != VERSION:
        raise BackupError("Копия сделана более новой версией программы: обновите Первичку. Ничего не изменено.")
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        raise damaged("её опись не читается") from error
