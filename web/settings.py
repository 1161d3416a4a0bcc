"""Where things live and which day it is: settings from the environment, nothing else."""

from __future__ import annotations

import getpass
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.errors import DocgenError
from docgen.local_library import LocalLibrary, LocalTemplate

if TYPE_CHECKING:
    from tracker.house import House
    from tracker.settings import Settings


_MOST_GRACE_DAYS = 365
_LONGEST_ACTOR = 100


class SettingError(DocgenError):
    """A variable of the environment or a key of a command makes no sense."""


def home() -> Path:
    """PERVICHKA_HOME, or ./var: the folder of the database, the vault and local results. Raises SettingError."""
    folder = Path(os.environ.get("PERVICHKA_HOME") or "var")
    if os.path.lexists(folder) and not folder.is_dir():
        raise SettingError(f"PERVICHKA_HOME: «{folder}» — не папка. Укажите другую или уберите этот файл.")
    return folder


def today(given: str | None = None) -> date:
    """The business day: ``--today``, else PERVICHKA_TODAY, else the machine's own date. Raises SettingError."""
    told = given or os.environ.get("PERVICHKA_TODAY")
    if not told:
        return date.today()  # noqa: DTZ011  the day of the people who sit at this machine
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise SettingError(f"«{told}» — не дата: нужен день вида 2026-11-22 (--today или PERVICHKA_TODAY).") from None


def local_library() -> LocalLibrary:
    """The house's own templates."""
    return LocalLibrary(home() / "templates")


def own_template(kind: str, chosen: str | None) -> LocalTemplate | None:
    """The template of the house for a kind: the one in use, or ``chosen`` by number; None for the shipped one."""
    library = local_library()
    if chosen is None:
        return library.in_use(kind)
    return None if chosen == "shipped" else library.find(kind, chosen)


def actor() -> str:
    """Who is at work: PERVICHKA_USER, else the name of this system's user. It goes into the journal."""
    told = os.environ.get("PERVICHKA_USER")
    if told:
        return told[:_LONGEST_ACTOR]
    try:
        return getpass.getuser()[:_LONGEST_ACTOR]
    except (OSError, KeyError, ImportError):  # a container may run a user that has no name
        return "cli"


def open_house() -> House:
    """The house of this environment, its database made if need be. Raises SettingError and DatabaseError."""
    from tracker.house import House

    return House.open(house_settings())


def house_settings() -> Settings:
    """The house's settings: PERVICHKA_HOME, DATABASE_URL, PERVICHKA_GRACE_DAYS, those of mail. Raises SettingError."""
    from tracker.settings import Settings

    url = os.environ.get("DATABASE_URL") or None
    given = os.environ.get("PERVICHKA_GRACE_DAYS") or ""
    if given and not (given.isascii() and given.isdigit() and int(given) <= _MOST_GRACE_DAYS):
        raise SettingError(f"PERVICHKA_GRACE_DAYS — целое число дней от 0 до {_MOST_GRACE_DAYS}, сейчас «{given}».")
    chosen = {"grace_days": int(given)} if given else {}
    smtp_url, mail_from = (os.environ.get(name) or None for name in ("PERVICHKA_SMTP_URL", "PERVICHKA_MAIL_FROM"))
    return Settings(home=home().absolute(), database_url=url, smtp_url=smtp_url, mail_from=mail_from, **chosen)
