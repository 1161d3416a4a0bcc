"""Files of issued papers in a folder of the user's. What stands there already is never overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from docgen.bundle import File, write_folder
from docgen.errors import OutputError


def place(folder: Path, page_id: str, files: Sequence[File]) -> list[Path]:
    """Writes files of one paper, all or none; answers where they are. Raises OutputError.

    Numbers repeat: a correction bears that of the paper it corrects, and every sequence begins with 1. So where another
    file has a name, the code on the pages is added to it.
    """
    is_taken = any(_is_another(folder / file.name, file) for file in files)
    named = [File(_with(file.name, page_id), file.content) for file in files] if is_taken else files
    write_folder(folder, named)
    return [folder / file.name for file in named]


@contextmanager
def issued_already(name: str) -> Iterator[None]:
    """For writing files of papers that are issued for good: an error says how to get them from the vault."""
    try:
        yield
    except OutputError as error:
        raise OutputError(
            f"{error}\nДокументы выпущены, их номера заняты. Файлы из хранилища: pervichka paper files {name} -o ПАПКА"
        ) from error


def _is_another(path: Path, file: File) -> bool:
    try:
        return os.path.lexists(path) and not (path.is_file() and path.read_bytes() == file.content)
    except OSError:  # what cannot be read is somebody's
        return True


def _with(name: str, page_id: str) -> str:
    path = Path(name)
    return f"{path.stem} {page_id}{path.suffix}"
