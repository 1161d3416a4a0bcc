"""Files that a person has sent and is still deciding about: kept beside the house for a day, for their sender alone."""

from __future__ import annotations

import json
import re
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from docgen.bundle import File, unwritable
from tracker.errors import NotFoundError

_KEPT: Final = 86_400  # seconds
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_GONE: Final = "Этого файла здесь уже нет: выберите его ещё раз."


def keep(home: Path, person_id: int, file: File, now: datetime) -> str:
    """Keeps a file from now on; answers the secret by which its sender finds it again. Raises OutputError."""
    folder = home / "uploads"
    token = secrets.token_urlsafe(16)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _forget_old(folder, now)
        head = json.dumps({"name": file.name}).encode()
        _place(folder, person_id, token).write_bytes(head + b"\n" + file.content)
    except OSError as error:
        raise unwritable(folder, error) from error
    return token


def find(home: Path, person_id: int, token: str) -> File:
    """The file again. Raises NotFoundError: it is gone, or another person's."""
    if not _TOKEN.fullmatch(token):
        raise NotFoundError(_GONE)
    try:
        head, _, content = _place(home / "uploads", person_id, token).read_bytes().partition(b"\n")
    except OSError as error:
        raise NotFoundError(_GONE) from error
    return File(json.loads(head)["name"], content)


def drop(home: Path, person_id: int, token: str) -> None:
    """The file is not needed any more."""
    with suppress(OSError):
        _place(home / "uploads", person_id, token).unlink()


def _place(folder: Path, person_id: int, token: str) -> Path:
    return folder / f"{person_id}-{token}"


def _forget_old(folder: Path, now: datetime) -> None:
    before = now.timestamp() - _KEPT
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
