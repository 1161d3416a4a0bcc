"""Files that follow the papers of a kit: beside the kit file, never outside its folder, PDF by their first bytes."""

from __future__ import annotations

import stat
from functools import cache
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from docgen.attachments import read_pdf
from docgen.errors import AttachmentError
from docgen.intake.problems import Problem, quoted
from docgen.intake.raw import Place

_HEADER: Final = b"%PDF-"
_OUTSIDE = "файл должен лежать в папке этого файла или глубже: скопируйте его туда и укажите путь от этой папки"


class UnfitFileError(Exception):
    """A file cannot be attached; the text is Russian and says what to do."""


def open_attachments(root: Place, folder: Path, problems: list[Problem]) -> list[bytes]:
    """Cleaned bytes of every attachment in its order; what cannot be taken is added to ``problems``.

    ``folder`` is where the kit file lies. A file that is named twice is read once.
    """
    opened: list[bytes] = []
    read = cache(read_pdf)
    for attachment in root["attachments"]:
        file = attachment["file"]
        if file.text is None:
            continue
        try:
            opened.append(read(find_pdf(folder, file.text)))
        except (UnfitFileError, AttachmentError) as error:
            problems.append(Problem(file.loc, str(error)))
    return opened


def find_pdf(folder: Path, name: str) -> Path:
    """The real path of the file ``name`` inside ``folder``.

    Raises UnfitFileError if it is outside (a symbolic link too), is not there, is no regular file or no PDF.
    """
    if _is_outside(name):
        raise UnfitFileError(_OUTSIDE)
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise UnfitFileError(_OUTSIDE)
        _require_pdf(path)
    except FileNotFoundError as error:
        raise UnfitFileError(f"файла {quoted(name)} нет: проверьте имя и папку") from error
    except PermissionError as error:
        raise UnfitFileError("нет права читать файл: дайте его") from error
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a loop of links, up to Python 3.12
        raise UnfitFileError("файл не читается: проверьте имя и диск") from error
    return path


def _is_outside(name: str) -> bool:
    """Also what would be outside on Windows, so that a kit file means the same everywhere."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return name.startswith(("/", "\\")) or ".." in parts or bool(PureWindowsPath(name).drive)


def _require_pdf(path: Path) -> None:
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait for ever
        raise UnfitFileError("это не файл, а папка или устройство: укажите файл PDF")
    with path.open("rb") as file:
        if file.read(len(_HEADER)) != _HEADER:
            raise UnfitFileError("это не PDF: сохраните приложение как PDF")
