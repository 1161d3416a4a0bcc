"""The private folder of one LibreOffice: its settings, the fonts it sees, its environment, the paper it works at.

    profile/user/registrymodifications.xcu   settings
    fonts.conf, cache/                        fonts
    home/, temporary/                         what it takes for HOME and TMPDIR
    work/paper.docx → work/paper.pdf          the paper of the moment
    group                                     the process group, written by the warden

A foreign template is opened here, so the settings forbid all that a document could start or fetch.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from docgen import fonts

# Component, property, value, by the schema in main.xcd of LibreOffice; it skips what its release does not know.
SETTINGS: tuple[tuple[str, str, object], ...] = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", 3),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", True),
    ("Office.Common/Security/Scripting", "DisableActiveContent", True),
    ("Office.Common/Security/Scripting", "DisableOLEAutomation", True),
    ("Office.Common/Security/Scripting", "ExecutePlugins", False),
    ("Office.Common/Security/Scripting", "OfficeBasic", 0),  # never
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", True),  # linked pictures are not fetched
    ("Office.Common/Security", "LoadExoticFileFormats", 0),  # never
    ("Office.Writer/Filter/Import/VBA", "Load", False),
    ("Office.Writer/Filter/Import/VBA", "Executable", False),
    ("Office.Writer/Content/Update", "Link", 0),  # never
    ("Office.Java/VirtualMachine", "Enable", False),
    # A proxy that nobody is: what would go out in spite of all ends here.
    ("Inet/Settings", "ooInetProxyType", 2),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", 9),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", 9),
    ("Inet/Settings", "ooInetFTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetFTPProxyPort", 9),
    ("Inet/Settings", "ooInetNoProxy", ""),
    ("Inet/Settings", "ConnectTimeout", 2),
    # Fields of a form are printed as they are filled, not left to be filled anew in a paper that is to be signed.
    ("Office.Common/Filter/PDF/Export", "ExportFormFields", False),
    ("Office.Recovery/RecoveryInfo", "Enabled", False),
    ("Office.Recovery/AutoSave", "Enabled", False),
    ("Office.Common/Misc", "FirstRun", False),
    ("Setup/L10N", "ooSetupSystemLocale", "ru-RU"),
    ("Office.Linguistic/General", "DefaultLocale", "ru-RU"),
)

# Fonts that Word names in templates, and what is drawn when neither they nor their metric twins are installed.
_SERIF = ("Times New Roman", "Liberation Serif", "Cambria", "Georgia")
_SANS = ("Arial", "Liberation Sans", "Calibri", "Verdana", "Tahoma")


def make_room() -> Path:
    """A new private folder (0700) with everything that LibreOffice reads when it starts."""
    room = Path(tempfile.mkdtemp(prefix="pervichka-office-"))
    for name in ("profile/user", "home", "temporary", "work", "cache"):
        (room / name).mkdir(parents=True)
    (room / "profile/user/registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
    (room / "fonts.conf").write_text(_fonts_conf(room), encoding="utf-8")
    return room


def remove_room(room: Path) -> None:
    """The folder is gone, whatever was left in it."""
    shutil.rmtree(room, ignore_errors=True)


def environment(room: Path) -> dict[str, str]:
    """The whole environment of LibreOffice: no keys, no proxies, no Python paths of ours."""
    kept = {"SYSTEMROOT", "WINDIR", "SYSTEMDRIVE", "PATH"} if sys.platform == "win32" else set()
    return {name: os.environ[name] for name in sorted(kept) if name in os.environ} | {
        "HOME": str(room / "home"),
        "TMPDIR": str(room / "temporary"),
        "TEMP": str(room / "temporary"),
        "FONTCONFIG_FILE": str(room / "fonts.conf"),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SAL_USE_VCLPLUGIN": "svp",  # draws in memory, asks for no screen
        **({} if kept else {"PATH": "/usr/bin:/bin"}),
    }


def _registry() -> str:
    items = "\n".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{_value(value)}</value>'
        "</prop></item>"
        for path, name, value in SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{items}\n</oor:items>\n'
    )


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else escape(str(value))


def _fonts_conf(room: Path) -> str:
    """The machine's fonts, so that a template keeps its own, and the shipped ones, so that Cyrillic is always drawn."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  Path.home() raises where there is none
    folders = (fonts.folder(), home / ".local/share/fonts", home / ".fonts")
    return "\n".join(
        [
            '<?xml version="1.0"?>',
            '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
            "<fontconfig>",
            f"<cachedir>{escape(str(room / 'cache'))}</cachedir>",
            '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
            *(f"<dir>{escape(str(folder))}</dir>" for folder in folders),
            *(_fallback(family, "PT Serif") for family in (*_SERIF, "serif")),
            *(_fallback(family, "PT Sans") for family in (*_SANS, "sans-serif")),
            "</fontconfig>\n",
        ]
    )


def _fallback(family: str, shipped: str) -> str:
    return f"<alias><family>{family}</family><accept><family>{shipped}</family></accept></alias>"
