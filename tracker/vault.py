"""The vault: files by their content. A file is safe on disk, under its SHA-256, before any row speaks of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from docgen.bundle import unwritable
from tracker.errors import VaultError
from tracker.models import FileRow

_PARTIAL = ".partial-"
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Vault:
    """Files under ``root``; folders are made as they are needed."""

    root: Path

    def put(self, content: bytes) -> str:
        """Keeps the content and answers its SHA-256; when this returns, a power cut cannot take it away.

        Raises OutputError when the disk cannot take it.
        """
        digest = sha256(content).hexdigest()
        place = self.path_of(digest)
        try:
            if place.is_file() and place.stat().st_size == len(content) and digest_of(place) == digest:
                return digest
            self._write(place, content)
        except OSError as error:
            raise unwritable(self.root, error) from error
        return digest

    def _write(self, place: Path, content: bytes) -> None:
        is_new = not place.parent.is_dir()
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(prefix=_PARTIAL, dir=place.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(partial).chmod(0o440)
            Path(partial).replace(place)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise
        _sync_folder(place.parent)
        if is_new:
            _sync_folder(self.root)

    def read(self, digest: str) -> bytes:
        """The content, checked against its name. Raises VaultError if it is missing or not what it was."""
        try:
            content = self.path_of(digest).read_bytes()
        except OSError as error:
            raise VaultError(f"Файла {digest} нет в хранилище: восстановите его из копии.") from error
        if sha256(content).hexdigest() != digest:
            raise VaultError(f"Файл {digest} в хранилище повреждён: восстановите его из копии.")
        return content

    def path_of(self, digest: str) -> Path:
        """Where the file with this SHA-256 lies."""
        return self.root / digest[:2] / digest

    def check(self, digest: str, size: int) -> None:
        """Raises VaultError naming the file if it is missing or differs in a single bit."""
        place = self.path_of(digest)
        try:
            is_sound = place.stat().st_size == size and digest_of(place) == digest
        except OSError as error:
            raise VaultError(f"Файла {digest} нет в хранилище ({place}): восстановите его из копии.") from error
        if not is_sound:
            raise VaultError(f"Файл {digest} повреждён ({place}): восстановите его из копии.")

    def strays(self, known: set[str], older_than: float) -> Iterator[Path]:
        """Files that no row speaks of, and halves of files, changed before the instant (seconds since the epoch)."""
        for path in sorted(self.root.glob("??/*")):
            if path.name not in known and path.is_file() and path.stat().st_mtime < older_than:
                yield path


def remember(connection: Connection, digest: str, size: int) -> None:
    """Adds the row of a file that lies in the vault; a file that is known already has one."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(FileRow).values(sha256=digest, size=size).on_conflict_do_nothing())


def known_files(connection: Connection) -> Iterator[tuple[str, int]]:
    """SHA-256 and size of every file that the database knows."""
    for row in connection.execute(select(FileRow.sha256, FileRow.size).order_by(FileRow.sha256)):
        yield row.sha256, row.size


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    whole = sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            whole.update(piece)
    return whole.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Makes a rename last; a system without folders that can be opened (Windows) does so by itself."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
