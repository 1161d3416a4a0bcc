"""A statement to be read: a file on disk, or bytes as the vault and a form hand them over."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from tracker.statements.errors import StatementError

HEAD: Final = 1 << 16
"""Bytes from which the format and the encoding are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the bytes are; ``head`` is their beginning."""

    given: Path | bytes
    head: bytes

    @classmethod
    def of(cls, given: Path | bytes) -> Source:
        """The source of a file or of bytes. Raises StatementError for a file that cannot be read."""
        with _opened(given) as stream:
            return cls(given=given, head=stream.read(HEAD))

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes from their beginning. Raises StatementError, also for what breaks while they are read."""
        with _opened(self.given) as stream:
            yield stream

    def whole(self, most: int) -> bytes:
        """All the bytes, for a format that cannot be read in pieces. Raises StatementError for more than ``most``."""
        with self.open() as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise StatementError(f"Файл больше {most // 1_000_000} МБ: выгрузите выписку за меньший срок.")
        return content


@contextmanager
def _opened(given: Path | bytes) -> Iterator[BinaryIO]:
    if isinstance(given, bytes):
        yield io.BytesIO(given)
        return
    try:
        with _file(given) as stream:
            yield stream
    except FileNotFoundError:
        raise StatementError(f"Файла «{given.name}» нет: проверьте имя и папку.") from None
    except OSError as error:
        raise StatementError(f"Файл «{given.name}» не читается: проверьте права на него и диск.") from error


def _file(path: Path) -> BinaryIO:
    try:
        if path.exists() and not path.is_file():  # reading a pipe or a device may never end
            raise StatementError(f"«{path.name}» — не обычный файл: укажите файл выписки.")
        return path.open("rb")
    except ValueError:  # a null character in the name
        raise StatementError("Имя файла не подходит: в нём есть непечатный знак.") from None
