"""Where LibreOffice is on this machine, and which one it is."""

from __future__ import annotations

import glob
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from docgen.office.errors import OfficeError

ADVICE = (
    "Для PDF из шаблона DOCX нужен LibreOffice: sudo apt install libreoffice-writer-nogui "
    "(Fedora: sudo dnf install libreoffice-writer; macOS: brew install --cask libreoffice; "
    "Windows: установщик с сайта libreoffice.org)."
)
COMMANDS = ("soffice", "libreoffice")
PLACES = (
    "/usr/bin/libreoffice",
    "/opt/libreoffice*/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)


def launcher() -> str:
    """The command that starts LibreOffice or hands work to a running one. Raises OfficeError with advice.

    On Linux it is ``oosplash``, which stands beside ``soffice`` and hands over in 10 ms instead of 300.
    """
    for found in _candidates():
        real = Path(found).resolve()
        if real.name == "snap":  # a snap sees no private folder of ours
            continue
        splash = real.with_name("oosplash")
        return str(splash if splash.exists() else real)
    raise OfficeError(ADVICE)


def is_installed() -> bool:
    """Whether PDF can be made of DOCX here."""
    try:
        launcher()
    except OfficeError:
        return False
    return True


def version() -> str:
    """For example ``7.4.7.2``. Raises OfficeError with advice where LibreOffice is missing or does not start."""
    return _version(launcher())


@cache
def _version(command: str) -> str:
    try:
        with tempfile.TemporaryDirectory(prefix="pervichka-office-") as folder:
            profile = f"-env:UserInstallation={Path(folder).as_uri()}"
            said = subprocess.run(  # noqa: S603  a program found by us
                [command, profile, "--headless", "--version"], capture_output=True, timeout=30, check=False
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OfficeError(f"LibreOffice не запускается ({command}): {error}. Переустановите его.") from error
    number = re.search(rb"LibreOffice\D*([\d.]+)", said.stdout)
    if number is None:
        raise OfficeError(f"LibreOffice не запускается ({command}). Переустановите его.")
    return number[1].decode()


def _candidates() -> list[str]:
    on_path = [found for command in COMMANDS if (found := shutil.which(command))]
    return [*on_path, *(found for place in PLACES for found in sorted(glob.glob(place), reverse=True))]  # noqa: PTH207
