"""An archive unpacked into a folder of our own and checked to its last byte, before anything is done with it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from re import compile as pattern
from typing import IO, Any, Final

from tracker import migrations
from tracker.backup import tables
from tracker.backup.archive import Unpacker
from tracker.backup.errors import BackupError, damaged
from tracker.backup.manifest import (
    MOST_BYTES,
    NAME,
    SUM_NAME,
    Manifest,
    file_member,
    read_manifest,
    sum_line,
    table_member,
)
from tracker.models import Base, FileRow

_DIGEST: Final = pattern(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A sound archive: its manifest, and a folder with its tables and files."""

    manifest: Manifest
    folder: Path

    def table(self, name: str) -> Path:
        """The packed rows of a table."""
        return self.folder / f"{name}.jsonl.gz"

    def file(self, digest: str) -> Path:
        """A stored file."""
        return self.folder / digest

    def files(self) -> Iterator[tuple[str, int]]:
        """SHA-256 and size of each stored file. Raises BackupError."""
        with self.table(FileRow.__tablename__).open("rb") as stream:
            for row in tables.read(Base.metadata.tables[FileRow.__tablename__], stream):
                yield _named(row)


def unpack(archive: IO[bytes], folder: Path) -> Unpacked:
    """Unpacks and checks every byte. Raises BackupError; OSError when a disk fails or is full."""
    unpacker = Unpacker(archive)
    manifest = _take_manifest(unpacker)
    unpacked = Unpacked(manifest, folder)
    for entry in manifest.tables:
        with unpacked.table(entry.name).open("xb") as target:
            unpacker.take(table_member(entry.name), entry.size, entry.sha256, target)
    count = total = 0
    for digest, size in unpacked.files():
        with unpacked.file(digest).open("wb") as target:
            unpacker.take(file_member(digest), size, digest, target)
        count += 1
        total += size
    if (count, total) != (manifest.files.count, manifest.files.bytes):
        raise damaged("файлов не столько, сколько в описи")
    unpacker.finish()
    return unpacked


def _take_manifest(unpacker: Unpacker) -> Manifest:
    content = unpacker.first(NAME, MOST_BYTES)
    line = sum_line(sha256(content).hexdigest())
    unpacker.take(SUM_NAME, len(line), sha256(line).hexdigest(), io.BytesIO())
    manifest = read_manifest(content)
    if int(manifest.made_at.timestamp()) != unpacker.made:
        raise damaged("время в описи другое")
    _check_revision(manifest.revision)
    if [entry.name for entry in manifest.tables] != [table.name for table in tables.kept_tables()]:
        raise damaged("в ней не те таблицы")
    return manifest


def _check_revision(revision: str) -> None:
    """Versions of the database are numbered; there is no way yet to load rows of an older one."""
    if revision > migrations.newest():
        raise BackupError("Копия сделана более новой версией программы: обновите Первичку. Ничего не изменено.")
    if revision < migrations.newest():
        raise BackupError(
            f"Копия сделана прежней версией программы (база {revision}): восстановите её той версией, затем обновите "
            "программу. Ничего не изменено."
        )


def _named(row: dict[str, Any]) -> tuple[str, int]:
    digest, size = row["sha256"], row["size"]
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest) or not isinstance(size, int) or size < 0:
        raise damaged("в списке файлов не контрольная сумма")
    return digest, size
