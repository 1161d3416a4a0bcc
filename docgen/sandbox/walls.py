"""The walls inside the limited process: after warm-up Python itself refuses to write, to connect, to start anything."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docgen.library import templates_root

_REFUSED = (
    "_thread.start", "_winapi.", "builtins.input", "cpython.run_", "ctypes.", "fcntl.", "ftplib.", "http.", "imaplib.",
    "mmap.", "msvcrt.", "nntplib.", "os.", "pdb.", "pickle.", "poplib.", "pty.", "resource.", "setopencodehook",
    "shutil.", "signal.", "smtplib.", "socket.", "sqlite3.", "subprocess.", "sys.remote_exec", "syslog.", "telnetlib.",
    "tempfile.", "urllib.", "webbrowser.", "winreg.",
)  # fmt: skip
_HARMLESS = {"os.putenv", "os.unsetenv"}
_LISTINGS = {"os.listdir", "os.scandir"}
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PACKAGES = ("site-packages", "dist-packages")


class WallError(BaseException):
    """Somebody tried to reach outside. No «except Exception» of a library can hide it."""


class ClosedError(PermissionError):
    """A file outside the program's own folders: libraries take it for a file that may not be read."""


def raise_walls() -> None:
    """Puts up the walls, for good."""
    inside = tuple(f"{folder}{os.sep}" for folder in _own_folders())

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            _check_open(inside, *arguments)
        elif event in _LISTINGS:
            _check_reading(inside, arguments[0])
        elif event.startswith(_REFUSED) and event not in _HARMLESS:
            raise WallError(event)

    sys.addaudithook(watch)


def _own_folders() -> set[str]:
    """Folders of Python, of installed packages, of this program and its templates with their fonts."""
    folders = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), str(templates_root())}
    folders |= {entry for entry in sys.path if Path(entry).name in _PACKAGES}
    for name, module in list(sys.modules.items()):
        if "." not in name:
            folders |= set(_places(getattr(module, "__path__", ())))
    return {os.path.realpath(folder) for folder in folders}


def _places(path: Iterable[Any]) -> list[str]:
    return [place for place in path if isinstance(place, str) and place]


def _check_open(inside: tuple[str, ...], path: Any, mode: Any, flags: Any) -> None:
    is_to_write = bool(set(mode or "") & set("wax+")) or bool((flags or 0) & _TO_WRITE)
    if is_to_write:
        raise WallError(f"запись в файл {path}")
    _check_reading(inside, path)


def _check_reading(inside: tuple[str, ...], path: Any) -> None:
    if isinstance(path, int):
        return
    real = os.path.realpath(os.fsdecode(path or "."))
    if not f"{real}{os.sep}".startswith(inside):
        raise ClosedError(f"чтение файла {real}")
