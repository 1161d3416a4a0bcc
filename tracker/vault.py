"""The vault: files by their content. A file is safe on disk, under its SHA-256, before any row speaks of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from docgen.bundle import unwritable
from tracker.errors import VaultError
from tracker.models import FileRow

STAGING: Final = ".restore-"
"""How the name of a folder begins in which a restore collects its files."""

BEFORE_RESTORE: Final = ".before-restore-"
"""Part of the name under which a restore keeps the database that it took the place of."""

_PARTIAL = ".partial-"
_TAKEN = ".taken-"
_FOLDERS = "[0-9a-f][0-9a-f]"
_MODE = 0o440
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Vault:
    """Files under ``root``; folders are made as they are needed."""

    root: Path

    def put(self, content: bytes) -> str:
        """Keeps the content and answers its SHA-256; when this returns, a power cut cannot take it away.

        A file that lay there already is young again, so that ``collect_in`` leaves it to whoever puts it.
        Raises OutputError when the disk cannot take it.
        """
        digest = sha256(content).hexdigest()
        place = self.path_of(digest)
        try:
            if not self._holds(place, digest, len(content)):
                self._write(place, content)
            for folder in (place.parent, self.root):  # another process may have made them a moment ago
                _sync_folder(folder)
        except OSError as error:
            raise unwritable(self.root, error) from error
        return digest

    def _holds(self, place: Path, digest: str, size: int) -> bool:
        try:
            is_sound = place.stat().st_size == size and digest_of(place) == digest
            if is_sound:
                os.utime(place)
        except OSError:
            return False
        return is_sound

    def _write(self, place: Path, content: bytes) -> None:
        self._make_folder(place.parent)
        descriptor, partial = tempfile.mkstemp(prefix=_PARTIAL, dir=place.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(partial).chmod(_MODE)
            Path(partial).replace(place)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise

    def adopt(self, staged: Path, digest: str) -> None:
        """Moves a file in whose content has this SHA-256; the caller makes files and folders last. Raises OSError."""
        place = self.path_of(digest)
        self._make_folder(place.parent)
        staged.chmod(_MODE)
        os.utime(staged)
        staged.replace(place)

    def _make_folder(self, folder: Path) -> None:
        if not self.root.is_dir():
            self.root.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.root.parent)
        folder.mkdir(exist_ok=True)

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

    def folders(self) -> list[Path]:
        """Folders with files whose SHA-256 begin alike; the name of a folder is how."""
        return sorted(path for path in self.root.glob(_FOLDERS) if path.is_dir())


def collect_in(folder: Path, known: set[str], older_than: float) -> Iterator[int]:
    """Removes the strays of a folder, answering the size of each. Raises OSError.

    A stray is first taken away and then looked at: whoever puts it meanwhile made it young or writes it anew.
    """
    for taken in folder.glob(f"{_TAKEN}*"):  # by one that was killed at work
        place = taken.with_name(taken.name.removeprefix(_TAKEN))
        if place.name in known and not place.exists():
            taken.rename(place)
    for stray, size in strays_in(folder, known, older_than):
        taken = stray.with_name(_TAKEN + stray.name.removeprefix(_TAKEN))
        try:
            stray.rename(taken)
            if taken.stat().st_mtime >= older_than:
                taken.rename(stray)
                continue
            taken.unlink()
        except FileNotFoundError:
            continue
        yield size


def strays_in(folder: Path, known: set[str], older_than: float) -> Iterator[tuple[Path, int]]:
    """Files that no row speaks of, and halves of files, with their sizes; changed before the instant (epoch, seconds).

    known: all SHA-256 of rows that begin with the folder's name.
    """
    for path in sorted(folder.iterdir()):
        try:
            state = path.stat()
        except FileNotFoundError:  # a half that has become whole
            continue
        if path.name not in known and path.is_file() and state.st_mtime < older_than:
            yield path, state.st_size


def remember(connection: Connection, digest: str, size: int) -> None:
    """Adds the row of a file that lies in the vault; a file that is known already has one."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(FileRow).values(sha256=digest, size=size).on_conflict_do_nothing())


def known_files(connection: Connection, after: str, count: int) -> list[tuple[str, int]]:
    """SHA-256 and size of the next files that the database knows, after the one with the SHA-256 ``after``."""
    statement = select(FileRow.sha256, FileRow.size).where(FileRow.sha256 > after).order_by(FileRow.sha256)
    return [(row.sha256, row.size) for row in connection.execute(statement.limit(count))]


def known_in(connection: Connection, prefix: str) -> set[str]:
    """SHA-256 of all files of the database that begin so."""
    last = prefix + "g"  # after every hexadecimal digit; LIKE would read the whole table in SQLite
    statement = select(FileRow.sha256).where(FileRow.sha256 >= prefix, FileRow.sha256 < last)
    return set(connection.execute(statement).scalars())


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
