"""The archive's bytes: a plain tar that any tar opens, of which every single byte is foretold or hashed.

A reader asks for the member that must come next and refuses anything else. So no name, link or size in a file from
outside ever decides what is written where.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from hashlib import sha256
from typing import IO, Final

from tracker.backup.errors import BackupError, damaged

_BLOCK: Final = tarfile.BLOCKSIZE
_PIECE = 2**20
_MODE = 0o600
FOREIGN: Final = "Это не копия Первички: нужен файл, который записала команда backup."


class Packer:
    """Writes members one after another; ``made``: seconds since the epoch, the time of all of them."""

    def __init__(self, stream: IO[bytes], made: int) -> None:
        self._stream = stream
        self._made = made
        self._size = 0

    def add(self, name: str, size: int, source: IO[bytes]) -> str:
        """Copies a member and answers its SHA-256. A source of another size raises ValueError."""
        self._write(_header(name, size, self._made))
        whole, left = sha256(), size
        while piece := source.read(_PIECE):
            whole.update(piece)
            left -= len(piece)
            self._write(piece)
        if left:
            raise ValueError(f"{name} has changed its size")
        self._write(_padding(size))
        return whole.hexdigest()

    def finish(self) -> None:
        """Ends the archive as tar does."""
        self._write(_ending(self._size))

    def _write(self, content: bytes) -> None:
        self._stream.write(content)
        self._size += len(content)


class Unpacker:
    """Reads members in the order in which they must come. Raises BackupError at the first byte that is not foretold."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._size = 0
        self.made = 0

    def first(self, name: str, most: int) -> bytes:
        """The first member, whose size and time alone are not known beforehand."""
        block = self._stream.read(_BLOCK)
        self._size += len(block)
        try:
            info = tarfile.TarInfo.frombuf(block, "ascii", "strict")
            self.made, size = int(info.mtime), info.size
            is_ours = info.name == name and block == _header(name, size, self.made)
        except (tarfile.TarError, ValueError) as error:
            raise BackupError(FOREIGN) from error
        if not is_ours or not 0 <= size <= most:
            raise BackupError(FOREIGN)
        content = b"".join(self._content(name, size))
        self._expect(_padding(size), name)
        return content

    def take(self, name: str, size: int, digest: str, target: IO[bytes]) -> None:
        """Copies the next member, which must be this one."""
        self._expect(_header(name, size, self.made), name)
        whole = sha256()
        for piece in self._content(name, size):
            whole.update(piece)
            target.write(piece)
        if whole.hexdigest() != digest:
            raise damaged(f"«{name}» не сходится со своей контрольной суммой")
        self._expect(_padding(size), name)

    def finish(self) -> None:
        """Nothing may follow but the end of a tar."""
        self._expect(_ending(self._size), "конец архива")
        if self._stream.read(1):
            raise damaged("за концом архива есть ещё что-то")

    def _expect(self, content: bytes, name: str) -> None:
        if self._stream.read(len(content)) != content:
            raise damaged(f"на месте «{name}» другое, или файл оборван")
        self._size += len(content)

    def _content(self, name: str, size: int) -> Iterator[bytes]:
        left = size
        while left:
            piece = self._stream.read(min(left, _PIECE))
            if not piece:
                raise damaged(f"файл оборван на «{name}»")
            left -= len(piece)
            self._size += len(piece)
            yield piece


def _header(name: str, size: int, made: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, made, _MODE
    return info.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")  # GNU: a member may be larger than 8 GiB


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)


def _ending(size: int) -> bytes:
    """Two empty blocks, and as many as fill the last record."""
    return bytes(2 * _BLOCK + -(size + 2 * _BLOCK) % tarfile.RECORDSIZE)
